// The packet list: its filter, its keys, and runs that are longer than a browser can draw.
import { after, before, describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { browserNames, launch, openHosted, waitForPlaynet } from './lib/browsers.mjs';
import { call, labText } from './lib/calls.mjs';
import { axeViolations, faults, resize, sizes } from './lib/look.mjs';
import { startServer } from './lib/server.mjs';

for (const name of browserNames) {
  describe(`the packet list in ${name}`, () => {
    let browser, server, page, frame;
    const ask = (method, ...args) => call(frame, method, ...args);
    const text = (selector) => frame.$eval(selector, (e) => e.innerText.trim());
    const numbers = () => frame.$$eval('#packets .packet-rows .packet-row', (rows) => rows.map((r) => r.firstElementChild.textContent));
    const counted = (words) => frame.waitForFunction((words) => document.querySelector('#packets .filter-count')?.textContent === words, {}, words);
    const type = async (words) => {
      await frame.focus('#filter-input');
      await frame.$eval('#filter-input', (e) => e.select());
      await page.keyboard.type(words);
    };
    before(async () => {
      [browser, server] = await Promise.all([launch(name), startServer()]);
      ({ page, frame } = await openHosted(browser, server, { file: '#lab=dns-iterated&t=0' }));
      await waitForPlaynet(frame);
      await ask('run', { idle: true });
    });
    after(() => Promise.all([browser?.close(), server?.close()]));

    it('/ goes to the filter, and what is typed filters at once', async () => {
      await page.keyboard.press('/');
      await frame.waitForFunction(() => document.activeElement.id === 'filter-input');
      await page.keyboard.type('dns.flags.response == 1');
      await counted('4 of 8 frames');
      await frame.waitForFunction(() => document.querySelectorAll('#packets .packet-rows .packet-row').length === 4);
      assert.deepEqual(await numbers(), ['3', '5', '7', '8']);
      assert.equal(await frame.$eval('#packets .filter-field', (e) => e.dataset.state), 'right');
    });

    it('what makes no sense is said below its column, and changes nothing', async () => {
      await page.keyboard.type(' && ip.src == "x');
      await frame.waitForSelector('#filter-input[aria-invalid=true]');
      if (await frame.$('#filter-list:not([hidden])')) await page.keyboard.press('Escape');
      await frame.waitForSelector('#filter-error:not([hidden])');
      assert.match(await text('#filter-error'), /Column 38/);
      assert.deepEqual(await numbers(), ['3', '5', '7', '8']);
      const place = await frame.evaluate(() => {
        const style = getComputedStyle(document.getElementById('filter-input'));
        const ruler = document.createElement('canvas').getContext('2d');
        ruler.font = style.font;
        const mark = document.createRange();
        mark.selectNodeContents(document.querySelector('.filter-mark'));
        const input = document.getElementById('filter-input').getBoundingClientRect();
        return { mark: mark.getBoundingClientRect().left - input.left - parseFloat(style.paddingLeft), letter: ruler.measureText('0').width };
      });
      assert.ok(Math.abs(place.mark - 37 * place.letter) < 1.5 * place.letter, JSON.stringify(place));
    });

    it('arrows, Enter and Tab choose from what can be written; Escape closes', async () => {
      await type('dns.qry.na');
      await frame.waitForSelector('#filter-list:not([hidden]) .filter-item');
      await page.keyboard.press('ArrowDown');
      await frame.waitForSelector('#filter-input[aria-activedescendant="filter-item-0"]');
      assert.match(await text('#filter-item-0'), /dns\.qry\.name[^]*The name asked for/);
      await page.keyboard.press('Enter');
      await frame.waitForFunction(() => document.getElementById('filter-input').value === 'dns.qry.name');
      await page.keyboard.type(' contains "gaia" && dns.flags.resp');
      await frame.waitForSelector('#filter-list:not([hidden]) .filter-item');
      await page.keyboard.press('Tab');
      await frame.waitForFunction(() => document.getElementById('filter-input').value === 'dns.qry.name contains "gaia" && dns.flags.response');
      assert.equal(await frame.evaluate(() => document.activeElement.id), 'filter-input');
      await page.keyboard.type(' == 0');
      await counted('4 of 8 frames');
      await page.keyboard.press('Enter'); // keeps it
      await type('tcp.fl');
      await frame.waitForSelector('#filter-list:not([hidden])');
      await page.keyboard.press('Escape');
      await frame.waitForSelector('#filter-list[hidden]');
      await page.keyboard.press('Escape');
      await counted('8 frames');
      await page.keyboard.press('ArrowDown');
      await frame.waitForSelector('#filter-item-0');
      assert.match(await text('#filter-item-0'), /contains "gaia"[^]*used before/);
      await frame.click('#filter-item-0'); // by the mouse: the focus stays in the box
      await counted('4 of 8 frames');
      assert.equal(await frame.evaluate(() => document.activeElement.id), 'filter-input');
    });

    it('its lines are walked through with the keys, and the whole page follows', async () => {
      await frame.click('#packets .filter-clear');
      await counted('8 frames');
      await frame.focus('#packets [role=grid]');
      await page.keyboard.press('Home');
      await frame.waitForFunction(() => document.querySelector('#packets [aria-selected=true]')?.firstElementChild.textContent === '1');
      await page.keyboard.press('ArrowDown');
      await frame.waitForFunction(() => document.querySelector('#packets [aria-selected=true]')?.firstElementChild.textContent === '2');
      await frame.waitForFunction(() => document.querySelector('#bytes h2').textContent.includes('message 2'));
      await page.keyboard.press('End');
      await frame.waitForFunction(() => document.querySelector('#packets [aria-selected=true]')?.firstElementChild.textContent === '8');
      const active = await frame.$eval('#packets [role=grid]', (e) => e.getAttribute('aria-activedescendant'));
      assert.equal(await frame.evaluate((id) => document.getElementById(id).ariaSelected, active), 'true');
    });

    it('times are told in three ways', async () => {
      const time = () => frame.$eval('#packets .packet-rows .packet-row', (e) => e.children[1].textContent);
      const seen = [];
      for (const label of ['delta, s', 'wall clock', 'time, s']) {
        seen.push(await time());
        await frame.click('#packets .head-button');
        await frame.waitForFunction((label) => document.querySelector('#packets .head-button').textContent === label, {}, label);
      }
      assert.equal(new Set(seen).size, 3, seen.join(', '));
      assert.match(seen[2], /^09:00:00\.1/);
    });

    it('nothing overlaps at any size, and axe has nothing to say', async () => {
      for (const size of sizes) {
        await resize(page, size);
        await frame.click('#tab-packets');
        await frame.waitForFunction(() => document.getElementById('packets').clientHeight > 0);
        assert.deepEqual(await faults(frame), [], `${size.width} × ${size.height}`);
      }
      await resize(page, sizes[0]);
      assert.deepEqual(await axeViolations(frame), []);
    });

    it('of a long run only what is seen is there; the wheel, the thumb and the end', async () => {
      await resize(page, sizes[0]);
      await ask('open', labText('transfer'), { seed: 7 });
      await ask('run', { idle: true });
      await frame.click('#tab-packets');
      const total = (await ask('trace', { from: 1, limit: 100_000 })).filter((e) => e.kind === 'frame.sent').length;
      assert.ok(total > 700);
      await frame.waitForFunction((rows) => document.querySelector('#packets [role=grid]')?.getAttribute('aria-rowcount') === rows, {}, String(total + 1));
      const state = () => frame.evaluate(() => {
        const scroller = document.querySelector('#packets [role=grid]').getBoundingClientRect();
        const rows = [...document.querySelectorAll('#packets .packet-rows .packet-row')];
        const seen = rows.filter((r) => r.getBoundingClientRect().bottom > scroller.top + 29 && r.getBoundingClientRect().top < scroller.bottom - 1);
        return { drawn: rows.length, first: +seen[0]?.firstElementChild.textContent, last: +seen.at(-1)?.firstElementChild.textContent };
      });
      const reach = (test) => frame.waitForFunction((total, test) => {
        const rows = [...document.querySelectorAll('#packets .packet-rows .packet-row')].map((r) => +r.firstElementChild.textContent);
        return rows.includes({ start: 1, middle: Math.round(total / 2), end: total }[test]);
      }, {}, total, test);
      await reach('end'); // it follows the run
      assert.ok((await state()).drawn < 60, `${(await state()).drawn} rows are drawn`);
      await frame.$eval('#packets [role=grid]', (e) => { e.scrollTop = (e.scrollHeight - e.clientHeight) / 2; });
      await reach('middle');
      const { first, last } = await state();
      assert.ok(first < total / 2 && last > total / 2 - 20 && last - first > 3, `lines ${first} to ${last} of ${total}`);
      await frame.$eval('#packets [role=grid]', (e) => { e.scrollTop = 0; });
      await reach('start');
      assert.equal((await state()).first, 1);
    });

    it('nothing went wrong meanwhile', () => assert.deepEqual(page.errors, []));
  });
}
