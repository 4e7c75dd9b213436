// The screens of the DNS: a message as RFC 1035 draws it, a cache whose times run down, charts,
// the chain of trust, the hierarchy from the first instant on.
import { after, before, describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { browserNames, launch, openHosted, waitForPlaynet } from './lib/browsers.mjs';
import { call } from './lib/calls.mjs';
import { axeViolations, faults, resize, sizes } from './lib/look.mjs';
import { startServer } from './lib/server.mjs';

for (const name of browserNames) {
  describe(`the screens of the DNS in ${name}`, () => {
    let browser, server, page, frame;
    const ask = (method, ...args) => call(frame, method, ...args);
    const press = async (selector) => {
      await frame.waitForSelector(selector);
      await frame.$eval(selector, (e) => e.dispatchEvent(new MouseEvent('click', { bubbles: true })));
    };
    const has = (selector, words) => frame.waitForFunction(
      (selector, words) => document.querySelector(selector)?.innerText.includes(words), {}, selector, words);
    // sound holds LOOK's rules for what is shown, at each size; show turns to it where the
    // page shows one thing at a time.
    const sound = async (what, show = async () => {}) => {
      for (const size of sizes) {
        await resize(page, size);
        await show();
        assert.deepEqual(await faults(frame), [], `${what} at ${size.width}`);
      }
      await resize(page, sizes[0]);
      await show();
    };
    before(async () => {
      [browser, server] = await Promise.all([launch(name), startServer()]);
      ({ page, frame } = await openHosted(browser, server, { file: '#lab=dns-message&t=0' }));
      await waitForPlaynet(frame);
    });
    after(() => Promise.all([browser?.close(), server?.close()]));

    it('the hierarchy stands from the first instant on', async () => {
      const places = () => frame.$$eval('#stage [data-key^="host:"] rect:first-of-type', (all) => all.map((e) => `${e.getAttribute('x')} ${e.getAttribute('y')}`));
      await ask('seek', 0);
      await frame.waitForSelector('#stage .hierarchy');
      const first = await places();
      assert.ok(first.length >= 5);
      await ask('run', { until: '400ms' });
      await has('#story, .story', 'ada has its answer');
      assert.deepEqual(await places(), first);
    });

    it('a message is drawn as in the RFC: a cell, its bytes and its explanation belong together', async () => {
      await press('#stage [data-key^="frame:"]');
      await frame.waitForSelector('.dns-header');
      const flags = await frame.$$eval('.dns-flag .dns-label', (all) => all.map((e) => e.textContent).join(' '));
      assert.equal(flags, 'QR Opcode AA TC RD RA Z AD CD RCODE');
      assert.deepEqual(await axeViolations(frame), []);
      await frame.$eval('.dns-flag', (e) => e.focus());
      await page.keyboard.press('ArrowRight');
      await has('.dns-reading', 'hat is wanted of the server');
      await frame.waitForFunction(() => document.querySelectorAll('#bytes .hex-bytes .lit').length === 1);
      assert.equal(await frame.$$eval('.dns-picture [tabindex="0"]', (all) => all.length), 1, 'one stop of the Tab key');
      await sound('a message');
    });

    it('a cache is filtered, runs down, and leads to the end of an entry', async () => {
      await ask('open', 'dns-cache', { seed: 7 });
      await ask('run', { until: '61s' });
      await press('#stage [data-key="host:dns.riverside"]');
      await frame.waitForSelector('.cache-row');
      await frame.focus('.cache-filter');
      await page.keyboard.type('www.crepes');
      await frame.waitForFunction(() => document.querySelectorAll('.cache-row').length === 1);
      await has('.cache-row', '241 s');
      await sound('a cache');
      await press('.cache-jump');
      await frame.waitForFunction(() => !document.querySelector('.cache-row'));
      assert.ok(Math.abs((await ask('snapshot')).now / 1e9 - 301.2) < 1);
    });

    it('hit rates are measured, stopped, and read as a table', async () => {
      await press('#tab-charts');
      await press('[data-key="sweep:start"]');
      await frame.waitForSelector('#charts [data-key="plot:sweep:1.0"]');
      await press('[data-key="sweep:stop"]');
      await frame.waitForSelector('[data-key="sweep:start"]');
      await frame.$eval('#charts [data-key="plot:sweep:1.0"]', (e) => e.focus());
      await has('#charts', 'As a table');
      await frame.waitForSelector('#charts .plot-tip');
      await sound('a chart', async () => {
        await press('#tab-charts');
        await frame.waitForSelector('#charts .plot-picture', { visible: true });
      });
      await press('[data-key="plot:sweep:table"]');
      await has('#charts .plot-table', 'TTL of the record (s)');
      assert.deepEqual(await axeViolations(frame), []);
    });

    it('the chain of trust holds or breaks, and leads to its messages', async () => {
      await ask('open', 'dns-sec', { seed: 7 });
      await ask('run', { until: '15s' });
      await press('#stage [data-key="host:dns.campus"]');
      await has('.trust-answer', 'shop.example.com. A: bogus');
      await frame.select('.trust-choice', await frame.$eval('.trust-choice option:last-child', (e) => e.value));
      await has('.trust-answer', 'www.example.com. A: secure');
      await sound('the chain of trust');
      assert.deepEqual(await axeViolations(frame), []);
      await press('.trust [data-key$=":com.:DS"]');
      await has('.dns-picture', 'Authority');
      assert.deepEqual(page.errors, []);
    });
  });
}
