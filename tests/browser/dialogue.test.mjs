// A conversation as a dialogue: who says what, once, with each side's state.
import { after, before, describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { browserNames, launch, openHosted, waitForPlaynet } from './lib/browsers.mjs';
import { call, drawn, labText } from './lib/calls.mjs';
import { axeViolations, faults, resize, sizes } from './lib/look.mjs';
import { startServer } from './lib/server.mjs';

for (const name of browserNames) {
  describe(`the dialogue in ${name}`, () => {
    let browser, server, page, frame;
    const ask = (method, ...args) => call(frame, method, ...args);
    const lines = () => frame.$$eval('#dialogue .talk-line', (all) => all.map((e) => [...e.children].map((c) => c.innerText.trim().replace(/\s+/g, ' ')).slice(1).join(' | ')));
    before(async () => {
      [browser, server] = await Promise.all([launch(name), startServer()]);
      ({ page, frame } = await openHosted(browser, server, { file: '#lab=dns-iterated&t=0' }));
      await waitForPlaynet(frame);
    });
    after(() => Promise.all([browser?.close(), server?.close()]));

    it('a question and its answer, as soon as they are sent', async () => {
      await frame.click('#tab-dialogue');
      await frame.waitForFunction(() => document.getElementById('dialogue').innerText.includes('Nobody has talked yet'));
      await ask('run', { idle: true });
      await frame.waitForFunction(() => document.querySelectorAll('#dialogue .talk-line').length === 2);
      const [question, answer] = await lines();
      assert.match(question, /^C: \| A\? gaia\.cs\.umass\.edu/);
      assert.match(answer, /^S: \| A 128\.119\./);
      assert.match(await frame.$eval('#dialogue select', (e) => e.selectedOptions[0].textContent), /engineering .* ⇄ dns\.nyu\.edu 128\.122\.0\.53:53 · dns\/udp · 2 frames/);
    });

    it('a line selects its frame, on the whole page; the arrows walk, and open it', async () => {
      await frame.click('#dialogue .talk-line');
      await frame.waitForFunction(() => document.querySelector('#bytes h2').textContent.includes('message 1'));
      await frame.focus('#dialogue [role=treegrid]');
      await page.keyboard.press('ArrowDown');
      await frame.waitForFunction(() => document.querySelector('#bytes h2').textContent.includes('message 8'));
      await page.keyboard.press('ArrowRight');
      await frame.waitForSelector('#dialogue .talk-detail');
      assert.match(await frame.$eval('#dialogue .talk-detail', (e) => e.innerText), /QDCOUNT[^]*Answer[^]*0000/);
      await page.keyboard.press('ArrowLeft');
      await frame.waitForFunction(() => !document.querySelector('#dialogue .talk-detail'));
      await frame.click('#dialogue [data-key=stream-next]');
      await frame.waitForFunction(() => document.querySelector('#dialogue select').selectedOptions[0].textContent.includes('a.root'));
    });

    it('a connection: states in the margin, what is sent again is not repeated', async () => {
      await ask('open', labText('dns-tcp'), { seed: 3 });
      await ask('run', { idle: true });
      await frame.waitForFunction(() => [...document.querySelectorAll('#dialogue option')].filter((o) => o.textContent.includes('/tcp')).length > 2);
      const values = await frame.$$eval('#dialogue option', (all) => all.filter((o) => o.textContent.includes('/tcp')).map((o) => o.value));
      const stories = [];
      for (const value of values) {
        await frame.select('#dialogue select', value);
        await drawn(frame); // until then the story before stands there
        await frame.waitForFunction((value) => document.querySelector('#dialogue select').value === value && document.querySelector('#dialogue .kind-closes'), {}, value);
        stories.push(await lines());
      }
      for (const story of stories) {
        assert.match(story[0], /^C: \| opens the connection \[SYN\].*\| C: SYN-SENT$/);
        assert.match(story[1], /^S: \| opens the connection \[SYN, ACK\].*S: SYN-RECEIVED$/);
        assert.equal(story.filter((line) => /^C: \| (?!opens|closes|has)/.test(line)).length, 1, `one question: ${story.join('\n')}`);
      }
      const all = stories.flat().join('\n');
      assert.match(all, /sent again/);
      assert.match(all, /in \d frames/);
      assert.match(all, /has nothing more to say/);
    });

    it('nothing overlaps at any size, and axe has nothing to say', async () => {
      for (const size of sizes) {
        await resize(page, size);
        await frame.$eval('#tab-dialogue', (e) => { if (e.ariaSelected !== 'true' || document.querySelector('.shell').dataset.dock === 'false') e.click(); });
        await frame.waitForFunction(() => document.getElementById('dialogue').clientHeight > 0);
        assert.deepEqual(await faults(frame), [], `${size.width} × ${size.height}`);
      }
      await resize(page, sizes[0]);
      assert.deepEqual(await axeViolations(frame), []);
    });

    it('nothing went wrong meanwhile', () => assert.deepEqual(page.errors, []));
  });
}
