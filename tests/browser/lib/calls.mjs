// Drives Playnet through window.playnet, and knows the labs and what their runs give.
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { root } from './server.mjs';

// calls does calls of window.playnet in the page, [method, ...args] each, one after the
// other, and returns their results, when what they changed stands on the screen. The first that
// Playnet refuses rejects with what window.playnet rejects with: {message, code, faults}.
export async function calls(frame, ...list) {
  const answer = await frame.evaluate(
    (list) => Promise.all(list.map(([method, ...args]) => window.playnet[method](...args)))
      .then(async (results) => {
        if (!document.hidden) await window.playnet.drawn(); // a tab behind another one draws nothing
        return { results };
      })
      .catch(({ message, code, faults }) => ({ error: { message, code, faults } })),
    list);
  if (answer.error) throw Object.assign(new Error(answer.error.message), answer.error);
  return answer.results;
}

// drawn resolves when what was done stands on the screen.
export const drawn = (frame) => frame.evaluate(() => window.playnet.drawn());

// cover puts another tab before the page: as long as nobody sees it, it draws nothing, and its
// runs take a fraction of the time. uncover brings it back.
export async function cover(page) {
  page.cover ??= await page.browserContext().newPage();
  await page.cover.bringToFront();
  await page.evaluate(hidden, true);
}
export async function uncover(page) {
  await page.bringToFront();
  await page.evaluate(hidden, false);
}

// hidden resolves in the page when it is hidden, or no longer. (Timers are slow there.)
const hidden = (is) => new Promise((resolve) => {
  const look = () => {
    if (document.hidden !== is) return;
    document.removeEventListener('visibilitychange', look);
    resolve();
  };
  document.addEventListener('visibilitychange', look);
  look();
});

// unseen does some calls while the page is covered.
export async function unseen(page, work) {
  await cover(page);
  try {
    return await work();
  } finally {
    await uncover(page);
  }
}

// call does one call.
export async function call(frame, method, ...args) {
  const [result] = await calls(frame, [method, ...args]);
  return result;
}

// standing says where the world stands, paused: what must be as before when nothing was to
// change. (To run no step asks the world itself, not what the screen shows of it.)
export async function standing(frame) {
  const [{ now, position }, { lab, seed }, hash] = await calls(frame, ['run', { steps: 0 }], ['snapshot'], ['hash']);
  return { lab, seed, now, position, hash };
}

// paste hands a text over as a paste that meets no field. (Firefox lets nobody make such an
// event, so it is given its text by hand.)
export const paste = (frame, text) => frame.evaluate((text) => {
  const clipboardData = new DataTransfer();
  clipboardData.setData('text/plain', text);
  const event = new Event('paste', { bubbles: true });
  Object.defineProperty(event, 'clipboardData', { value: clipboardData });
  document.body.dispatchEvent(event);
}, text);

// The ids of the labs that are shipped.
export const shipped = readdirSync(path.join(root, 'public/labs')).filter((name) => name.endsWith('.lab')).map((name) => name.slice(0, -4)).sort();

// labText returns the text of a lab, shipped or of tests/labs.
export function labText(id) {
  const folder = shipped.includes(id) ? 'public/labs' : 'tests/labs';
  return readFileSync(path.join(root, folder, id + '.lab'), 'utf8');
}

// labJSON returns a lab's member lab.json.
export function labJSON(text) {
  return JSON.parse(text.match(/^-- lab\.json --\n([^]*?)(?=^-- )/m)[1]);
}

// goldenHashes maps each lab's id to the hashes of its runs with the seeds 1, 2, 3, …, to
// the end. The native tests and those in Node hold the core to the same file.
export const goldenHashes = JSON.parse(readFileSync(path.join(root, 'tests/golden/testdata/hashes.json'), 'utf8'));
