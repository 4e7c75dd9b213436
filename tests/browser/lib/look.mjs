// Looks at the page as a reader would: at four sizes, light and dark.
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import axe from 'axe-core';
import { root } from './server.mjs';
import { domCheck } from './domcheck.mjs';

// A laptop, a projector, a frame in a course page, a telephone.
export const sizes = [
  { width: 1440, height: 900 },
  { width: 1280, height: 720 },
  { width: 800, height: 500 },
  { width: 390, height: 844 },
];
export const schemes = ['light', 'dark'];

// screenshot writes .cache/shots/NAME-BROWSER-WIDTHxHEIGHT-SCHEME.png and returns its path.
export async function screenshot(page, name) {
  const folder = path.join(root, '.cache', 'shots');
  await mkdir(folder, { recursive: true });
  const { width, height } = page.viewport();
  const { kind, scheme } = page.browser();
  const file = path.join(folder, `${name}-${kind}-${width}x${height}-${scheme}.png`);
  await page.screenshot({ path: file });
  return file;
}

// resize changes the size and lets the page lay itself out and draw. (Where Playnet stands in a
// frame of this page, the frame is told by then, and its drawing is waited for elsewhere.)
export async function resize(page, size) {
  await page.setViewport(size);
  await page.evaluate(async () => {
    await new Promise((laidOut) => requestAnimationFrame(() => requestAnimationFrame(laidOut)));
    if (document.querySelector('#boot')?.hidden) await window.playnet.drawn(); // else it has not started, or has crashed
  });
}

// faults returns what domCheck finds wrong with the page now, as sentences.
export async function faults(frame) {
  return frame.evaluate(domCheck);
}

// axeViolations returns axe-core's findings of impact serious or critical, as sentences. It
// leaves out frames within: those of HTML mail run no scripts, axe-core's neither.
export async function axeViolations(frame) {
  if (!await frame.evaluate(() => 'axe' in window)) await frame.evaluate(axe.source);
  const found = await frame.evaluate(async () => {
    const result = await window.axe.run(document, { resultTypes: ['violations'], iframes: false, elementRef: true });
    // What is written on a message is its number and as much of the rest as there is room for:
    // each stands in the name, if not one behind the other. So do the beginning and the end of
    // what is cut in the middle.
    const named = ({ element }) => {
      const name = element.getAttribute('aria-label');
      return name && [...element.querySelectorAll('text')].flatMap((t) => t.textContent.split('…')).every((part) => name.includes(part.trim()));
    };
    for (const v of result.violations) {
      if (v.id === 'label-content-name-mismatch') v.nodes = v.nodes.filter((node) => !named(node));
    }
    return result.violations.filter(({ nodes }) => nodes.length > 0).map(({ id, impact, help, nodes }) => ({ id, impact, help, where: nodes.map((n) => n.target.join(' ')) }));
  });
  return found
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, impact, help, where }) => `${impact}: ${id}: ${help} (${where.join('; ')})`);
}
