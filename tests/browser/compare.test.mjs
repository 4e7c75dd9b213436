// Two runs side by side: on one clock, with what differs between them, as a person would.
import { after, before, describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { browserNames, launch, openHosted, waitForPlaynet } from './lib/browsers.mjs';
import { call, drawn } from './lib/calls.mjs';
import { axeViolations, faults, resize, sizes } from './lib/look.mjs';
import { startServer } from './lib/server.mjs';

for (const name of browserNames) {
  describe(`comparing in ${name}`, () => {
    let browser, server, page;
    const ask = (method, ...args) => call(page.mainFrame(), method, ...args);
    const shown = (selector) => page.waitForSelector(selector, { visible: true });
    const texts = (selector) => page.$$eval(selector, (list) => list.map((e) => e.textContent));
    before(async () => {
      [browser, server] = await Promise.all([launch(name), startServer()]);
      ({ page } = await openHosted(browser, server));
      await waitForPlaynet(page.mainFrame());
    });
    after(() => Promise.all([browser?.close(), server?.close()]));

    async function loseTheAnswer() {
      await ask('open', 'dns-iterated');
      await ask('run', { idle: true });
      await ask('seek', 0.23);
      await ask('do', { op: 'frame.drop', frame: (await ask('snapshot')).frames[0].id });
      await ask('run', { idle: true });
    }

    it('the lost answer is marked as the first difference', async () => {
      await loseTheAnswer();
      await shown('.toast');
      await page.$$eval('.toast-offer', (list) => list[1].click());
      await shown('.diff-row');
      assert.deepEqual(await texts('.side-name'), ['drop message 7', 'first run']);
      const rows = await page.$$eval('.diff-row', (list) => list.map((e) => [e.className.replace(/diff-row diff-/, ''), e.dataset.first]));
      assert.deepEqual(rows.map(([kind]) => kind), ['same', 'same', 'same', 'same', 'same', 'same', 'fate', 'only-a', 'only-a', 'shifted']);
      assert.deepEqual(rows.map(([, first]) => first === 'true').indexOf(true), 6);

      // A press on it selects it on both sides and goes there: both clocks are one.
      await page.click('.diff-row[data-first="true"]');
      await page.waitForFunction(() => document.querySelector('.diff-row[aria-selected="true"]')?.dataset.first === 'true');
      await page.waitForFunction(() => ['a', 'b'].every((n) => document.querySelector(`#stage-${n} [data-key="frame:51"]`)));
      assert.equal((await ask('snapshot')).now, 224_104_016);
      assert.match(await page.$eval('#clock', (e) => e.textContent), /0\.224/);

      // A step goes on in both; then the message is lost in A, and under way in B.
      // (The arrows belong to the rows, which have the focus.)
      await page.keyboard.press('l');
      await page.waitForFunction(() => /1 lost/.test(document.querySelector('#head-a .side-counters').textContent));
      await drawn(page.mainFrame()); // the other side, too
      assert.match(await page.$eval('#head-b .side-counters', (e) => e.textContent), /7 messages · 0 lost/);
      assert.ok(await page.$('#stage-b [data-key="frame:51"]'));

      // The arrows go along the rows.
      await page.focus('.diff-scroll');
      await page.keyboard.press('ArrowDown');
      await page.waitForFunction(() => document.querySelector('#row-7').getAttribute('aria-selected') === 'true');

      await page.click('#part-totals');
      await shown('.totals td');
      const totals = Object.fromEntries(await page.$$eval('.totals tbody tr', (list) => list.map((tr) => [tr.cells[0].textContent, [tr.cells[1].textContent, tr.cells[2].textContent]])));
      assert.deepEqual(totals.Messages, ['10', '8']);
      assert.deepEqual(totals['Frames lost'], ['1', '0']);
      assert.deepEqual(totals['Time-outs of queries'], ['1', '0']);

      await page.keyboard.press('Escape');
      await page.waitForSelector('#compare', { hidden: true });
      await shown('#stage svg');
      assert.equal((await ask('branches')).find((b) => b.present).name, 'drop message 7');
    });

    it('two ways to look a name up, chosen in the dialog, played together', async () => {
      await ask('open', 'dns-iterated');
      await page.click('#compare-button');
      await shown('#dialog-compare');
      assert.deepEqual(await axeViolations(page.mainFrame()), []);
      await page.select('#compare-with', 'lab:dns-recursive');
      await page.click('#compare-start');
      await shown('.diff-row');
      assert.deepEqual(await texts('.side-name'), ['Iterated look-up', 'Recursive all the way']);
      await page.keyboard.press('End');
      await page.waitForFunction(() => [...document.querySelectorAll('.side-counters')].every((e) => /^8 messages/.test(e.textContent)));
      await page.waitForFunction(() => ['a', 'b'].every((n) => document.querySelectorAll(`#ladder-${n} [data-key^="frame:"]`).length > 3));
      // In narrow pictures names are shortened on the screen, and whole for who listens.
      const shortened = /^serious: label-content-name-mismatch:(?!.*#(row|diff|totals|head))/;
      assert.deepEqual((await axeViolations(page.mainFrame())).filter((v) => !shortened.test(v)), []);
      await page.click('#compare-close');
      await page.waitForSelector('#compare', { hidden: true });
    });

    it('nothing overlaps or is cut off, at any size', async () => {
      await loseTheAnswer();
      await page.click('#compare-button');
      await shown('#compare-start');
      await page.click('#compare-start');
      await shown('.diff-row');
      for (const size of sizes) {
        await resize(page, size);
        for (const part of size.width < 1100 ? ['a', 'rows', 'totals', 'b'] : ['rows', 'totals']) {
          await page.click('#part-' + part);
          await shown({ a: '#stage-a svg', b: '#stage-b svg', rows: '.diff-row', totals: '.totals td' }[part]);
          await resize(page, size);
          // Of the time bar other tests take care.
          const bar = await page.$eval('.timebar', (e) => e.textContent);
          const found = (await faults(page.mainFrame())).filter((f) => !bar.includes(f.match(/"(.*?)"/)?.[1] ?? '\n'));
          assert.deepEqual(found, [], `${part} at ${size.width}×${size.height}`);
        }
      }
      await resize(page, sizes[0]);
      await page.keyboard.press('Escape');
    });

    it('compare() tells the same without showing it', async () => {
      await loseTheAnswer();
      const { first, rows, count, totals } = await ask('compare', { a: 1, b: 2 });
      assert.equal(first, 6);
      assert.equal(count, rows.length);
      assert.equal(rows[6].a.fate, 'delivered');
      assert.equal(rows[6].b.fate, 'lost');
      assert.equal(totals.b.timeouts, 1);
      assert.equal((await ask('compare', { a: 1, b: { seed: 99 } })).first, -1);
      assert.equal((await ask('compare', { b: { lab: 'dns-recursive' } })).rows.length > 8, true);
      await assert.rejects(ask('compare', { a: 99 }), /no such branch/);
      assert.deepEqual(page.errors, []);
    });
  });
}
