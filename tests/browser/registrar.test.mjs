// A domain is registered by a form and a zone is written anew, with the keyboard. What
// comes of it is read from the trace.
import { after, before, describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { browserNames, launch, openHosted, waitForPlaynet } from './lib/browsers.mjs';
import { call } from './lib/calls.mjs';
import { axeViolations, faults } from './lib/look.mjs';
import { startServer } from './lib/server.mjs';

for (const name of browserNames) {
  describe(`the registrar and the zone editor in ${name}`, () => {
    let browser, server, page;
    const ask = (method, ...args) => call(page.mainFrame(), method, ...args);
    before(async () => {
      [browser, server] = await Promise.all([launch(name), startServer()]);
      ({ page } = await openHosted(browser, server));
      await waitForPlaynet(page.mainFrame());
      await ask('open', 'dns-register', { seed: 7 });
      await ask('run', { until: '100ms' });
    });
    after(() => Promise.all([browser?.close(), server?.close()]));

    const keyed = (key) => `[data-key=${JSON.stringify(key)}]`;
    const said = (selector, words) => page.waitForFunction(
      (selector, words) => document.querySelector(selector)?.textContent.includes(words), {}, selector, words);

    async function press(key) {
      const element = await page.waitForSelector(`${keyed(key)}:not([disabled])`);
      await element.focus();
      await page.keyboard.press('Enter');
    }

    async function write(key, words) {
      const element = await page.waitForSelector(keyed(key));
      await element.evaluate((e) => { e.focus(); e.select(); });
      await page.keyboard.type(words);
    }

    const last = async (kind) => (await ask('trace', { filter: `event.kind == "${kind}"`, limit: 1000 })).events?.at(-1)
      ?? (await ask('trace', { from: 1, limit: 5000 })).filter((e) => e.kind === kind).at(-1);

    it('a form says at its fields what is wrong, and enters the domain', async () => {
      await page.$eval(`#stage ${keyed('host:registrar')}`, (e) => e.focus());
      await page.keyboard.press('Enter');
      const field = (name) => `meddle:draft:${name}|register|registrar`;
      await write(field('domain'), 'shop.com');
      await write(field('name0'), 'ns.shop.com');
      await said('#register-address0', 'without its address');
      await write(field('address0'), '203.0.113.300');
      await said('#register-address0', 'no IPv4 address');
      assert.equal(await page.$eval(keyed('meddle:apply:register|registrar'), (e) => e.disabled), true);
      assert.deepEqual(await faults(page.mainFrame()), []);
      assert.deepEqual(await axeViolations(page.mainFrame()), []);
      await write(field('address0'), '203.0.113.9');
      await press('meddle:apply:register|registrar');
      await ask('run', { idle: true });
      const update = await last('dns.update.answered');
      assert.deepEqual([update.host === 'registrar' || update.host === 'owner', update.result], [true, 'NOERROR']);
      await said('#inspector', 'shop.');
    });

    it('a zone is written anew, line by line', async () => {
      await page.$eval(`#stage ${keyed('host:dns1')}`, (e) => e.focus());
      await page.keyboard.press('Enter');
      const zone = 'zone|dns1|networkutopia.com.';
      await press(`meddle:open:${zone}`);
      const text = `meddle:draft:text|${zone}`;
      await write(text, '@ 60 SOA dns1 hostmaster 1 2 3 4 5\n@ 60 NS dns1\ndns1 60 A 203.0.113.1\nwww 60 A 203.0.113\n');
      await said('#zone-problems', 'Line 4');
      assert.equal((await page.$eval(keyed(text), (e) => e.value)).split('\n').length, 5);
      assert.deepEqual(await faults(page.mainFrame()), []);
      assert.deepEqual(await axeViolations(page.mainFrame()), []);
      await page.$eval(keyed(text), (e) => e.setSelectionRange(e.value.length - 1, e.value.length - 1));
      await page.keyboard.type('.99');
      await said('#zone-problems', 'can be loaded');
      await press(`meddle:apply:${zone}`);
      await ask('run', { idle: true });
      const changed = await last('dns.zone.changed');
      assert.ok(changed.added.some((r) => r.includes('203.0.113.99')), JSON.stringify(changed.added));
      const copy = await last('dns.zone.transferred');
      assert.equal(copy.serial, changed.serial, 'the secondary server has it');
      assert.deepEqual(page.errors, []);
    });
  });
}
