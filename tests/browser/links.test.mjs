// Links of a run: made in the page, opened in another one, also of another browser, and by
// labrun; as a code where the page is a file; refused when they are broken.
import { after, before, describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { browserNames, launch, openFile, openHosted, openSandboxed, waitForPlaynet } from './lib/browsers.mjs';
import { call, labText, paste, standing } from './lib/calls.mjs';
import { axeViolations, faults } from './lib/look.mjs';
import { root, startServer } from './lib/server.mjs';

const run = promisify(execFile);
const labrun = (...args) => run('go', ['tool', 'labrun', ...args], { cwd: root }).catch((error) => error);

// busy makes a run with something done in it and something ahead, and selects a host.
async function busy(frame, lab = 'dns-iterated') {
  await call(frame, 'open', lab, { seed: 11 });
  await call(frame, 'run', { until: 0.1 });
  await call(frame, 'do', { op: 'dns.query', host: 'engineering', name: 'www.umass.edu' });
  await call(frame, 'run', { until: 2 });
  await call(frame, 'do', { op: 'host.stop', host: 'dns.umass.edu' });
  await call(frame, 'seek', 0.171);
  return standing(frame);
}

const linkShown = (frame) => frame.waitForFunction(() => document.getElementById('link-text')?.value).then((h) => h.jsonValue());
const toast = (frame) => frame.$eval('.toast', (e) => (e.hidden ? '' : e.textContent));
const brokenShown = (frame) => frame.waitForSelector('#dialog-broken:not([hidden])');
async function opened(frame, { hash }) {
  await frame.waitForFunction((hash) => window.playnet.hash().then((h) => h === hash), {}, hash);
}

const made = {}; // browser → what was made there, for the other one

for (const name of browserNames) {
  describe(`links in ${name}`, () => {
    let browser, server;
    before(async () => { [browser, server] = await Promise.all([launch(name), startServer()]); });
    after(() => Promise.all([browser?.close(), server?.close()]));

    async function open(how, ...args) {
      const opened = await how(browser, ...args);
      await waitForPlaynet(opened.frame);
      return opened;
    }

    it('the button shows a link, and a page that opens it shows the same run', async () => {
      const { page, frame } = await open(openHosted, server);
      const here = await busy(frame);
      await page.click('.link-button');
      const url = await linkShown(frame);
      assert.ok(url.startsWith(server.base + '#p1.'), url);
      assert.deepEqual(await call(frame, 'link'), { fragment: url.split('#')[1], url, code: url.split('#')[1], tooLong: false });
      assert.equal(await frame.$eval('#link-qr svg', (svg) => svg.querySelector('path').getAttribute('d').length > 500), true, 'there is a QR code');
      assert.match(await frame.$eval('#dialog-link .store-where', (e) => e.textContent), /keeps the run/);
      assert.deepEqual(await faults(frame), []);
      assert.deepEqual(await axeViolations(frame), []);
      await page.keyboard.press('Escape');
      made[name] = { url, here };

      const other = await open(openHosted, server, { file: '#' + url.split('#')[1] });
      await opened(other.frame, here);
      assert.deepEqual(await standing(other.frame), here);
      assert.equal(await toast(other.frame), '', 'nothing has to be said of it');
      await Promise.all([call(frame, 'run', { idle: true }), call(other.frame, 'run', { idle: true })]);
      assert.equal(await call(other.frame, 'hash'), await call(frame, 'hash'), 'what lay ahead happens there, too');
      assert.deepEqual([...page.errors, ...other.page.errors], []);
      await Promise.all([page.close(), other.page.close()]);
    });

    it('a link made in the other browser opens here at the same hash, and in labrun', async (t) => {
      for (const [maker, { url, here }] of Object.entries(made)) {
        const { page, frame } = await open(openHosted, server, { file: '#' + url.split('#')[1] });
        await opened(frame, here);
        assert.deepEqual(await standing(frame), here, `made in ${maker}`);
        await page.close();
      }
      if (!Object.keys(made).some((maker) => maker !== name)) t.diagnostic('no other browser has made one yet');
      const { url, here } = made[name];
      const { stdout } = await labrun('-link', url);
      assert.match(stdout, new RegExp(`^hash: ${here.hash}\nevents: \\d+\nvirtual: 171ms\n$`));
    });

    it('the single file gives a code, which is pasted anywhere on the page, or into the field', async () => {
      const { page, frame } = await open(openFile);
      const here = await busy(frame, labText('dns-iterated').replace('"id": "dns-iterated"', '"id": "mine"'));
      await page.click('.link-button');
      const code = await linkShown(frame);
      assert.match(code, /^p1\.[\w-]+$/);
      assert.match(await frame.$eval('#dialog-link', (e) => e.innerText), /opened from a file/);
      await page.close();

      const other = await open(openFile);
      await paste(other.frame, code.replace(/(.{70})/g, '$1\n')); // as a mail program wraps it
      await opened(other.frame, here);
      assert.deepEqual(await standing(other.frame), here);

      await call(other.frame, 'open', 'dns-recursive');
      await other.page.click('.link-button');
      await linkShown(other.frame);
      await other.frame.$eval('#link-typed', (field, code) => { // as a paste fills it: thousands of keys take too long
        field.focus();
        field.value = code;
        field.dispatchEvent(new Event('input', { bubbles: true }));
      }, code);
      await other.frame.waitForSelector('.link-open button:not([disabled])');
      await other.page.keyboard.press('Enter');
      await opened(other.frame, here);
      await other.frame.waitForSelector('#dialog-link[hidden]');
      assert.deepEqual(other.page.errors, []);
      await other.page.close();
    });

    it('a sandboxed frame says that it keeps nothing, and its link can be selected', async () => {
      const { page, frame } = await open(openSandboxed, server);
      const here = await busy(frame);
      await (await frame.$('.link-button')).click();
      const url = await linkShown(frame);
      await (await frame.$('#dialog-link .link-words .button:not(.primary)')).click();
      const selected = await frame.$eval('#link-text', (e) => e.value.slice(e.selectionStart, e.selectionEnd));
      assert.equal(selected, url);
      assert.match(await frame.$eval('#dialog-link .store-where', (e) => e.textContent), /loses the run/);
      const other = await open(openHosted, server, { file: '#' + url.split('#')[1] });
      await opened(other.frame, here);
      await Promise.all([page.close(), other.page.close()]);
    });

    it('a broken link, or a newer one, gives the reason and the labs', async () => {
      const { url } = made[name];
      const code = url.split('#')[1];
      for (const [fragment, reason] of [[code.slice(0, -2), /damaged on the way/], ['p2.' + code.slice(3), /newer Playnet: it is of version 2/]]) {
        const { page, frame } = await open(openHosted, server, { file: '#' + fragment });
        await brokenShown(frame);
        assert.match(await frame.$eval('.broken-why', (e) => e.textContent), reason);
        const labs = await call(frame, 'labs');
        assert.deepEqual(await frame.$$eval('.broken-lab-title', (list) => list.map((e) => e.textContent)), labs.map((l) => l.title));
        assert.deepEqual(await faults(frame), []);
        await page.click('.broken-labs li:nth-child(2) button');
        await frame.waitForFunction(() => document.getElementById('dialog-broken').hidden);
        assert.equal((await call(frame, 'snapshot')).lab, labs[1].id);
        assert.deepEqual(page.errors, []);
        await page.close();
      }
    });

    it('a run that is another than the one that was shared is announced', async () => {
      const { page, frame } = await open(openHosted, server);
      // The lab of that link has since been given another delay: one's own lab stands in for it.
      const lab = labText('dns-iterated').replace('"id": "dns-iterated"', '"id": "mine"');
      await busy(frame, lab);
      const { code } = await call(frame, 'link');
      const forged = await frame.evaluate(forge, code);
      await frame.evaluate((f) => { location.hash = f; }, forged);
      await frame.waitForFunction(() => /differs from the one that was shared/.test(document.querySelector('.toast').textContent));
      assert.match(await toast(frame), /its hash begins with [0-9a-f]{16}, and began with [0-9a-f]{16} then/);
      const { stdout, code: status } = await labrun('-link', forged);
      assert.equal(status, 1);
      assert.match(stdout, /^check: FAIL the run is the one that was shared: its hash was [0-9a-f]{64}\nhash: /);
      await page.close();
    });

    it('the readable link goes to a position', async () => {
      const { page, frame } = await open(openHosted, server, { file: '#lab=dns-recursive&seed=9&p=20' });
      await frame.waitForFunction(() => window.playnet.run({ steps: 0 }).then((r) => r.position === 20));
      assert.equal((await call(frame, 'snapshot')).lab, 'dns-recursive');
      await page.close();
    });
  });
}

// forge changes the expected hash in a code, and makes its checksum fit again.
async function forge(code) {
  const bytes = Uint8Array.from(atob(code.slice(3).replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0));
  const flags = bytes[4];
  bytes[5 + (flags & 1 ? 32 : 0)] ^= 1;
  const sum = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes.subarray(4)));
  bytes.set(sum.subarray(0, 4));
  return 'p1.' + btoa(String.fromCharCode(...bytes)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}
