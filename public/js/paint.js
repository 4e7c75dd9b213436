// Paints what has too many parts for elements: the lines and frames between the peers of a
// swarm, and the matrix of who has which chunk. Go hands over one array of bytes for each
// drawing (ui/stage/swarm_paint.go and ui/panels/chunks_cells.go write them).
(function () {
  'use strict';
  const canvases = new WeakMap();

  // The colours by their numbers in Go. They are looked up when the theme has changed.
  const lineTones = ['--edge', '--success', '--mailbox', '--torrent', '--muted', '--accent'];

  const dark = matchMedia('(prefers-color-scheme: dark)');
  let dressed = '', colours = {};
  function colour(name) { return colours[name]; }

  // dress looks the page's colours up, and reports whether they are others than before.
  function dress() {
    const now = document.documentElement.dataset.theme + dark.matches;
    if (now === dressed) return;
    dressed = now;
    const style = getComputedStyle(document.documentElement);
    colours = {};
    for (const name of ['page', 'panel', 'soft', 'line', 'edge', 'ink', 'muted', 'accent', 'on-accent', 'success', 'mailbox', 'torrent', 'failure']) {
      colours['--' + name] = style.getPropertyValue('--' + name).trim();
    }
  }

  // brushOf makes the canvas as sharp as the screen is, and returns its brush.
  function brushOf(canvas, w, h) {
    const shell = document.getElementById('app');
    const zoom = shell && shell.dataset.big === 'true' ? 1.25 : 1;
    const sharp = Math.min(devicePixelRatio || 1, 2) * zoom;
    const width = Math.max(1, Math.round(w * sharp)), height = Math.max(1, Math.round(h * sharp));
    if (canvas.width !== width || canvas.height !== height) {
      canvas.width = width;
      canvas.height = height;
      canvas.style.width = w + 'px';
      canvas.style.height = h + 'px';
    }
    const brush = canvas.getContext('2d');
    brush.setTransform(1, 0, 0, 1, 0, 0);
    brush.clearRect(0, 0, width, height);
    return [brush, sharp];
  }

  const dashes = [[], [6, 4], [2, 4]];

  // lines paints lines, dots and numbered chips.
  function lines(canvas, bytes, length) {
    dress();
    const f = new Float32Array(bytes.buffer, bytes.byteOffset, length >> 2);
    const [brush, sharp] = brushOf(canvas, f[0], f[1]);
    const zoom = f[4] * sharp;
    brush.setTransform(zoom, 0, 0, zoom, -f[2] * zoom, -f[3] * zoom);
    brush.textAlign = 'center';
    brush.textBaseline = 'middle';
    brush.font = '600 10.5px system-ui, sans-serif';
    for (let i = 5; i < f.length;) {
      switch (f[i]) {
        case 1: {
          const from = i;
          brush.globalAlpha = f[i + 7];
          brush.strokeStyle = colour(lineTones[f[i + 6]]);
          brush.lineWidth = f[i + 5];
          brush.setLineDash(dashes[f[i + 8]]);
          brush.beginPath();
          do { // all that look alike at once, but not too many: a path's cost grows faster
            brush.moveTo(f[i + 1], f[i + 2]);
            brush.lineTo(f[i + 3], f[i + 4]);
            i += 9;
          } while (f[i] === 1 && i - from < 9 * 64 && f[i + 5] === f[from + 5] && f[i + 6] === f[from + 6] && f[i + 7] === f[from + 7] && f[i + 8] === f[from + 8]);
          brush.stroke();
          break;
        }
        case 2: {
          const from = i;
          brush.globalAlpha = f[i + 5];
          brush.fillStyle = colour(lineTones[f[i + 4]]);
          brush.beginPath();
          do {
            const [x, y, r] = [f[i + 1], f[i + 2], f[i + 3]];
            brush.moveTo(x + r, y);
            brush.arc(x, y, r, 0, 2 * Math.PI);
            i += 6;
          } while (f[i] === 2 && i - from < 6 * 64 && f[i + 4] === f[from + 4] && f[i + 5] === f[from + 5]);
          brush.fill();
          break;
        }
        case 3: {
          const words = String(f[i + 3]), wide = 7 + 6.4 * words.length;
          brush.globalAlpha = 1;
          brush.fillStyle = colour(lineTones[f[i + 4]]);
          brush.beginPath();
          brush.roundRect(f[i + 1] - wide / 2, f[i + 2] - 7.5, wide, 15, 4);
          brush.fill();
          brush.fillStyle = colour('--panel');
          brush.fillText(words, f[i + 1], f[i + 2] + 0.5);
          i += 5;
          break;
        }
        default:
          throw new Error('paint: no command ' + f[i]);
      }
    }
    brush.globalAlpha = 1;
    return true;
  }

  const bits = (css) => { // of a colour written as #rrggbb
    const n = parseInt(css.slice(1), 16);
    return (0xff000000 | (n & 0xff) << 16 | n & 0xff00 | n >> 16) >>> 0;
  };

  // cells paints the matrix. It remembers the cells' states: Go sends the rows that have
  // changed. It returns false where it would need all of them.
  function cells(canvas, bytes, length) {
    const d = new DataView(bytes.buffer, bytes.byteOffset, length);
    const cols = d.getUint16(0, true), rows = d.getUint16(2, true);
    const real = (i) => d.getFloat32(4 + 4 * i, true);
    const [w, h, x0, y0, cw, rh, rareY, rareH] = [0, 1, 2, 3, 4, 5, 6, 7].map(real);
    const cursorRow = d.getInt16(36, true), cursorCol = d.getInt16(38, true), chosen = d.getInt16(40, true);
    const most = d.getUint16(42, true), changed = d.getUint16(44, true);
    let m = canvases.get(canvas);
    const fresh = !m || m.cols !== cols || m.rows !== rows;
    if (fresh && changed < rows) return false;
    dress();
    if (fresh) {
      const small = document.createElement('canvas');
      small.width = cols;
      small.height = rows;
      m = { cols, rows, small, pen: small.getContext('2d'), states: new Uint8Array(cols * rows), copies: new Uint16Array(cols), theme: '' };
      m.image = m.pen.createImageData(cols, rows);
      m.pixels = new Uint32Array(m.image.data.buffer);
      canvases.set(canvas, m);
    }
    let at = 46, low = rows, high = -1; // of the rows whose pixels are to be made anew
    for (let k = 0; k < changed; k++) {
      const row = d.getUint16(at, true);
      m.states.set(bytes.subarray(at + 2, at + 2 + cols), row * cols);
      at += 2 + cols;
      low = Math.min(low, row);
      high = Math.max(high, row);
    }
    for (let c = 0; c < cols; c++, at += 2) m.copies[c] = d.getUint16(at, true);
    if (m.theme !== dressed) { m.theme = dressed; low = 0; high = rows - 1; }
    const look = [bits(colour('--soft')), bits(colour('--mailbox')), bits(colour('--torrent')), bits(colour('--edge'))];
    for (let i = low * cols; i < (high + 1) * cols; i++) m.pixels[i] = look[m.states[i]];
    if (high >= low) m.pen.putImageData(m.image, 0, 0, 0, low, cols, high - low + 1);
    const [brush, sharp] = brushOf(canvas, w, h);
    brush.setTransform(sharp, 0, 0, sharp, 0, 0);
    brush.imageSmoothingEnabled = cw * sharp < 1;
    brush.drawImage(m.small, x0, y0, cols * cw, rows * rh);
    busy(brush, m, x0, y0, cw, rh);
    gaps(brush, m, x0, y0, cw, rh);
    rarity(brush, m, { x0, cw, rareY, rareH, most });
    brush.strokeStyle = colour('--accent');
    if (chosen >= 0) {
      brush.lineWidth = 1;
      brush.strokeRect(x0 - 1.5, y0 + chosen * rh - 1, cols * cw + 2, rh + 1);
    }
    if (cursorRow >= -1 && cursorCol >= 0) {
      const wide = Math.max(cw, 5), tall = cursorRow < 0 ? rareH : Math.max(rh, 5);
      const y = cursorRow < 0 ? rareY : y0 + (cursorRow + 0.5) * rh - tall / 2;
      brush.strokeStyle = colour('--ink');
      brush.lineWidth = 2;
      brush.strokeRect(x0 + (cursorCol + 0.5) * cw - wide / 2 - 1, y - 1, wide + 1, tall + 1);
    }
    return true;
  }

  // busy takes half of the height of what is on its way: its colour is not its only sign.
  function busy(brush, m, x0, y0, cw, rh) {
    if (rh < 5 || cw < 2) return;
    brush.fillStyle = colour('--soft');
    for (let i = 0; i < m.states.length; i++) {
      if (m.states[i] !== 1) continue;
      const left = Math.round(x0 + (i % m.cols) * cw);
      brush.fillRect(left, Math.round(y0 + Math.floor(i / m.cols) * rh), Math.round(x0 + (i % m.cols + 1) * cw) - left, rh * 0.45);
    }
  }

  // gaps tells cells apart that are large enough. Its lines lie on whole pixels, as the
  // cells' edges do.
  function gaps(brush, m, x0, y0, cw, rh) {
    brush.fillStyle = colour('--page');
    if (cw >= 3.5) for (let c = 0; c < m.cols; c++) brush.fillRect(Math.round(x0 + (c + 1) * cw) - 1, y0, 1, m.rows * rh);
    if (rh >= 4) {
      const gap = rh >= 9 ? 2 : 1;
      for (let r = 0; r < m.rows; r++) brush.fillRect(x0, Math.round(y0 + (r + 1) * rh) - gap, m.cols * cw, gap);
    }
  }

  // rarity is a bar for each chunk: as high as there are copies. The rarest have a foot.
  function rarity(brush, m, r) {
    let least = 65535;
    for (let c = 0; c < m.cols; c++) least = Math.min(least, m.copies[c]);
    const gap = r.cw >= 3.5 ? 1 : 0;
    for (let c = 0; c < m.cols; c++) {
      const n = m.copies[c], tall = n === 0 ? 0 : Math.max(1.5, (r.rareH - 3) * n / Math.max(r.most, 1));
      brush.fillStyle = colour(n === 0 ? '--failure' : '--mailbox');
      const left = gap ? Math.round(r.x0 + c * r.cw) : r.x0 + c * r.cw;
      const wide = gap ? Math.round(r.x0 + (c + 1) * r.cw) - 1 - left : Math.max(r.cw, 0.5);
      brush.fillRect(left, r.rareY + r.rareH - 3 - tall, wide, tall);
      if (n === least && n < r.most) {
        brush.fillStyle = colour(n === 0 ? '--failure' : '--ink');
        brush.fillRect(left, r.rareY + r.rareH - 2, Math.max(wide, 1), 2);
      }
    }
  }

  // What stands on the canvases, by their names: it is painted again when the colours change.
  const standing = new Map();

  // paint paints the canvas of an element with that data-paint, and returns whether it
  // could.
  function paint(root, name, kind, bytes, length) {
    const canvas = document.querySelector('#' + root + ' [data-paint="' + name + '"]');
    if (!canvas) return true;
    const draw = kind === 'cells' ? cells : lines;
    standing.set(name, { canvas, draw, bytes, length }); // each canvas has an array of its own
    return draw(canvas, bytes, length);
  }

  function again() {
    for (const [name, { canvas, draw, bytes, length }] of standing) {
      if (canvas.isConnected) draw(canvas, bytes, length);
      else standing.delete(name);
    }
  }
  dark.addEventListener('change', again);
  new MutationObserver(again).observe(document.documentElement, { attributeFilter: ['data-theme'] });

  window.playnetPaint = { paint };
})();
