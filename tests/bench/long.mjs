// Measures what long runs cost in the page: going to random places of a run, scrolling the
// packet list of a very long one, and its memory.
import { readFile } from 'node:fs/promises';
import { openFile, waitForPlaynet } from '../browser/lib/browsers.mjs';
import { mainThreadTasks } from './tasks.mjs';

const categories = ['toplevel', 'disabled-by-default-devtools.timeline', 'devtools.timeline'];

// keepMemory runs ahead of the page's scripts and finds out where the program's memory is.
function keepMemory() {
  for (const name of ['instantiate', 'instantiateStreaming']) {
    const original = WebAssembly[name].bind(WebAssembly);
    WebAssembly[name] = async (...args) => {
      const result = await original(...args);
      const memory = (result.instance ?? result).exports.mem;
      if (memory) window.benchMemory = () => memory.buffer.byteLength;
      return result;
    };
  }
}

// openLong opens a lab and runs it until so many events have happened.
async function openLong(browser, file, events) {
  const { page } = await openFile(browser, { before: keepMemory });
  const frame = page.mainFrame();
  await waitForPlaynet(frame);
  await frame.evaluate(async (text) => { await window.playnet.open(text, { seed: 1 }); }, await readFile(file, 'utf8'));
  const began = Date.now();
  let at = { events: 0, idle: false };
  while (!at.idle && at.events < events) { // in pieces: the browser's driver waits for none too long
    at = await frame.evaluate(async (goal) => {
      const called = performance.now();
      for (;;) {
        const { position } = await window.playnet.run({ steps: 2000 });
        const { events, idle } = await window.playnet.snapshot();
        if (idle || events >= goal || performance.now() - called > 4000) return { events, idle, position };
      }
    }, events);
  }
  return { page, frame, ...at, wall: Date.now() - began };
}

// rest leaves the page alone for a while.
function rest(frame, ms) { return frame.evaluate((ms) => new Promise((resolve) => setTimeout(resolve, ms)), ms); }

// seeks goes to places all over a run, the same in each browser, and says how long each took.
export async function seeks(name, browser, file, events, count = 20) {
  const { page, frame, ...run } = await openLong(browser, file, events);
  await rest(frame, 3000); // somebody looks at what there is
  const took = [];
  let state = 20260302;
  for (let i = 0; i < count; i++) {
    state = state * 48271 % 2147483647;
    took.push(await frame.evaluate(async (position) => {
      const began = performance.now();
      await window.playnet.seek({ position });
      return performance.now() - began;
    }, state % (run.position + 1)));
    await rest(frame, 500); // and at where it has come to
  }
  const memory = await frame.evaluate(() => window.benchMemory?.() ?? 0);
  if (page.errors.length > 0) throw new Error(page.errors.join('; '));
  await page.close();
  took.sort((a, b) => a - b);
  return { name: 'seek', browser: name, events: run.events, median: took[Math.floor(count / 2)], longest: took.at(-1), memory };
}

// scroll scrolls through the packet list of a very long run.
export async function scroll(name, browser, file, events) {
  const { page, frame, ...run } = await openLong(browser, file, events);
  const trace = name === 'chromium';
  await frame.evaluate(() => document.getElementById('tab-packets').click());
  await rest(frame, 3000);
  if (trace) await page.tracing.start({ categories });
  const seen = await frame.evaluate(async (frames) => {
    const list = document.querySelector('#packets .packet-scroll');
    const room = list.scrollHeight - list.clientHeight;
    let before = performance.now(), longest = 0;
    for (let i = 1; i <= frames; i++) {
      // By lines at first, then by leaps, as with the bar.
      list.scrollTop = i <= frames / 2 ? i * 84 : room * (i / frames);
      const now = await new Promise(requestAnimationFrame);
      longest = Math.max(longest, now - before);
      before = now;
    }
    return { rows: document.querySelectorAll('#packets .packet-row').length, longest };
  }, 240);
  const row = { name: 'scroll', browser: name, events: run.events, wall: run.wall, frames: 240, rows: seen.rows, longestFrame: seen.longest };
  if (trace) Object.assign(row, mainThreadTasks(await page.tracing.stop()));
  row.memory = await frame.evaluate(() => window.benchMemory?.() ?? 0);
  if (page.errors.length > 0) throw new Error(page.errors.join('; '));
  await page.close();
  return row;
}
