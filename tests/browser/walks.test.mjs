// Every shipped lab is walked as a learner walks it: all answered right gives all points, all
// wrong gives none. What is right is found out from a twin of the run (lib/walk.mjs). Two
// browsers, for whom the program is the same, share the ways: each goes one with each lab.
import { after, before, describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { browserNames, launch, openHosted, strayRequests, waitForPlaynet } from './lib/browsers.mjs';
import { call, calls, goldenHashes, labJSON, labText, shipped, unseen } from './lib/calls.mjs';
import { startServer } from './lib/server.mjs';
import { answersOf, walk } from './lib/walk.mjs';

for (const name of browserNames) {
  const first = name === browserNames[0], alone = browserNames.length === 1;
  const isRight = (i) => (i % 2 === 0) === first; // whether the way that is left to this browser is the right one
  describe(`walks in ${name}`, () => {
    let browser, server, page, frame;
    const solved = new Set(); // labs that were once answered all right
    before(async () => {
      [browser, server] = await Promise.all([launch(name), startServer()]);
      ({ page, frame } = await openHosted(browser, server));
      await waitForPlaynet(frame);
    });
    after(() => Promise.all([browser?.close(), server?.close()]));

    const hashAt = (position) => unseen(page, async () => (await calls(frame, ['seek', { position }], ['hash']))[1]);

    for (const [i, lab] of shipped.entries()) {
      const count = labJSON(labText(lab)).questions?.length ?? 0;

      it(`${lab} asks something`, () => assert.ok(count >= 3, `${count} questions`));

      // Each way has a seed of its own: the first answers with one count.
      for (const [right, seed] of [[true, 2], [false, 3]]) {
        if (!alone && right !== isRight(i)) continue;
        it(`${lab}, all ${right ? 'right' : 'wrong'}`, async () => {
          const { answers, end } = await unseen(page, () => answersOf(frame, lab, seed));
          await call(frame, 'open', lab, { seed });
          const { asked, title, score } = await walk(page, frame, answers, { right });
          assert.equal(asked, count, 'questions asked');
          const points = right ? count : 0;
          assert.deepEqual(
            { lab: score.lab, seed: score.seed, points: score.points, of: score.of, answered: score.answered, done: score.done },
            { lab, seed: String(seed), points, of: count, answered: count, done: true });
          if (right) solved.add(lab);
          assert.match(title, new RegExp(`^${points} of ${count} `));
          const states = (await call(frame, 'questions')).map(({ state, right }) => [state, right]);
          assert.deepEqual(states, Array(count).fill(['told', right]));
          assert.deepEqual(await frame.$$eval('.outcome', (all) => all.map((e) => e.dataset.state)), Array(count).fill(right ? 'right' : 'wrong'));
          await frame.$eval('#dialog-score .icon-button', (e) => e.click());
          await frame.waitForSelector('#dialog-score[hidden]'); // the next walk looks at it, too
          // Time that plays also passes what no run waits for: back to where the twin was.
          assert.equal(await hashAt(end), goldenHashes[lab][seed - 1], 'asked, it is the same run');
        });
      }
    }

    // Mail is read in several ways: what is asked has its answer in each.
    for (const lab of shipped) {
      const { subject, questions, switches = [] } = labJSON(labText(lab));
      if (subject !== 'mail' || !first) continue;
      for (const { id, on } of switches.filter(({ group, on }) => !group || !on)) {
        it(`${lab} with the switch ${id}, all right`, async () => {
          const turn = { op: 'lab.switch', switch: id, on: !on };
          const { answers, end, hash } = await unseen(page, () => answersOf(frame, lab, 4, turn));
          await call(frame, 'open', lab, { seed: 4 });
          await call(frame, 'do', turn);
          const { asked, score } = await walk(page, frame, answers, { right: true });
          assert.deepEqual([asked, score.points, score.done], [questions.length, questions.length, true]);
          solved.add(lab);
          await frame.$eval('#dialog-score .icon-button', (e) => e.click());
          await frame.waitForSelector('#dialog-score[hidden]');
          assert.equal(await hashAt(end), hash, 'asked, it is the same run');
        });
      }
    }

    it('the list of labs shows the points', async () => {
      const shown = await frame.$$eval('.rail-lab', (all) => all.map((e) => e.querySelector('.rail-points')?.textContent.trim()).filter(Boolean));
      assert.equal(shown.length, shipped.length, shown.join(', '));
      const whole = shown.filter((points) => /^(\d+)\/\1$/.test(points)).length;
      assert.equal(whole, solved.size, shown.join(', '));
    });

    it('nothing went wrong meanwhile, and nobody was asked for anything', () => {
      assert.deepEqual(page.errors, []);
      assert.deepEqual(strayRequests(page, server.base), []);
    });
  });
}
