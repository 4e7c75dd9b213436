// A distributed hash table: the ring of identifiers with a look-up's steps, its tables, and a
// node in the inspector; by pointer and by keys.
import { after, before, describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { browserNames, launch, openHosted, waitForPlaynet } from './lib/browsers.mjs';
import { call } from './lib/calls.mjs';
import { axeViolations } from './lib/look.mjs';
import { startServer } from './lib/server.mjs';

for (const name of browserNames) {
  describe(`a distributed hash table in ${name}`, () => {
    let browser, server, page, frame, bob;
    const ask = (method, ...args) => call(frame, method, ...args);
    const text = (selector) => frame.$eval(selector, (e) => e.textContent.trim().replace(/\s+/g, ' '));
    const node = (host) => `#stage [data-key="host:${host}"]`;
    before(async () => {
      [browser, server] = await Promise.all([launch(name), startServer()]);
      ({ page, frame } = await openHosted(browser, server, { file: '#lab=dht&t=0' }));
      await waitForPlaynet(frame);
      await ask('run', { idle: true });
      const found = (await ask('trace', { from: 1, limit: 100_000 })).filter((e) => e.kind === 'dht.found' && e.host === 'bob');
      bob = found.at(-1);
      await frame.waitForFunction(() => document.querySelector('#stage .dht-caption')?.textContent.includes('has looked for the peers'));
    });
    after(() => Promise.all([browser?.close(), server?.close()]));

    it('shows each node at its identifier, and says what the look-up has come to', async () => {
      const { hosts } = await ask('snapshot');
      const shown = await frame.$$eval('#stage .dht-node', (all) => all.map((e) => e.dataset.key.slice(5)));
      const running = hosts.filter((h) => h.programs.some((p) => p.dht?.id)).map((h) => h.name);
      assert.deepEqual(shown.sort(), running.sort());
      const caption = await text('#stage .dht-caption');
      assert.ok(caption.startsWith('bob ') && caption.includes(`nodes asked: ${bob.asked}`) && caption.includes(`steps: ${bob.hops}`), caption);
      const lookup = hosts.find((h) => h.name === 'bob').programs.find((p) => p.dht).dht.lookups.at(-1);
      const asked = lookup.closest.filter((c) => c.answered).map((c) => c.host).sort();
      const ways = await frame.$$eval('#stage svg.dht .dht-way', (all) => all.length);
      assert.equal(ways, asked.length, 'a line to each that was asked');
    });

    it('is walked with the arrows, in the order of the identifiers', async () => {
      const { hosts } = await ask('snapshot');
      const order = hosts.flatMap((h) => h.programs.filter((p) => p.dht?.id).map((p) => [p.dht.id, h.name])).sort().map(([, host]) => host);
      await frame.$eval('#stage .dht-node[tabindex="0"]', (e) => e.focus());
      const here = () => frame.evaluate(() => document.activeElement.dataset.key?.slice(5));
      let at = order.indexOf(await here());
      assert.ok(at >= 0);
      for (const [key, by] of [['ArrowRight', 1], ['ArrowRight', 1], ['ArrowLeft', -1]]) {
        at = (at + by + order.length) % order.length;
        await page.keyboard.press(key);
        await frame.waitForFunction((want) => document.activeElement.dataset.key === `host:${want}`, {}, order[at]);
      }
      await page.keyboard.press('Enter');
      await frame.waitForFunction((want) => document.querySelector('#inspector .mono-title')?.textContent === want, {}, order[at]);
    });

    it('a node tells its short list, its buckets and what it stores', async () => {
      await frame.$eval(node('bob'), (e) => e.dispatchEvent(new MouseEvent('click', { bubbles: true })));
      await frame.waitForFunction(() => document.querySelector('#inspector .mono-title')?.textContent === 'bob');
      await frame.waitForSelector('#inspector .dht-shortlist');
      const { hosts } = await ask('snapshot');
      const dht = hosts.find((h) => h.name === 'bob').programs.find((p) => p.dht).dht;
      const first = await frame.$$eval('#inspector .dht-shortlist tbody tr:first-child td', (all) => all.map((e) => e.textContent));
      assert.equal(first[0], dht.lookups.at(-1).closest[0].host);
      assert.equal(await frame.$$eval('#inspector .dht-contact', (all) => all.length), dht.nodes);
      const keeper = hosts.find((h) => h.programs.some((p) => p.dht?.stored?.length));
      await frame.$eval(node(keeper.name), (e) => e.dispatchEvent(new MouseEvent('click', { bubbles: true })));
      await frame.waitForFunction((want) => document.querySelector('#inspector .mono-title')?.textContent === want, {}, keeper.name);
      assert.match(await text('#inspector'), /Peers stored for others.*203\.0\.113\.7:6881/);
      assert.deepEqual(await axeViolations(page, '#inspector'), []);
    });

    it('any node can be told to look for peers', async () => {
      const before = (await ask('trace', { from: 1, limit: 100_000 })).filter((e) => e.kind === 'dht.lookup').length;
      await frame.click('#inspector [data-key^="dht:peers:"]');
      await ask('run', { idle: true });
      const lookups = (await ask('trace', { from: 1, limit: 100_000 })).filter((e) => e.kind === 'dht.lookup');
      assert.equal(lookups.length, before + 1);
      assert.equal(lookups.at(-1).method, 'get_peers');
    });
  });
}
