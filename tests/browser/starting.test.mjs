// What a visitor sees until Playnet runs, and when it cannot.
import { after, before, describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { browserNames, launch, newPage, openFile, openHosted, waitForPlaynet } from './lib/browsers.mjs';
import { axeViolations, faults, resize, schemes, screenshot, sizes } from './lib/look.mjs';
import { dist, root, startServer } from './lib/server.mjs';

const catalogue = JSON.parse(readFileSync(path.join(root, 'public/messages/en.json'), 'utf8'));

// crashing compiles a program that panics, for the page to run in place of Playnet.
function crashing() {
  const file = path.join(root, '.cache', 'crash.wasm');
  mkdirSync(path.dirname(file), { recursive: true });
  execFileSync('go', ['build', '-trimpath', '-o', file, './tests/browser/testdata/crash'], {
    cwd: root, env: { ...process.env, GOOS: 'js', GOARCH: 'wasm' },
  });
  return readFileSync(file);
}

for (const name of browserNames) {
  for (const scheme of schemes) {
    describe(`the start in ${name}, ${scheme}`, () => {
      let browser, server, page;
      before(async () => { browser = await launch(name, { scheme }); });
      after(() => browser?.close());

      // open starts a server that behaves as told, and the hosted page from it.
      async function open(serverOptions, options) {
        server = await startServer(serverOptions);
        ({ page } = await openHosted(browser, server, options));
        return page;
      }
      async function close() {
        await page?.close();
        await server?.close();
        page = server = undefined;
      }

      // assertGoodLook holds the screen as it stands now to the rules of the look.
      async function assertGoodLook(what) {
        for (const size of sizes) {
          await resize(page, size);
          const found = await faults(page.mainFrame());
          if (found.length > 0) await screenshot(page, what);
          assert.deepEqual(found, [], `${what} at ${size.width}×${size.height}`);
        }
        assert.deepEqual(await axeViolations(page.mainFrame()), []);
      }

      const text = () => page.$eval('#boot-text', (e) => e.textContent);
      const failed = () => page.waitForSelector('#boot.failed', { visible: true });

      for (const [what, file, options] of [
        ['the hosted page', 'playnet.wasm.gz', { encodings: [], hold: { 'playnet.wasm.gz': 0.5 } }],
        ['the single file', 'playnet.html', { encodings: [], hold: { 'playnet.html': 0.5 } }],
      ]) {
        it(`${what} shows how much of it has come`, async (t) => {
          t.after(close);
          server = await startServer(options);
          page = await newPage(browser);
          // goto would wait for a page that arrives by halves: it is not awaited here.
          const arrived = page.goto(server.base + (file.endsWith('.html') ? file : ''), { waitUntil: 'domcontentloaded' });
          await page.waitForFunction(() => document.getElementById('boot-progress')?.value > 0.2);
          assert.ok(await page.$eval('#boot-progress', (e) => e.value) < 0.8);
          assert.match(await page.$eval('#boot-detail', (e) => e.textContent), /^\d+\.\d of \d+\.\d MB$/);
          assert.equal(await text(), catalogue['boot.loading']);
          await assertGoodLook('loading-' + file.replace(/\W/g, '-'));
          server.release();
          await arrived;
          await waitForPlaynet(page.mainFrame());
          assert.deepEqual(page.errors, []);
        });
      }

      it('a program that cannot be fetched', async (t) => {
        t.after(close);
        await open({ replace: { 'playnet.wasm': null } });
        await failed();
        assert.match(await text(), /^The program’s file playnet\.wasm could not be loaded \(404/);
        assert.equal(await page.$eval('#boot-action button', (e) => e.textContent), catalogue['boot.reload']);
        await assertGoodLook('unreachable');
        await assert.rejects(waitForPlaynet(page.mainFrame()), /could not be loaded/);
      });

      it('a program that is damaged', async (t) => {
        t.after(close);
        await open({ replace: { 'playnet.wasm': Buffer.from('not a program'), 'playnet.wasm.gz': null } });
        await failed();
        await assert.rejects(waitForPlaynet(page.mainFrame()), /could not be loaded/);
      });

      it('a program that crashes', async (t) => {
        t.after(close);
        await open({ encodings: [], replace: { 'playnet.wasm': crashing(), 'playnet.wasm.gz': null } });
        await failed();
        assert.equal(await text(), catalogue['boot.crashed']);
        assert.match(await page.$eval('#boot-detail', (e) => e.textContent), /panic: crashed on purpose/);
        await assertGoodLook('crashed');
      });

      it('a browser that lacks what is needed', async (t) => {
        t.after(close);
        await open({}, { before: () => { delete window.DecompressionStream; } });
        await failed();
        assert.equal(await text(), catalogue['boot.missing']);
        assert.equal(await page.$eval('#boot-detail', (e) => e.textContent), 'Missing: DecompressionStream');
        assert.deepEqual(page.errors, [], 'nothing else went wrong');
        assert.ok(!server.requested.some((url) => url.includes('.wasm')), 'the program is not fetched in vain');
        await assertGoodLook('missing');
      });

      it('the hosted page by double-click says what to open', async (t) => {
        t.after(close);
        ({ page } = await openFile(browser, { file: path.join(dist, 'index.html') }));
        await failed();
        assert.equal(await text(), catalogue['boot.file']);
        assert.equal(await page.$eval('#boot-action a', (e) => e.href), pathToFileURL(path.join(dist, 'playnet.html')).href);
        assert.deepEqual(page.errors, []);
        await assertGoodLook('by-double-click');
      });

      // Firefox cannot switch scripts off through this door.
      if (name === 'chromium') {
        it('without JavaScript', async (t) => {
          t.after(close);
          server = await startServer();
          page = await newPage(browser);
          await page.setJavaScriptEnabled(false);
          await page.goto(server.base);
          const seen = await page.evaluate(() => document.getElementById('boot').innerText.trim().split(/\s*\n\s*/));
          assert.deepEqual(seen, ['Playnet', catalogue['boot.noscript']]);
          });
      }
    });
  }
}
