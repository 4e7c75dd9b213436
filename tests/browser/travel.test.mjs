// Going back in time, and ahead again, on one world gives what a fresh world gives that was
// only ever run ahead.
import { after, before, describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { browserNames, launch, openHosted, waitForPlaynet } from './lib/browsers.mjs';
import { call, calls, labText } from './lib/calls.mjs';
import { startServer } from './lib/server.mjs';

const seed = 11;
const later = { op: 'dns.query', host: 'student', name: 'nowhere.lab.idi.ntnu.no', type: 'TXT' };

// dice returns a function that draws whole numbers below n, the same in each run of the
// test (the generator of Park and Miller).
function dice(state) {
  return (n) => {
    state = state * 48271 % 2147483647;
    return state % n;
  };
}

for (const name of browserNames) {
  describe(`travel in ${name}`, () => {
    let browser, server, page;
    const ask = (method, ...args) => call(page.mainFrame(), method, ...args);
    before(async () => {
      [browser, server] = await Promise.all([launch(name), startServer()]);
      ({ page } = await openHosted(browser, server));
      await waitForPlaynet(page.mainFrame());
    });
    after(() => Promise.all([browser?.close(), server?.close()]));

    // whole returns what there is of the world after some calls: its snapshot, and the hash of
    // all that came before.
    async function whole(...before) {
      const [snapshot, hash] = (await calls(page.mainFrame(), ...before, ['snapshot'], ['hash'])).slice(before.length);
      return { snapshot, hash };
    }

    it('30 seeks on a world that is past its end', async () => {
      const lab = labText('no-five-levels');
      // A run with something of the learner's own in its log.
      await ask('open', lab, { seed });
      const { position: middle, now: done } = await ask('run', { idle: true });
      await ask('do', later);
      const { position: end, now } = await ask('run', { idle: true });
      assert.ok(middle > 50 && end > middle + 10, `${middle} and ${end} events`);

      const roll = dice(20260302);
      const places = Array.from({ length: 30 }, (_, i) => (i % 3 ? { position: roll(end + 1) } : { t: roll(now / 1000) / 1e6 }));
      assert.ok(places.some(({ position }) => position > middle) && places.some(({ position }) => position < middle));

      const seen = [];
      for (const place of places) {
        const { snapshot, hash } = await whole(['seek', place]);
        if (place.t === undefined) assert.equal(snapshot.position, place.position);
        else assert.equal(snapshot.now, Math.round(place.t * 1e9));
        seen.push({ snapshot, hash });
      }
      assert.ok(new Set(seen.map(({ hash }) => hash)).size > 10, 'the seeks lead to different places');

      for (const [i, place] of places.entries()) {
        // The learner's action belongs to the log from its position on.
        const after = place.t === undefined ? place.position >= middle : place.t * 1e9 >= done;
        const acted = after ? [['run', { steps: middle }], ['do', later]] : [];
        const rest = place.t === undefined ? { steps: place.position - (after ? middle : 0) } : { until: place.t };
        const fresh = await whole(['open', lab, { seed }], ...acted, ['run', rest]);
        assert.deepEqual(seen[i], fresh, `seek ${i}, to ${JSON.stringify(place)}`);
      }
    });

    it('steps in the page and seeks through the calls are the same run', async () => {
      await ask('open', 'dns-iterated', { seed });
      for (let i = 0; i < 4; i++) await page.keyboard.press('ArrowRight');
      for (let i = 0; i < 5; i++) await page.keyboard.down('ShiftLeft').then(() => page.keyboard.press('ArrowRight')).then(() => page.keyboard.up('ShiftLeft'));
      const stepped = await whole();
      const { position } = stepped.snapshot;
      assert.ok(position > 9);
      await page.keyboard.press('End');
      assert.equal((await ask('snapshot')).idle, true);
      await ask('seek', { position });
      assert.deepEqual(await whole(), stepped);
    });

    it('nothing went wrong meanwhile', () => assert.deepEqual(page.errors, []));
  });
}
