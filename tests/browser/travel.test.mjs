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

    // log is what was done on the branch that the run is on, up to where it stands.
    async function log({ position, now }) {
      const list = await ask('branches');
      const whole = (branch) => (branch.parent
        ? whole(list.find(({ id }) => id === branch.parent)).slice(0, branch.inherited) : []).concat(branch.tail);
      return whole(list.find(({ present }) => present))
        .filter((e) => e.position < position || e.position === position && e.at <= now);
    }

    // fresh is a world that was only ever run ahead, in a page of its own, to the same place.
    async function fresh(frame, id, { position, now }, done) {
      let at = { position: 0, now: 0 };
      await call(frame, 'open', id, { seed });
      const go = async (p, t) => {
        if (p > at.position) at = await call(frame, 'run', { steps: p - at.position });
        if (t > at.now) at = await call(frame, 'run', { until: `${t}ns` });
      };
      for (const e of done) {
        await go(e.position, e.at);
        await call(frame, 'do', e.do);
      }
      await go(position, now);
      const [snapshot, hash] = await calls(frame, ['snapshot'], ['hash']);
      return { snapshot, hash };
    }

    it('30 steps of seeking, forking, intervening and returning', async () => {
      const id = 'dns-iterated';
      const { page: other } = await openHosted(browser, server);
      await waitForPlaynet(other.mainFrame());
      await ask('open', id, { seed });
      await ask('run', { idle: true });
      const roll = dice(42);
      const some = (...list) => list[roll(list.length)];
      const actions = [
        () => ({ op: 'dns.query', host: 'engineering', name: some('gaia.cs.umass.edu', 'www.umass.edu', 'nowhere.edu') }),
        () => ({ op: some('host.stop', 'host.start'), host: some('a.root', 'dns.cs.umass.edu') }),
        () => ({ op: some('link.cut', 'link.restore'), place: some('umass', 'nyu') }),
        () => ({ op: 'lab.switch', switch: 'intermediate', on: roll(2) === 0 }),
        () => ({ op: 'ping', host: 'engineering', to: some('a.root', 'dns.nyu.edu'), count: 1 }),
      ];
      const refused = ({ code }) => assert.equal(code, 'refused');
      const press = (key, n) => Array.from({ length: n }).reduce((before) => before.then(() => page.keyboard.press(key)), Promise.resolve());
      const steps = [
        async () => ask('seek', { position: roll((await ask('snapshot')).position + 20) }),
        async () => ask('seek', `${roll((await ask('snapshot')).now + 1)}ns`),
        () => ask('do', some(...actions)()).catch(refused),
        () => ask('run', { steps: 1 + roll(30) }),
        () => ask('fork'),
        async () => ask('branch', some(...await ask('branches')).id),
        () => press('ArrowRight', 1 + roll(4)),
        () => press('ArrowLeft', 1 + roll(4)),
      ];
      const seen = new Set();
      for (let i = 0; i < 30; i++) {
        const step = i < steps.length ? i : roll(steps.length); // each of them once at least
        await steps[step]();
        const { snapshot, hash } = await whole();
        const want = await fresh(other.mainFrame(), id, snapshot, await log(snapshot));
        delete snapshot.idle; // here, actions may be yet to come
        delete want.snapshot.idle;
        assert.deepEqual({ snapshot, hash }, want, `step ${i}, of kind ${step}`);
        seen.add(hash);
      }
      assert.ok(seen.size > 15, `only ${seen.size} different places`);
      assert.deepEqual(other.errors, []);
      await other.close();
    });

    it('nothing went wrong meanwhile', () => assert.deepEqual(page.errors, []));
  });
}
