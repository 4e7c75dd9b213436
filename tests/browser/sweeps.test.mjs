// A lab's sweep runs its worlds in workers beside the page: from file://, under a sub-path, in
// a frame without rights; where a browser refuses workers, in slices. What is measured is, to
// the last bit, what was computed natively beforehand. The page stays awake meanwhile.
import { after, before, describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { browserNames, launch, openFile, openHosted, openSandboxed, waitForPlaynet } from './lib/browsers.mjs';
import { call, labText } from './lib/calls.mjs';
import { axeViolations, faults } from './lib/look.mjs';
import { startServer } from './lib/server.mjs';

const text = labText('readers');
const native = JSON.parse(text.split('-- sweeps/time.json --\n')[1]);

// longestTask returns the processor time of the longest task of the page's main thread, in ms:
// by the clock it would depend on what else the machine does.
function longestTask(recording) {
  const { traceEvents } = JSON.parse(Buffer.from(recording).toString());
  const main = new Set(traceEvents.filter((e) => e.name === 'thread_name' && e.args.name === 'CrRendererMain').map((e) => `${e.pid} ${e.tid}`));
  return Math.max(...traceEvents.filter((e) => e.name === 'RunTask' && main.has(`${e.pid} ${e.tid}`)).map((e) => (e.tdur || 0) / 1000));
}

for (const name of browserNames) {
  describe(`sweeps in ${name}`, () => {
    let browser, server;
    before(async () => { [browser, server] = await Promise.all([launch(name), startServer()]); });
    after(() => Promise.all([browser?.close(), server?.close()]));

    // measured runs the sweep to its end, and returns how many workers did it.
    async function measured({ page, frame }, begin = () => {}) {
      await waitForPlaynet(frame);
      await call(frame, 'open', text, { seed: Number(native.seeds[0]) });
      await begin();
      const [begun] = await call(frame, 'sweeps', { id: 'time', on: true });
      const end = await frame.evaluate(async () => {
        for (;;) {
          const [s] = await window.playnet.sweeps();
          if (!s.running) return s;
          await new Promise((go) => setTimeout(go, 20));
        }
      });
      assert.deepEqual(end.series, native.series, 'the browser measures what was measured natively');
      assert.equal(end.done, end.total);
      assert.equal(end.faults, undefined);
      assert.deepEqual(page.errors, []);
      return begun.workers;
    }

    it('under a sub-path, in workers, and the page stays awake', async () => {
      const opened = await openHosted(browser, server);
      const begin = () => opened.page.tracing.start({ categories: ['toplevel', 'devtools.timeline', 'disabled-by-default-devtools.timeline'] });
      const workers = await measured(opened, name === 'chromium' ? begin : undefined);
      assert.ok(workers >= 1, `${workers} workers`);
      if (name === 'chromium') {
        const longest = longestTask(await opened.page.tracing.stop());
        assert.ok(longest > 0 && longest <= 50, `a task of the page's took ${longest} ms of its processor`);
      }
      await opened.page.close();
    });

    it('by double-click, in workers', async () => {
      const opened = await openFile(browser);
      assert.ok(await measured(opened) >= 1);
      await opened.page.close();
    });

    it('in a frame without rights, in workers', async () => {
      const opened = await openSandboxed(browser, server);
      assert.ok(await measured(opened) >= 1);
      await opened.page.close();
    });

    it('in slices, where workers are refused', async () => {
      for (const before of [() => { delete window.Worker; }, () => { window.Worker = class { constructor() { throw new Error('no'); } }; }]) {
        const opened = await openFile(browser, { before });
        assert.equal(await measured(opened), 0);
        await opened.page.close();
      }
    });

    it('in slices, where workers come to nothing', async () => {
      const opened = await openFile(browser, { before: () => {
        window.Worker = class { constructor() { setTimeout(() => this.onerror({ preventDefault() {}, message: 'refused' })); } postMessage() {} terminate() {} };
      } });
      await measured(opened);
      await opened.page.close();
    });

    it('its plot shows curves, what was computed beforehand and what is measured; a measurement is called off', async () => {
      const { page, frame } = await openFile(browser);
      await waitForPlaynet(frame);
      await call(frame, 'open', text, { seed: 3 });
      // As soon as it is there: what stops a measurement is gone when that has ended.
      const press = (selector) => frame.waitForFunction((selector) => {
        const element = document.querySelector(selector);
        element?.dispatchEvent(new MouseEvent('click', { bubbles: true }));
        return element !== null;
      }, {}, selector);
      await press('#tab-charts');
      await frame.waitForSelector('#charts .plot-theory');
      await frame.waitForSelector('#charts [data-key="plot:worlds-time:1.3"]');
      await press('[data-key="worlds:time:start"]');
      await press('[data-key="worlds:time:stop"]');
      await frame.waitForSelector('[data-key="worlds:time:start"]');
      const [stopped] = await call(frame, 'sweeps');
      assert.equal(stopped.running, false);
      assert.ok(stopped.done < stopped.total, `${stopped.done} worlds`);
      await press('[data-key="worlds:time:start"]');
      await frame.waitForFunction(async () => !(await window.playnet.sweeps())[0].running);
      await frame.waitForSelector('#charts [data-key="plot:worlds-time:3.3"]');
      assert.deepEqual(await faults(frame), []);
      assert.deepEqual(await axeViolations(frame), []);
      await press('[data-key="plot:worlds-time:table"]');
      await frame.waitForFunction(() => document.querySelector('#charts .plot-table')?.innerText.includes('measured now'));
      assert.deepEqual(page.errors, []);
    });
  });
}
