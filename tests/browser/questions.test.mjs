// A lab's questions, as a learner meets them: the run stops, one predicts, and the run
// itself tells whether that was right; and as an embedding page reads them.
import { after, before, describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { browserNames, heard, launch, openHosted, openSandboxed, waitForPlaynet } from './lib/browsers.mjs';
import { call, goldenHashes } from './lib/calls.mjs';
import { axeViolations, faults, resize, schemes, sizes } from './lib/look.mjs';
import { startServer } from './lib/server.mjs';
import { answersOf, walk } from './lib/walk.mjs';

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

    it('playing stops for a question; by keys alone it is answered, and the run tells', async () => {
      await ask('open', 'dns-iterated', { seed: 4 });
      await speed(9);
      await page.click('.key.play');
      await shows('asked');
      await frame.waitForSelector('.shell[data-playing=false]');
      assert.equal(await frame.$eval('.question-count', (e) => e.textContent), 'Question 1 of 5');
      assert.equal(await frame.$eval('.question-unit', (e) => e.textContent), 'messages');
      const focused = (id) => frame.waitForFunction((id) => document.activeElement.id === id, {}, id);
      await page.evaluate(() => document.activeElement.blur());
      await page.keyboard.press('a');
      await focused('question-text');
      await page.keyboard.type('9');
      await page.keyboard.press('Enter');
      // One of three statements: the arrows choose, Enter answers.
      await shows('asked');
      await frame.waitForSelector('.question[data-kind=choice] .question-option');
      await page.evaluate(() => document.activeElement.blur());
      await page.keyboard.press('a');
      await focused('question-option-0');
      await page.keyboard.press('ArrowDown');
      await frame.waitForSelector('#question-option-1:checked');
      await frame.waitForSelector('#question-check[aria-disabled=false]');
      await page.keyboard.press('Enter');
      await frame.waitForFunction(() => window.playnet.questions().then((all) => all[1].right === true));
      // What is told stands there until it was read: A, Enter. Then a host, by a click on it.
      await shows('told');
      await page.keyboard.press('a');
      await focused('question-close');
      await page.keyboard.press('Enter');
      await frame.waitForSelector('.question[data-kind=host][data-state=asked]:not([hidden])');
      await frame.$eval('#stage [data-key="host:a.edu-servers"]', (e) => e.dispatchEvent(new MouseEvent('click', { bubbles: true })));
      await frame.waitForFunction(() => document.querySelector('#question-choice').value === 'a.edu-servers');
      await frame.waitForSelector('#question-check[aria-disabled=false]');
      await page.click('#question-check');
      await ask('questions', { on: false });
      await frame.waitForFunction(() => window.playnet.run({ idle: true }).then(() => window.playnet.questions()).then((all) => all.filter(({ state }) => state === 'told').length === 3));
      const list = await ask('questions');
      assert.deepEqual(list.filter(({ state }) => state === 'told').map(({ id, right, answer, given }) => [id, right, answer, given]),
        [['how-many', false, '8', '9 messages'], ['root-says', true, list[1].choices[1], list[1].choices[1].replace(/\.$/, '')], ['whom-next', true, 'a.edu-servers', 'a.edu-servers']]);
      assert.match(list[0].explain, /<strong>3<\/strong> servers/);
      assert.equal(await ask('hash'), goldenHashes['dns-iterated'][3]);
      await ask('questions', { on: true });
      assert.equal((await ask('score')).points, 2);
      assert.match(await frame.$eval('#score-button', (e) => e.ariaLabel), /2 of 5 points/);
    });

    it('the points stay for the next visit', async () => {
      await page.reload({ waitUntil: 'domcontentloaded' });
      frame = page.mainFrame();
      await waitForPlaynet(frame);
      const { points, labs } = await ask('score');
      assert.deepEqual({ points, labs }, { points: 2, labs: { 'dns-iterated': { points: 2, of: 5 } } });
      assert.deepEqual((await ask('questions')).map(({ state }) => state), ['told', 'told', 'told', 'unasked', 'unasked']);
    });

    it('the summary tells each question; again counts no more, another seed does', async () => {
      await ask('run', { idle: true });
      await page.click('#score-button');
      await frame.waitForSelector('#dialog-score:not([hidden])');
      assert.deepEqual(await frame.$$eval('.outcome', (all) => all.map((e) => e.dataset.state)), ['wrong', 'right', 'right', 'open', 'open']);
      await page.click('#score-again');
      await shows('asked');
      await frame.focus('#question-text');
      await page.keyboard.type('8');
      await page.keyboard.press('Enter');
      await frame.waitForFunction(() => window.playnet.run({ idle: true }).then(() => window.playnet.questions()).then(([first]) => first.right === true));
      assert.equal((await ask('score')).points, 2, 'it is practice');
      await page.click('#score-button');
      await frame.waitForSelector('#dialog-score:not([hidden])');
      await page.click('#score-other');
      await shows('asked');
      const { seed, points, best } = await ask('score');
      assert.deepEqual({ seed, points, best }, { seed: '5', points: 0, best: 2 });
    });

    it('a page around it hears each score', async () => {
      const embedded = await openSandboxed(browser, server);
      await waitForPlaynet(embedded.frame);
      const { answers } = await answersOf(embedded.frame, 'dns-recursive', 6);
      await call(embedded.frame, 'open', 'dns-recursive', { seed: 6 });
      await walk(embedded.page, embedded.frame, answers, { right: true });
      const told = (await heard(embedded.page)).map(({ data }) => data).filter(({ event }) => event === 'score');
      assert.deepEqual(told.map(({ playnet, lab, seed, points, of, right, counts, done }) => [playnet, lab, seed, points, of, right, counts, done]),
        [1, 2, 3, 4, 5].map((n) => [1, 'dns-recursive', '6', n, 5, true, true, n === 5]));
      assert.deepEqual(embedded.page.errors, []);
      await embedded.page.close();
    });

    it('what decided is selected by a click', async () => {
      await ask('run', { idle: true });
      await page.click('#score-button');
      await frame.waitForSelector('#dialog-score:not([hidden])');
      await page.click('#dialog-score .icon-button');
      await ask('open', 'dns-iterated', { seed: 4 });
      await speed(18);
      await page.click('.key.play');
      await shows('asked');
      await frame.focus('#question-text');
      await page.keyboard.type('8');
      await page.keyboard.press('Enter');
      await ask('questions', { on: false });
      await ask('run', { idle: true });
      await shows('told');
      await page.click('#question-show');
      await frame.waitForSelector('#inspector .layer, #inspector .fields, #inspector [role=tree]');
      await page.click('#question-close');
      await frame.waitForSelector('.question', { hidden: true });
      await ask('questions', { on: true });
    });

    it('an embedding page runs past them, and can turn them off', async () => {
      await ask('open', 'dns-recursive', { seed: 4 });
      const { idle } = await ask('run', { idle: true });
      assert.equal(idle, true);
      assert.deepEqual((await ask('questions')).map(({ state, comes }) => [state, comes]), Array(5).fill(['unasked', true]));
      await ask('questions', { on: false });
      await ask('seek', { position: 0 });
      await speed(12);
      await page.click('.key.play');
      for (let over = false; !over;) ({ idle: over } = await ask('snapshot'));
      await ask('questions', { on: true });
    });

    // look.test.mjs looks at the page as it is without a question. Each kind of card, and the
    // summary, in the page and in a course page's frame.
    for (const size of sizes) {
      for (const embed of [0, 1]) {
        it(`the cards make nothing overlap at ${size.width}×${size.height}${embed ? ', embedded' : ''}`, async () => {
          await resize(page, size);
          await page.evaluate((embed) => { location.hash = `#lab=dns-iterated&seed=9&t=0&embed=${embed}`; }, embed);
          await frame.waitForSelector(`.shell[data-embed=${embed === 1}]`);
          await ask('open', 'dns-iterated', { seed: 4 });
          await ask('run', { idle: true });
          const before = await faults(frame);
          await ask('seek', { position: 0 });
          await speed(17);
          const found = [];
          const look = async (what) => {
            await resize(page, size);
            const wrong = (await faults(frame)).filter((fault) => !before.includes(fault));
            found.push(...wrong.map((fault) => `${what}: ${fault}`));
          };
          for (let n = 1; n <= 5; n++) {
            if (n !== 3) await frame.$eval('.key.play', (e) => e.click()); // the one before is passed by, but for the second
            await frame.waitForFunction((n) => document.querySelector('.question[data-state=asked]:not([hidden]) .question-count')?.textContent === `Question ${n} of 5`, {}, n);
            await look(`question ${n}`);
            if (n !== 2) continue;
            await frame.$eval('#question-option-0', (e) => e.click());
            await frame.waitForSelector('#question-check[aria-disabled=false]');
            await frame.$eval('#question-check', (e) => e.click());
            await shows('told');
            await look('a verdict');
            await frame.waitForSelector('.shell[data-playing=false]');
            await frame.$eval('#question-close', (e) => e.click());
          }
          await frame.$eval('#question-skip', (e) => e.click());
          await frame.$eval('#score-button', (e) => e.click());
          await frame.waitForSelector('#dialog-score:not([hidden])');
          await look('the summary');
          found.push(...await axeViolations(frame));
          await page.keyboard.press('Escape');
          await frame.waitForSelector('#dialog-score[hidden]');
          assert.deepEqual(found, []);
        });
      }
    }

    it('nothing went wrong meanwhile', () => assert.deepEqual(page.errors, []));
  });
}
