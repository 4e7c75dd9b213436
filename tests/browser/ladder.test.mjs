// The ladder as a person sets it up: messages folded out of segments, columns moved and
// hidden, distances; by mouse and by keys.
import { after, before, describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { browserNames, launch, openHosted, waitForPlaynet } from './lib/browsers.mjs';
import { call, drawn, labText } from './lib/calls.mjs';
import { faults, resize, schemes, sizes } from './lib/look.mjs';
import { startServer } from './lib/server.mjs';

for (const name of browserNames) {
  describe(`the ladder in ${name}`, () => {
    let browser, server, page, frame;
    const ask = (method, ...args) => call(frame, method, ...args);
    const press = (selector) => frame.$eval(selector, (e) => e.dispatchEvent(new MouseEvent('click', { bubbles: true })));
    const count = (selector) => frame.$$eval(selector, (all) => all.length);
    const columns = () => frame.$$eval('#ladder .head .name', (all) => all.map((e) => e.textContent));
    const focus = (key) => frame.$eval(`#ladder [data-key="${key}"]`, (e) => e.focus());
    const top = () => frame.$eval('#ladder .ladder', (e) => { e.scrollTop = 0; });
    before(async () => {
      [browser, server] = await Promise.all([launch(name, { scheme: schemes[0] }), startServer()]);
      ({ page, frame } = await openHosted(browser, server));
      await waitForPlaynet(frame);
    });
    after(() => Promise.all([browser?.close(), server?.close()]));

    it('draws the segments of a message as one, and one by one when asked', async () => {
      await ask('open', labText('transfer'), { seed: 3 });
      await ask('run', { until: '1s' });
      const band = await frame.waitForSelector('#ladder .arrow.band');
      assert.ok(band);
      const words = await frame.$eval('#ladder .rung.flying .text, #ladder .rung .text', () =>
        [...document.querySelectorAll('#ladder .rung .text')].map((e) => e.textContent).join('\n'));
      assert.match(words, /[\d,]+ bytes · \d+ segments/);
      await top(); // only what is in sight is drawn: both counts are of the same place
      await drawn(frame);
      const folded = await count('#ladder .arrow');
      assert.ok(folded < 8, `${folded} arrows`);
      await press('#ladder .folds');
      await frame.waitForFunction((n) => document.querySelectorAll('#ladder .arrow').length > n + 10, {}, folded);
      await frame.waitForFunction(() => {
        document.querySelector('#ladder .ladder').scrollTop = 0;
        const sign = [...document.querySelectorAll('#ladder .folds')].find((e) => e.textContent.includes('−'));
        return sign?.dispatchEvent(new MouseEvent('click', { bubbles: true }));
      });
      await frame.waitForFunction((n) => {
        document.querySelector('#ladder .ladder').scrollTop = 0;
        return document.querySelectorAll('#ladder .arrow').length <= n;
      }, {}, folded);
    });

    it('the whole ladder is unfolded in its menu, by the keyboard', async () => {
      await frame.focus('#ladder-menu-button');
      await page.keyboard.press('Enter');
      await frame.waitForSelector('#ladder-menu:not([hidden])');
      await frame.focus('#ladder-fold');
      await page.keyboard.press(' ');
      await frame.waitForFunction(() => !document.querySelector('#ladder .arrow.band') && document.querySelectorAll('#ladder .arrow').length > 10);
      await page.keyboard.press(' ');
      await frame.waitForSelector('#ladder .arrow.band');
      await page.keyboard.press('Escape');
      await frame.waitForSelector('#ladder-menu', { hidden: true });
    });

    it('columns are moved and hidden', async () => {
      await ask('open', 'dns-iterated', { seed: 7 });
      await ask('run', { idle: true });
      await frame.waitForFunction(() => document.querySelectorAll('#ladder .head').length > 4);
      const before = await columns();
      await focus('column:dns.nyu.edu');
      await page.keyboard.press('ArrowRight');
      await frame.waitForFunction((was) => document.querySelectorAll('#ladder .head .name')[1].textContent !== was, {}, before[1]);
      const moved = await columns();
      assert.deepEqual([moved[1], moved[2]], [before[2], before[1]]);
      assert.equal(await frame.evaluate(() => document.activeElement.getAttribute('data-key')), 'column:dns.nyu.edu');
      const arrows = await count('#ladder .arrow');
      await focus('column:a.root');
      await page.keyboard.press('Delete');
      await frame.waitForFunction(() => !document.querySelector('#ladder [data-key="column:a.root"]'));
      assert.equal(await count('#ladder .arrow'), arrows - 2, 'what went to the root and came from it');
      await press('#ladder-menu-button');
      await frame.waitForSelector('#ladder-menu:not([hidden])');
      await press('#ladder-menu .popover-foot button');
      await frame.waitForFunction((n) => document.querySelectorAll('#ladder .head').length === n, {}, before.length);
      assert.deepEqual(await columns(), before);
      await page.mouse.click(300, 300); // a press elsewhere closes the menu
      await frame.waitForSelector('#ladder-menu', { hidden: true });
    });

    it('a column is dragged by its head', async () => {
      const before = await columns();
      const box = async (host) => (await (await frame.$(`#ladder [data-key="column:${host}"]`)).boundingBox());
      const from = await box(before[0]), to = await box(before[2]);
      await page.mouse.move(from.x + from.width / 2, from.y + 8);
      await page.mouse.down();
      await page.mouse.move(to.x + to.width / 2, to.y + 8, { steps: 6 });
      await page.mouse.up();
      await frame.waitForFunction((host) => document.querySelectorAll('#ladder .head .name')[2].textContent === host, {}, before[0]);
    });

    it('fits at every size', async () => {
      await ask('open', labText('transfer'), { seed: 3 });
      await ask('run', { until: '1s' });
      await frame.waitForSelector('#ladder .arrow.band');
      for (const size of sizes) {
        await resize(page, size);
        assert.deepEqual(await faults(frame), [], `${size.width} × ${size.height}`);
      }
    });

    it('nothing went wrong meanwhile', () => assert.deepEqual(page.errors, []));
  });
}
