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
async function openLong(browser, name, file, events) {
  const { page } = await openFile(browser, { before: keepMemory });
  const frame = page.mainFrame();
  await waitForPlaynet(frame);
  await frame.evaluate(async (text) => { await window.playnet.open(text, { seed: 1 }); }, await readFile(file, 'utf8'));
  const cpu = await processorTime(page, name);
  const began = Date.now();
  const before = await cpu();
  let at = { events: 0, idle: false };
  while (!at.idle && at.events < events) { // in pieces: the browser's driver waits for none too long
    at = await frame.evaluate(async (goal) => {
      const called = performance.now();
      for (;;) {
        const { position } = await window.playnet.run({ steps: 10000 });
        const { events, idle } = await window.playnet.snapshot();
        if (idle || events >= goal || performance.now() - called > 4000) return { events, idle, position };
      }
    }, events);
  }
  return { page, frame, cpu, ...at, wall: Date.now() - began, runCPU: await cpu() - before };
}

// processorTime returns a function that tells how much of the processor's time the page's
// main thread has used, in milliseconds; 0 in a browser that does not tell.
async function processorTime(page, name) {
  if (name !== 'chromium') return async () => 0;
  const session = await page.createCDPSession();
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  return async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    return metrics.find((m) => m.name === 'TaskDuration').value * 1000;
  };
}

// rest leaves the page alone for a while.
function rest(frame, ms) { return frame.evaluate((ms) => new Promise((resolve) => setTimeout(resolve, ms)), ms); }

// finish takes down what the program's memory is in the end, and closes the page.
async function finish(page, frame, row) {
  row.memory = await frame.evaluate(() => window.benchMemory?.() ?? 0);
  if (page.errors.length > 0) throw new Error(page.errors.join('; '));
  await page.close();
  return row;
}

const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];

// seeks goes to places all over a run, the same in each browser, and says how long each
// took: until the world was there, and a frame has been drawn since.
export async function seeks(name, browser, file, events, count = 20) {
  const { page, frame, cpu, ...run } = await openLong(browser, name, file, events);
  await rest(frame, 5000); // somebody looks at what there is
  if (name === 'chromium') await page.tracing.start({ categories });
  const took = [], worked = [];
  let state = 20260302;
  for (let i = 0; i < count; i++) {
    state = state * 48271 % 2147483647;
    const before = await cpu();
    took.push(await frame.evaluate(async (position) => {
      const began = performance.now();
      await window.playnet.seek({ position });
      await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
      return performance.now() - began;
    }, state % (run.position + 1)));
    worked.push(await cpu() - before);
    await rest(frame, 500); // and at where it has come to
  }
  const row = { name: 'seek', browser: name, events: run.events, wall: run.wall, runCPU: run.runCPU,
    median: median(took), longest: Math.max(...took), medianCPU: median(worked) };
  if (name === 'chromium') Object.assign(row, mainThreadTasks(await page.tracing.stop()));
  return finish(page, frame, row);
}

// scroll scrolls through the packet list of a very long run.
export async function scroll(name, browser, file, events) {
  const { page, frame, cpu, ...run } = await openLong(browser, name, file, events);
  const trace = name === 'chromium';
  await frame.evaluate(() => document.getElementById('tab-packets').click());
  await rest(frame, 3000);
  if (trace) await page.tracing.start({ categories });
  const before = await cpu();
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
  const row = { name: 'scroll', browser: name, events: run.events, wall: run.wall, runCPU: run.runCPU,
    frames: 240, rows: seen.rows, longestFrame: seen.longest };
  const used = await cpu() - before;
  if (trace) Object.assign(row, mainThreadTasks(await page.tracing.stop()), { cpu: used });
  return finish(page, frame, row);
}
