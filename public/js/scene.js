// Draws what Go has computed: replays the operations of ui/scene (its doc.go lists them)
// on the elements of an island, tells what was pressed there, and measures.
//
// One listener of each kind serves a whole island. What can be pressed carries data-key;
// with data-arrows it also takes the arrow keys, with data-drag it can be dragged.
(function () {
  'use strict';
  const SVG = 'http://www.w3.org/2000/svg';
  const islands = new Map();

  // mount makes element the island of that name. onEvent(island, type, key, x, y) hears what
  // happens: click (Enter and Space too), hover (key '' on leaving), focus, delete, context,
  // dragstart, drag, dragend, wheel (y: how far), scroll (x, y: the new offsets), change (of
  // a field of choices; key is its own, a colon and the value), and the names of the arrow keys.
  // x and y count from the island's upper left corner; move (the pointer's, over what carries
  // data-track) and click from that element's. Of a field in which one types: input
  // (x: the place of the caret, and the whole text as a sixth argument), blur, and key (the
  // key's name is the sixth argument; what onEvent returns says whether it meant something),
  // for the keys that its data-catch lists.
  function mount(name, element, onEvent, onSize) {
    unmount(name);
    const island = { name, element, onEvent, nodes: new Map([[0, element]]), hover: '', dragged: '', undo: [] };
    islands.set(name, island);
    const listen = (type, handler, options) => {
      element.addEventListener(type, handler, options);
      island.undo.push(() => element.removeEventListener(type, handler, options));
    };
    listen('click', (e) => tell(island, 'click', keyOf(island, e.target), e));
    listen('contextmenu', (e) => {
      const key = keyOf(island, e.target);
      if (!key) return;
      e.preventDefault();
      tell(island, 'context', key, e);
    });
    listen('change', (e) => { if (!isTyped(e.target)) tell(island, 'change', keyOf(island, e.target) + ':' + e.target.value, null); });
    listen('input', (e) => { if (isTyped(e.target)) typed(island, 'input', e.target, e.target.value); });
    listen('keydown', (e) => onKey(island, e));
    listen('focusin', (e) => { if (!island.applying) tell(island, 'focus', keyOf(island, e.target), null); });
    listen('focusout', (e) => { if (!island.applying && isTyped(e.target)) tell(island, 'blur', keyOf(island, e.target), null); });
    listen('pointerover', (e) => onHover(island, keyOf(island, e.target), e));
    listen('pointerleave', (e) => onHover(island, '', e));
    listen('pointerdown', (e) => onGrab(island, e));
    // What carries data-hold leaves the focus where it is: in the field that it belongs to.
    listen('mousedown', (e) => { if (e.target.closest('[data-hold]')) e.preventDefault(); });
    listen('pointermove', (e) => { if (island.dragged) tell(island, 'drag', island.dragged, e); else onTrack(island, e); });
    for (const type of ['pointerup', 'pointercancel']) listen(type, (e) => onDrop(island, e));
    listen('scroll', (e) => {
      if (island.applying) return;
      onEvent(name, 'scroll', keyOf(island, e.target), e.target.scrollLeft, e.target.scrollTop);
    }, { capture: true, passive: true });
    if (onSize) {
      const watcher = new ResizeObserver(() => onSize(name, element.clientWidth, element.clientHeight));
      watcher.observe(element);
      island.undo.push(() => watcher.disconnect());
    }
    return size(name);
  }

  // size returns an island's width and height; 0 where it is hidden.
  function size(name) {
    const { element } = islands.get(name);
    return [element.clientWidth, element.clientHeight];
  }

  // around returns the name of the island in which the element of that id stands, or ''.
  function around(id) {
    const element = document.getElementById(id);
    for (const { name, element: whole } of islands.values()) if (element && whole.contains(element)) return name;
    return '';
  }

  // wheelZoom makes the island report the wheel while Ctrl is held (or two fingers pinch),
  // in place of the browser's zooming the page.
  function wheelZoom(name) {
    const island = islands.get(name);
    const handler = (e) => {
      if (!e.ctrlKey) return;
      e.preventDefault();
      const at = place(island, e);
      island.onEvent(name, e.deltaY < 0 ? 'zoomin' : 'zoomout', '', at.x, at.y);
    };
    island.element.addEventListener('wheel', handler, { passive: false });
    island.undo.push(() => island.element.removeEventListener('wheel', handler));
  }

  function unmount(name) {
    const island = islands.get(name);
    if (!island) return;
    for (const undo of island.undo) undo();
    island.element.replaceChildren();
    islands.delete(name);
  }

  function keyOf(island, target) {
    const found = target.closest ? target.closest('[data-key]') : null;
    return found && island.element.contains(found) ? found.getAttribute('data-key') : '';
  }

  // place is where an event happened: in the island or, where an element has data-track, in
  // that.
  function place(island, e) {
    const box = (e.target?.closest?.('[data-track]') ?? island.element).getBoundingClientRect();
    return { x: e.clientX - box.left, y: e.clientY - box.top };
  }

  // tell passes an event on; e is null, or a keyboard's event that has no place.
  function tell(island, type, key, e) {
    const at = e && e.clientX !== undefined ? place(island, e) : { x: 0, y: 0 };
    island.onEvent(island.name, type, key, at.x, at.y);
  }

  function onHover(island, key, e) {
    if (key === island.hover) return;
    island.hover = key;
    tell(island, 'hover', key, e);
  }

  // onTrack reports where the pointer moves over what carries data-track: once a frame.
  function onTrack(island, e) {
    if (!e.target.closest('[data-track]')) return;
    const asked = island.tracked !== undefined;
    island.tracked = { key: keyOf(island, e.target), at: place(island, e) };
    if (asked) return;
    requestAnimationFrame(() => {
      const { key, at } = island.tracked;
      island.tracked = undefined;
      island.onEvent(island.name, 'move', key, at.x, at.y);
    });
  }

  const arrows = ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Home', 'End', 'PageUp', 'PageDown'];

  const isTyped = (element) => element.localName === 'textarea' || element.localName === 'input' && (element.type === 'text' || element.type === 'password');

  function typed(island, type, field, words) {
    return island.onEvent(island.name, type, keyOf(island, field), field.selectionStart ?? 0, 0, words) === true;
  }

  function onKey(island, e) {
    const key = keyOf(island, e.target);
    if (isTyped(e.target)) {
      const caught = (e.target.dataset.catch ?? '').split(' ').includes(e.key) && !e.isComposing && !e.ctrlKey && !e.metaKey && !e.altKey;
      if (!caught || !typed(island, 'key', e.target, e.key)) return;
      e.preventDefault();
      e.stopPropagation();
      return;
    }
    if (!key || e.target.localName === 'select' || e.ctrlKey || e.metaKey || e.altKey) return;
    let type = '';
    if (e.key === 'Enter' || e.key === ' ') type = 'click';
    else if (e.key === 'Delete' || e.key === 'Backspace') type = 'delete';
    else if (arrows.includes(e.key) && e.target.closest('[data-arrows]')) type = e.key;
    if (!type) return;
    e.preventDefault();
    e.stopPropagation(); // the page's own keys (space: play and pause) are not meant
    tell(island, type, key, null);
  }

  function onGrab(island, e) {
    const handle = e.button === 0 && e.target.closest('[data-drag]');
    if (!handle || !island.element.contains(handle)) return;
    island.dragged = keyOf(island, handle);
    island.element.setPointerCapture(e.pointerId);
    tell(island, 'dragstart', island.dragged, e);
  }

  function onDrop(island, e) {
    if (!island.dragged) return;
    const key = island.dragged;
    island.dragged = '';
    tell(island, 'dragend', key, e);
  }

  // apply replays operations, and keeps the focus where it was: an element that is moved
  // loses it, and one that is replaced (a message arrives and becomes a mark) hands it on
  // to the element with the same key.
  function apply(name, ops) {
    const island = islands.get(name);
    if (!island) return;
    const focused = island.element.contains(document.activeElement) ? document.activeElement : null;
    const key = focused && focused.getAttribute('data-key');
    island.applying = true;
    for (const line of ops.split('\n')) {
      if (line) replay(island.nodes, line.split('\t'));
    }
    if (focused && document.activeElement !== focused) {
      const heir = focused.isConnected ? focused
        : key && island.element.querySelector('[data-key="' + CSS.escape(key) + '"]');
      if (heir) heir.focus({ preventScroll: true });
    }
    island.applying = false;
  }

  function replay(nodes, f) {
    switch (f[0]) {
      case 'a': return setAttribute(nodes.get(+f[1]), f[2], f[3]);
      case 't': nodes.get(+f[1]).textContent = f[2]; return;
      case 'c': return create(nodes, f);
      case 'r': {
        const gone = nodes.get(+f[1]);
        gone.remove();
        return forget(nodes, gone);
      }
      case 'm':
        nodes.get(+f[2]).insertBefore(nodes.get(+f[1]), f[3] === '0' ? null : nodes.get(+f[3]));
        return;
      case 'd': {
        const element = nodes.get(+f[1]);
        if (f[2].startsWith('style:')) element.style.removeProperty(f[2].slice(6));
        else element.removeAttribute(f[2]);
      }
    }
  }

  function create(nodes, f) {
    const parent = nodes.get(+f[2]);
    const inSVG = f[4] === 'svg' || parent.namespaceURI === SVG;
    const element = inSVG ? document.createElementNS(SVG, f[4]) : document.createElement(f[4]);
    element.sceneNumber = +f[1];
    for (let i = 5; i < f.length; i += 2) setAttribute(element, f[i], f[i + 1]);
    nodes.set(+f[1], element);
    parent.insertBefore(element, f[3] === '0' ? null : nodes.get(+f[3]));
  }

  function setAttribute(element, name, value) {
    if (name.startsWith('style:')) element.style.setProperty(name.slice(6), value);
    else if (name === 'prop:value') {
      const typed = value.replace(/\uE00A/g, '\n').replace(/\uE009/g, '\t'); // see ui/scene/doc.go
      if (element.value !== typed) element.value = typed;
    }
    else element.setAttribute(name, value);
  }

  function forget(nodes, element) {
    nodes.delete(element.sceneNumber);
    for (let child = element.firstElementChild; child; child = child.nextElementSibling) forget(nodes, child);
  }

  // scrollTo scrolls the element with that key, after the browser has laid the page out and
  // before it paints: to scroll at once would have it laid out twice. The browser reports it
  // as any other scroll.
  function scrollTo(name, key, left, top) {
    const island = islands.get(name);
    const element = island && island.element.querySelector('[data-key="' + CSS.escape(key) + '"]');
    if (!element) return;
    const laidOut = new ResizeObserver(() => {
      laidOut.disconnect();
      element.scrollTo({ left, top, behavior: 'instant' });
    });
    laidOut.observe(element);
  }

  // focus moves the focus to the element with that key, if it is there.
  function focus(name, key) {
    const island = islands.get(name);
    const element = island && island.element.querySelector('[data-key="' + CSS.escape(key) + '"]');
    if (element) element.focus({ preventScroll: true });
  }

  // caret moves the caret of the field with that key.
  function caret(name, key, at) {
    const island = islands.get(name);
    const element = island && island.element.querySelector('[data-key="' + CSS.escape(key) + '"]');
    if (element && isTyped(element)) element.setSelectionRange(at, at);
  }

  // reveal scrolls the element with that id, inside its list, into view.
  function reveal(id) {
    const element = document.getElementById(id);
    if (element) element.scrollIntoView({ block: 'nearest' });
  }

  // copy puts a text on the clipboard, and tells done whether that was allowed.
  function copy(text, done) {
    const by = navigator.clipboard ? navigator.clipboard.writeText(text) : Promise.reject(new Error('no clipboard'));
    by.then(() => done(true), () => done(false));
  }

  // metrics measures the page's fonts for ui/scene's Metrics: plain, bold and mono, the
  // characters from blank to tilde and four more, in thousandths of the font's size. A
  // browser may take a tenth of a second for it: it is done bit by bit when the page has
  // nothing else to do. done hears the result.
  function metrics(done) {
    const brush = document.createElement('canvas').getContext('2d');
    const style = getComputedStyle(document.documentElement);
    const sans = style.getPropertyValue('--sans') || 'system-ui, sans-serif';
    const mono = style.getPropertyValue('--mono') || 'ui-monospace, monospace';
    let characters = '';
    for (let code = 32; code < 127; code++) characters += String.fromCharCode(code);
    characters += '…·→×';
    const lines = [[], [], []];
    const todo = ['400 100px ' + sans, '600 100px ' + sans, '400 100px ' + mono]
      .flatMap((font, i) => Array.from(characters, (c) => [font, c, lines[i]]));
    const later = window.requestIdleCallback || ((f) => setTimeout(f, 50));
    later(function some() {
      for (const end = performance.now() + 8; todo.length > 0 && performance.now() < end;) {
        const [font, c, line] = todo.shift();
        if (brush.font !== font) brush.font = font;
        line.push(Math.ceil(brush.measureText(c).width * 10));
      }
      if (todo.length > 0) later(some);
      else done(lines.map((line) => line.join(' ')).join('\n'));
    });
  }

  window.playnetScene = { mount, unmount, size, around, apply, scrollTo, focus, caret, reveal, copy, wheelZoom, metrics };
})();
