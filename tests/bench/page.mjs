// Measures the page in real browsers: how soon it is there, beside an empty vugu page, and
// how responsive it stays while a world runs as fast as it can, and with long runs (see
// long.mjs). Run by command bench:
//
//   node tests/bench/page.mjs FOLDER LOADS PARTS
//
// FOLDER holds empty.html, empty.wasm.gz, empty-single.html, busy.lab, mailbox.lab, swarm.lab and long-EVENTS.lab.
// What is measured is printed as JSON, an object a line. PARTS says what: page, long, mailbox, swarm.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { browserNames, launch, openFile, openHosted, waitForPlaynet } from '../browser/lib/browsers.mjs';
import { startServer } from '../browser/lib/server.mjs';
import { scroll, seeks } from './long.mjs';
import { mailbox } from './mailbox.mjs';
import { swarm } from './swarm.mjs';
import { mainThreadTasks } from './tasks.mjs';

const [folder, loads, parts] = [process.argv[2], Number(process.argv[3]), process.argv[4].split(',')];
const inFolder = (name) => path.join(folder, name);

// How long the busy world is watched, in milliseconds.
const watch = 6000;

// watchStart runs ahead of the page's scripts. A page is there when its first drawing is
// done (both programs set this mark then), a frame has been painted, and the main thread
// is free to take an event.
function watchStart() {
  window.benchInteractive = new Promise((resolve) => {
    new PerformanceObserver((list, observer) => {
      if (list.getEntriesByName('playnet-ready').length === 0) return;
      observer.disconnect();
      requestAnimationFrame(() => setTimeout(() => resolve(performance.now())));
    }).observe({ type: 'mark', buffered: true });
  });
}

function report(row) { console.log(JSON.stringify(row)); }

function median(list) { return list.sort((a, b) => a - b)[Math.floor(list.length / 2)]; }

async function start(name, browser) {
  const replace = {};
  for (const file of ['empty.html', 'empty.wasm.gz']) replace[file] = await readFile(inFolder(file));
  const server = await startServer({ encodings: [], replace });
  const ways = {
    'playnet http': () => openHosted(browser, server, { before: watchStart }),
    'empty http': () => openHosted(browser, server, { file: 'empty.html', before: watchStart }),
    'playnet file': () => openFile(browser, { before: watchStart }),
    'empty file': () => openFile(browser, { file: inFolder('empty-single.html'), before: watchStart }),
  };
  const took = {};
  for (let i = 0; i <= loads; i++) { // in turns, so that a busy minute hits all
    for (const [way, open] of Object.entries(ways)) {
      const { page } = await open();
      const ms = await page.evaluate(() => window.benchInteractive);
      if (page.errors.length > 0) throw new Error(`${way}: ${page.errors.join('; ')}`);
      await page.close();
      if (i > 0) (took[way] ??= []).push(ms); // the first load also warms the browser up
    }
  }
  await server.close();
  for (const way of Object.keys(ways)) report({ name: 'start', browser: name, way, ms: median(took[way]) });
}

// frames counts animation frames from now on and notes how far apart they are.
function countFrames() {
  window.benchFrames = { count: 0, longest: 0 };
  let before = performance.now();
  requestAnimationFrame(function next(now) {
    window.benchFrames.count++;
    window.benchFrames.longest = Math.max(window.benchFrames.longest, now - before);
    before = now;
    requestAnimationFrame(next);
  });
}

// flatOut opens a lab that has enough to do, lets it run ahead, and watches the main thread.
async function flatOut(name, browser) {
  const { page } = await openFile(browser);
  const frame = page.mainFrame();
  await waitForPlaynet(frame);
  await frame.evaluate(async (text) => { await window.playnet.open(text, { seed: 1 }); }, await readFile(inFolder('busy.lab'), 'utf8'));
  await frame.evaluate(countFrames);
  const trace = name === 'chromium';
  if (trace) await page.tracing.start({ categories: ['toplevel', 'disabled-by-default-devtools.timeline', 'devtools.timeline'] });
  const ran = await frame.evaluate(async (ms) => {
    const began = performance.now();
    let at = { position: 0, idle: false };
    let steps = 1000;
    while (!at.idle && performance.now() - began < ms) {
      const called = performance.now();
      at = await window.playnet.run({ steps });
      if (performance.now() - called < 500) steps *= 2; // few calls: they are not what is measured
    }
    return { wall: performance.now() - began, position: at.position, ...window.benchFrames };
  }, watch);
  const row = { name: 'busy', browser: name, wall: ran.wall, position: ran.position, frames: ran.count, longestFrame: ran.longest };
  if (trace) Object.assign(row, mainThreadTasks(await page.tracing.stop()));
  if (page.errors.length > 0) throw new Error(page.errors.join('; '));
  await page.close();
  report(row);
}

for (const name of browserNames) {
  const browser = await launch(name);
  try {
    if (parts.includes('page')) {
      await start(name, browser);
      await flatOut(name, browser);
    }
    if (parts.includes('mailbox')) report(await mailbox(name, browser, inFolder('mailbox.lab')));
    if (parts.includes('swarm')) report(await swarm(name, browser, inFolder('swarm.lab')));
    if (parts.includes('long')) {
      for (const events of [5_000, 100_000]) report(await seeks(name, browser, inFolder(`long-${events}.lab`), events));
      report(await scroll(name, browser, inFolder('long-1000000.lab'), 1_000_000));
    }
  } finally {
    await browser.close();
  }
}
