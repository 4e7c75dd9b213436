// Loads the program, shows how far it is, starts it, and says so when something fails.
//
// The program calls playnetBoot.ready() after its first drawing, or playnetBoot.failed().
// Whoever embeds the page waits for the promise window.playnet.ready.
(function () {
  'use strict';
  const byId = (id) => document.getElementById(id);
  const config = JSON.parse(byId('boot-config').textContent);
  const messages = JSON.parse(byId('boot-messages').textContent);
  const stderr = []; // the program's last lines, for the report of a crash
  let settled = false;
  let settle;
  const ready = new Promise((resolve, reject) => { settle = { resolve, reject }; });
  ready.catch(() => {}); // a failure is on the screen; nobody has to listen as well

  window.playnet = Object.assign(window.playnet || {}, { ready });
  let compiled = null; // the program, for workers
  window.playnetBoot = { ready: onReady, failed: (reason) => fail('boot.failed', {}, reason), program: () => compiled };
  if (window.playnetMissing.length > 0) {
    settled = true;
    settle.reject(new Error('missing: ' + window.playnetMissing.join(', ')));
    return;
  }

  // vugu passes a helper script to eval when it starts. That script is in this page
  // already, so that the page's policy can forbid eval; the call then has nothing to do.
  const realEval = window.eval;
  window.eval = () => undefined;

  function say(id, values) {
    return messages[id].replace(/\{(\w+)\}/g, (_, name) => values[name]);
  }

  function onReady() {
    if (settled) return;
    settled = true;
    window.eval = realEval;
    byId('boot').hidden = true;
    performance.mark('playnet-ready');
    settle.resolve();
  }

  // fail shows a message of the catalogue, the technical reason below it, and one way out:
  // a link when a file is to be opened, else a button that loads the page again.
  function fail(id, values, reason, link) {
    const boot = byId('boot');
    boot.className = 'failed';
    boot.setAttribute('role', 'alert');
    boot.hidden = false;
    byId('boot-text').textContent = say(id, values);
    byId('boot-detail').textContent = reason || '';
    const way = document.createElement(link ? 'a' : 'button');
    way.textContent = say(link ? 'boot.open' : 'boot.reload', {});
    if (link) way.href = link; else way.addEventListener('click', () => location.reload());
    byId('boot-action').replaceChildren(way);
    byId('boot-action').hidden = false;
    settled = true;
    settle.reject(new Error(say(id, values) + (reason ? ' ' + reason : '')));
  }

  function showProgress(loaded, total) {
    const done = Math.min(1, loaded / total);
    const megabytes = (n) => (n / 1e6).toFixed(1);
    byId('boot-progress').value = done;
    byId('boot-detail').textContent = done < 1
      ? say('boot.progress', { loaded: megabytes(loaded), total: megabytes(total) })
      : say('boot.starting', {});
  }

  // counted passes bytes on and shows how many of total have come.
  function counted(total) {
    let loaded = 0;
    return new TransformStream({
      transform(chunk, out) {
        loaded += chunk.byteLength;
        showProgress(loaded, total);
        out.enqueue(chunk);
      },
    });
  }

  function wasmResponse(stream) {
    return new Response(stream, { headers: { 'content-type': 'application/wasm' } });
  }

  // A server that compresses gives the program best (brotli, where it has it). From one that
  // does not, the file compressed beforehand is fetched, which is a quarter of the size.
  async function fetchProgram() {
    let answer = await fetch(config.wasm);
    if (!answer.ok) throw new Error(answer.status + ' ' + answer.statusText);
    if (answer.headers.get('content-encoding')) {
      return wasmResponse(answer.body.pipeThrough(counted(config.size)));
    }
    const small = await fetch(config.gzip).catch(() => null);
    if (!small || !small.ok) return wasmResponse(answer.body.pipeThrough(counted(config.size)));
    answer.body.cancel();
    // A server may announce the file's own packing as an encoding; the browser has undone it then.
    if (small.headers.get('content-encoding') === 'gzip') {
      return wasmResponse(small.body.pipeThrough(counted(config.size)));
    }
    return wasmResponse(small.body.pipeThrough(counted(config.gzipSize))
      .pipeThrough(new DecompressionStream('gzip')));
  }

  const fromBase64 = Uint8Array.fromBase64
    ? (text) => Uint8Array.fromBase64(text)
    : (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));

  // The single file holds the program as numbered pieces behind this script. They are
  // unpacked while the rest of the page is still arriving: a piece is whole when the next
  // one has begun, or the page has ended.
  function inlineProgram() {
    let next = 0;
    const pieces = new ReadableStream({
      async pull(out) {
        if (next === config.pieces) return out.close();
        const id = 'program-' + next;
        while (!byId('program-' + (next + 1)) && document.readyState === 'loading') await pageGrows();
        const piece = byId(id);
        if (!piece) throw new Error('the page is cut off');
        out.enqueue(fromBase64(piece.textContent));
        piece.remove();
        next++;
      },
    });
    return wasmResponse(pieces.pipeThrough(counted(config.gzipSize))
      .pipeThrough(new DecompressionStream('gzip')));
  }

  function pageGrows() {
    return new Promise((resolve) => {
      const watcher = new MutationObserver(done);
      function done() {
        watcher.disconnect();
        document.removeEventListener('readystatechange', done);
        resolve();
      }
      watcher.observe(document.body, { childList: true });
      document.addEventListener('readystatechange', done);
    });
  }

  function pageParsed() {
    if (document.readyState !== 'loading') return Promise.resolve();
    return new Promise((resolve) => document.addEventListener('DOMContentLoaded', resolve, { once: true }));
  }

  // keepErrors sends what the program writes to its standard error to console.error and
  // keeps its last lines. (wasm_exec.js mixes both outputs into console.log.)
  function keepErrors() {
    const write = globalThis.fs.writeSync;
    const decoder = new TextDecoder();
    let line = '';
    globalThis.fs.writeSync = (fd, bytes) => {
      if (fd !== 2) return write(fd, bytes);
      const lines = (line + decoder.decode(bytes, { stream: true })).split('\n');
      line = lines.pop();
      for (const text of lines) {
        console.error(text);
        stderr.push(text);
        if (stderr.length > 40) stderr.splice(20, 1); // the head of a panic says most
      }
      return bytes.length;
    };
  }

  async function start() {
    if (config.kind === 'hosted' && location.protocol === 'file:') {
      return fail('boot.file', {}, '', config.single);
    }
    const go = new Go();
    keepErrors();
    let program;
    try {
      const response = config.kind === 'hosted' ? await fetchProgram() : inlineProgram();
      program = await WebAssembly.instantiateStreaming(response, go.importObject);
    } catch (error) {
      if (config.kind !== 'hosted') return fail('boot.failed', {}, String(error));
      // In a sandboxed frame the page may not even fetch from its own server. The single
      // file needs nothing from it.
      if (self.origin === 'null') return location.replace(config.single + location.search + location.hash);
      return fail('boot.unreachable', { file: config.wasm.split('?')[0], reason: error.message });
    }
    compiled = program.module;
    await pageParsed(); // every script of the page has run by then
    performance.mark('playnet-loaded');
    showProgress(1, 1);
    await go.run(program.instance); // returns only when the program has ended
    if (!byId('boot').classList.contains('failed')) fail('boot.crashed', {}, stderr.join('\n'));
  }

  start().catch((error) => fail('boot.failed', {}, String(error)));
})();
