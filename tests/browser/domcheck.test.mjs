// The checks of lib/domcheck.mjs themselves: each fault is found, and a sound page has none.
import { after, before, describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { browserNames, launch, newPage } from './lib/browsers.mjs';
import { faults } from './lib/look.mjs';

const page = (body) => `<!doctype html><html lang="en"><title>t</title><body style="margin: 0; font: 16px sans-serif">${body}`;
const box = (style, text) => `<div style="position: absolute; ${style}">${text}</div>`;

const cases = [
  ['a sound page', '<h1>Title</h1><p>Some <b>bold</b> text and <span>more</span>.</p><input value="typed">', []],
  ['two texts over each other', box('left: 10px; top: 10px', 'first') + box('left: 20px; top: 14px', 'second'), ['overlap']],
  ['texts side by side', box('left: 10px; top: 10px', 'first') + box('left: 60px; top: 10px', 'second'), []],
  ['a hidden text below another', box('left: 10px; top: 10px', 'first') + box('left: 20px; top: 14px; visibility: hidden', 'second'), []],
  ['an aria-hidden text below another', box('left: 10px; top: 10px', 'first') + '<i aria-hidden="true" style="position: absolute; left: 20px; top: 14px">x</i>', []],
  ['svg texts over each other', '<svg width="200" height="60"><text x="10" y="30">first</text><text x="25" y="33">second</text></svg>', ['overlap']],
  ['svg texts apart', '<svg width="200" height="60"><text x="10" y="20">first</text><text x="10" y="50">second</text></svg>', []],
  ['a text cut off', '<div style="width: 60px; overflow: hidden; white-space: nowrap">a text that is too long</div>', ['clipped']],
  ['an elided text without its whole', '<div style="width: 60px; overflow: hidden; white-space: nowrap; text-overflow: ellipsis">a text that is too long</div>', ['clipped']],
  ['an elided text with its whole', '<div title="a text that is too long" style="width: 60px; overflow: hidden; white-space: nowrap; text-overflow: ellipsis">a text that is too long</div>', []],
  ['lines elided, with their whole, in a box as high', '<div style="overflow: hidden"><p title="one two three four five six seven eight" style="width: 90px; margin: 0; overflow: hidden; display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 2">one two three four five six seven eight</p></div>', []],
  ['an svg text cut off', '<svg width="60" height="30"><text x="10" y="20">a text that is too long</text></svg>', ['clipped']],
  ['lines cut off at the bottom', '<div style="height: 30px; width: 120px; overflow: hidden">one two three four five six seven eight nine</div>', ['clipped']],
  ['a magnified text that is not cut off', '<div style="zoom: 1.5; width: 200px; overflow: hidden"><p style="width: 190px">one two three four five six seven eight nine</p></div>', []],
  ['a magnified text that is cut off', '<div style="zoom: 1.5; width: 60px; overflow: hidden; white-space: nowrap">a text that is too long</div>', ['clipped']],
  ['a text that can be scrolled to', '<div tabindex="0" style="height: 30px; width: 120px; overflow: auto">one two three four five six seven eight nine</div>', []],
  ['a text beyond a window that does not scroll', '<style>body { overflow: hidden }</style>' + box('left: 100vw; margin-left: -20px; white-space: nowrap', 'beyond the edge'), ['clipped']],
  ['a page that scrolls sideways', '<div style="width: 150vw">wide</div>', ['sideways']],
  ['a faint text', '<p style="color: #999">faint</p>', ['contrast']],
  ['a text made faint by opacity', '<p style="opacity: 0.4">faint</p>', ['contrast']],
  ['a faint text on what lies behind', '<div style="background: #222"><p style="color: #666">faint</p></div>', ['contrast']],
  ['a light text on dark', '<div style="background: #222"><p style="color: #eee">clear</p></div>', []],
  ['a faint svg text on a shape', '<svg width="200" height="60"><rect width="200" height="60" fill="#225"/><text x="10" y="30" fill="#446">faint</text></svg>', ['contrast']],
  ['a light svg text on a dark shape', '<svg width="200" height="60"><rect width="200" height="60" fill="#225" pointer-events="none"/><text x="10" y="30" fill="#fff" pointer-events="none">clear</text></svg>', []],
  ['a message that the catalogue lacks', '<p>[story.dns.first]</p>', ['untold']],
  ['brackets in a text', '<p>[see RFC 1034] and [1]</p>', []],
  ['a covered text', box('left: 10px; top: 10px', 'below') + box('left: 0; top: 0; width: 100px; height: 60px; background: #fff', ''), ['covered']],
  ['a text below a dialog', box('left: 10px; top: 10px', 'below') + '<div role="dialog" style="position: absolute; left: 0; top: 0; width: 100px; height: 60px; background: #fff">above</div>', []],
];

for (const name of browserNames) {
  describe(`the look's checks in ${name}`, () => {
    let browser, tab;
    before(async () => {
      browser = await launch(name);
      tab = await newPage(browser);
    });
    after(() => browser?.close());
    for (const [what, body, expected] of cases) {
      it(what, async () => {
        await tab.setContent(page(body));
        const found = await faults(tab.mainFrame());
        assert.deepEqual(found.map((fault) => fault.split(':')[0]).filter((kind, i, all) => all.indexOf(kind) === i), expected, found.join('\n'));
      });
    }
  });
}
