// A swarm on the screen: the stage and its table, the matrix of chunks, a peer's panel, what one
// can do to a peer, the sliders.
import { after, before, describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { browserNames, launch, openHosted, waitForPlaynet } from './lib/browsers.mjs';
import { call, drawn } from './lib/calls.mjs';
import { axeViolations, faults, resize, sizes } from './lib/look.mjs';
import { startServer } from './lib/server.mjs';

const lab = await readFile(new URL('testdata/swarm.lab', import.meta.url), 'utf8');

for (const name of browserNames) {
  describe(`a swarm in ${name}`, () => {
    let browser, server, page, frame;
    const ask = (method, ...args) => call(frame, method, ...args);
    const press = async (selector) => {
      await frame.waitForSelector(selector);
      await frame.$eval(selector, (e) => e.dispatchEvent(new MouseEvent('click', { bubbles: true })));
      await drawn(frame);
    };
    const words = (selector) => frame.$eval(selector, (e) => e.textContent);
    const says = (selector, part) => frame.waitForFunction((s, p) => document.querySelector(s)?.textContent.includes(p), {}, selector, part);
    // colours counts the colours that stand on a canvas.
    const colours = (selector, where = frame) => where.$eval(selector, (canvas) => {
      const pen = Object.assign(document.createElement('canvas'), { width: canvas.width, height: canvas.height }).getContext('2d');
      pen.drawImage(canvas, 0, 0); // a worker may have painted it, and has its brush
      const { data } = pen.getImageData(0, 0, canvas.width, canvas.height);
      return new Set(new Uint32Array(data.buffer)).size;
    });
    const peer = async (host) => (await ask('swarm')).peers.find((p) => p.host === host);

    before(async () => {
      [browser, server] = await Promise.all([launch(name), startServer()]);
      ({ page, frame } = await openHosted(browser, server));
      await waitForPlaynet(frame);
      await ask('open', lab, { seed: 7 });
      await ask('run', { until: '15s' });
      await frame.waitForSelector('#stage .peer');
    });
    after(() => Promise.all([browser?.close(), server?.close()]));

    it('has its peers on the stage, with names, shares and states', async () => {
      const swarm = await ask('swarm');
      const seen = await frame.$$eval('#stage .peer', (all) => all.map((e) => [e.getAttribute('data-key'), e.getAttribute('aria-label'), e.querySelector('.number')?.textContent ?? null]));
      assert.deepEqual(seen.map(([key]) => key), swarm.peers.map((p) => `host:${p.host}`));
      for (const [i, [, label, number]] of seen.entries()) {
        const { host, count, state } = swarm.peers[i];
        assert.ok(label.startsWith(`${host} `) && label.includes(`${count} of ${swarm.pieces} chunks`), label);
        assert.equal(number, state === 'waiting' ? null : String(Math.floor(count * 100 / swarm.pieces)), host);
      }
      assert.ok(await colours('#stage [data-paint="swarm-links"]') > 3, 'the connections are painted');
      assert.ok(await colours('#stage [data-paint="swarm-field"]') > 1, 'the frames in flight are painted');
      assert.ok(await frame.$('#stage [data-key="host:tracker"]'), 'the tracker stands there, too');
    });

    it('is walked around by keys, and Enter selects', async () => {
      await frame.$eval('#stage .peer[tabindex="0"]', (e) => e.focus());
      await page.keyboard.press('ArrowRight');
      await frame.waitForFunction(() => document.activeElement.getAttribute('data-key') === 'host:alice');
      assert.equal(await frame.$$eval('#stage .peer[tabindex="0"]', (all) => all.length), 1, 'one stop of the Tab key');
      await page.keyboard.press('Enter');
      await frame.waitForSelector('#inspector .torrent-bar');
      assert.equal(await words('#inspector h2'), 'alice');
    });

    it('has a matrix that tells each cell to the keys and to the pointer', async () => {
      const swarm = await ask('swarm');
      const cell = (row, col) => {
        const p = swarm.peers[row];
        const has = atob(p.have).charCodeAt(col >> 3) & 0x80 >> (col & 7);
        const state = has ? 'has it' : p.busy?.includes(col) ? 'on its way' : 'lacks it';
        return `${p.host} · chunk ${col} · ${state} · ${swarm.copies[col] === 1 ? '1 copy' : `${swarm.copies[col]} copies`}`;
      };
      assert.ok(await colours('#swarm [data-key="chunks"]') >= 3, 'states differ');
      await frame.focus('#swarm [data-key="chunks"]');
      await says('#chunks-says', cell(0, 0));
      for (const key of ['ArrowDown', 'ArrowRight', 'ArrowRight', 'ArrowRight']) await page.keyboard.press(key);
      await says('#chunks-says', cell(1, 3));
      await page.keyboard.press('End');
      await says('#chunks-says', cell(1, swarm.pieces - 1));
      await page.keyboard.press('PageUp');
      await says('#chunks-says', `chunk ${swarm.pieces - 1} · `);
    });

    it('as tables says the same', async () => {
      const swarm = await ask('swarm');
      await press('.tables-button');
      await frame.waitForSelector('#stage .tables table');
      const rows = await frame.$$eval('#stage .table-part:first-child tbody tr', (all) => all.map((e) => e.cells[0].textContent));
      assert.deepEqual(rows, swarm.peers.map((p) => p.host));
      const has = await frame.$$eval('#swarm .table-part:first-child tbody tr', (all) => all.map((e) => e.cells[1].textContent));
      assert.equal(has[0], 'all');
      assert.equal(has.length, swarm.peers.length);
      assert.deepEqual(await axeViolations(frame), []);
      await press('.tables-button');
      await frame.waitForSelector('#stage .peer');
    });

    it('a peer tells whom it serves, and why', async () => {
      const ranking = (await ask('snapshot')).hosts.find((h) => h.name === 'alice').programs[0].torrent.ranking;
      const seen = await frame.$$eval('#inspector .choke-table tbody th', (all) => all.map((e) => e.textContent));
      assert.deepEqual(seen, ranking.map((r) => r.host));
      await press('#inspector .choke-why');
      await says('#inspector .choke-because', ranking[0].host);
      assert.equal(await frame.$eval('#inspector .choke-why', (e) => e.getAttribute('aria-expanded')), 'true');
      await press('#inspector .pick-list [data-key^="event:"]');
      await frame.waitForSelector('#inspector [role="tab"][data-key="tab:event"]');
      await press('#inspector [data-key="tab:host"]');
      await frame.waitForSelector('#inspector .torrent-bar');
    });

    it('a press on a cell of the matrix asks why that chunk', async () => {
      const snapshot = async () => (await ask('snapshot')).hosts.find((h) => h.name === 'alice').programs[0].torrent;
      const { piece } = (await snapshot()).last.at(-1);
      await frame.focus('#swarm [data-key="chunks"]');
      await page.keyboard.press('ArrowDown'); // shows the cursor, or moves it
      for (const key of ['PageUp', 'ArrowDown', 'ArrowDown', 'Home', ...Array(piece).fill('ArrowRight')]) await page.keyboard.press(key);
      await says('#chunks-says', `alice · chunk ${piece} · `);
      await page.keyboard.press('Enter');
      await says('#inspector .pick-asked', `Chunk ${piece} from`);
    });

    it('holds the rules of its look, and axe finds nothing', async () => {
      for (const size of sizes) {
        await resize(page, size);
        assert.deepEqual(await faults(frame), [], `at ${size.width}`);
      }
      assert.deepEqual(await axeViolations(frame), []);
      await resize(page, sizes.find((s) => s.width < 640));
      await press('#tab-chunks');
      assert.deepEqual(await faults(frame), [], 'the chunks on a phone');
      await resize(page, sizes[0]);
      await frame.waitForSelector('#inspector .torrent-bar');
    });

    it('a neighbour is choked by a press, and served again by another', async () => {
      const torrent = async () => (await ask('snapshot')).hosts.find((h) => h.name === 'alice').programs[0].torrent;
      const of = (await torrent()).ranking[0].host;
      const why = `#inspector [data-key="torrent:why:alice ${of}"]`;
      if (await frame.$eval(why, (e) => e.getAttribute('aria-expanded')) === 'false') await press(why);
      const choke = `#inspector [data-key="torrent:choke:alice ${of}"]`;
      for (const on of [true, false]) {
        await press(choke);
        assert.equal(await frame.$eval(choke, (e) => e.getAttribute('aria-checked')), String(on));
        const n = (await torrent()).neighbors.find((n) => n.host === of);
        assert.equal(n.byHand ?? false, on);
        if (on) {
          assert.ok(n.amChoking, 'it is choked at once');
          await says('#inspector .choke-because', `alice chokes ${of} by hand`);
        }
      }
    });

    it('peers leave, join and ride free by a press', async () => {
      await press('#inspector [data-key="torrent:leave:alice"]');
      await ask('run', { until: '16s' });
      assert.equal((await peer('alice')).state, 'left');
      await press('#stage [data-key="host:judy"]');
      await press('#inspector [data-key="torrent:join:judy"]');
      await ask('run', { until: '24s' });
      assert.equal((await peer('judy')).state, 'leeching');
      await press('#inspector [data-key="torrent:ride:judy"]');
      assert.equal((await peer('judy')).rider, 'free-rider');
      assert.equal(await frame.$eval('#inspector [data-key="torrent:ride:judy"]', (e) => e.getAttribute('aria-checked')), 'true');
    });

    it('begins anew with what a slider says, and back', async () => {
      const slide = (value) => frame.$eval('#parameter-slots', (e, value) => {
        e.value = value;
        e.dispatchEvent(new Event('input', { bubbles: true }));
        e.dispatchEvent(new Event('change', { bubbles: true }));
      }, value);
      await slide('2');
      await frame.waitForSelector('.parameter[data-changed="true"]');
      await ask('run', { until: '5s' });
      const alice = (await ask('snapshot')).hosts.find((h) => h.name === 'alice').programs[0].torrent;
      assert.equal(alice.slots, 2);
      assert.equal(await words('.parameter output'), '2');
      await press('#parameters-reset');
      await frame.waitForSelector('.parameter[data-changed="false"]');
      assert.deepEqual(page.errors, []);
    });

    it('is painted by the page where no worker can be had', async () => {
      const { page, frame } = await openHosted(browser, server, { before: () => {
        window.Worker = class { constructor() { setTimeout(() => this.onerror({ preventDefault() {}, message: 'refused' })); } postMessage() {} terminate() {} };
      } });
      await waitForPlaynet(frame);
      await call(frame, 'open', lab, { seed: 7 });
      await call(frame, 'run', { until: '15s' });
      for (const name of ['swarm-links', 'swarm-field', 'chunks']) {
        const selector = `[data-paint="${name}"]`;
        assert.ok(await colours(selector, frame) > 1, name);
        assert.ok(await frame.$eval(selector, (canvas) => canvas.getContext('2d') !== null), 'the page has its brush');
      }
      assert.deepEqual(page.errors, []);
      await page.close();
    });
  });
}
