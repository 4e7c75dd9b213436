// The time bar as a person uses it: jumps along the run by buttons and keys, marks, a long
// way that shows how far it is and can be called off; pictures as tables; single keys
// switched off.
import { after, before, describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { browserNames, launch, openHosted, waitForPlaynet } from './lib/browsers.mjs';
import { call, drawn, labText, standing } from './lib/calls.mjs';
import { faults, resize, sizes } from './lib/look.mjs';
import { startServer } from './lib/server.mjs';

for (const name of browserNames) {
  describe(`the time bar in ${name}`, () => {
    let browser, server, page, frame;
    const ask = (method, ...args) => call(frame, method, ...args);
    const press = (selector) => frame.$eval(selector, (e) => e.click());
    const clock = () => frame.$eval('#clock', (e) => e.textContent);
    // moved waits until the clock shows where a jump has led to: on the way it may show other times.
    const moved = async (from) => {
      await frame.waitForFunction((was) => document.querySelector('#clock').textContent !== was, {}, from);
      await drawn(frame);
    };
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
    });

    // choose chooses in the menu what the two arrows beside it jump to.
    async function choose(words) {
      await press('#jump-button');
      await frame.waitForSelector('#jump-menu:not([hidden])');
      await frame.waitForFunction((words) => {
        const label = [...document.querySelectorAll('#jump-menu label')].find((l) => l.textContent === words && !l.firstElementChild.disabled);
        label?.click();
        return label;
      }, {}, words);
      await frame.waitForFunction((words) => document.querySelector('.jump-words').textContent === words, {}, words);
      await page.keyboard.press('Escape');
      await frame.waitForSelector('#jump-menu', { hidden: true });
    }

    it('jumps to the next match of the filter, and back to the last', async () => {
      await ask('open', 'dns-iterated', { seed: 7 });
      const words = 'dns.flags.response == 1';
      await page.keyboard.press('/');
      await frame.waitForFunction(() => document.activeElement.id === 'filter-input');
      await page.keyboard.type(words);
      await page.keyboard.press('Enter');
      await frame.evaluate(() => document.activeElement.blur());
      await choose(`Match of ${words}`);
      const places = [];
      for (let i = 0; i < 4; i++) {
        const was = await clock();
        await page.keyboard.press('.');
        await moved(was);
        places.push(await standing(frame));
      }
      // The run stands behind each answer that was sent, and these are all that there are.
      const answers = await ask('trace', { from: 1, filter: words });
      assert.deepEqual(places.map(({ now }) => now), answers.map(({ t }) => t));
      await page.keyboard.press('.');
      await frame.waitForFunction(() => document.querySelector('.toast:not([hidden])')?.textContent.includes('Nothing of that kind is left'));
      assert.deepEqual(await standing(frame), places[3], 'it stands where it stood');
      const was = await clock();
      await page.keyboard.press(',');
      await moved(was);
      assert.equal((await standing(frame)).now, places[2].now);
      await frame.click('#packets .filter-clear');
    });

    it('goes on until something happens at a host, and back', async () => {
      await ask('open', 'dns-iterated', { seed: 7 });
      await ask('run', { until: 0.05 }); // the programs have started
      await frame.waitForSelector('#stage [data-key="host:a.root"]');
      await frame.$eval('#stage [data-key="host:a.root"]', (e) => e.focus());
      await page.keyboard.press('Enter');
      await choose('Something at a.root');
      const was = await clock();
      await press('.jump .jump-key:nth-child(3)');
      await moved(was);
      const first = await standing(frame);
      const at = (await ask('trace', { limit: 10_000 })).filter(({ host, t }) => host === 'a.root' && t > 0);
      assert.ok(at.length > 0 && at.every(({ t }) => t === first.now), 'what happens there happens now, for the first time');
      await page.keyboard.press('.');
      await frame.waitForFunction((then) => window.playnet.run({ steps: 0 }).then(({ position }) => position > then), {}, first.position);
      const later = (await ask('trace', { limit: 10_000 })).filter(({ host, t }) => host === 'a.root' && t > 0);
      assert.equal(later.at(-1).t, (await standing(frame)).now);
      assert.ok(later.length > at.length);
      await page.keyboard.press(',');
      await frame.waitForFunction((then) => window.playnet.run({ steps: 0 }).then(({ position }) => position === then), {}, first.position);
      assert.deepEqual(await standing(frame), first);
      await choose('Any mark');
      await page.keyboard.press('Escape');
    });

    it('is dragged through the run with the mouse', async () => {
      await ask('open', 'dns-iterated', { seed: 7 });
      await ask('run', { idle: true });
      const { now: end } = await standing(frame);
      const { x, y, width, height } = await (await frame.$('#strip [data-key=strip]')).boundingBox();
      await page.mouse.move(x + width * 0.9, y + height / 2);
      await page.mouse.down();
      await page.mouse.move(x + width * 0.3, y + height / 2, { steps: 5 });
      await frame.waitForFunction((end) => window.playnet.snapshot().then(({ now }) => now > end * 0.2 && now < end * 0.4), {}, end);
      await page.mouse.move(x + width * 0.6, y + height / 2, { steps: 5 });
      await page.mouse.up();
      await frame.waitForFunction((end) => window.playnet.snapshot().then(({ now }) => now > end * 0.5 && now < end * 0.7), {}, end);
    });

    // A transfer whose end nobody waits for: in it the way to anywhere is long.
    async function endless() {
      await ask('open', labText('transfer').replace('"bytes": 1000000}', '"bytes": 100000000}'), { seed: 3 });
      await ask('run', { until: 1 });
      await frame.waitForSelector('.seeking', { hidden: true });
      return standing(frame);
    }

    // calledOff waits until a long way was given up, which is also said aloud.
    async function calledOff() {
      await frame.waitForFunction(() => [...document.querySelectorAll('body > [role=status]')].some((e) => e.textContent === 'Stopped. Back to where you were.'));
      await frame.waitForSelector('.seeking', { hidden: true });
    }

    it('a long way shows how far it is; Escape calls it off, and all is as before', async () => {
      const before = await endless();
      await frame.evaluate(() => { window.far = window.playnet.seek('1000s'); });
      await frame.waitForSelector('.seeking:not([hidden])', { visible: true });
      await frame.waitForFunction(() => /^\d+ %$/.test(document.querySelector('.seeking-share').textContent));
      await page.keyboard.press('Escape');
      await calledOff();
      await frame.evaluate(() => window.far); // which is answered, with where the world stands
      assert.deepEqual(await standing(frame), before);
    });

    it('a search whose end nobody knows is called off with its button', async () => {
      const before = await endless();
      await page.keyboard.press('/');
      await frame.waitForFunction(() => document.activeElement.id === 'filter-input');
      await page.keyboard.type('dns.qry.name == "never"');
      await page.keyboard.press('Enter');
      await frame.evaluate(() => document.activeElement.blur());
      await choose('Match of dns.qry.name == "never"');
      await page.keyboard.press('.');
      await frame.waitForSelector('.seeking:not([hidden])', { visible: true });
      assert.equal(await frame.$eval('.seeking-share', (e) => e.textContent), 'Looking…');
      await press('.seeking button');
      await calledOff();
      assert.deepEqual(await standing(frame), before);
      await frame.click('#packets .filter-clear');
      await choose('Any mark');
    });

    it('jumps to what is chosen: the end of a time to live', async () => {
      await ask('open', 'dns-iterated', { seed: 7 });
      await ask('run', { idle: true });
      await choose('A time to live runs out');
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
      await press('#tab-ladder');
      await page.keyboard.press('g');
      // Each host, and each message that was sent by then.
      const sent = (await ask('trace', { limit: 10_000 })).filter(({ kind }) => kind === 'frame.sent').length;
      await frame.waitForFunction((hosts, sent) => document.querySelectorAll('#stage table')[0]?.tBodies[0].rows.length === hosts &&
        document.querySelectorAll('#ladder tbody tr').length === sent, {}, (await ask('snapshot')).hosts.length, sent);
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
