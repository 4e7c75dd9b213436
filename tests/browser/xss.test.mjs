// What somebody sends by mail can't do anything to who reads it: HTML, subjects, names and
// names of files that try to run a script or to fetch something. Nothing runs (a canary would
// be heard), nothing is asked of anybody, and the page has no complaint.
import { after, before, describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { browserNames, launch, openFile, openSandboxed, strayRequests, waitForPlaynet } from './lib/browsers.mjs';
import { call, drawn } from './lib/calls.mjs';
import { startServer } from './lib/server.mjs';

const corpus = (name) => readFileSync(new URL(`xss/${name}.txt`, import.meta.url), 'utf8').trim().split('\n')
  .map((line) => line.replaceAll('JS', "canary();fetch('https://canary.invalid/ran')"));
const inHTML = corpus('html'), inText = corpus('text');
const base64 = (text) => Buffer.from(text).toString('base64');
const word = (text) => `=?utf-8?B?${base64(text)}?=`;
const lines = (text) => text.match(/.{1,76}/g).join('\r\n');

// message writes a mail whose HTML, subject, sender and file's name are what is tried.
function message(html, text, n) {
  const name = encodeURIComponent(text).replace(/['()*!]/g, (c) => '%' + c.charCodeAt(0).toString(16));
  return [
    `From: ${word(text)} <eve@crepes.fr>`, 'To: Bob <bob@hamburger.edu>', `Subject: ${n} ${word(text)}`,
    'Date: Mon, 02 Mar 2026 09:00:00 +0000', `Message-ID: <${n}.x@crepes.fr>`, 'MIME-Version: 1.0',
    'Content-Type: multipart/mixed; boundary=b', '', '--b', 'Content-Type: text/html; charset=utf-8',
    'Content-Transfer-Encoding: base64', '', lines(base64(html)), '--b',
    'Content-Type: application/octet-stream', 'Content-Transfer-Encoding: base64',
    `Content-Description: ${word(text)}`, `Content-Disposition: attachment; filename*=utf-8''${name}`, '', 'eA==', '--b--', '',
  ].join('\r\n');
}

const mails = inHTML.map((html, i) => message(html, inText[i % inText.length], i + 1));

// lab has them in Bob's mailbox, on his server.
const lab = [
  'Mail that means no good.', '', '-- lab.json --',
  JSON.stringify({
    playnet: 1, id: 'hostile-mail', title: 'Hostile mail', subject: 'mail', epoch: '2026-03-02T09:00:00Z',
    hosts: [{ name: 'mail', address: '192.0.2.25', role: 'server' }, { name: 'bob', address: '192.0.2.10', role: 'client' }],
    services: [{
      kind: 'mail.server', host: 'mail', domains: ['hamburger.edu'], accounts: [{ user: 'bob', password: 'x' }],
      mailboxes: [{ user: 'bob', messages: mails.map((_, i) => `mail/${i + 1}.eml`) }],
    }],
  }),
  ...mails.flatMap((mail, i) => [`-- mail/${i + 1}.eml.b64 --`, lines(base64(mail)).replaceAll('\r', '')]), '',
].join('\n');

const listen = () => {
  globalThis.canary = () => console.error('the canary sang');
  globalThis.alert = globalThis.confirm = globalThis.prompt = globalThis.canary;
};

// readAll opens each message, and its source.
async function readAll(page, frame) {
  await call(frame, 'open', lab);
  await call(frame, 'run', { until: '10ms' });
  for (const key of ['tab:host', 'mail:host:mail']) {
    const button = await frame.waitForSelector(`#inspector [data-key="${key}"]`);
    await button.evaluate((e) => e.click());
    await drawn(frame);
  }
  const list = await frame.waitForSelector('#mail-list');
  let framed = 0;
  for (let i = 0; i < mails.length; i++) {
    await list.press(i === 0 ? 'Home' : 'ArrowDown');
    const n = mails.length - i;
    await frame.waitForFunction((n) => document.querySelector('#mail .mail-title h2')?.textContent.startsWith(n + ' '), {}, n);
    // The frame's document is there when it has been laid out.
    framed += await frame.$eval('#mail iframe', (e) => e.getAttribute('sandbox') === '' && e.srcdoc.length > 0 ? 1 : 0);
    await page.mouse.move(700 + i % 300, 300 + i % 200); // what waits for the pointer
  }
  await frame.$eval('[data-key="mail:source"]', (e) => e.click());
  await frame.waitForSelector('.mail-columns');
  await frame.evaluate(() => new Promise((done) => setTimeout(done, 0)));
  return framed;
}

for (const name of browserNames) {
  describe(`hostile mail in ${name}`, () => {
    let browser, server;
    before(async () => { [browser, server] = await Promise.all([launch(name), startServer()]); });
    after(() => Promise.all([browser?.close(), server?.close()]));

    it(`${inHTML.length} kinds of it do nothing in a page from a file`, async () => {
      assert.ok(inHTML.length >= 100);
      const { page, frame } = await openFile(browser, { before: listen });
      await waitForPlaynet(frame);
      assert.equal(await readAll(page, frame), mails.length);
      assert.deepEqual(page.errors, []);
      assert.deepEqual(strayRequests(page, 'file:'), []);
      await frame.evaluate(() => globalThis.canary());
      assert.equal(page.errors.length, 1, 'a canary that sings is heard');
      await page.close();
    });

    it('nor in a sandboxed frame', async () => {
      const { page, frame } = await openSandboxed(browser, server, { before: listen });
      await waitForPlaynet(frame);
      assert.equal(await readAll(page, frame), mails.length);
      assert.deepEqual(page.errors, []);
      assert.deepEqual(strayRequests(page, server.base, server.embedder), []);
      await page.close();
    });
  });
}
