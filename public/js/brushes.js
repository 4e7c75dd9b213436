// What is painted on canvases: the lines and frames between the peers of a swarm, and the matrix
// of who has which chunk. The same text runs in the page and in a worker (paint.js): it knows
// of nothing but a canvas and a painting,
//
//	{ kind, width, height, sharp, colours, bytes }
//
// which is the canvas's size in the screen's pixels, how many of them make one of the page's,
// the colours by their names, and the rest as Go has written it (ui/stage/swarm_paint.go,
// ui/panels/chunks_cells.go; the matrix with all of its rows).
(function () {
  'use strict';

  function brushes() {
    // The colours by their numbers in Go.
    const lineTones = ['--edge', '--success', '--mailbox', '--torrent', '--muted', '--accent'];
    const dashes = [[], [6, 4], [2, 4]];
    const known = new WeakMap(), matrices = new WeakMap();

    // brushOf makes the canvas as sharp as the screen is, and returns its brush.
    function brushOf(canvas, p) {
      let brush = known.get(canvas);
      if (!brush) known.set(canvas, brush = canvas.getContext('2d'));
      if (canvas.width !== p.width || canvas.height !== p.height) {
        canvas.width = p.width;
        canvas.height = p.height;
      }
      brush.setTransform(1, 0, 0, 1, 0, 0);
      brush.clearRect(0, 0, p.width, p.height);
      return brush;
    }

    // lines paints lines, dots and numbered chips.
    function lines(canvas, p) {
      const f = new Float32Array(p.bytes.buffer);
      const brush = brushOf(canvas, p);
      const zoom = f[4] * p.sharp;
      brush.setTransform(zoom, 0, 0, zoom, -f[2] * zoom, -f[3] * zoom);
      brush.textAlign = 'center';
      brush.textBaseline = 'middle';
      brush.font = '600 10.5px system-ui, sans-serif';
      for (let i = 5; i < f.length;) {
        switch (f[i]) {
          case 1: {
            const from = i;
            brush.globalAlpha = f[i + 7];
            brush.strokeStyle = p.colours[lineTones[f[i + 6]]];
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
            brush.fillStyle = p.colours[lineTones[f[i + 4]]];
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
            brush.fillStyle = p.colours[lineTones[f[i + 4]]];
            brush.beginPath();
            brush.roundRect(f[i + 1] - wide / 2, f[i + 2] - 7.5, wide, 15, 4);
            brush.fill();
            brush.fillStyle = p.colours['--panel'];
            brush.fillText(words, f[i + 1], f[i + 2] + 0.5);
            i += 5;
            break;
          }
          default:
            throw new Error('paint: no command ' + f[i]);
        }
      }
      brush.globalAlpha = 1;
    }


    const bits = (css) => { // of a colour written as #rrggbb
      const n = parseInt(css.slice(1), 16);
      return (0xff000000 | (n & 0xff) << 16 | n & 0xff00 | n >> 16) >>> 0;
    };

    // matrixOf returns what a canvas's matrix is made in: a pixel for each cell.
    function matrixOf(canvas, cols, rows) {
      let m = matrices.get(canvas);
      if (m && m.cols === cols && m.rows === rows) return m;
      const small = typeof document === 'undefined' ? new OffscreenCanvas(cols, rows) : document.createElement('canvas');
      small.width = cols;
      small.height = rows;
      m = { cols, rows, small, pen: small.getContext('2d'), copies: new Uint16Array(cols) };
      m.image = m.pen.createImageData(cols, rows);
      m.pixels = new Uint32Array(m.image.data.buffer);
      matrices.set(canvas, m);
      return m;
    }

    // cells paints the matrix.
    function cells(canvas, p) {
      const d = new DataView(p.bytes.buffer);
      const cols = d.getUint16(0, true), rows = d.getUint16(2, true);
      const real = (i) => d.getFloat32(4 + 4 * i, true);
      const [x0, y0, cw, rh, rareY, rareH] = [2, 3, 4, 5, 6, 7].map(real);
      const cursorRow = d.getInt16(36, true), cursorCol = d.getInt16(38, true), chosen = d.getInt16(40, true);
      const most = d.getUint16(42, true);
      const m = matrixOf(canvas, cols, rows);
      m.states = p.bytes.subarray(44, 44 + cols * rows);
      for (let c = 0; c < cols; c++) m.copies[c] = d.getUint16(44 + cols * rows + 2 * c, true);
      const look = ['--soft', '--mailbox', '--torrent', '--edge'].map((name) => bits(p.colours[name]));
      for (let i = 0; i < m.pixels.length; i++) m.pixels[i] = look[m.states[i]];
      m.pen.putImageData(m.image, 0, 0);
      const brush = brushOf(canvas, p);
      brush.setTransform(p.sharp, 0, 0, p.sharp, 0, 0);
      brush.imageSmoothingEnabled = cw * p.sharp < 1;
      brush.drawImage(m.small, x0, y0, cols * cw, rows * rh);
      busy(brush, p, m, x0, y0, cw, rh);
      gaps(brush, p, m, x0, y0, cw, rh);
      rarity(brush, p, m, { x0, cw, rareY, rareH, most });
      brush.strokeStyle = p.colours['--accent'];
      if (chosen >= 0) {
        brush.lineWidth = 1;
        brush.strokeRect(x0 - 1.5, y0 + chosen * rh - 1, cols * cw + 2, rh + 1);
      }
      if (cursorRow >= -1 && cursorCol >= 0) {
        const wide = Math.max(cw, 5), tall = cursorRow < 0 ? rareH : Math.max(rh, 5);
        const y = cursorRow < 0 ? rareY : y0 + (cursorRow + 0.5) * rh - tall / 2;
        brush.strokeStyle = p.colours['--ink'];
        brush.lineWidth = 2;
        brush.strokeRect(x0 + (cursorCol + 0.5) * cw - wide / 2 - 1, y - 1, wide + 1, tall + 1);
      }
    }

    // busy takes half of the height of what is on its way: its colour is not its only sign.
    function busy(brush, p, m, x0, y0, cw, rh) {
      if (rh < 5 || cw < 2) return;
      brush.fillStyle = p.colours['--soft'];
      for (let i = 0; i < m.states.length; i++) {
        if (m.states[i] !== 1) continue;
        const left = Math.round(x0 + (i % m.cols) * cw);
        brush.fillRect(left, Math.round(y0 + Math.floor(i / m.cols) * rh), Math.round(x0 + (i % m.cols + 1) * cw) - left, rh * 0.45);
      }
    }

    // gaps tells cells apart that are large enough. Its lines lie on whole pixels, as the
    // cells' edges do.
    function gaps(brush, p, m, x0, y0, cw, rh) {
      brush.fillStyle = p.colours['--page'];
      if (cw >= 3.5) for (let c = 0; c < m.cols; c++) brush.fillRect(Math.round(x0 + (c + 1) * cw) - 1, y0, 1, m.rows * rh);
      if (rh >= 4) {
        const gap = rh >= 9 ? 2 : 1;
        for (let r = 0; r < m.rows; r++) brush.fillRect(x0, Math.round(y0 + (r + 1) * rh) - gap, m.cols * cw, gap);
      }
    }

    // rarity is a bar for each chunk: as high as there are copies. The rarest have a foot.
    function rarity(brush, p, m, r) {
      let least = 65535;
      for (let c = 0; c < m.cols; c++) least = Math.min(least, m.copies[c]);
      const gap = r.cw >= 3.5 ? 1 : 0;
      for (let c = 0; c < m.cols; c++) {
        const n = m.copies[c], tall = n === 0 ? 0 : Math.max(1.5, (r.rareH - 3) * n / Math.max(r.most, 1));
        brush.fillStyle = p.colours[n === 0 ? '--failure' : '--mailbox'];
        const left = gap ? Math.round(r.x0 + c * r.cw) : r.x0 + c * r.cw;
        const wide = gap ? Math.round(r.x0 + (c + 1) * r.cw) - 1 - left : Math.max(r.cw, 0.5);
        brush.fillRect(left, r.rareY + r.rareH - 3 - tall, wide, tall);
        if (n === least && n < r.most) {
          brush.fillStyle = p.colours[n === 0 ? '--failure' : '--ink'];
          brush.fillRect(left, r.rareY + r.rareH - 2, Math.max(wide, 1), 2);
        }
      }
    }

    return { lines, cells };
  }

  window.playnetBrushes = brushes;
})();
