// window.playnet and its messages: how a page that embeds Playnet drives it.
import { after, before, beforeEach, describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { browserNames, heard, launch, openHosted, openSandboxed, tell, waitForPlaynet } from './lib/browsers.mjs';
import { call, goldenHashes, labJSON, labText, shipped, standing } from './lib/calls.mjs';
import { startServer } from './lib/server.mjs';

const lab = 'dns-iterated';
const query = { op: 'dns.query', host: 'engineering', name: 'nowhere.cs.umass.edu' };

for (const name of browserNames) {
  let browser, server;
  before(async () => { [browser, server] = await Promise.all([launch(name), startServer()]); });
  after(() => Promise.all([browser?.close(), server?.close()]));

  describe(`the calls of the page in ${name}`, () => {
    let page, frame;
    const ask = (method, ...args) => call(frame, method, ...args);
    before(async () => {
      ({ page, frame } = await openHosted(browser, server));
      await waitForPlaynet(frame);
    });
    after(() => page?.close());
    beforeEach(() => ask('open', lab));

    it('version and labs', async () => {
      assert.equal(await frame.evaluate(() => window.playnet.version), 1);
      const labs = await ask('labs');
      assert.deepEqual(labs.map(({ id }) => id).sort(), shipped);
      for (const { id, title, subject, summary } of labs) {
        const file = labJSON(labText(id));
        assert.deepEqual({ title, subject, summary }, { title: file.title, subject: file.subject, summary: file.summary });
      }
    });

    it('open takes an id or a text, and a seed', async () => {
      const title = labJSON(labText(lab)).title;
      const text = labText('no-five-levels');
      const own = { lab: 'no-five-levels', title: labJSON(text).title };
      assert.deepEqual(await ask('open', lab), { lab, title, seed: 7 });
      assert.deepEqual(await ask('open', lab, { seed: 12 }), { lab, title, seed: 12 });
      assert.deepEqual(await ask('open', { lab, seed: 13 }), { lab, title, seed: 13 });
      assert.deepEqual(await ask('open', text, { seed: 3 }), { ...own, seed: 3 });
      assert.deepEqual(await ask('open', { text }), { ...own, seed: 7 });
      const { now, position, lab: open, seed } = await ask('snapshot');
      assert.deepEqual({ now, position, open, seed }, { now: 0, position: 0, open: 'no-five-levels', seed: 7 });
    });

    it('run goes on until an instant, for some steps, and until nothing is left', async () => {
      const at = await ask('run', { until: '40ms' });
      assert.deepEqual({ now: at.now, idle: at.idle }, { now: 40e6, idle: false });
      // Nothing arrives before 100 ms: time passes, and no event.
      assert.deepEqual(await ask('run', { until: 0.0605 }), { ...at, now: 60.5e6 });
      assert.equal((await ask('run', { steps: 3 })).position, at.position + 3);
      const end = await ask('run', { idle: true });
      assert.equal(end.idle, true);
      assert.ok(end.position > at.position + 3);
      const { now, position, idle } = await ask('snapshot');
      assert.deepEqual({ now, position, idle }, end);
    });

    it('seek goes there and back', async () => {
      const at = await ask('run', { until: '40ms' });
      await ask('run', { idle: true });
      const end = await standing(frame);
      assert.deepEqual(await ask('seek', '40ms'), at);
      assert.deepEqual(await ask('seek', 0.0605), { ...at, now: 60.5e6 });
      assert.equal((await ask('seek', 0)).now, 0);
      assert.equal((await ask('seek', { position: 4 })).position, 4);
      assert.deepEqual(await ask('seek', { t: '40ms' }), at);
      await ask('seek', { position: end.position });
      assert.deepEqual(await standing(frame), end);
    });

    it('do acts now, and the trace tells what came of it', async () => {
      await ask('run', { idle: true });
      const { event } = await ask('do', query);
      await ask('run', { idle: true });
      const events = await ask('trace', { from: event });
      assert.deepEqual(events.map(({ id }) => id), events.map((_, i) => event + i));
      assert.equal(events[0].kind, 'lab.action');
      assert.deepEqual(events[0].action, query);
      const asked = events.find(({ kind }) => kind === 'dns.lookup');
      assert.deepEqual({ cause: asked.cause, host: asked.host, name: asked.name }, { cause: event, host: query.host, name: query.name + '.' });
      const answer = events.find(({ kind, for: purpose }) => kind === 'dns.answer' && purpose === asked.id);
      assert.equal(answer.rcode, 'NXDOMAIN');
      assert.deepEqual(await ask('trace', { from: event, limit: 2 }), events.slice(0, 2));
      assert.deepEqual(await ask('trace', { from: event + events.length }), []);
      assert.equal((await ask('snapshot')).events, event + events.length - 1);
    });

    it('the snapshot shows what is in flight, and the caches', async () => {
      await ask('run', { until: '101ms' });
      const { frames } = await ask('snapshot');
      assert.deepEqual(frames.map(({ from, to }) => ({ from, to })), [{ from: 'engineering', to: 'dns.nyu.edu' }]);
      await ask('run', { idle: true });
      const after = await ask('snapshot');
      assert.deepEqual(after.frames, []);
      const resolver = after.hosts.find(({ name }) => name === 'dns.nyu.edu').programs.find(({ kind }) => kind === 'dns.resolver');
      assert.match(JSON.stringify(resolver.tables), /gaia\.cs\.umass\.edu/);
    });

    it('calls that overlap are done in their order', async () => {
      const answers = await frame.evaluate((id) => Promise.all([
        window.playnet.open(id, { seed: 2 }), window.playnet.run({ idle: true }), window.playnet.hash(),
        window.playnet.open(id, { seed: 3 }), window.playnet.run({ idle: true }), window.playnet.hash(),
        window.playnet.seek({ position: 2 }), window.playnet.snapshot(),
      ]), lab);
      assert.deepEqual([answers[2], answers[5]], goldenHashes[lab].slice(1, 3));
      assert.equal(answers[7].position, 2);
    });

    it('the world is not disturbed by playing, nor by being watched', async () => {
      await ask('open', lab, { seed: 5 });
      // As fast as it goes: the speed's slider at its end.
      await page.$eval('#speed', (e) => { e.value = e.max; e.dispatchEvent(new Event('input', { bubbles: true })); });
      await page.click('.key.play');
      for (let idle = false; !idle;) ({ idle } = await ask('snapshot'));
      assert.equal(await ask('hash'), goldenHashes[lab][4]);
      // Slower and in pieces: played, run ahead by a call, which pauses, and played again.
      await ask('open', lab, { seed: 5 });
      await page.$eval('#speed', (e) => { e.value = 3; e.dispatchEvent(new Event('input', { bubbles: true })); });
      await page.click('.key.play');
      for (let position = 0; position < 3;) ({ position } = await ask('snapshot'));
      await ask('run', { steps: 4 });
      await page.waitForSelector('.shell[data-playing=false]');
      await page.click('.key.play');
      await page.waitForSelector('.shell[data-playing=true]');
      await ask('trace');
      await ask('run', { idle: true });
      assert.equal(await ask('hash'), goldenHashes[lab][4]);
    });

    const malformed = [
      ['open', [], 'bad-params'],
      ['open', [5], 'bad-params'],
      ['open', [''], 'bad-params'],
      ['open', [lab, { seed: -1 }], 'bad-params'],
      ['open', [lab, { seed: 1.5 }], 'bad-params'],
      ['open', [lab, { seeds: 1 }], 'bad-params'],
      ['open', ['no-such-lab'], 'bad-lab'],
      ['open', ['-- lab.json --\n{"playnet": 1}\n'], 'bad-lab'],
      ['do', [], 'bad-params'],
      ['do', [{ op: 'fly' }], 'bad-params'],
      ['do', [{ ...query, who: 'me' }], 'bad-params'],
      ['do', [{ ...query, host: 'nobody' }], 'refused'],
      ['run', [], 'bad-params'],
      ['run', [{}], 'bad-params'],
      ['run', [{ until: 'tomorrow' }], 'bad-params'],
      ['run', [{ until: -1 }], 'bad-params'],
      ['run', [{ steps: -1 }], 'bad-params'],
      ['run', [{ steps: 1, idle: true }], 'bad-params'],
      ['run', [{ fast: true }], 'bad-params'],
      ['seek', [], 'bad-params'],
      ['seek', ['later'], 'bad-params'],
      ['seek', [-1], 'bad-params'],
      ['seek', [{ position: 'end' }], 'bad-params'],
      ['trace', [{ since: 1 }], 'bad-params'],
      ['trace', [{ limit: -1 }], 'bad-params'],
    ];
    it('malformed calls are refused, with a reason, and change nothing', async () => {
      await ask('run', { steps: 9 });
      const as = await standing(frame);
      for (const [method, args, code] of malformed) {
        const what = `${method}(${args.map((arg) => JSON.stringify(arg)).join(', ')})`;
        const refusal = await ask(method, ...args).then((result) => assert.fail(`${what} gives ${JSON.stringify(result)}`), (error) => error);
        assert.equal(refusal.code, code, `${what}: ${refusal.message}`);
        assert.ok(refusal.message.length > 10, what);
        if (code === 'bad-lab') assert.ok(refusal.faults.length > 0 && refusal.faults.every(({ reason }) => reason), what);
        assert.deepEqual(await standing(frame), as, what);
      }
      assert.equal(await page.$eval('#dialog-open', (e) => e.hidden), true, 'the page’s own dialog stays out of it');
    });

    it('nothing went wrong meanwhile', () => assert.deepEqual(page.errors, []));
  });

  describe(`the messages of a frame in ${name}`, () => {
    let page;
    before(async () => { ({ page } = await openSandboxed(browser, server)); });
    after(() => page?.close());

    // say sends a message, then a call with a mark of its own, and returns all that came
    // until the mark's reply was there. Calls are answered in their order.
    let marks = 0;
    async function say(...messages) {
      const mark = `mark-${++marks}`;
      for (const message of messages) await tell(page, message);
      await tell(page, { playnet: 1, id: mark, method: 'version' });
      await page.waitForFunction((id) => window.heard.some(({ data }) => data.id === id), {}, mark);
      const answers = (await heard(page)).map(({ data }) => data);
      assert.deepEqual(answers.pop(), { playnet: 1, id: mark, result: 1 });
      await page.evaluate(() => { window.heard = []; });
      return answers;
    }
    async function ask(method, ...params) {
      const [answer, ...more] = await say({ playnet: 1, id: 1, method, params });
      assert.deepEqual(more, []);
      assert.deepEqual({ playnet: answer.playnet, id: answer.id, error: answer.error }, { playnet: 1, id: 1, error: undefined });
      return answer.result;
    }

    it('tells that it is ready, once', async () => {
      await page.waitForFunction(() => window.heard.length > 0);
      assert.deepEqual(await heard(page), [{ origin: 'null', data: { playnet: 1, event: 'ready' } }]);
      await page.evaluate(() => { window.heard = []; });
      assert.deepEqual(await say(), []);
    });

    it('answers each call', async () => {
      assert.equal(await ask('version'), 1);
      assert.deepEqual((await ask('labs')).map(({ id }) => id).sort(), shipped);
      assert.equal((await ask('open', lab, { seed: 4 })).seed, 4);
      assert.equal((await ask('run', { steps: 5 })).position, 5);
      assert.equal((await ask('do', query)).event, (await ask('snapshot')).events);
      assert.equal((await ask('seek', { position: 2 })).position, 2);
      assert.equal((await ask('snapshot')).position, 2);
      assert.deepEqual((await ask('trace', { limit: 3 })).map(({ id }) => id), [1, 2, 3]);
      await ask('open', labText('no-five-levels'), { seed: 4 });
      assert.equal((await ask('run', { idle: true })).idle, true);
      assert.equal(await ask('hash'), goldenHashes['no-five-levels'][3]);
    });

    it('gives a reply the call’s own id, and takes an argument without an array', async () => {
      const answers = await say(
        { playnet: 1, id: 'a', method: 'version' }, { playnet: 1, id: 0, method: 'version', params: null },
        { playnet: 1, id: 'b', method: 'open', params: { lab, seed: 2 } }, { playnet: 1, id: 'c', method: 'run', params: { idle: true } },
        { playnet: 1, id: 'd', method: 'hash', params: [] });
      assert.deepEqual(answers.map(({ id }) => id), ['a', 0, 'b', 'c', 'd']);
      assert.equal(answers[4].result, goldenHashes[lab][1]);
    });

    it('ignores what is not for it', async () => {
      assert.deepEqual(await say(
        'hello', 5, null, [1, 2], {}, { id: 1, method: 'hash' }, { method: 'version', params: [] },
        { subject: 'lti.frameResize', height: 300 }, { context: 'h5p', action: 'hello' }), []);
    });

    it('ignores answers, so that two pages never answer each other for ever', async () => {
      assert.deepEqual(await say(
        { playnet: 1, id: 1, result: 1 }, { playnet: 1, id: 1, result: null, method: 'hash' },
        { playnet: 1, id: 1, error: { code: 'bad-call', message: '' } }, { playnet: 1, error: null, method: 'hash', id: 1 },
        { playnet: 2, result: 1 }, { playnet: 1, event: 'ready' }), []);
    });

    it('says what is wrong with a call', async () => {
      for (const [message, id, code] of [
        [{ playnet: 1 }, null, 'bad-call'],
        [{ playnet: 1, method: 'hash' }, null, 'bad-call'],
        [{ playnet: 1, id: null, method: 'hash' }, null, 'bad-call'],
        [{ playnet: 1, id: 'x' }, 'x', 'bad-call'],
        [{ playnet: 1, id: 'x', method: 5 }, 'x', 'bad-call'],
        [{ playnet: 2, id: 'x', method: 'hash' }, 'x', 'bad-call'],
        [{ playnet: '1', id: 'x', method: 'hash' }, 'x', 'bad-call'],
        [{ playnet: null, id: 'x', method: 'hash' }, 'x', 'bad-call'],
        [{ playnet: 1, id: 'x', method: 'fly' }, 'x', 'unknown-method'],
        [{ playnet: 1, id: 'x', method: '' }, 'x', 'unknown-method'],
        [{ playnet: 1, id: 'x', method: 'run', params: 'far' }, 'x', 'bad-params'],
        [{ playnet: 1, id: 'x', method: 'open', params: [{}] }, 'x', 'bad-params'],
        [{ playnet: 1, id: 'x', method: 'open', params: ['no-such-lab'] }, 'x', 'bad-lab'],
      ]) {
        const what = JSON.stringify(message);
        const answers = await say(message);
        assert.equal(answers.length, 1, `${what}: ${JSON.stringify(answers)}`);
        assert.deepEqual([answers[0].playnet, answers[0].id, answers[0].error.code], [1, id, code], what);
        assert.ok(answers[0].error.message, what);
        assert.ok(!('result' in answers[0]), what);
      }
    });

    it('says so, too, when a call holds what no text can hold', async () => {
      await page.evaluate(() => window.tell({ playnet: 1, id: 7n, method: 'hash' }));
      await page.evaluate(() => { const round = { playnet: 1, id: 1, method: 'run' }; round.params = round; window.tell(round); });
      const answers = await say();
      assert.deepEqual(answers.map(({ error }) => error.code), ['bad-call', 'bad-call']);
    });

    it('nothing went wrong meanwhile', () => assert.deepEqual(page.errors, []));
  });
}
