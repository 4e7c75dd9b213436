// Measures what it costs the page to play a swarm of a hundred peers at ten times the world's
// speed, with the stage, the matrix of chunks and a peer's panel in sight.
import { readFile } from 'node:fs/promises';
import { call } from '../browser/lib/calls.mjs';
import { openFile, waitForPlaynet } from '../browser/lib/browsers.mjs';
import { mainThreadTasks } from './tasks.mjs';

// How long it is watched, in milliseconds, and from which instant of the world on.
const watch = 6000, from = '15s';

export async function swarm(name, browser, file) {
  const { page } = await openFile(browser);
  const frame = page.mainFrame();
  await waitForPlaynet(frame);
  await call(frame, 'open', await readFile(file, 'utf8'), { seed: 1 });
  await call(frame, 'run', { until: from });
  await frame.waitForSelector('#stage [data-key="host:peer-1"]');
  await frame.evaluate(() => document.querySelector('#stage [data-key="host:peer-1"]').dispatchEvent(new MouseEvent('click', { bubbles: true })));
  await frame.waitForSelector('#inspector .torrent-bar');
  const trace = name === 'chromium';
  if (trace) await page.tracing.start({ categories: ['toplevel', 'disabled-by-default-devtools.timeline', 'devtools.timeline'] });
  const seen = await frame.evaluate(async (ms) => {
    // The world's time, in seconds, as the page shows it: a snapshot of all hosts would be a long task.
    const clock = () => Number(document.getElementById('clock').textContent.replace(/[^0-9.]/g, ''));
    const began = clock();
    document.querySelector('button.play').click();
    let before = performance.now(), longest = 0, count = 0;
    for (const end = before + ms; before < end; count++) {
      const now = await new Promise(requestAnimationFrame);
      longest = Math.max(longest, now - before);
      before = now;
    }
    console.timeStamp('played');
    document.querySelector('button.play').click(); // the clock is drawn in every fourth frame; now it says what it is
    await window.playnet.drawn();
    return { count, longest, world: clock() - began };
  }, watch);
  const row = { name: 'swarm', browser: name, wall: watch, frames: seen.count, longestFrame: seen.longest };
  if (trace) Object.assign(row, mainThreadTasks(await page.tracing.stop(), 'played'));
  row.speed = seen.world * 1000 / watch;
  if (page.errors.length > 0) throw new Error(page.errors.join('; '));
  await page.close();
  return row;
}
