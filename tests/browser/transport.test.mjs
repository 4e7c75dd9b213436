// Connections, segments sent again, and pings on the screen; nothing of it overlaps.
import { after, before, describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { browserNames, launch, openHosted, waitForPlaynet } from './lib/browsers.mjs';
import { call, labText } from './lib/calls.mjs';
import { faults, resize, schemes, sizes } from './lib/look.mjs';
import { startServer } from './lib/server.mjs';

for (const name of browserNames) {
  for (const scheme of schemes) {
    describe(`the transport layer in ${name}, ${scheme}`, () => {
      let browser, server, page, frame;
      const ask = (method, ...args) => call(frame, method, ...args);
      const press = (selector) => frame.$eval(selector, (e) => e.dispatchEvent(new MouseEvent('click', { bubbles: true })));
      before(async () => {
        [browser, server] = await Promise.all([launch(name, { scheme }), startServer()]);
        ({ page, frame } = await openHosted(browser, server));
        await waitForPlaynet(frame);
      });
      after(() => Promise.all([browser?.close(), server?.close()]));

      it('the stage shows how far connections are, the ladder what was sent again', async () => {
        await ask('open', labText('dns-tcp'), { seed: 3 });
        await ask('run', { idle: true });
        const events = await ask('trace', { from: 1, limit: 100_000 });
        const first = (test) => events.find(test).t / 1e9;
        for (const [state, test] of [
          ['handshake', (e) => e.to === 'SYN-SENT'],
          ['established', (e) => e.kind === 'tcp.state' && e.to === 'ESTABLISHED' && e.from === 'SYN-RECEIVED'],
        ]) {
          await ask('seek', first(test));
          await frame.waitForSelector(`#stage .talk.connected.${state}`);
        }
        await ask('seek', first((e) => e.kind === 'tcp.retransmit') + 0.01);
        await frame.waitForSelector('#ladder .arrow.again, #ladder .line.hurt');
        for (const size of sizes) {
          await resize(page, size);
          assert.deepEqual(await faults(frame), [], `${size.width} × ${size.height}`);
        }
        await resize(page, sizes[0]);
      });

      it('a host pings the one that is chosen', async () => {
        await ask('open', labText('sockets-raw'), { seed: 3 });
        await press('#stage [data-key="host:student"]');
        await frame.waitForSelector('#inspector .ping-to');
        await frame.select('#inspector .ping-to', 'distant');
        await press('#inspector [data-key="ping:student"]');
        await frame.waitForFunction(() => window.playnet.snapshot().then((s) => s.frames.some((f) => f.protocol === 'icmp' && f.to === 'distant')));
        await ask('run', { idle: true });
        const done = (await ask('trace', {})).find((e) => e.kind === 'ping.done');
        assert.equal(done?.sent, 4);
        assert.deepEqual(await faults(frame), []);
      });

      it('nothing went wrong meanwhile', () => assert.deepEqual(page.errors, []));
    });
  }
}
