// Captures for Wireshark: by a call, and from the dialog, also where downloads are refused.
import { after, before, describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { browserNames, launch, openHosted, waitForPlaynet } from './lib/browsers.mjs';
import { call } from './lib/calls.mjs';
import { startServer } from './lib/server.mjs';

const sectionHeader = '0a0d0d0a';
const bytes = (base64) => Buffer.from(base64, 'base64');
const magic = (base64) => bytes(base64).subarray(0, 4).toString('hex');

for (const name of browserNames) {
  let browser, server;
  before(async () => { [browser, server] = await Promise.all([launch(name), startServer()]); });
  after(() => Promise.all([browser?.close(), server?.close()]));

  describe(`captures in ${name}`, () => {
    let page, frame;
    const ask = (method, ...args) => call(frame, method, ...args);
    before(async () => {
      ({ page, frame } = await openHosted(browser, server));
      await waitForPlaynet(frame);
      await ask('open', 'dns-iterated');
      await ask('run', { idle: true });
    });
    after(() => page?.close());

    it('pcapng gives all frames, or those of one host', async () => {
      const all = await ask('pcapng');
      assert.equal(magic(all), sectionHeader);
      assert.ok(bytes(all).includes('a.com-servers'));
      const one = await ask('pcapng', { host: 'engineering' });
      assert.equal(magic(one), sectionHeader);
      assert.ok(bytes(one).includes('engineering'));
      assert.ok(!bytes(one).includes('a.com-servers'));
      assert.deepEqual(await ask('pcapng', {}), all);
    });

    it('the dialog shows the same as base64, and offers it as a file', async () => {
      await frame.click('button:has(.icon-export)');
      await frame.waitForSelector('#export-kind');
      await frame.select('#export-kind', 'pcapng');
      const text = () => frame.$eval('#export-text', (e) => e.value);
      await frame.waitForFunction(() => document.getElementById('export-text').value.startsWith('Cg0NC'));
      assert.equal(await text(), await ask('pcapng'));
      await frame.select('#export-host', 'engineering');
      await frame.waitForFunction(() => document.querySelector('#dialog-export .file-name').textContent.includes('engineering'));
      assert.equal(await text(), await ask('pcapng', { host: 'engineering' }));
      const saved = await frame.evaluate(async () => {
        let blob, file;
        const { createObjectURL } = URL;
        const { click } = HTMLAnchorElement.prototype;
        URL.createObjectURL = (b) => { blob = b; return createObjectURL(b); };
        HTMLAnchorElement.prototype.click = function () { file = this.download; };
        try {
          document.querySelector('#dialog-export .button.primary').click();
        } finally {
          URL.createObjectURL = createObjectURL;
          HTMLAnchorElement.prototype.click = click;
        }
        const bytes = new Uint8Array(await blob.arrayBuffer());
        return { file, type: blob.type, text: btoa(String.fromCharCode(...bytes)) };
      });
      assert.deepEqual(saved, { file: 'dns-iterated-7-engineering.pcapng', type: 'application/x-pcapng', text: await text() });
      await page.keyboard.press('Escape');
    });
  });
}
