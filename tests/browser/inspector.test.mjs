// A message in the inspector: its layers as a tree, each field with its bytes and its meaning.
// A host: what goes through it.
import { after, before, describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { browserNames, launch, openHosted, waitForPlaynet } from './lib/browsers.mjs';
import { call, drawn, labText } from './lib/calls.mjs';
import { axeViolations, faults, resize, sizes } from './lib/look.mjs';
import { startServer } from './lib/server.mjs';

for (const name of browserNames) {
  describe(`the inspector in ${name}`, () => {
    let browser, server, page, frame;
    const ask = (method, ...args) => call(frame, method, ...args);
    const focused = () => frame.evaluate(() => document.activeElement.innerText.trim().replace(/\s+/g, ' '));
    const press = async (...keys) => {
      for (const key of keys) {
        const before = await frame.evaluate(() => document.activeElement.dataset.key + document.activeElement.ariaExpanded);
        await page.keyboard.press(key);
        await frame.waitForFunction((before) => document.activeElement.dataset.key + document.activeElement.ariaExpanded !== before, {}, before);
      }
    };
    const lit = () => frame.$$eval('#bytes .hex-bytes .lit', (all) => all.map((e) => e.textContent).join(' '));
    const open = async (test) => {
      const [{ id }] = (await ask('trace', { from: 1, limit: 100_000 })).filter((e) => e.kind === 'frame.sent').filter(test);
      await frame.click('#tab-packets');
      await frame.waitForSelector('#packets [role=grid]');
      await frame.focus('#packets [role=grid]');
      await page.keyboard.press('Home');
      await frame.waitForSelector(`#packet-${id}`);
      await frame.click(`#packet-${id}`);
      await frame.waitForSelector(`#packet-${id}[aria-selected=true]`);
    };
    before(async () => {
      [browser, server] = await Promise.all([launch(name), startServer()]);
      ({ page, frame } = await openHosted(browser, server, { file: '#lab=dns-iterated&t=0' }));
      await waitForPlaynet(frame);
      await ask('run', { idle: true });
      await open(() => true);
    });
    after(() => Promise.all([browser?.close(), server?.close()]));

    it('the layers are a tree, the application first, and the arrows walk in it', async () => {
      await frame.waitForSelector('#inspector [role=tree]');
      const layers = await frame.$$eval('#inspector [role=treeitem][aria-level="1"] .layer-name', (all) => all.map((e) => e.textContent));
      assert.deepEqual(layers, ['Domain Name System', 'User Datagram Protocol', 'Internet Protocol Version 4', 'Ethernet II']);
      assert.equal(await frame.$$eval('#inspector [role=treeitem][tabindex="0"]', (all) => all.length), 1, 'one stop of the Tab key');
      await frame.focus('#inspector [role=treeitem][tabindex="0"]');
      await press('ArrowDown', 'ArrowDown', 'ArrowDown');
      assert.match(await focused(), /^0\.\.\. \.\.\.\. QR 0 \(query\)$/);
      await frame.waitForFunction(() => [...document.querySelectorAll('#bytes .hex-bytes .lit')].map((e) => e.textContent).join(' ') === '01'); // its byte is lit
      await frame.waitForFunction(() => document.querySelector('#bytes .meaning').innerText.includes('0 asks, 1 answers'));
      await press('ArrowLeft');
      assert.match(await focused(), /^Flags/);
      await press('ArrowLeft', 'ArrowDown');
      assert.match(await focused(), /^QDCOUNT/);
      await press('Home', 'ArrowLeft', 'ArrowDown', 'ArrowRight', 'ArrowRight');
      assert.match(await focused(), /^Source Port/);
    });

    it('bytes and fields point at each other, by mouse and by key', async () => {
      await frame.$eval('#bytes [data-key="byte:22"]', (e) => e.dispatchEvent(new PointerEvent('pointerover', { bubbles: true })));
      await frame.waitForFunction(() => document.querySelector('#bytes .meaning').innerText.startsWith('Time to Live'));
      await frame.focus('#bytes [data-key=bytes]');
      await page.keyboard.press('ArrowRight');
      await frame.waitForFunction(() => document.querySelector('#bytes .meaning').innerText.startsWith('Protocol 17'));
      assert.equal(await lit(), '11');
      await frame.click('#bytes [data-key="bytes-bits"]');
      await frame.waitForFunction(() => document.querySelector('#bytes .hex-bytes .lit')?.textContent === '0001 0001');
      await frame.click('#bytes [data-key="bytes-bits"]');
      await frame.waitForFunction(() => document.querySelector('#bytes .hex-bytes .lit')?.textContent === '11');
    });

    it('a field becomes the filter', async () => {
      await frame.focus('#inspector [role=treeitem][tabindex="0"]');
      await page.keyboard.press('Home');
      await frame.waitForFunction(() => document.activeElement.dataset.key?.startsWith('layer:3'));
      if (await frame.evaluate(() => document.activeElement.ariaExpanded === 'false')) await press('ArrowRight');
      await press('ArrowDown');
      assert.match(await focused(), /^ID 0x/);
      await frame.waitForSelector('#inspector [data-key="filter-by:apply"]').then((e) => e.click());
      await frame.waitForFunction(() => document.getElementById('filter-input').value.startsWith('dns.id == 0x'));
      await frame.waitForFunction(() => document.querySelector('.filter-count').textContent === '2 of 8 frames'); // the question and its answer
      await frame.waitForSelector('#inspector [data-key="filter-by:not"]').then((e) => e.click());
      await frame.waitForFunction(() => document.querySelector('.filter-count').textContent === '0 of 8 frames');
      await frame.click('#packets .filter-clear');
      await frame.waitForFunction(() => document.querySelector('.filter-count').textContent === '8 frames');
    });

    it('a host’s counters live, and its parts fold', async () => {
      await frame.click('#stage [data-key="host:dns.nyu.edu"]');
      await frame.waitForFunction(() => /sent\s+4\s/.test(document.getElementById('inspector').innerText));
      const size = () => frame.$eval('#inspector .inspect-body', (e) => e.innerText.length);
      const before = await size();
      await frame.waitForSelector('#inspector [data-key="part-fold:traffic"]').then((e) => e.click());
      await frame.waitForSelector('#inspector [data-key="part-fold:traffic"][aria-expanded=false]');
      assert.ok(await size() < before);
      await frame.waitForSelector('#inspector [data-key="part-fold:traffic"]').then((e) => e.click());
      await ask('seek', 0.13);
      await frame.waitForFunction(() => /sent\s+1\s/.test(document.getElementById('inspector').innerText));
    });

    it('a message of several segments is put together, and has bytes of its own', async () => {
      await ask('open', labText('dns-tcp'), { seed: 3 });
      await ask('run', { idle: true });
      await frame.click('#tab-packets');
      await frame.focus('#filter-input');
      await page.keyboard.type('dns && tcp && frame.len > 500 && ip.src == 198.51.100.53');
      await frame.waitForFunction(() => / of \d+ frames$/.test(document.querySelector('.filter-count').textContent));
      await frame.focus('#packets [role=grid]');
      await page.keyboard.press('End');
      await frame.waitForSelector('#packets [aria-selected=true]');
      await frame.waitForSelector('#bytes [data-key="part:1"][aria-pressed=true]');
      await drawn(frame); // the inspector beside them, too
      assert.match(await frame.$eval('#inspector [role=tree]', (e) => e.innerText), /Domain Name System[^]*bytes from \d segments/);
      const bytes = () => frame.$eval('#bytes .bytes-head .muted', (e) => parseInt(e.textContent.replaceAll(',', '')));
      const whole = await bytes();
      await frame.click('#bytes [data-key="part:0"]');
      await frame.waitForSelector('#bytes [data-key="part:0"][aria-pressed=true]');
      assert.ok(await bytes() < whole);
      for (const size of sizes) {
        await resize(page, size);
        assert.deepEqual(await faults(frame), [], `${size.width} × ${size.height}`);
      }
      await resize(page, sizes[0]);
      assert.deepEqual(await axeViolations(frame), []);
    });

    it('nothing went wrong meanwhile', () => assert.deepEqual(page.errors, []));
  });
}
