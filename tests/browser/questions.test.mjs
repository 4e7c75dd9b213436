// A lab's questions, as a learner meets them: the run stops, one predicts, and the run
// itself tells whether that was right; and as an embedding page reads them.
import { after, before, describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { browserNames, launch, openHosted, waitForPlaynet } from './lib/browsers.mjs';
import { call, goldenHashes } from './lib/calls.mjs';
import { faults, resize, schemes, sizes } from './lib/look.mjs';
import { startServer } from './lib/server.mjs';

for (const name of browserNames) {
  describe(`questions in ${name}`, () => {
    let browser, server, page, frame;
    const ask = (method, ...args) => call(frame, method, ...args);
    const speed = (n) => frame.$eval('#speed', (e, value) => { e.value = value; e.dispatchEvent(new Event('input', { bubbles: true })); }, n);
    const shows = (state) => frame.waitForSelector(`.question[data-state=${state}]:not([hidden])`);
    before(async () => {
      [browser, server] = await Promise.all([launch(name, { scheme: schemes[0] }), startServer()]);
      ({ page, frame } = await openHosted(browser, server));
      await waitForPlaynet(frame);
    });
    after(() => Promise.all([browser?.close(), server?.close()]));

    it('playing stops for a question; the run goes on and tells', async () => {
      await ask('open', 'dns-iterated', { seed: 4 });
      await speed(9);
      await page.click('.key.play');
      await shows('asked');
      await frame.waitForSelector('.shell[data-playing=false]');
      // By the keyboard alone.
      await frame.focus('#question-text');
      await page.keyboard.type('9');
      await page.keyboard.press('Enter');
      await frame.waitForFunction(() => document.querySelector('.question[data-state=asked]:not([hidden]) #question-choice:not([hidden])'));
      await frame.select('#question-choice', 'a.edu-servers');
      await page.click('#question-check');
      // Two verdicts, one after the other; which comes first goes by how fast the page draws.
      const verdicts = [];
      for (let i = 0; i < 2; i++) {
        await shows('told');
        await frame.waitForFunction((seen) => !seen.includes(document.querySelector('#question-verdict').textContent), {}, verdicts);
        verdicts.push(await frame.$eval('#question-verdict', (e) => e.textContent));
        await frame.waitForFunction(() => window.playnet.questions().then((all) => all.every(({ state }) => state === 'told')));
        if (i === 0) await page.click('#question-close');
      }
      assert.match(verdicts.sort().join(' '), /\b8\b.*\b9\b.*a\.edu-servers/);
      const list = await ask('questions');
      assert.deepEqual(list.map(({ id, state, right, answer }) => [id, state, right, answer]),
        [['how-many', 'told', false, '8'], ['whom-next', 'told', true, 'a.edu-servers']]);
      await ask('run', { idle: true });
      assert.equal(await ask('hash'), goldenHashes['dns-iterated'][3]);
    });

    it('what decided is selected by a click', async () => {
      await page.click('#question-show');
      await frame.waitForSelector('#inspector .layer, #inspector .fields, #inspector [role=tree]');
      await page.click('#question-close');
      await frame.waitForSelector('.question', { hidden: true });
    });

    it('an embedding page runs past them, and can turn them off', async () => {
      await ask('open', 'dns-recursive', { seed: 4 });
      const { idle } = await ask('run', { idle: true });
      assert.equal(idle, true);
      assert.deepEqual((await ask('questions')).map(({ state, comes }) => [state, comes]), [['unasked', true], ['unasked', true]]);
      await ask('questions', { on: false });
      await ask('seek', { position: 0 });
      await speed(12);
      await page.click('.key.play');
      for (let over = false; !over;) ({ idle: over } = await ask('snapshot'));
      await ask('questions', { on: true });
    });

    // look.test.mjs looks at the page as it is without a question.
    for (const size of sizes) {
      it(`the card makes nothing overlap at ${size.width}×${size.height}`, async () => {
        await resize(page, size);
        await ask('open', 'dns-iterated', { seed: 4 });
        const before = await faults(frame);
        await speed(9);
        await page.click('.key.play');
        await shows('asked');
        assert.deepEqual((await faults(frame)).filter((fault) => !before.includes(fault)), []);
      });
    }
  });
}
