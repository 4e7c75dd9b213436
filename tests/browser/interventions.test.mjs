// Interventions, driven as a person would: a message is dropped, held up, changed; a link
// is made lossy; a record and its TTL are changed. What the world makes of it is read from
// the trace.
import { after, before, describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { browserNames, launch, openHosted, waitForPlaynet } from './lib/browsers.mjs';
import { call } from './lib/calls.mjs';
import { startServer } from './lib/server.mjs';

for (const name of browserNames) {
  describe(`interventions in ${name}`, () => {
    let browser, server, page;
    const ask = (method, ...args) => call(page.mainFrame(), method, ...args);
    before(async () => {
      [browser, server] = await Promise.all([launch(name), startServer()]);
      ({ page } = await openHosted(browser, server));
      await waitForPlaynet(page.mainFrame());
    });
    after(() => Promise.all([browser?.close(), server?.close()]));

    const keyed = (key) => `[data-key=${JSON.stringify(key)}]`;
    const text = (selector) => page.$eval(selector, (element) => element.textContent);

    // press presses what reports a key: with the keyboard, which is there for everything.
    async function press(key) {
      const element = await page.waitForSelector(keyed(key));
      await element.evaluate((e) => e.scrollIntoView({ block: 'center' }));
      await element.focus();
      await page.keyboard.press('Enter');
    }

    // write replaces what stands in a field.
    async function write(key, words) {
      const element = await page.waitForSelector(keyed(key));
      await element.evaluate((e) => { e.scrollIntoView({ block: 'center' }); e.focus(); e.select(); });
      await page.keyboard.type(words);
    }

    // events returns the events of a kind so far.
    async function events(kind) {
      const all = [];
      for (let from = 1; ;) {
        const page = await ask('trace', { from, limit: 1000 });
        const list = page.events ?? page;
        all.push(...list);
        if (list.length < 1000) return all.filter((e) => e.kind === kind);
        from = all.at(-1).id + 1;
      }
    }

    // flying opens the lab anew, stops while a message between two hosts is under way, and
    // selects it on the stage. It returns the frame's number.
    async function flying(from, to) {
      await ask('open', 'dns-iterated', { seed: 7 });
      for (let t = 0.1; t < 1; t += 0.001) {
        await ask('seek', { t });
        const frame = (await ask('snapshot')).frames.find((f) => f.from === from && f.to === to);
        if (!frame) continue;
        const key = `frame:${frame.id}`;
        await page.waitForSelector(`#stage ${keyed(key)}`);
        await page.$eval(`#stage ${keyed(key)}`, (e) => e.focus());
        await page.keyboard.press('Enter');
        await page.waitForSelector(keyed(`meddle:duplicate:${frame.id}`));
        return frame.id;
      }
      return assert.fail(`${from} sends nothing to ${to}`);
    }

    // selectHost selects a host on the stage.
    async function selectHost(host) {
      await page.waitForSelector(`#stage ${keyed(`host:${host}`)}`);
      await page.$eval(`#stage ${keyed(`host:${host}`)}`, (e) => e.focus());
      await page.keyboard.press('Enter');
    }

    it('a dropped message is asked for again', async () => {
      const frame = await flying('dns.nyu.edu', 'a.root');
      await press(`drop:${frame}`);
      await ask('run', { idle: true });
      const lost = await events('frame.lost');
      assert.deepEqual(lost.map((e) => [e.frame, e.reason]), [[frame, 'dropped by hand']]);
      assert.equal((await events('dns.timeout')).length, 1);
      assert.equal((await events('dns.answer')).length, 1);
    });

    it('a message that is held up arrives later; when its way is over the page leads back', async () => {
      const frame = await flying('dns.nyu.edu', 'a.root');
      await write(`meddle:draft:by|delay|${frame}`, '30 ms');
      await page.keyboard.press('Enter');
      await ask('run', { idle: true });
      const [delayed] = await events('frame.delayed');
      assert.deepEqual([delayed.frame, delayed.byNS], [frame, 30e6]);
      const [sent] = (await events('frame.sent')).filter((e) => e.id === frame);
      const [came] = (await events('frame.delivered')).filter((e) => e.frame === frame);
      assert.ok(came.t - sent.t > 30e6, `it took ${came.t - sent.t} ns`);

      await page.waitForSelector(keyed(`meddle:back:${frame}`));
      assert.equal(await page.$(keyed(`meddle:duplicate:${frame}`)), null, 'nothing can be done to it any more');
      await press(`meddle:back:${frame}`);
      await page.waitForSelector(keyed(`meddle:duplicate:${frame}`));
    });

    it('changed bytes whose checksum stays are thrown away, and sent again', async () => {
      const frame = await flying('dns.nyu.edu', 'a.root');
      await press(`meddle:bytes:${frame}`);
      await page.waitForSelector('.meddle-bytes');
      await page.click(`#bytes ${keyed('byte:60')}`);
      await page.waitForFunction(() => document.activeElement?.dataset.key === 'meddle:draft:hex|bytes');
      assert.match(await text('.meddle-bytes'), /60/);
      await page.keyboard.type('ff ff');
      await page.keyboard.press('Enter');
      await page.waitForFunction(() => !document.querySelector('.meddle-bytes'));
      assert.equal(await text(`#bytes ${keyed('byte:60')}`), 'ff', 'the page shows what will arrive');
      await press('meddle:show:sent');
      await page.waitForFunction((s) => document.querySelector(s).textContent !== 'ff', {}, `#bytes ${keyed('byte:60')}`);

      await ask('run', { idle: true });
      const [changed] = await events('frame.changed');
      assert.deepEqual([changed.frame, changed.offset, changed.new, changed.fixed], [frame, 60, 'ffff', false]);
      const lost = await events('frame.lost');
      assert.deepEqual(lost.map((e) => [e.frame, e.where, e.reason]), [[frame, 'a.root', 'wrong transport checksum']]);
      assert.equal((await events('dns.answer')).length, 1, 'it was asked again');
    });

    it('wrong digits are refused with a reason', async () => {
      const frame = await flying('dns.nyu.edu', 'a.root');
      await press(`meddle:bytes:${frame}`);
      await write('meddle:draft:hex|bytes', 'xyz');
      await page.keyboard.press('Enter');
      await page.waitForFunction(() => document.body.textContent.includes('is no bytes in hexadecimal'));
      assert.deepEqual(await events('frame.changed'), []);
      await page.keyboard.press('Escape');
      await page.waitForFunction(() => !document.querySelector('.meddle-bytes'));
    });

    it('a link whose loss is 100 % loses everything', async () => {
      await ask('open', 'dns-iterated', { seed: 7 });
      await selectHost('a.root');
      await write('meddle:draft:loss|link|a.root|', '100 %');
      await press('meddle:apply:link|a.root|');
      await ask('run', { idle: true });
      const host = (await ask('snapshot')).hosts.find((h) => h.name === 'a.root');
      assert.equal(host.link.loss, 1);
      assert.ok(host.link.dropped > 0);
      assert.deepEqual((await events('frame.delivered')).filter((e) => e.host === 'a.root'), []);
    });

    it('a record and its TTL are changed; the next look-up after the cached one shows them', async () => {
      await ask('open', 'dns-iterated', { seed: 7 });
      await ask('run', { idle: true });
      await selectHost('dns.cs.umass.edu');
      const group = await page.waitForFunction(() => [...document.querySelectorAll('.meddle-value')]
        .map((e) => e.dataset.key).find((key) => key.includes('|gaia.cs.umass.edu. ') && key.includes(' IN A '))).then((h) => h.jsonValue());
      assert.match(group, /128\.119\.245\.12$/);
      await press(group);
      const field = group.replace('meddle:open:', 'meddle:draft:text|');
      await page.waitForFunction((key) => document.activeElement?.dataset.key === key, {}, field);
      await write(field, 'gaia 5 IN A 128.119.245.99');
      await page.keyboard.press('Enter');
      await page.waitForFunction(() => document.querySelector('.zone-table').textContent.replace(/\s/g, '').includes('128.119.245.99'));

      const query = { op: 'dns.query', host: 'engineering', name: 'gaia.cs.umass.edu' };
      await ask('do', query);
      await ask('run', { idle: true });
      assert.match((await events('dns.answer')).at(-1).answers.join(), /128\.119\.245\.12$/, 'from the cache');
      await selectHost('dns.nyu.edu');
      await press('meddle:flush:dns.nyu.edu');
      await ask('do', query);
      await ask('run', { idle: true });
      assert.match((await events('dns.answer')).at(-1).answers.join(), /128\.119\.245\.99$/);
      assert.deepEqual((await events('dns.cache.store')).at(-1).ttl, 5);

      await write('meddle:draft:value|setting|dns.nyu.edu|dns.resolver|timeout', 'soon');
      await page.keyboard.press('Enter');
      await page.waitForFunction(() => document.body.textContent.includes('is no duration'));
      await write('meddle:draft:value|setting|dns.nyu.edu|dns.resolver|timeout', '700ms');
      await page.keyboard.press('Enter');
      await page.waitForFunction((s) => document.querySelector(s).closest('.meddle-settle').hidden, {},
        keyed('meddle:apply:setting|dns.nyu.edu|dns.resolver|timeout'));
      const changed = await events('service.changed');
      assert.deepEqual(changed.map((e) => [e.setting, e.value]), [['timeout', '700ms']]);
      assert.deepEqual(page.errors, []);
    });
  });
}
