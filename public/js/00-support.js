// Says in plain words what a browser lacks. Old browsers must be able to read this file:
// no syntax here is younger than 2009.
(function () {
  var needs = {
    'WebAssembly': typeof WebAssembly === 'object',
    'DecompressionStream': typeof DecompressionStream === 'function',
    'ReadableStream': typeof ReadableStream === 'function',
    'TextDecoder': typeof TextDecoder === 'function',
    'crypto.getRandomValues': typeof crypto === 'object' && !!crypto.getRandomValues
  };
  var missing = [];
  for (var name in needs) {
    if (!needs[name]) missing.push(name);
  }
  // boot.js goes no further when something is missing.
  window.playnetMissing = missing;
  if (missing.length === 0) return;

  var messages = JSON.parse(document.getElementById('boot-messages').textContent);
  document.getElementById('boot').className = 'failed';
  document.getElementById('boot').setAttribute('role', 'alert');
  document.getElementById('boot-text').textContent = messages['boot.missing'];
  document.getElementById('boot-detail').textContent =
    messages['boot.missing.list'].replace('{features}', missing.join(', '));
})();
