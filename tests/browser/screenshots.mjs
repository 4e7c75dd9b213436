// Takes the pictures of the README into public/docs/images/. Run by hand after ./build.sh, when the
// page looks different:
//
//   cd tests/browser && node screenshots.mjs
import { execFileSync } from 'node:child_process';
import { mkdir, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { launch, openHosted, waitForPlaynet } from './lib/browsers.mjs';
import { call, calls } from './lib/calls.mjs';
import { resize } from './lib/look.mjs';
import { root, startServer } from './lib/server.mjs';

const folder = path.join(root, 'public/docs/images');

// Each: the file's name, the window's size, the scheme, the instant, and what is selected on
// the stage and scrolled to in the inspector.
const pictures = [
  { name: 'look-up-light', width: 1440, height: 900, t: '172ms' },
  { name: 'cache-dark', width: 1440, height: 900, scheme: 'dark', t: '222ms', select: 'host:dns.nyu.edu', table: 'Cache' },
  { name: 'phone-light', width: 390, height: 844, t: '172ms' },
  { name: 'embed-light', width: 800, height: 500, t: '172ms', embed: true },
];

// take opens the first lab in the state that a picture shows, and writes the picture.
async function take(browser, server, { name, width, height, t, select, table, embed }) {
  const { page, frame } = await openHosted(browser, server, { file: embed ? '?embed=1' : '' });
  await resize(page, { width, height, deviceScaleFactor: 1 });
  await waitForPlaynet(frame);
  await calls(frame, ['open', 'dns-iterated', { seed: 7 }], ['run', { until: t }]);
  if ((await call(frame, 'snapshot')).frames.length === 0) throw new Error(`${name}: nothing is in flight at ${t}`);
  if (select) {
    await page.$eval(`#stage [data-key="${select}"]`, (e) => e.dispatchEvent(new MouseEvent('click', { bubbles: true })));
    await page.waitForFunction((table) => document.getElementById('inspector').innerText.includes(table), {}, table);
    await page.$$eval('#inspector caption', (all, table) => all.find((e) => e.innerText.trim() === table).scrollIntoView({ block: 'start' }), table);
  }
  await page.mouse.move(0, 0);
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  const file = path.join(folder, name + '.png');
  await writeFile(file, await page.screenshot());
  if (page.errors.length > 0) throw new Error(page.errors.join('\n'));
  await page.close();
  shrink(file);
  console.log(`public/docs/images/${name}.png  ${width}×${height}  ${Math.round((await stat(file)).size / 1024)} kB`);
}

// shrink reduces a picture to 256 colours where pngquant is installed: a third of the bytes,
// and no difference to the eye.
function shrink(file) {
  try {
    execFileSync('pngquant', ['--force', '--strip', '--nofs', '--speed', '1', '--output', file, '256', file]);
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
    console.log('pngquant is not installed: the picture stays as it is');
  }
}

await mkdir(folder, { recursive: true });
const server = await startServer();
try {
  for (const scheme of ['light', 'dark']) {
    const browser = await launch('chromium', { scheme });
    try {
      for (const picture of pictures.filter((p) => (p.scheme ?? 'light') === scheme)) await take(browser, server, picture);
    } finally {
      await browser.close();
    }
  }
} finally {
  await server.close();
}
