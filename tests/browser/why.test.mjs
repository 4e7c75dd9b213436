// "Why?" and "What came of this?", as a person asks: an answer is lost, and one wants to
// know what it led to, and how that came.
import { after, before, describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { browserNames, launch, openHosted, waitForPlaynet } from './lib/browsers.mjs';
import { call, labText } from './lib/calls.mjs';
import { axeViolations, faults, resize, schemes, sizes } from './lib/look.mjs';
import { startServer } from './lib/server.mjs';

for (const name of browserNames) {
  describe(`why in ${name}`, () => {
    let browser, server, page, frame;
    const ask = (method, ...args) => call(frame, method, ...args);
    const press = (key) => frame.$eval(`[data-key="${key}"]`, (e) => e.dispatchEvent(new MouseEvent('click', { bubbles: true })));
    const told = (id = 'why-story') => frame.$$eval(`#${id} .why-step`, (all) => all.map((e) => e.textContent.replace(/\s+/g, ' ')));
    const until = (f, ...args) => frame.waitForFunction(f, {}, ...args);
    const selected = (kind) => frame.waitForSelector(`[data-key="tab:${kind}"][aria-selected="true"]`);
    let retry;
    before(async () => {
      [browser, server] = await Promise.all([launch(name, { scheme: schemes[0] }), startServer()]);
      ({ page, frame } = await openHosted(browser, server));
      await waitForPlaynet(frame);
      await ask('open', 'dns-iterated', { seed: 7 });
    });
    after(() => Promise.all([browser?.close(), server?.close()]));

    it('the answer of the umass.edu server is dropped by hand', async () => {
      // Message by message, up to the seventh.
      for (let i = 0; i < 20; i++) {
        const { frames } = await ask('snapshot');
        if (frames.some(({ from }) => from === 'dns.cs.umass.edu')) break;
        await page.keyboard.press('ArrowRight');
        await ask('snapshot'); // which is answered once that is done
      }
      const [answer] = (await ask('snapshot')).frames;
      assert.equal(answer.from, 'dns.cs.umass.edu');
      await frame.waitForSelector(`[data-key="frame:${answer.id}"]`);
      await press(`frame:${answer.id}`);
      await frame.waitForSelector(`[data-key="drop:${answer.id}"]`);
      await press(`drop:${answer.id}`);
      await until((id) => !document.querySelector(`[data-key="drop:${id}"]`), answer.id);
      await page.keyboard.press('End');
      await until(() => document.querySelector('.tale').textContent.includes('has its answer'));
    });

    it('"Why?" on the retry names the time-out, then the query, then the look-up', async () => {
      const events = await ask('trace', {});
      const timeout = events.find(({ kind }) => kind === 'dns.timeout');
      retry = events.find(({ kind, cause }) => kind === 'frame.sent' && cause === timeout.id).id;
      await press(`frame:${retry}`);
      await selected('frame');
      await frame.waitForSelector('[data-key="why"][aria-expanded="false"]');
      await frame.focus('[data-key="why"]');
      await page.keyboard.press('Enter');
      await frame.waitForSelector('#why-story');
      const steps = await told();
      const order = [/^Message 8: dns\.nyu\.edu asked dns\.cs\.umass\.edu again/, /waited 400 ms .* in vain: the answer was lost/,
        /Message 7, .* was lost: somebody dropped it/, /Message 6: dns\.nyu\.edu asked dns\.cs\.umass\.edu, because message 5/,
        /Message 4/, /Message 2/, /engineering looked up gaia\.cs\.umass\.edu \(the lab's timeline\)/];
      assert.equal(steps.length, order.length, steps.join('\n'));
      for (const [i, sentence] of order.entries()) assert.match(steps[i], sentence);
      const { result } = { result: await ask('why', { event: retry }) };
      assert.deepEqual(result.map(({ text }) => text), steps.map((s) => s.replace(/^↑ /, '')));
    });

    it('a step is selected, and the world goes to its instant', async () => {
      const [{ event: timeout }, { event: loss }] = (await ask('why', { event: retry })).slice(1);
      await press(`event:${timeout}`);
      await selected('event');
      await until(() => document.querySelectorAll('#why-story .why-step').length === 6);
      await press('aftermath');
      await frame.waitForSelector('#aftermath-story .why-step');
      const came = await told('aftermath-story');
      assert.match(came[0], /Message 8/);
      assert.match(came.at(-1), /engineering has its answer/);
      const { steps, more } = await ask('consequences', { event: timeout });
      assert.deepEqual(steps.map(({ text }) => text), came.map((s) => s.replace(/^↓ /, '')));
      assert.equal(more, 0);
      // The loss comes first; where it happened nothing has come of it yet.
      await press(`goto:${loss}`);
      await until(() => document.querySelector('#aftermath-story')?.textContent.includes('Nothing that is worth telling'));
      const { now } = await ask('snapshot');
      assert.equal(now, (await ask('trace', { from: loss, limit: 1 }))[0].t);
      await page.keyboard.press('End');
      await until(() => document.querySelectorAll('#aftermath-story .why-step').length > 3);
    });

    it('W asks about what the story tells, and so does its button', async () => {
      await page.keyboard.press('Escape');
      await selected('lab');
      await page.keyboard.press('w');
      await selected('event');
      assert.match((await told())[0], /engineering has its answer/);
      await page.keyboard.press('Escape');
      await selected('lab');
      await frame.$eval('.why-button', (e) => e.click());
      await selected('event');
      assert.match((await told()).at(-1), /looked up/);
    });

    it('the last segment of a megabyte is explained in six steps', async () => {
      await ask('open', labText('transfer'), { seed: 3 });
      await ask('run', { idle: true });
      const segments = (await ask('trace', { limit: 100_000 })).filter(({ kind, host, payload }) => kind === 'frame.sent' && host === 'student' && payload);
      const steps = await ask('why', { event: segments.at(-1).id });
      assert.ok(steps.length >= 3 && steps.length <= 6, JSON.stringify(steps));
      assert.match(steps.at(-1).text, /student was told to send 1,000,000 bytes to port 9 of distant/);
      assert.ok(steps.some(({ key }) => key === 'why.tcp.syn'));
    });

    it('it fits, at each size', async () => {
      await ask('open', 'dns-iterated', { seed: 7 });
      await ask('run', { idle: true });
      await page.keyboard.press('w');
      await frame.waitForSelector('#why-story');
      for (const size of sizes) {
        await resize(page, size);
        assert.deepEqual(await faults(frame), [], `${size.width} × ${size.height}`);
      }
      assert.deepEqual(await axeViolations(frame), []);
      assert.deepEqual(page.errors, []);
    });
  });
}
