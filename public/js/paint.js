// Hands what is painted to a worker, which has canvases of its own for that: a hundred peers'
// lines take longer to paint than all else that a frame does, and the page has the world to
// attend to. Where there are no workers, or none that paint, the page paints itself.
//
// Go hands over one array of bytes for each painting (see brushes.js).
(function () {
  'use strict';
  const easels = new Map(); // by their numbers: {id, canvas, ask, sent, busy, next}
  const byCanvas = new WeakMap();
  let numbers = 0;

  // Who paints: nobody yet, a worker that has been asked, the worker, or the page itself.
  let painter = 'nobody', worker = null, brushes = null;

  // body is what the worker runs. It answers when a painting stands on the screen.
  function body(brushes) {
    const { lines, cells } = brushes();
    const canvases = new Map();
    const shown = (f) => setTimeout(f); // a canvas shows what a task has painted when that is over
    self.onmessage = ({ data: { id, canvas, painting } }) => {
      if (!painting) return canvases.delete(id);
      if (canvas) canvases.set(id, canvas);
      (painting.kind === 'cells' ? cells : lines)(canvases.get(id), painting);
      shown(() => postMessage({ id }));
    };
    postMessage({});
  }

  // hire asks for a worker. It has refused when it says so before it says anything else.
  function hire() {
    painter = 'asked';
    const paints = window.OffscreenCanvas && HTMLCanvasElement.prototype.transferControlToOffscreen && window.Worker;
    try {
      if (!paints || !new OffscreenCanvas(1, 1).getContext('2d')) throw new Error('no canvas outside of the page');
      const address = URL.createObjectURL(new Blob(['(', body.toString(), ')(', window.playnetBrushes.toString(), ');\n'], { type: 'text/javascript' }));
      worker = new Worker(address);
      worker.onmessage = ({ data: { id } }) => {
        if (painter === 'asked') {
          painter = 'worker';
          URL.revokeObjectURL(address);
        }
        const easel = easels.get(id);
        if (easel) easel.busy = false;
        for (const each of easels.values()) show(each);
      };
      worker.onerror = (event) => {
        if (painter === 'asked') {
          event.preventDefault();
          refused();
        }
        for (const easel of easels.values()) easel.busy = false; // nobody is to wait for it
      };
    } catch {
      refused();
    }
  }

  function refused() {
    painter = 'page';
    brushes = window.playnetBrushes();
    for (const easel of easels.values()) show(easel);
  }

  // show has the newest painting painted, once the one before stands on the screen: what came
  // in between nobody would see.
  function show(easel) {
    const painting = easel.next;
    if (!painting || easel.busy || painter === 'asked') return;
    easel.next = null;
    if (painter === 'page') {
      brushes[painting.kind](easel.canvas, painting);
      return;
    }
    easel.busy = true;
    const message = { id: easel.id, painting }, moved = [painting.bytes.buffer];
    if (!easel.sent) {
      easel.sent = true;
      message.canvas = easel.canvas.transferControlToOffscreen();
      moved.push(message.canvas);
    }
    worker.postMessage(message, moved);
  }

  // easelOf returns what is known of a canvas. Those that have left the page are forgotten.
  function easelOf(canvas) {
    let easel = byCanvas.get(canvas);
    if (easel) return easel;
    for (const { id, canvas, sent } of easels.values()) {
      if (canvas.isConnected) continue;
      easels.delete(id);
      byCanvas.delete(canvas);
      if (sent) worker.postMessage({ id });
    }
    easel = { id: ++numbers, canvas, ask: null, sent: false, busy: false, next: null };
    easels.set(easel.id, easel);
    byCanvas.set(canvas, easel);
    return easel;
  }

  const dark = matchMedia('(prefers-color-scheme: dark)');
  let dressed = '', colours = {};

  // dress looks the page's colours up when they may be others than before.
  function dress() {
    const now = `${document.documentElement.dataset.theme} ${dark.matches}`;
    if (now === dressed) return;
    dressed = now;
    const style = getComputedStyle(document.documentElement);
    colours = {};
    for (const name of ['page', 'panel', 'soft', 'line', 'edge', 'ink', 'muted', 'accent', 'on-accent', 'success', 'mailbox', 'torrent', 'failure']) {
      colours['--' + name] = style.getPropertyValue('--' + name).trim();
    }
  }

  // lines returns the size of a painting of lines, in the page's pixels, and its bytes.
  function lines(easel, bytes, length) {
    const [w, h] = new Float32Array(bytes.buffer, bytes.byteOffset, 2);
    return { w, h, bytes: bytes.slice(0, length) };
  }

  // cells does so for the matrix. Go sends the rows that have changed; the others are
  // remembered. It returns null where it would need all of them.
  function cells(easel, bytes, length) {
    const d = new DataView(bytes.buffer, bytes.byteOffset, length);
    const cols = d.getUint16(0, true), rows = d.getUint16(2, true), changed = d.getUint16(44, true);
    if (!easel.states || easel.cols !== cols || easel.rows !== rows) {
      if (changed < rows) return null;
      Object.assign(easel, { cols, rows, states: new Uint8Array(cols * rows) });
    }
    let at = 46;
    for (let k = 0; k < changed; k++, at += 2 + cols) {
      easel.states.set(bytes.subarray(at + 2, at + 2 + cols), d.getUint16(at, true) * cols);
    }
    const all = new Uint8Array(44 + cols * rows + 2 * cols);
    all.set(bytes.subarray(0, 44));
    all.set(easel.states, 44);
    all.set(bytes.subarray(at, at + 2 * cols), 44 + cols * rows);
    return { w: d.getFloat32(4, true), h: d.getFloat32(8, true), bytes: all };
  }

  // paint paints the canvas of an element with that data-paint, and returns whether it
  // could.
  function paint(root, name, kind, bytes, length) {
    const canvas = document.querySelector('#' + root + ' [data-paint="' + name + '"]');
    if (!canvas) return true;
    if (painter === 'nobody') hire();
    const easel = easelOf(canvas);
    const got = (kind === 'cells' ? cells : lines)(easel, bytes, length);
    if (!got) return false;
    easel.ask = [root, name, kind, bytes, length]; // each canvas has an array of its own
    dress();
    const shell = document.getElementById('app');
    const zoom = shell && shell.dataset.big === 'true' ? 1.25 : 1;
    const sharp = Math.min(devicePixelRatio || 1, 2) * zoom;
    const size = (n) => Math.max(1, Math.round(n * sharp));
    if (easel.w !== got.w || easel.h !== got.h) {
      Object.assign(easel, { w: got.w, h: got.h });
      canvas.style.width = got.w + 'px';
      canvas.style.height = got.h + 'px';
    }
    easel.next = { kind, width: size(got.w), height: size(got.h), sharp, colours, bytes: got.bytes };
    show(easel);
    return true;
  }

  // painting reports whether something has still to be painted.
  function painting() {
    for (const { canvas, busy, next } of easels.values()) if ((busy || next) && canvas.isConnected) return true;
    return false;
  }

  function again() {
    for (const { canvas, ask } of easels.values()) if (canvas.isConnected && ask) paint(...ask);
  }
  dark.addEventListener('change', again);
  new MutationObserver(again).observe(document.documentElement, { attributeFilter: ['data-theme'] });

  window.playnetPaint = { paint, painting };
})();
