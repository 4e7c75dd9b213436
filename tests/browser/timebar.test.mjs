// The time bar as a person uses it: jumps along the run by buttons and keys, marks; pictures
// as tables; single keys switched off.
import { after, before, describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { browserNames, launch, openHosted, waitForPlaynet } from './lib/browsers.mjs';
import { call, standing } from './lib/calls.mjs';
import { faults, resize, sizes } from './lib/look.mjs';
import { startServer } from './lib/server.mjs';

for (const name of browserNames) {
  describe(`the time bar in ${name}`, () => {
    let browser, server, page, frame;
    const ask = (method, ...args) => call(frame, method, ...args);
    const press = (selector) => frame.$eval(selector, (e) => e.click());
    const clock = () => frame.$eval('#clock', (e) => e.textContent);
    const moved = (from) => frame.waitForFunction((was) => document.querySelector('#clock').textContent !== was, {}, from);
    before(async () => {
      [browser, server] = await Promise.all([launch(name), startServer()]);
      ({ page, frame } = await openHosted(browser, server));
      await waitForPlaynet(frame);
      await ask('open', 'dns-iterated', { seed: 7 });
    });
    after(() => Promise.all([browser?.close(), server?.close()]));

    it('goes from mark to mark, and back by the same ones, with buttons and keys', async () => {
      const stops = [];
      for (let i = 0; i < 4; i++) {
        const was = await clock();
        if (i % 2) await page.keyboard.press('.');
        else await press('.jump .jump-key:nth-child(3)');
        await moved(was);
        stops.push(await clock());
      }
      assert.equal(new Set(stops).size, 4);
      for (const stop of stops.slice(0, 3).reverse()) {
        const was = await clock();
        await page.keyboard.press(',');
        await moved(was);
        assert.equal(await clock(), stop);
      }
      // A mark of the first answer: the root's referral is known then.
      const events = await ask('trace', { from: 1, limit: 10_000 });
      assert.ok(events.some((e) => e.kind === 'lab.action'));
    });

    it('jumps to what is chosen: the end of a time to live', async () => {
      await ask('run', { idle: true });
      await press('#jump-button');
      await frame.waitForSelector('#jump-menu:not([hidden])');
      await frame.evaluate(() => [...document.querySelectorAll('#jump-menu label')].find((l) => l.textContent.includes('time to live')).click());
      await page.keyboard.press('Escape');
      const was = await clock();
      await press('.jump .jump-key:nth-child(3)');
      await moved(was);
      const { now } = await standing(frame);
      assert.ok(now > 1e9 * 60, `at ${now}`);
    });

    it('marks what happened, and tells it to whoever points there', async () => {
      await ask('open', 'dns-iterated', { seed: 7 });
      await ask('seek', 0.2);
      await frame.waitForSelector('#strip .strip-mark');
      const titles = await frame.$$eval('#strip .strip-mark title', (all) => all.map((e) => e.textContent));
      assert.ok(titles.some((t) => t.startsWith('look-up, ')), titles.join('; '));
      assert.ok(titles.some((t) => t.startsWith('edu, ')), titles.join('; '));
    });

    it('stage and ladder can be read as tables', async () => {
      await page.keyboard.press('g');
      await frame.waitForSelector('#stage .tables');
      const hosts = await frame.$$eval('#stage table:first-of-type tbody tr', (rows) => rows.length);
      assert.ok(hosts >= 7);
      assert.ok((await frame.$$eval('#ladder tbody tr', (rows) => rows.length)) >= 4);
      await frame.evaluate(() => [...document.querySelectorAll('#ladder .table-press')][1].click());
      await frame.waitForSelector('#ladder tr.selected');
      for (const size of sizes) {
        await resize(page, size);
        assert.deepEqual(await faults(frame), [], `${size.width} × ${size.height}`);
      }
      await resize(page, sizes[0]);
      await page.keyboard.press('g');
      await frame.waitForSelector('#stage svg');
    });

    it('single keys can be switched off; Escape stays', async () => {
      await page.keyboard.press('?');
      await frame.waitForSelector('#dialog-keys:not([hidden])');
      await press('#single-keys');
      await page.keyboard.press('Escape');
      await frame.waitForSelector('#dialog-keys', { hidden: true });
      const { position } = await standing(frame);
      for (const key of ['.', 'l', 'g', 'Home']) await page.keyboard.press(key);
      assert.equal((await standing(frame)).position, position);
      assert.equal(await frame.$('#stage .tables'), null);
      await press('.keys-button');
      await frame.waitForSelector('#dialog-keys:not([hidden])');
      await press('#single-keys');
      await page.keyboard.press('Escape');
    });

    it('nothing went wrong meanwhile', () => assert.deepEqual(page.errors, []));
  });
}
