// Uses the mail reader as a person does.
import { call, drawn, labJSON, labText } from './calls.mjs';

// quietLab returns the text of a mail lab in which nothing happens by itself; change may
// change what its lab.json says.
export function quietLab(id, change = () => {}) {
  const text = labText(id), lab = labJSON(text);
  for (const field of ['timeline', 'questions', 'checks', 'switches', 'tale']) delete lab[field];
  lab.id += '-quiet';
  change(lab);
  return text.replace(/^-- lab\.json --\n[^]*?(?=^-- )/m, () => `-- lab.json --\n${JSON.stringify(lab)}\n`);
}

export const keyed = (key) => `#mail [data-key=${JSON.stringify(key)}]`;

// press presses a button of the reader.
export async function press(frame, key) {
  await frame.waitForSelector(`${keyed(key)}:not([disabled])`);
  await frame.$eval(keyed(key), (e) => e.click());
  await drawn(frame);
}

// openMail shows the mail of a host's user, whatever was shown before.
export async function openMail(frame, host) {
  if (!await frame.$('#mail .mail')) {
    await frame.$eval('.mail-button', (e) => e.click());
    await frame.waitForSelector('#mail .mail');
  }
  if (await frame.$eval('#mail .mail', (e) => e.dataset.host) !== host) {
    await frame.select('#mail select.mail-owner', host);
    await frame.waitForSelector(`#mail .mail[data-host=${JSON.stringify(host)}]`);
  }
  await drawn(frame);
}

// write puts words into a field of the form, as typing and pasting do.
export async function write(frame, field, words) {
  await frame.$eval(`#mail-${field}`, (e, words) => {
    e.focus();
    e.value = words;
    e.dispatchEvent(new Event('input', { bubbles: true }));
  }, words);
  await drawn(frame);
}

// fetchMail presses the button, and lets time run until all is there.
export async function fetchMail(frame, seconds = 5) {
  await press(frame, 'mail:fetch');
  await ahead(frame, seconds);
}

// ahead runs the world ahead by so many seconds, and waits for the page to show it.
export async function ahead(frame, seconds) {
  const { now } = await call(frame, 'snapshot');
  await call(frame, 'run', { until: now * 1e-9 + seconds });
  await drawn(frame);
}

// rows returns the lines of the list that are drawn: what they say, and whether unread.
export const rows = (frame) => frame.$$eval('#mail .mail-row', (list) => list.map((e) => ({
  from: e.querySelector('.mail-from').textContent, subject: e.querySelector('.mail-subject')?.textContent, unseen: e.dataset.unseen === 'true',
  selected: e.ariaSelected === 'true', marks: [...e.querySelectorAll('.mail-mark')].map((m) => m.title),
})));
