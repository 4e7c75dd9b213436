// What the mail reader needs of the browser besides what scene.js hears: the single keys,
// files from the learner's disk, and a sheet to draw on. What is seen is drawn by ui/panels
// (mail….go).
//
// mount(element, hear) makes element the reader's island. hear(what, name, type, content) is
// the program: key (name is what it means) and file, drawing (content is a Uint8Array), large
// (content is the size), unreadable (type is the reason).
(function () {
  'use strict';
  // The keys, as the sheet of shortcuts lists them; see ui/panels/mail_handle.go.
  const keys = { c: 'compose', r: 'reply', a: 'replyall', f: 'forward', u: 'seen', s: 'flag', v: 'source' };
  const tooLarge = 1_000_000; // AttachmentsMax: more is not even read

  function mount(element, hear) {
    element.addEventListener('keydown', (e) => {
      if (e.defaultPrevented || e.ctrlKey || e.metaKey || e.altKey || e.isComposing) return;
      if (e.target.dataset.mailSheet !== undefined && onPenKey(e)) return;
      if (['input', 'textarea', 'select'].includes(e.target.localName)) return;
      const what = keys[e.key.toLowerCase()];
      if (!what || !hear('key', what)) return;
      e.preventDefault();
      e.stopPropagation(); // the page's own keys are not meant
    });
    element.addEventListener('change', async (e) => {
      if (e.target.dataset.mailFile === undefined) return;
      const files = [...e.target.files];
      e.target.value = ''; // the same file can be chosen again
      for (const file of files) {
        if (file.size > tooLarge) { hear('large', file.name, '', file.size); continue; }
        try {
          hear('file', file.name, file.type, new Uint8Array(await file.arrayBuffer()));
        } catch (error) {
          hear('unreadable', file.name, String(error && error.message || error));
        }
      }
    });
    element.addEventListener('click', (e) => {
      const tool = e.target.closest('[data-pen]');
      if (tool) onTool(tool.dataset.pen);
    });

    // --- the sheet ---

    let colour = '#1b1f27', down = false, at = null;
    const sheet = () => element.querySelector('[data-mail-sheet]');
    const pen = (canvas) => {
      const brush = canvas.getContext('2d');
      if (!canvas.dataset.begun) { // a sheet is white paper
        canvas.dataset.begun = 'yes';
        brush.fillStyle = '#ffffff';
        brush.fillRect(0, 0, canvas.width, canvas.height);
        at = { x: canvas.width / 2, y: canvas.height / 2 };
      }
      brush.strokeStyle = brush.fillStyle = colour;
      brush.lineWidth = 4;
      brush.lineCap = brush.lineJoin = 'round';
      return brush;
    };
    const place = (canvas, e) => {
      const box = canvas.getBoundingClientRect();
      return { x: (e.clientX - box.left) * canvas.width / box.width, y: (e.clientY - box.top) * canvas.height / box.height };
    };
    function line(canvas, to) {
      const brush = pen(canvas);
      brush.beginPath();
      brush.moveTo(at.x, at.y);
      brush.lineTo(to.x, to.y);
      brush.stroke();
      at = to;
    }
    element.addEventListener('pointerdown', (e) => {
      if (e.target.dataset.mailSheet === undefined || e.button !== 0) return;
      pen(e.target);
      at = place(e.target, e);
      e.target.setPointerCapture(e.pointerId);
      down = true;
      line(e.target, at);
    });
    element.addEventListener('pointermove', (e) => { if (down && e.target.dataset.mailSheet !== undefined) line(e.target, place(e.target, e)); });
    for (const type of ['pointerup', 'pointercancel']) element.addEventListener(type, () => { down = false; });

    // onPenKey draws with the arrow keys: with Shift the pen only moves.
    function onPenKey(e) {
      const step = { ArrowLeft: [-8, 0], ArrowRight: [8, 0], ArrowUp: [0, -8], ArrowDown: [0, 8] }[e.key];
      if (!step) return false;
      e.preventDefault();
      e.stopPropagation();
      const canvas = e.target;
      pen(canvas);
      const to = { x: Math.min(Math.max(at.x + step[0], 0), canvas.width), y: Math.min(Math.max(at.y + step[1], 0), canvas.height) };
      if (e.shiftKey) at = to;
      else line(canvas, to);
      return true;
    }

    function onTool(what) {
      const canvas = sheet();
      if (!canvas) return;
      if (what.startsWith('#')) colour = what;
      else if (what === 'clear') {
        delete canvas.dataset.begun;
        pen(canvas);
      } else if (what === 'done') {
        pen(canvas);
        const text = canvas.toDataURL('image/png');
        const bytes = Uint8Array.from(atob(text.slice(text.indexOf(',') + 1)), (c) => c.charCodeAt(0));
        hear('drawing', '', 'image/png', bytes);
      }
    }
  }

  window.playnetMail = { mount };
})();
