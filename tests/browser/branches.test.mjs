// What if: an action in the past keeps the old future as a branch that one can return to,
// rename and delete; done as a person would, and by the calls.
import { after, before, describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { browserNames, launch, openHosted, waitForPlaynet } from './lib/browsers.mjs';
import { call } from './lib/calls.mjs';
import { axeViolations, faults, resize, sizes } from './lib/look.mjs';
import { startServer } from './lib/server.mjs';

for (const name of browserNames) {
  describe(`branches in ${name}`, () => {
    let browser, server, page;
    const ask = (method, ...args) => call(page.mainFrame(), method, ...args);
    const words = (selector) => page.$eval(selector, (e) => e.textContent);
    const shown = (selector) => page.waitForSelector(selector, { visible: true });
    const gone = (selector) => page.waitForSelector(selector, { hidden: true });
    before(async () => {
      [browser, server] = await Promise.all([launch(name), startServer()]);
      ({ page } = await openHosted(browser, server));
      await waitForPlaynet(page.mainFrame());
    });
    after(() => Promise.all([browser?.close(), server?.close()]));

    // loseTheAnswer runs the lab to its end, goes back to where the umass.edu server's answer
    // is in flight, and drops it.
    async function loseTheAnswer() {
      await ask('open', 'dns-iterated');
      const end = (await ask('run', { idle: true })).now;
      const hash = await ask('hash');
      await ask('seek', 0.23);
      const { frames } = await ask('snapshot');
      assert.equal(frames.length, 1);
      assert.equal(frames[0].from, 'dns.cs.umass.edu');
      await page.waitForSelector(`#stage [data-key="frame:${frames[0].id}"]`);
      await page.$eval(`#stage [data-key="frame:${frames[0].id}"]`, (e) => e.focus());
      await page.keyboard.press('Delete');
      await shown('.toast');
      return { end, hash, frame: frames[0].id };
    }

    it('a message that is dropped in the past begins a branch, and the toast leads back', async () => {
      const { end, hash } = await loseTheAnswer();
      assert.match(await words('.toast'), /“drop message 7”.*kept as “first run”/);
      const list = await ask('branches');
      assert.deepEqual(list.map((b) => [b.id, b.name, b.parent ?? 0, b.present]),
        [[1, 'first run', 0, false], [2, 'drop message 7', 1, true]]);
      assert.equal(list[1].fork.at, 230_000_000);
      assert.equal(list[1].tail[0].do.op, 'frame.drop');
      const retry = await ask('run', { idle: true });
      assert.ok(retry.now > end, 'the resolver waited and asked again');
      await page.click('.toast-offer');
      await page.waitForFunction((t) => playnet.snapshot().then((s) => s.now === t), {}, end);
      assert.equal(await ask('hash'), hash, 'the old future is what it was');
      await gone('.toast');
    });

    it('the dialog shows the branches, and returns, renames and deletes', async () => {
      await loseTheAnswer();
      await ask('run', { idle: true });
      await page.click('#whatif-button');
      await shown('#dialog-whatif .branch-name');
      const names = () => page.$$eval('.branch-title', (list) => list.map((e) => e.textContent));
      assert.deepEqual(await names(), ['first run', 'drop message 7']);
      assert.match(await words('.branch-name[aria-current="true"]'), /drop message 7.*you are here/);
      const lines = await page.$$eval('.branch-line', (list) => list.length);
      assert.equal(lines, 2);
      assert.deepEqual(await axeViolations(page.mainFrame()), []);

      // By the keyboard: choose the first run, rename it, return to it.
      await page.focus('.branch-name');
      await page.keyboard.press('Enter');
      await page.waitForFunction(() => document.querySelector('.branch-picked strong').textContent === 'first run');
      await page.focus('#branch-name');
      await page.keyboard.down('Control').then(() => page.keyboard.press('a')).then(() => page.keyboard.up('Control'));
      await page.keyboard.type('as it was');
      await page.keyboard.press('Enter');
      await page.waitForFunction(() => document.querySelector('.branch-title').textContent === 'as it was');
      await page.click('#dialog-whatif .primary');
      await gone('#dialog-whatif');
      await page.waitForFunction(() => playnet.branches().then((list) => list[0].present && list[0].name === 'as it was'));

      await page.click('#whatif-button');
      await shown('#dialog-whatif .branch-name');
      await page.$$eval('.branch-name', (list) => list[1].click());
      await page.waitForFunction(() => !document.querySelector('#dialog-whatif .danger').disabled);
      await page.click('#dialog-whatif .danger');
      await page.waitForFunction(() => document.querySelectorAll('.branch-name').length === 1);
      assert.equal((await ask('branches')).length, 1);
      await page.keyboard.press('Escape');
      await gone('#dialog-whatif');
    });

    it('nothing overlaps or is cut off, at any size', async () => {
      await loseTheAnswer();
      await ask('run', { idle: true });
      await ask('branch', 1);
      await ask('seek', 0.15);
      await ask('do', { op: 'link.cut', place: 'umass' });
      await page.click('.toast .icon-button');
      await page.click('#whatif-button');
      await shown('#dialog-whatif .branch-name');
      for (const size of sizes) {
        await resize(page, size);
        await page.waitForFunction(() => document.querySelectorAll('.branch-name').length === 3 &&
          document.querySelector('.branch-picture').scrollWidth <= document.querySelector('#branches').clientWidth);
        assert.deepEqual(await faults(page.mainFrame()), [], `${size.width}×${size.height}`);
      }
      await resize(page, sizes[0]);
      await page.keyboard.press('Escape');
    });

    it('fork() and branch(): random ways to and fro give what fresh worlds give', async () => {
      await ask('open', 'dns-iterated', { seed: 11 });
      await ask('run', { idle: true });
      let state = 20260302;
      const roll = (n) => { state = state * 48271 % 2147483647; return state % n; };
      for (let i = 0; i < 30; i++) {
        const list = await ask('branches');
        switch (roll(4)) {
          case 0: await ask('seek', roll(400) / 1000); break;
          case 1: await ask('branch', list[roll(list.length)].id); break;
          case 2: await ask('fork'); break;
          default: await ask('do', { op: 'dns.query', host: 'engineering', name: ['www.umass.edu', 'gaia.cs.umass.edu'][roll(2)], type: 'A' });
        }
        if (roll(3) === 0) await ask('run', { steps: roll(30) });
      }
      const list = await ask('branches');
      assert.ok(list.length > 5, `${list.length} branches`);
      const logOf = (id) => {
        const b = list.find((other) => other.id === id);
        return b.parent ? [...logOf(b.parent).slice(0, b.inherited), ...b.tail] : b.tail;
      };
      const seen = [];
      for (const b of list) {
        await ask('branch', b.id);
        await ask('run', { idle: true });
        seen.push(await ask('hash'));
      }
      for (const [i, b] of list.entries()) {
        await ask('open', 'dns-iterated', { seed: 11 });
        let position = 0;
        for (const e of logOf(b.id)) {
          if (e.position > position) await ask('run', { steps: e.position - position });
          position = e.position;
          if ((await ask('snapshot')).now < e.at) await ask('run', { until: e.at / 1e9 });
          await ask('do', e.do);
        }
        await ask('run', { idle: true });
        assert.equal(await ask('hash'), seen[i], `branch ${b.id}`);
      }
      assert.deepEqual(page.errors, []);
    });
  });
}
