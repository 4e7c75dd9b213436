// The page's hands and ears: what the program (wasm/) asks of the browser, and what it hears
// of it. What the components draw, and what is pressed in them, goes another way (vugu);
// what happens in the islands, a third (scene.js).
//
// start(hear) begins. hear(what, a, b, c) is the program; it returns true when a key meant
// something to it.
(function () {
  'use strict';
  const byId = (id) => document.getElementById(id);
  const motion = matchMedia('(prefers-reduced-motion: reduce)');
  const darkness = matchMedia('(prefers-color-scheme: dark)');
  let hear = () => false;

  function start(program) {
    hear = program;
    document.addEventListener('keydown', onKey);
    document.addEventListener('change', onChange);
    document.addEventListener('click', onSubmit);
    document.addEventListener('paste', onPaste);
    document.addEventListener('visibilitychange', () => hear(document.hidden ? 'leave' : 'wake'));
    addEventListener('pagehide', () => hear('leave'));
    document.addEventListener('pointerdown', onGrab);
    document.addEventListener('pointerdown', onAway);
    document.addEventListener('focusin', (e) => { if (e.target.id === 'seed') e.target.select(); });
    for (const type of ['dragenter', 'dragover', 'dragleave', 'drop']) document.addEventListener(type, onDrag);
    addEventListener('hashchange', () => hear('link', location.hash.slice(1)));
    addEventListener('resize', size);
    darkness.addEventListener('change', () => hear('wake'));
    size();
  }

  function size() { hear('size', innerWidth, innerHeight); }

  // --- keys ---

  // placeOf says what has the focus: see KeyPlace in ui/app/keys.go.
  function placeOf(element) {
    if (!element || element === document.body) return '';
    if (element.isContentEditable || element.localName === 'textarea' || element.localName === 'select') return 'text';
    if (element.localName === 'input') {
      return { range: 'slider', checkbox: 'button', radio: 'list', file: 'button', button: 'button' }[element.type] || 'text';
    }
    const role = element.getAttribute('role');
    if (role === 'separator' || role === 'slider') return 'slider';
    if (role === 'tab' || role === 'grid') return 'list';
    if (element.localName === 'button' || element.localName === 'a' || element.localName === 'summary' || role === 'button') return 'button';
    return '';
  }

  function onKey(e) {
    if (e.defaultPrevented || e.isComposing) return;
    if (e.key === 'Tab') return keepInside(e);
    if (e.target.id === 'dock-handle' && (e.key === 'ArrowUp' || e.key === 'ArrowDown')) {
      e.preventDefault();
      return setDock(dockHeight() + (e.key === 'ArrowUp' ? 24 : -24));
    }
    const other = e.ctrlKey || e.metaKey || e.altKey;
    if (hear('key', e.key, placeOf(e.target), e.shiftKey, other)) e.preventDefault();
  }

  // A frame without allow-forms refuses even the event of a form's being submitted, by its
  // button or by Enter (which presses that). Nothing here is sent anywhere: the event is all.
  function onSubmit(e) {
    const form = e.target.type === 'submit' && e.target.form;
    if (!form || e.defaultPrevented) return;
    e.preventDefault();
    form.dispatchEvent(new Event('submit', { bubbles: true, cancelable: true }));
  }

  // keepInside keeps the Tab key's round inside the open dialog.
  function keepInside(e) {
    const dialog = openDialog();
    if (!dialog) return;
    const stops = [...dialog.querySelectorAll('button, input, textarea, select, a[href], [tabindex="0"]')]
      .filter((s) => !s.disabled && s.checkVisibility());
    if (stops.length === 0) return;
    const first = stops[0], last = stops[stops.length - 1];
    const at = document.activeElement;
    if (!dialog.contains(at)) first.focus();
    else if (e.shiftKey && at === first) last.focus();
    else if (!e.shiftKey && at === last) first.focus();
    else return;
    e.preventDefault();
  }

  // A press outside of an open popover, and of the button beside it, closes it.
  function onAway(e) {
    const open = document.querySelector('.popover:not([hidden])');
    if (open && !open.parentElement.contains(e.target)) hear('away');
  }

  // --- dialogs: the focus goes in, and back to where it was ---

  let opener = null, shown = null;
  function openDialog() { return document.querySelector('.dialog:not([hidden]), .rail[role=dialog]'); }

  // showCurrent scrolls the list of labs to the one that has been opened.
  let current = null;
  function showCurrent() {
    const lab = document.querySelector('.rail-lab[aria-current=page]');
    if (!lab || lab.title === current || !lab.checkVisibility()) return; // to ask for the last costs a layout
    current = lab.title;
    const rail = lab.closest('.rail'), place = lab.getBoundingClientRect(), room = rail.getBoundingClientRect();
    if (place.top < room.top || place.bottom > room.bottom) {
      rail.scrollTop += (place.top + place.bottom - room.top - room.bottom) / 2;
    }
  }

  // settle is called after each drawing.
  function settle() {
    if (!dockTold) tellDock();
    showCurrent();
    const dialog = openDialog();
    if (dialog === shown) return;
    if (dialog && !shown) opener = document.activeElement;
    shown = dialog;
    if (dialog) {
      const first = dialog.querySelector('[aria-current=page], .file-button input, button.primary, textarea') || dialog.querySelector('button');
      if (first) first.focus();
    } else if (opener && opener.isConnected) {
      opener.focus();
    }
  }

  // --- labs that are brought along: file picker, drag and drop, paste ---

  async function readFile(file) {
    try {
      // As bytes: read as text, what is not UTF-8 would be made into something else, unseen.
      hear('file', file.name, new Uint8Array(await file.arrayBuffer()));
    } catch (error) {
      hear('unreadable', file.name, String(error && error.message || error));
    }
  }

  function onChange(e) {
    if (e.target.id !== 'open-file' || !e.target.files.length) return;
    readFile(e.target.files[0]);
    e.target.value = ''; // the same file can be chosen again
  }

  function onPaste(e) {
    if (placeOf(e.target) === 'text') return;
    const text = e.clipboardData && e.clipboardData.getData('text/plain');
    if (text && text.trim()) hear('open', '', text);
  }

  let depth = 0; // dragenter and dragleave come for each element on the way
  function onDrag(e) {
    const types = e.dataTransfer ? [...e.dataTransfer.types] : [];
    if (!types.includes('Files') && !types.includes('text/plain')) return;
    if (placeOf(e.target) === 'text' && !types.includes('Files')) return;
    e.preventDefault();
    if (e.type === 'dragenter') depth++;
    if (e.type === 'dragleave') depth--;
    if (e.type === 'drop') {
      depth = 0;
      const file = e.dataTransfer.files[0];
      if (file) readFile(file);
      else hear('open', '', e.dataTransfer.getData('text/plain'));
    }
    document.body.toggleAttribute('data-dropping', depth > 0);
  }

  // --- the dock's height ---

  function dockHeight() { return byId('pane-ladder').parentElement.getBoundingClientRect().height / zoom(); }

  function zoom() {
    const shell = document.querySelector('.shell');
    return shell && shell.dataset.big === 'true' ? 1.25 : 1;
  }

  let dockTold = false;
  function tellDock() {
    dockTold = true;
    share(Math.round(100 * dockHeight() * zoom() / innerHeight));
  }

  function setDock(height) {
    const room = innerHeight / zoom();
    const h = Math.round(Math.min(Math.max(height, 120), room * 0.6));
    document.documentElement.style.setProperty('--dock', h + 'px');
    share(Math.round(100 * h / room));
  }

  // share says how much of the window the dock takes: at once here, and from the next
  // drawing on, which is not worth having for this alone, by the program.
  function share(percent) {
    byId('dock-handle').setAttribute('aria-valuenow', percent);
    hear('dock', percent);
  }

  function onGrab(e) {
    if (e.target.id !== 'dock-handle' || e.button !== 0) return;
    const handle = e.target, from = e.clientY, height = dockHeight();
    e.preventDefault();
    handle.focus();
    handle.setPointerCapture(e.pointerId);
    const move = (m) => setDock(height + (from - m.clientY) / zoom());
    const drop = () => {
      handle.removeEventListener('pointermove', move);
      handle.removeEventListener('pointerup', drop);
      handle.removeEventListener('pointercancel', drop);
    };
    handle.addEventListener('pointermove', move);
    handle.addEventListener('pointerup', drop);
    handle.addEventListener('pointercancel', drop);
  }

  // --- what the program asks for ---

  const said = [];
  // say has a sentence read aloud. Two regions take turns, so that the same sentence twice
  // is read twice.
  function say(sentence) {
    if (said.length === 0) {
      for (let i = 0; i < 2; i++) {
        const region = document.createElement('div');
        region.className = 'unseen';
        region.setAttribute('aria-live', 'polite');
        region.setAttribute('role', 'status');
        document.body.append(region);
        said.push(region);
      }
    }
    said.reverse();
    said[0].textContent = sentence;
    said[1].textContent = '';
  }

  function setText(id, text) {
    const element = byId(id);
    if (!element) return;
    if (element.firstChild) element.firstChild.data = text;
    else element.textContent = text;
  }

  // setMarkup sets what Go has put together of a sentence and its arguments, these escaped.
  function setMarkup(id, markup) {
    const element = byId(id);
    if (element) element.innerHTML = markup;
  }

  function setValue(id, text) {
    const element = byId(id);
    if (element) element.value = text;
  }

  function selectText(id) {
    byId(id).focus();
    byId(id).select();
  }

  // focus moves the focus, and reports whether it is where it can be: where one types nothing
  // now, it stays.
  function focus(id) {
    const element = byId(id);
    if (element) element.focus();
    return element !== null && (document.activeElement === element || element.disabled);
  }

  // A sandboxed frame throws at the very mention of its storage. To read it for the first
  // time can take long: it is done here, while the program is still on its way.
  const kept = { theme: read('theme'), big: read('big'), keys: read('keys'), tables: read('tables'), asking: read('asking'), scores: read('scores'), welcomed: read('welcomed') };
  function store(name, value) {
    try { localStorage.setItem('playnet-' + name, value); } catch { /* not kept, then */ }
  }
  function stored(name) { return kept[name] || ''; }

  // storeScores keeps the scores beside those that another tab may have kept meanwhile: merge
  // makes one text of two.
  function storeScores(merge) { store('scores', merge(read('scores'))); }
  function read(name) {
    try { return localStorage.getItem('playnet-' + name) || ''; } catch { return ''; }
  }

  function setTheme(theme) {
    if (theme) document.documentElement.dataset.theme = theme;
    else delete document.documentElement.dataset.theme;
  }

  function dark() {
    const theme = document.documentElement.dataset.theme;
    return theme ? theme === 'dark' : darkness.matches;
  }

  // setLink makes the address bar hold what is open, where the browser lets it.
  function setLink(fragment) {
    try {
      history.replaceState(null, '', fragment ? '#' + fragment : location.pathname + location.search);
    } catch { /* a frame's srcdoc has no address */ }
  }

  // soon calls back as soon as the browser has done what else is due, also in a tab that
  // nobody sees (where animation frames rest, and timers are slowed down).
  const channel = new MessageChannel();
  const waiting = [];
  channel.port1.onmessage = () => waiting.shift()();
  function soon(callback) {
    waiting.push(callback);
    channel.port2.postMessage(0);
  }

  // decode makes text of bytes in a charset; null if the browser does not know it.
  function decode(charset, bytes) {
    try { return new TextDecoder(charset).decode(bytes); } catch { return null; }
  }

  window.playnetPage = {
    decode, start, settle, say, setText, setMarkup, setValue, selectText, focus, store, stored, storeScores, setTheme, dark, setLink, soon, zoom,
    calm: () => motion.matches,
    link: () => [location.search.slice(1), location.hash.slice(1)],
    title: (text) => { document.title = text; },
  };
})();
