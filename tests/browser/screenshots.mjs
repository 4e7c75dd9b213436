// Takes the pictures of the README into public/docs/images/. Run by hand after ./build.sh, when the
// page looks different:
//
//   cd tests/browser && node screenshots.mjs [NAME…]
import { execFileSync } from 'node:child_process';
import { mkdir, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { launch, openHosted, waitForPlaynet } from './lib/browsers.mjs';
import { call, calls, labText, shipped } from './lib/calls.mjs';
import { resize } from './lib/look.mjs';
import { root, startServer } from './lib/server.mjs';
import { answersOf, walk } from './lib/walk.mjs';

const folder = path.join(root, 'public/docs/images');

// Each: the file's name, the window's size, the scheme; the lab and how far it runs; and what
// is done on the page then.
const pictures = [
  { name: 'look-up-light', t: '172ms' },
  { name: 'cache-dark', scheme: 'dark', t: '222ms', async then({ page, press }) {
    await press('#stage [data-key="host:dns.nyu.edu"]');
    await page.waitForFunction(() => document.getElementById('inspector').innerText.includes('Cache'));
    await page.$eval('#inspector .cache', (e) => e.scrollIntoView({ block: 'start' }));
  } },
  { name: 'phone-light', width: 390, height: 844, t: '172ms' },
  { name: 'embed-light', width: 800, height: 500, t: '172ms', embed: true },
  { name: 'compare-light', async then({ page }) {
    await page.click('#compare-button');
    await page.waitForSelector('#compare-start', { visible: true });
    await page.click('#compare-start');
    await page.waitForSelector('.diff-row');
    await still(page);
  } },
  { name: 'why-light', lab: 'dns-iterated', async then({ page, ask, press }) {
    await dropTheFirstAnswer(ask);
    const events = await ask('trace', { from: 1, limit: 10_000 });
    const timeout = events.find((e) => e.kind === 'dns.timeout');
    const retry = events.find((e) => e.kind === 'frame.sent' && e.id > timeout.id);
    await press(`#ladder [data-key="frame:${retry.id}"]`);
    await page.waitForSelector('#inspector [data-key="why"]');
    await press('#inspector [data-key="why"]');
    await page.waitForSelector('.why-step');
    await page.click('.toast .icon-button');
  } },
  { name: 'whatif-dark', scheme: 'dark', async then({ page, ask }) {
    await dropTheFirstAnswer(ask);
    await page.click('#whatif-button');
    await page.waitForSelector('#dialog-whatif .branch-line');
  } },
  { name: 'packets-light', async then({ page }) {
    await page.click('#tab-packets');
    await page.waitForSelector('#filter-input');
    await page.focus('#filter-input');
    await page.type('#filter-input', 'dns.flags.resp');
    await page.waitForSelector('#filter-item-0');
  } },
  { name: 'bytes-light', t: '172ms', async then({ page, press }) {
    await press('#stage [data-key^="frame:"]');
    await page.waitForSelector('#inspector [role=treeitem]');
    await press('#bytes [data-key="byte:50"]');
  } },
  { name: 'ladder-light', lab: 'transfer', t: '1.2s', dock: 430 },
  { name: 'dialogue-dark', scheme: 'dark', lab: 'dns-tcp', dock: 380, async then({ page, press }) {
    await page.click('#tab-dialogue');
    await page.waitForSelector('#dialogue [data-key=stream-next]');
    await press('#dialogue [data-key=stream-next]');
    await page.waitForSelector('#dialogue .talk-line');
  } },
  { name: 'mail-light', lab: 'mail-adventure', t: '640ms' },
  { name: 'smtp-dark', scheme: 'dark', lab: 'mail-adventure', t: '700ms', dock: 400, async then({ page, press }) {
    await page.click('#tab-dialogue');
    await page.waitForSelector('#dialogue .talk-line');
  } },
  { name: 'mailserver-light', lab: 'mail-adventure', t: '640ms', async then({ page, press }) {
    await press('#stage [data-key="host:mail.crepes.fr"]');
    await page.waitForFunction(() => document.getElementById('inspector').innerText.includes('Mailboxes'));
    await page.evaluate(() => [...document.querySelectorAll('#inspector caption')].find((e) => e.innerText === 'The queue').scrollIntoView({ block: 'start' }));
  } },
  { name: 'terminal-light', async then({ page, ask, press }) {
    for (const line of ['ping -c 2 dns.cs.umass.edu', 'cat /etc/resolv.conf', 'ip addr']) {
      await ask('do', { op: 'terminal.line', host: 'engineering', line });
      await ask('run', { idle: true });
    }
    await press('#stage [data-key="host:engineering"]');
    await page.waitForSelector('#inspector [data-key="tab:terminal"]');
    await press('#inspector [data-key="tab:terminal"]');
    await page.waitForFunction(() => document.querySelectorAll('.term-line').length > 4);
  } },
  { name: 'question-light', async then({ page, ask }) {
    await ask('seek', 0);
    await page.click('.key.play');
    await page.waitForSelector('.question:not([hidden])');
  } },
  { name: 'score-light', async then({ page, frame }) {
    const { answers } = await answersOf(frame, 'dns-iterated', 7);
    await call(frame, 'open', 'dns-iterated', { seed: 7 });
    answers['whom-next'].right = ['a.com-servers']; // one is wrong, as with people
    await walk(page, frame, answers, { right: true });
  } },
  { name: 'central-dark', scheme: 'dark', lab: 'dns-central', dock: 330, async then({ press }) { await press('#tab-charts'); } },
  { name: 'trust-light', lab: 'dns-sec', async then({ page, press }) {
    await press('#stage [data-key="host:dns.campus"]');
    await page.waitForSelector('#inspector .trust');
    await page.$eval('#inspector .trust', (e) => e.scrollIntoView({ block: 'center' }));
  } },
  { name: 'swarm-dark', scheme: 'dark', lab: 'tit-for-tat', t: '75s', async then({ press }) { await press('#stage [data-key="host:alice"]'); } },
  { name: 'rarest-light', lab: 'rarest-first', t: '9s', async then({ press }) { await press('#stage [data-key="host:rarest-1"]'); } },
  { name: 'dht-light', lab: 'dht', async then({ press }) { await press('#stage [data-key="host:bob"]'); } },
  { name: 'link-light', async then({ page }) {
    await page.click('.link-button');
    await page.waitForSelector('#link-qr svg');
  } },
];

// dropTheFirstAnswer lets the look-up run until the first answer of the university's server
// is under way, loses it, and goes on to the end.
async function dropTheFirstAnswer(ask) {
  const [answer] = await ask('trace', { filter: 'dns.flags.response == 1 && ip.src == 128.119.240.1', limit: 1 });
  await ask('seek', (answer.t + 1_000_000) / 1e9);
  await ask('do', { op: 'frame.drop', frame: answer.id });
  await ask('run', { idle: true });
}

// still waits until nothing on the page has changed for a while: all of it is drawn.
const still = (page) => page.evaluate(() => new Promise((done) => {
  let timer = setTimeout(done, 600);
  new MutationObserver(() => { clearTimeout(timer); timer = setTimeout(done, 600); })
    .observe(document.body, { childList: true, subtree: true, attributes: true, characterData: true });
}));

// take opens a lab in the state that a picture shows, and writes the picture.
async function take(browser, server, { name, width = 1440, height = 900, lab = 'dns-iterated', t, dock, embed, then }) {
  const { page, frame } = await openHosted(browser, server, { file: embed ? '?embed=1' : '' });
  await resize(page, { width, height, deviceScaleFactor: 1 });
  await waitForPlaynet(frame);
  const ask = (method, ...args) => call(frame, method, ...args);
  const press = (selector) => page.$eval(selector, (e) => e.dispatchEvent(new MouseEvent('click', { bubbles: true })));
  const text = shipped.includes(lab) ? lab : labText(lab);
  await calls(frame, ['open', text, { seed: 7 }], ['run', t ? { until: t } : { idle: true }]);
  if (t && (await ask('snapshot')).frames.length === 0) throw new Error(`${name}: nothing is in flight at ${t}`);
  if (dock) await page.evaluate((height) => document.documentElement.style.setProperty('--dock', height + 'px'), dock);
  if (then) await then({ page, frame, ask, press });
  await page.mouse.move(0, 0);
  await still(page);
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
const names = process.argv.slice(2);
const server = await startServer();
try {
  for (const scheme of ['light', 'dark']) {
    const browser = await launch('chromium', { scheme });
    try {
      for (const picture of pictures.filter((p) => (p.scheme ?? 'light') === scheme && (names.length === 0 || names.includes(p.name)))) await take(browser, server, picture);
    } finally {
      await browser.close();
    }
  }
} finally {
  await server.close();
}
