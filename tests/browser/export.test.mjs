// What can be taken along: each export from the dialog, as a file, as text, and handed to the
// page around; the lab with its log opens again; tshark sees what the packet list shows.
import { after, before, describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { browserNames, heard, launch, openFile, openHosted, openSandboxed, waitForPlaynet } from './lib/browsers.mjs';
import { call, paste } from './lib/calls.mjs';
import { axeViolations, faults } from './lib/look.mjs';
import { without } from './lib/peers.mjs';
import { startServer } from './lib/server.mjs';

const base64 = (text) => Buffer.from(text, 'base64');

// frames asks tshark for the frames of a capture: their times and lengths.
function frames(capture) {
  const file = path.join(mkdtempSync(path.join(tmpdir(), 'playnet-')), 'run.pcapng');
  writeFileSync(file, capture);
  const { stdout, stderr, status } = spawnSync('tshark', ['-r', file, '-T', 'fields', '-e', 'frame.time_epoch', '-e', 'frame.len', '-e', 'dns.id'], { encoding: 'utf8' });
  assert.equal(status, 0, stderr);
  return stdout.trim().split('\n').filter(Boolean).map((line) => line.split('\t'));
}

for (const name of browserNames) {
  describe(`exports in ${name}`, () => {
    let browser, server;
    before(async () => { [browser, server] = await Promise.all([launch(name), startServer()]); });
    after(() => Promise.all([browser?.close(), server?.close()]));

    async function running(how, ...args) {
      const opened = await how(browser, ...args);
      await waitForPlaynet(opened.frame);
      await call(opened.frame, 'open', 'dns-iterated');
      await call(opened.frame, 'run', { until: 0.1 });
      await call(opened.frame, 'do', { op: 'dns.query', host: 'engineering', name: 'www.umass.edu' });
      await call(opened.frame, 'run', { idle: true });
      return opened;
    }

    // exporting opens the dialog.
    async function exporting(frame) {
      if (await frame.$eval('#dialog-export', (e) => e.hidden)) await (await frame.$('button:has(.icon-export)')).click();
      await frame.waitForSelector('#export-kind');
    }

    // choose opens the dialog at a kind, and returns its text when it is there.
    async function choose(frame, kind) {
      await exporting(frame);
      await frame.select('#export-kind', kind);
      const { name } = await call(frame, 'export', { kind });
      await frame.waitForFunction((name) => document.querySelector('#dialog-export .file-name')?.textContent === name &&
        document.getElementById('export-text').value !== '', {}, name);
      return frame.$eval('#export-text', (e) => e.value);
    }

    it('the dialog makes each kind, the same as the call', async () => {
      const { page, frame } = await running(openHosted, server);
      await exporting(frame);
      const kinds = await frame.$$eval('#export-kind option', (list) => list.map((o) => o.value));
      for (const kind of ['pcapng', 'jsonl', 'lab', 'stage-svg', 'stage-png', 'ladder-svg', 'ladder-png']) assert.ok(kinds.includes(kind), kind);
      for (const kind of ['pcapng', 'jsonl', 'lab']) assert.equal(await choose(frame, kind), (await call(frame, 'export', { kind })).data, kind);
      assert.deepEqual(await faults(frame), []);
      assert.deepEqual(await axeViolations(frame), []);
      assert.deepEqual(page.errors, []);
      await page.close();
    });

    for (const [kind, words] of [['stage', /^<svg [^]*dns\.nyu\.edu[^]*<\/svg>$/], ['ladder', /^<svg [^]*dns\.nyu\.edu[^]*A\? gaia[^]*<\/svg>$/]]) {
      it(`the pictures of the ${kind} stand by themselves`, async () => {
        const { page, frame } = await running(openHosted, server);
        const svg = await choose(frame, kind + '-svg');
        assert.match(svg, words);
        assert.doesNotMatch(svg, /class=|style=|var\(--|data-key|tabindex/);
        const drawn = await frame.evaluate(async (svg) => {
          const image = new Image();
          image.src = 'data:image/svg+xml,' + encodeURIComponent(svg);
          await image.decode();
          return { width: image.naturalWidth, height: image.naturalHeight };
        }, svg);
        const png = base64(await choose(frame, kind + '-png'));
        assert.equal(png.subarray(1, 4).toString(), 'PNG');
        assert.deepEqual({ width: png.readUInt32BE(16), height: png.readUInt32BE(20) }, { width: drawn.width * 2, height: drawn.height * 2 });
        await frame.waitForFunction(() => document.querySelector('#export-picture img')?.naturalWidth > 0);
        assert.deepEqual(page.errors, []);
        await page.close();
      });
    }

    it('the lab with the log opens again, at its beginning, and replays', async () => {
      const { page, frame } = await running(openFile);
      const hash = await call(frame, 'hash');
      const lab = await choose(frame, 'lab');
      await page.keyboard.press('Escape');
      await call(frame, 'open', 'dns-recursive');
      await paste(frame, lab);
      await frame.waitForFunction(() => /one action lies ahead/.test(document.querySelector('.toast').textContent));
      await call(frame, 'run', { idle: true });
      assert.equal(await call(frame, 'hash'), hash);
      assert.deepEqual(page.errors, []);
      await page.close();
    });

    it('in a sandboxed frame the text can be selected, and the page around be handed the file', async () => {
      const { page, frame } = await running(openSandboxed, server);
      const capture = await choose(frame, 'pcapng');
      await frame.evaluate(() => [...document.querySelectorAll('#dialog-export .button')].find((b) => b.textContent === 'Select all').click());
      assert.equal(await frame.$eval('#export-text', (e) => e.value.slice(e.selectionStart, e.selectionEnd)), capture);
      await frame.evaluate(() => [...document.querySelectorAll('#dialog-export .button')].find((b) => b.textContent === 'Hand to the page around').click());
      await page.waitForFunction(() => window.heard.some(({ data }) => data.event === 'export'));
      const { data: handed } = (await heard(page)).find(({ data }) => data.event === 'export');
      assert.deepEqual(handed, { playnet: 1, event: 'export', name: 'dns-iterated-7.pcapng', type: 'application/x-pcapng', data: capture, base64: true });
      await page.close();
    });

    it('tshark sees the frames of the packet list, in order and time, also of a filter’s result', { skip: without('tshark', `exports in ${name}`) }, async () => {
      const { page, frame } = await running(openHosted, server);
      const epoch = BigInt(Date.parse('2026-03-02T09:00:00Z')) * 1_000_000n;
      const sent = (await call(frame, 'trace', { limit: 100_000 })).filter((e) => e.kind === 'frame.sent');
      const times = (list) => list.map((e) => {
        const at = epoch + BigInt(e.t);
        return `${at / 1_000_000_000n}.${String(at % 1_000_000_000n).padStart(9, '0')}`;
      });
      const all = frames(base64((await call(frame, 'export', { kind: 'pcapng' })).data));
      assert.deepEqual(all.map(([at]) => at), times(sent));

      await frame.click('.tab-packets');
      const box = await frame.waitForSelector('#packets [data-key="filter"]');
      await box.click();
      await page.keyboard.type('dns.flags.response == 1');
      await page.keyboard.press('Enter');
      const { data } = await call(frame, 'export', { kind: 'pcapng', filtered: true });
      const chosen = frames(base64(data));
      assert.ok(chosen.length > 0 && chosen.length < all.length, `${chosen.length} of ${all.length}`);
      const answers = frames(base64((await call(frame, 'export', { kind: 'pcapng' })).data)).filter((_, i) => chosen.some(([at]) => at === all[i][0]));
      assert.deepEqual(chosen, answers);
      assert.deepEqual(page.errors, []);
      await page.close();
    });
  });
}
