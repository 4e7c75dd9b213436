// A host's terminal, used as a person at a keyboard uses it.
import { after, before, describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { browserNames, launch, openHosted, waitForPlaynet } from './lib/browsers.mjs';
import { call, labText } from './lib/calls.mjs';
import { axeViolations, faults, resize, schemes, sizes } from './lib/look.mjs';
import { startServer } from './lib/server.mjs';

for (const name of browserNames) {
  describe(`the terminal in ${name}`, () => {
    let browser, server, page, frame;
    const ask = (method, ...args) => call(frame, method, ...args);
    const log = () => frame.$eval('.term-log', (e) => e.textContent);
    const value = () => frame.$eval('#terminal-input', (e) => e.value);
    const focused = () => frame.evaluate(() => document.activeElement.id || document.activeElement.dataset.key || document.activeElement.className);
    const press = (selector) => frame.$eval(selector, (e) => e.click());
    const shows = (text) => frame.waitForFunction((t) => document.querySelector('.term-log')?.textContent.includes(t), {}, text);
    const hint = (text) => frame.waitForFunction((t) => document.querySelector('#terminal-hint')?.textContent.includes(t), {}, text);
    const enter = async (line) => { await page.keyboard.type(line); await page.keyboard.press('Enter'); };
    const control = async (key) => { await page.keyboard.down('Control'); await page.keyboard.press(key); await page.keyboard.up('Control'); };
    const paused = () => frame.waitForSelector('.shell[data-playing="false"]');

    before(async () => {
      [browser, server] = await Promise.all([launch(name), startServer()]);
      ({ page, frame } = await openHosted(browser, server));
      await waitForPlaynet(frame);
      await ask('open', labText('dns-iterated'), { seed: 3 });
    });
    after(() => Promise.all([browser?.close(), server?.close()]));

    it('opens at the tab, and takes the focus', async () => {
      await press('#inspector [data-key="tab:terminal"]');
      await frame.waitForFunction(() => document.activeElement.id === 'terminal-input');
      const role = await frame.$eval('.term-log', (e) => [e.getAttribute('role'), e.getAttribute('aria-live'), e.getAttribute('aria-label')]);
      assert.deepEqual(role, ['log', 'polite', 'Terminal of engineering']);
      await hint('Type help');
    });

    it('pings a name: time runs until the command has ended', async () => {
      await ask('run', { until: '1s' });
      await enter('ping -c 2 dns.cs.umass.edu');
      assert.equal(await value(), '');
      await shows('2 packets transmitted, 2 received, 0% packet loss');
      await paused();
      const text = await log();
      assert.match(text, /engineering\$ ping -c 2 dns\.cs\.umass\.edu/);
      assert.match(text, /64 bytes from 128\.119\.240\.1: icmp_seq=2 ttl=64 time=24\.0 ms/);
      const events = await ask('trace', { limit: 100_000 });
      const asked = events.filter((e) => e.kind === 'dns.lookup' && e.name === 'dns.cs.umass.edu.');
      assert.equal(asked.length, 1, 'the name was looked up');
      assert.ok(events.some((e) => e.kind === 'lab.action' && e.action.op === 'terminal.line'));
    });

    it('Ctrl-C ends a command, and the next one runs', async () => {
      await enter('ping -c 50 dns.cs.umass.edu');
      await shows('icmp_seq=3');
      await hint('ping is running');
      await control('c');
      await frame.waitForFunction(() => /\^C[^]*packets transmitted/.test(document.querySelector('.term-log').textContent));
      await enter('hostname');
      await frame.waitForFunction(() => [...document.querySelectorAll('.term-line')].at(-1).textContent === 'engineering');
      await paused();
      assert.equal((await ask('terminal', { host: 'engineering' })).status, 0);
    });

    it('the arrows bring back what was typed, and what was begun', async () => {
      await page.keyboard.type('half');
      for (const want of ['hostname', 'ping -c 50 dns.cs.umass.edu', 'ping -c 2 dns.cs.umass.edu', 'ping -c 2 dns.cs.umass.edu']) {
        await page.keyboard.press('ArrowUp');
        assert.equal(await value(), want);
      }
      for (let n = 0; n < 4; n++) await page.keyboard.press('ArrowDown');
      assert.equal(await value(), 'half');
      await control('u');
      assert.equal(await value(), '');
    });

    it('Tab completes commands, names and files, and lists what is ambiguous', async () => {
      await page.keyboard.type('pin');
      await page.keyboard.press('Tab');
      assert.equal(await value(), 'ping ');
      await page.keyboard.type('d');
      await page.keyboard.press('Tab');
      assert.equal(await value(), 'ping dns.');
      await frame.waitForFunction(() => document.querySelector('.term-options').textContent === 'dns.cs.umass.edudns.umass.edu');
      await page.keyboard.type('c');
      await frame.waitForFunction(() => document.querySelector('.term-options').textContent === '');
      await page.keyboard.press('Tab');
      assert.equal(await value(), 'ping dns.cs.umass.edu ');
      await control('u');
      await page.keyboard.type('cat /etc/r');
      await page.keyboard.press('Tab');
      assert.equal(await value(), 'cat /etc/resolv.conf ');
      await page.keyboard.press('Enter');
      await shows('nameserver 128.122.0.53');
      await paused();
    });

    it('Tab and Escape let a keyboard out', async () => {
      assert.equal(await focused(), 'terminal-input');
      await page.keyboard.press('Tab'); // nothing is typed: it goes on
      assert.notEqual(await focused(), 'terminal-input');
      await frame.focus('#terminal-input');
      await page.keyboard.down('Shift'); await page.keyboard.press('Tab'); await page.keyboard.up('Shift');
      assert.equal(await focused(), 'term-log');
      await frame.focus('#terminal-input');
      await page.keyboard.type('x');
      await page.keyboard.press('Escape');
      assert.equal(await focused(), 'tab:terminal');
      await frame.focus('#terminal-input');
      await control('u');
    });

    it('typing means nothing to the page itself', async () => {
      const { position } = await ask('run', { steps: 0 });
      await page.keyboard.type('kl s');
      assert.equal(await value(), 'kl s');
      assert.equal((await ask('run', { steps: 0 })).position, position);
      await control('u');
    });

    it('shows sockets and settings of each host', async () => {
      await press('#stage [data-key="host:dns.nyu.edu"]').catch(() => frame.$eval('#stage [data-key="host:dns.nyu.edu"]', (e) => e.dispatchEvent(new MouseEvent('click', { bubbles: true }))));
      await frame.waitForFunction(() => document.querySelector('.term')?.dataset.host === 'dns.nyu.edu');
      await frame.focus('#terminal-input');
      await enter('ss -lunp');
      await shows('UNCONN');
      assert.match(await log(), /UNCONN +0 +0 +128\.122\.0\.53:53 +0\.0\.0\.0:\* +users:\(\("dns\.resolver"\)\)/);
      await enter('cat /etc/zones/hints.zone');
      await shows('a.root-servers.net.      3600000  A   198.41.0.4');
      await paused();
    });

    it('the world goes back, and what was printed goes with it', async () => {
      const hash = await ask('hash');
      const { position } = await ask('run', { steps: 0 });
      const text = await log();
      await ask('seek', 0.5);
      await frame.waitForFunction(() => document.querySelector('.term-log').textContent === '');
      await ask('seek', { position });
      await frame.waitForFunction((t) => document.querySelector('.term-log').textContent === t, {}, text);
      assert.equal(await ask('hash'), hash);
    });

    it('talks to a server by hand, and says that time stands still', async () => {
      await ask('open', labText('sockets-raw'), { seed: 3 });
      await ask('do', { op: 'terminal.line', host: 'student', line: 'nc near echo' });
      await frame.$eval('#stage [data-key="host:student"]', (e) => e.dispatchEvent(new MouseEvent('click', { bubbles: true })));
      await press('#inspector [data-key="tab:terminal"]');
      await hint('Time stands still');
      await ask('run', { until: '1s' });
      await frame.waitForFunction(() => document.activeElement.id === 'terminal-input');
      await enter('hello, echo');
      await frame.waitForFunction(() => document.querySelectorAll('.term-output').length === 1);
      assert.equal(await frame.$eval('.term-output', (e) => e.textContent), 'hello, echo');
      await press('[data-term="interrupt"]');
      await frame.waitForSelector('[data-term="interrupt"][hidden]');
      await control('l');
      await frame.waitForFunction(() => document.querySelector('.term-log').textContent === '');
    });

    it('keeps following what is printed, unless somebody reads further up', async () => {
      await ask('do', { op: 'terminal.line', host: 'student', line: 'nc near chargen' });
      await ask('run', { until: '3s' });
      const end = () => frame.$eval('.term-log', (e) => e.scrollHeight - e.clientHeight - e.scrollTop);
      await frame.waitForFunction(() => document.querySelectorAll('.term-line').length > 100);
      await frame.waitForFunction(() => { const e = document.querySelector('.term-log'); return e.scrollHeight - e.clientHeight - e.scrollTop < 4; });
      assert.ok(await frame.$$eval('.term-line', (all) => all.length) <= 500);
      await frame.$eval('.term-log', (e) => new Promise((done) => { e.addEventListener('scroll', () => requestAnimationFrame(done), { once: true }); e.scrollTop = 100; }));
      await ask('run', { until: '20s' });
      await frame.waitForFunction(() => document.querySelector('.term-line:last-child').textContent.length > 0);
      assert.ok(await end() > 100, 'it jumps to the end while somebody reads');
      await ask('do', { op: 'terminal.interrupt', host: 'student' });
      await ask('do', { op: 'host.stop', host: 'student' });
      await hint('switched off');
      assert.ok(await frame.$eval('#terminal-input', (e) => e.disabled));
    });

    it('nothing went wrong meanwhile', () => assert.deepEqual(page.errors, []));
  });

  for (const scheme of schemes) {
    it(`the terminal looks right at each size in ${name}, ${scheme}`, async (t) => {
      const [browser, server] = await Promise.all([launch(name, { scheme }), startServer()]);
      t.after(() => Promise.all([browser.close(), server.close()]));
      const { page, frame } = await openHosted(browser, server);
      await waitForPlaynet(frame);
      await call(frame, 'open', labText('dns-iterated'), { seed: 3 });
      await call(frame, 'do', { op: 'terminal.line', host: 'engineering', line: 'ping -c 2 dns.cs.umass.edu' });
      await call(frame, 'do', { op: 'terminal.line', host: 'engineering', line: 'ss -a' });
      await call(frame, 'run', { until: '0.8s' });
      for (const size of sizes) {
        await resize(page, size);
        await frame.evaluate(() => { const tab = document.querySelector('#tab-details'); if (tab.checkVisibility() && tab.getAttribute('aria-selected') !== 'true') tab.click(); });
        await frame.waitForFunction(() => document.querySelector('#inspector').clientHeight > 0);
        await frame.$eval('#inspector [data-key="tab:terminal"]', (e) => e.click());
        await frame.waitForSelector('.term-log .term-line');
        assert.deepEqual(await faults(frame), [], `${size.width} × ${size.height}`);
        assert.deepEqual(await axeViolations(frame), [], `${size.width} × ${size.height}`);
      }
      assert.deepEqual(page.errors, []);
    });
  }
}
