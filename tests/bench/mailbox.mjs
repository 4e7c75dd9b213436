// Measures the mail reader with a mailbox of 100,000 messages: until the lab is open, until the
// user's mail program shows its list, and what it costs to scroll through that.
import { readFile } from 'node:fs/promises';
import { call } from '../browser/lib/calls.mjs';
import { openFile, waitForPlaynet } from '../browser/lib/browsers.mjs';
import { ahead, fetchMail, openMail } from '../browser/lib/reader.mjs';
import { mainThreadTasks } from './tasks.mjs';

const frames = 120;

export async function mailbox(name, browser, file) {
  const { page } = await openFile(browser);
  const frame = page.mainFrame();
  await waitForPlaynet(frame);
  const text = await readFile(file, 'utf8');
  const began = performance.now();
  await call(frame, 'open', text, { seed: 1 });
  await ahead(frame, 0.01);
  const open = performance.now() - began;
  await openMail(frame, 'bob');
  const fetching = performance.now();
  await fetchMail(frame, 20);
  await frame.waitForSelector('.mail-row');
  const fetched = performance.now() - fetching;
  const trace = name === 'chromium';
  if (trace) await page.tracing.start({ categories: ['toplevel', 'disabled-by-default-devtools.timeline', 'devtools.timeline'] });
  const longest = await frame.evaluate(async (frames) => {
    const list = document.querySelector('#mail-list');
    const room = list.scrollHeight - list.clientHeight;
    let before = performance.now(), longest = 0;
    for (let i = 1; i <= frames; i++) { // to the end of the list, by leaps
      list.scrollTop = room * (i / frames);
      const now = await new Promise(requestAnimationFrame);
      longest = Math.max(longest, now - before);
      before = now;
    }
    return longest;
  }, frames);
  const row = { name: 'mailbox', browser: name, open, fetched, frames, longestFrame: longest };
  if (trace) Object.assign(row, mainThreadTasks(await page.tracing.stop()));
  Object.assign(row, await frame.evaluate(() => ({
    rows: document.querySelectorAll('.mail-row').length,
    last: Math.max(...[...document.querySelectorAll('.mail-row')].map((e) => Number(e.getAttribute('aria-posinset')))),
  })));
  if (page.errors.length > 0) throw new Error(page.errors.join('; '));
  await page.close();
  return row;
}
