// Playnet starts wherever people open it: from a web server under any path, by
// double-click, in a frame without rights. It reports no error and asks nobody else.
import { after, before, describe, it } from 'node:test';
import assert from 'node:assert/strict';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { browserNames, launch, openFile, openHosted, openSandboxed, strayRequests, waitForPlaynet } from './lib/browsers.mjs';
import { dist, root, startServer } from './lib/server.mjs';

const single = path.join(dist, 'playnet.html');

for (const name of browserNames) {
  describe(`opening in ${name}`, () => {
    let browser;
    before(async () => { browser = await launch(name); });
    after(() => browser?.close());

    async function withServer(options, test) {
      const server = await startServer(options);
      try {
        await test(server);
      } finally {
        await server.close();
      }
    }

    // assertRuns waits for the start, then looks for a drawn page and for errors.
    async function assertRuns({ page, frame }, ...allowed) {
      await waitForPlaynet(frame);
      const state = await frame.evaluate(() => ({
        drawn: document.getElementById('app').innerText.trim().length > 0,
        loading: document.getElementById('boot').checkVisibility(),
        eval: String(window.eval),
      }));
      assert.equal(state.drawn, true, 'the program has drawn something');
      assert.equal(state.loading, false, 'the loading screen has gone');
      assert.match(state.eval, /native code/, 'eval is the browser’s own again');
      assert.deepEqual(page.errors, []);
      assert.deepEqual(strayRequests(page, ...allowed), []);
      await page.close();
    }

    it('from a server that compresses, under a sub-path', () => withServer({}, async (server) => {
      await assertRuns(await openHosted(browser, server), server.base);
      const files = server.requested.map((url) => url.split('?')[0]).filter((url) => !url.endsWith('favicon.ico'));
      assert.deepEqual(files, ['/courses/net/', '/courses/net/playnet.wasm'], 'the program is fetched once');
    }));

    it('from a plain file server: the compressed program is taken', () => withServer({ encodings: [] }, async (server) => {
      await assertRuns(await openHosted(browser, server), server.base);
      assert.ok(server.requested.some((url) => url.includes('playnet.wasm.gz')), server.requested.join(' '));
    }));

    it('from a file server that has only the bare program', () => withServer({ encodings: [], replace: { 'playnet.wasm.gz': null } }, async (server) => {
      const opened = await openHosted(browser, server);
      await waitForPlaynet(opened.frame);
      // Chromium reports every 404, also of a file that may well be missing.
      opened.page.errors = opened.page.errors.filter((text) => !/status of 404/.test(text));
      await assertRuns(opened, server.base);
    }));

    it('the single file from a server', () => withServer({ encodings: [] }, async (server) => {
      await assertRuns(await openHosted(browser, server, { file: 'playnet.html' }), server.base + 'playnet.html');
      assert.deepEqual(server.requested.filter((url) => !url.endsWith('favicon.ico')), ['/courses/net/playnet.html']);
    }));

    it('the single file by double-click', async () => {
      await assertRuns(await openFile(browser), pathToFileURL(single).href);
    });

    it('the single file by double-click, without Uint8Array.fromBase64', async () => {
      const opened = await openFile(browser, { before: () => { delete Uint8Array.fromBase64; } });
      await assertRuns(opened, pathToFileURL(single).href);
    });

    it('the single file in a sandboxed frame', () => withServer({}, async (server) => {
      const opened = await openSandboxed(browser, server);
      const storage = await opened.frame.evaluate(() => { try { return typeof localStorage; } catch (error) { return error.name; } });
      assert.equal(storage, 'SecurityError', 'the frame really has no storage');
      await assertRuns(opened, server.origin);
    }));

    it('the single file as a frame’s text (srcdoc)', () => withServer({}, async (server) => {
      await assertRuns(await openSandboxed(browser, server, { asText: true }), server.origin);
    }));

    it('the hosted page in a sandboxed frame goes over to the single file', () => withServer({}, async (server) => {
      const opened = await openSandboxed(browser, server, { file: 'index.html?embed=1#lab=x' });
      await opened.frame.waitForFunction(() => location.pathname.endsWith('/playnet.html'));
      assert.equal(await opened.frame.evaluate(() => location.search + location.hash), '?embed=1#lab=x');
      // The first page's own fetch is refused by the browser, which says so on the console.
      opened.page.errors = opened.page.errors.filter((text) => !/CORS|ERR_FAILED|Cross-Origin/.test(text));
      await assertRuns(opened, server.origin);
    }));

    it('the page’s policy stops what a text of somebody else’s might try', async () => {
      const { page } = await openFile(browser);
      await waitForPlaynet(page.mainFrame());
      const stopped = (attempt) => page.evaluate(async (attempt) => {
        const violation = new Promise((resolve) => {
          addEventListener('securitypolicyviolation', (event) => resolve(event.effectiveDirective), { once: true });
        });
        const element = document.createElement(attempt.tag);
        if (attempt.text) element.textContent = attempt.text;
        for (const [name, value] of Object.entries(attempt.attributes ?? {})) element.setAttribute(name, value);
        document.body.append(element);
        if (attempt.fetch) fetch(attempt.fetch).catch(() => {});
        return violation;
      }, attempt);
      const away = 'http://127.0.0.1:9/';
      assert.equal(await stopped({ tag: 'script', text: 'window.evil = true' }), 'script-src-elem');
      assert.equal(await stopped({ tag: 'p', attributes: { onclick: 'evil()' } }), 'script-src-attr');
      assert.equal(await stopped({ tag: 'style', text: 'body { display: none }' }), 'style-src-elem');
      // Styles of single elements are let in, for those of HTML mails in their own frame; what they would fetch is not.
      assert.equal(await stopped({ tag: 'p', text: 'x', attributes: { style: `background: url(${away})` } }), 'img-src');
      assert.equal(await stopped({ tag: 'img', attributes: { src: away } }), 'img-src');
      assert.equal(await stopped({ tag: 'p', fetch: away }), 'connect-src');
      assert.equal(await page.evaluate(() => window.evil), undefined);
      await page.close();
    });

    it('the shell’s source by double-click says what to open', async () => {
      const { page } = await openFile(browser, { file: path.join(root, 'index.html') });
      const text = await page.evaluate(() => document.body.innerText);
      assert.match(text, /open dist\/playnet\.html/);
      assert.doesNotMatch(text, /being loaded/);
      assert.equal(await page.$eval('a', (a) => a.href), pathToFileURL(single).href);
      assert.deepEqual(page.errors, []);
      await page.close();
    });
  });
}
