// Starts real browsers and opens Playnet in them in each way that people open it.
import puppeteer from 'puppeteer-core';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { dist } from './server.mjs';

const programs = {
  chromium: ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'],
  firefox: ['/usr/bin/firefox-esr', '/usr/bin/firefox'],
};

// The browsers to test in. PLAYNET_BROWSERS="chromium" restricts them, for a quick look.
export const browserNames = (process.env.PLAYNET_BROWSERS ?? 'chromium firefox').split(/[ ,]+/).filter(Boolean);

// How long one step of a page may take before the test gives up: generous, because the
// machine may be slow and busy. No test asserts a time.
const patience = 60_000;

// launch starts a browser with a new, empty profile. scheme is light or dark; motion says
// whether the visitor has nothing against motion.
export async function launch(name, { scheme = 'light', motion = false, size = { width: 1440, height: 900 } } = {}) {
  const executablePath = programs[name].find(existsSync);
  if (!executablePath) throw new Error(`${name} is not installed (${programs[name].join(', ')})`);
  return puppeteer.launch({
    browser: name === 'chromium' ? 'chrome' : 'firefox',
    executablePath,
    headless: true,
    protocolTimeout: patience,
    defaultViewport: size,
    args: name === 'chromium' ? [
      '--no-sandbox', '--disable-gpu', '--disable-background-networking',
      '--disable-component-update', '--disable-sync', '--no-first-run',
      ...(motion ? [] : ['--force-prefers-reduced-motion']),
    ] : [],
    extraPrefsFirefox: {
      // Puppeteer relaxes this; people's browsers do not.
      'security.fileuri.strict_origin_policy': true,
      'layout.css.prefers-color-scheme.content-override': scheme === 'dark' ? 0 : 1,
      'ui.prefersReducedMotion': motion ? 0 : 1,
    },
  }).then((browser) => Object.assign(browser, { scheme, kind: name }));
}

// newPage opens an empty tab that records what must not happen: errors on the console,
// errors nobody caught, requests. before is run in each document ahead of its own scripts.
// Each tab is a visitor of its own, who has never been here; visitor, the browser context of
// another tab (page.browserContext()), makes it the same person's.
export async function newPage(browser, { before, visitor } = {}) {
  const page = await (visitor ?? await browser.createBrowserContext()).newPage();
  page.setDefaultTimeout(patience);
  page.errors = [];
  page.requests = [];
  page.on('console', (message) => {
    if (message.type() === 'error') page.errors.push('console: ' + message.text());
  });
  page.on('pageerror', (error) => page.errors.push('uncaught: ' + (error?.message ?? error)));
  page.on('request', (request) => page.requests.push(request.url()));
  // Firefox takes the scheme from its profile (see launch).
  if (browser.kind === 'chromium') {
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: browser.scheme }]);
  }
  if (before) await page.evaluateOnNewDocument(before);
  return page;
}

// Each open… function returns {page, frame}: the tab, and the frame in it that holds
// Playnet (the tab's main frame but for openSandboxed). None waits for Playnet's start.

// openHosted opens the site as a server gives it.
export async function openHosted(browser, server, { file = '', ...options } = {}) {
  const page = await newPage(browser, options);
  await page.goto(server.base + file, { waitUntil: 'domcontentloaded', timeout: patience });
  return { page, frame: page.mainFrame() };
}

// openFile opens a file of dist/ as a double-click would.
export async function openFile(browser, { file = path.join(dist, 'playnet.html'), fragment = '', ...options } = {}) {
  const page = await newPage(browser, options);
  await page.goto(pathToFileURL(file).href + fragment, { waitUntil: 'domcontentloaded', timeout: patience });
  return { page, frame: page.mainFrame() };
}

// openSandboxed opens a page that holds Playnet in <iframe sandbox="allow-scripts">, where
// it has no origin and every storage throws. asText puts the file's text into srcdoc.
export async function openSandboxed(browser, server, { file = 'playnet.html', asText = false, ...options } = {}) {
  const page = await newPage(browser, options);
  await page.goto(server.embedder, { waitUntil: 'load', timeout: patience });
  await page.evaluate((url, text) => embed(url, text), server.base + file, asText);
  const element = await page.waitForSelector('iframe');
  const frame = await element.contentFrame();
  return { page, frame };
}

// waitForPlaynet resolves when Playnet has drawn its first screen, and rejects with the
// reason when it could not start.
export async function waitForPlaynet(frame) {
  await frame.waitForFunction(() => window.playnet?.ready !== undefined, { timeout: patience });
  const failure = await frame.evaluate(() => window.playnet.ready.then(() => null, (error) => String(error)));
  if (failure) throw new Error('Playnet did not start: ' + failure);
}

// tell sends a message to the embedded Playnet; heard returns what it has said since.
export const tell = (page, message) => page.evaluate((m) => window.tell(m), message);
export const heard = (page) => page.evaluate(() => window.heard);

// strayRequests returns the requests that went anywhere but to the given prefixes. What
// stays inside the page (data:, blob:, about:) is no request.
export function strayRequests(page, ...allowed) {
  return page.requests.filter((url) => !/^(data|blob|about):/.test(url) && !allowed.some((prefix) => url.startsWith(prefix)));
}
