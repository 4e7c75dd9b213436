// What a reader sees is sound: nothing overlaps, is cut off or faint, with every lab, at every
// size, light and dark; nor does axe-core find anything serious. Nothing moves for a visitor
// who wants no motion, and the page asks nobody for anything.
import { after, before, describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { browserNames, launch, openHosted, strayRequests, waitForPlaynet } from './lib/browsers.mjs';
import { call, calls, drawn, labText, shipped, unseen } from './lib/calls.mjs';
import { axeViolations, faults, resize, schemes, screenshot, sizes } from './lib/look.mjs';
import { startServer } from './lib/server.mjs';

const [wide, projector, medium, phone] = sizes;
const usual = 'dns-cache'; // a lab as most are
const ends = new Map(); // lab → where its run ends: the same in each browser and scheme
const named = (size) => `${size.width}×${size.height}`;

for (const name of browserNames) {
  for (const scheme of schemes) {
    describe(`the look in ${name}, ${scheme}`, () => {
      let browser, server, page, frame;
      before(async () => {
        [browser, server] = await Promise.all([launch(name, { scheme }), startServer()]);
        ({ page, frame } = await openHosted(browser, server));
        await waitForPlaynet(frame);
      });
      after(() => Promise.all([browser?.close(), server?.close()]));

      // look returns the faults of what the screen shows now, at each of the sizes. Of a faulty
      // screen it keeps a picture.
      async function look(what, at = sizes) {
        const found = [];
        for (const size of at) {
          await resize(page, size);
          const wrong = await faults(frame);
          found.push(...wrong.map((fault) => `${what}, ${named(size)}: ${fault}`));
          if (wrong.length > 0) await screenshot(page, 'look-' + what.replace(/\W+/g, '-'));
        }
        return found;
      }

      // midway opens a lab and goes to an instant when a message is in flight: after two thirds of
      // its time, or of what happens in it, where hardly anything happens then.
      async function midway(lab) {
        const flying = async (steps) => {
          for (; (await call(frame, 'snapshot')).frames.length === 0; steps--) {
            if (steps === 0) return false;
            await call(frame, 'run', { steps: 1 });
          }
          return true;
        };
        await unseen(page, async () => {
          if (!ends.has(lab)) ends.set(lab, (await calls(frame, ['open', lab], ['run', { idle: true }]))[1]);
          const { now, position } = ends.get(lab);
          await calls(frame, ['open', lab], ['run', { until: now * 0.7e-9 }]);
          if (await flying(20)) return;
          await calls(frame, ['open', lab], ['run', { steps: Math.floor(position * 0.7) }]);
          assert.ok(await flying(1000), `${lab}: nothing is in flight`);
        });
        await drawn(frame);
      }

      it('nothing moves for a visitor who wants no motion', async () => {
        const { now } = await call(frame, 'snapshot');
        assert.equal(now, 0);
        assert.equal(await page.$eval('.shell', (e) => e.dataset.playing), 'false');
        assert.equal(await page.evaluate(() => document.getAnimations().filter(({ playState }) => playState === 'running').length), 0);
      });

      it('is of that scheme', async () => {
        const [r, g, b] = await page.evaluate(() => getComputedStyle(document.body).backgroundColor.match(/\d+/g).map(Number));
        assert.equal((r + g + b) / 3 < 128, scheme === 'dark');
      });

      // Where everything stands does not depend on the colours, and what colours there are not on
      // the browser: each lab is looked at wholly when light; when dark midway, in one browser.
      for (const lab of scheme === 'dark' && name !== browserNames[0] ? [] : shipped) {
        it(`${lab} ${scheme === 'dark' ? 'on its way' : 'at its start, on its way and at its end'}`, async () => {
          const found = [];
          if (scheme !== 'dark') {
            await call(frame, 'open', lab);
            found.push(...await look(`${lab} at its start`));
          }
          await midway(lab);
          found.push(...await look(`${lab} on its way`));
          if (scheme !== 'dark') {
            await unseen(page, () => call(frame, 'run', { idle: true }));
            found.push(...await look(`${lab} at its end`));
          }
          if (name === browserNames[0]) { // both browsers have the same document to look through
            await resize(page, wide);
            found.push(...await axeViolations(frame));
          }
          assert.deepEqual(found, []);
        });
      }

      it('a lab that nobody drew for, with twice the hosts', async () => {
        await midway(labText('no-five-levels'));
        assert.deepEqual(await look('five levels'), []);
      });

      it('a host, a message, each panel', async () => {
        await resize(page, wide);
        await midway('dns-iterated');
        const found = [];
        const select = async (key) => {
          await resize(page, wide);
          await page.$eval(`#stage [data-key^="${key}"]`, (e) => e.dispatchEvent(new MouseEvent('click', { bubbles: true })));
          await drawn(frame);
        };
        const lookAt = async (size, panes) => {
          await resize(page, size);
          for (const pane of panes) {
            await page.waitForSelector(`#tab-${pane}`, { visible: true });
            // A tab that is pressed while it is turned to folds the dock.
            await page.$eval(`#tab-${pane}`, (e) => { if (e.ariaSelected !== 'true' || e.closest('.shell').dataset.dock !== 'true') e.click(); });
            await page.waitForSelector(`#tab-${pane}[aria-selected=true]`);
            found.push(...await look(`panel ${pane}`, [size]));
          }
        };
        await select('host:dns.nyu.edu');
        found.push(...await look('a host', [wide, projector]));
        await lookAt(medium, ['details']);
        await lookAt(phone, ['details']);
        await select('frame:');
        found.push(...await look('a message', [wide, projector]));
        await lookAt(wide, ['packets', 'ladder']);
        await lookAt(medium, ['packets', 'details', 'bytes', 'ladder']);
        await lookAt(phone, ['packets', 'details', 'bytes', 'ladder', 'stage']);
        assert.deepEqual(found, []);
      });

      // fromHeader presses a button of the header, or of its menu, which is drawn when it is open.
      async function fromHeader(icon) {
        const button = `.top button:has(${icon})`;
        if (!await page.$(button)) {
          await page.$eval('#more-button', (e) => e.click());
          await page.waitForSelector(button);
        }
        await page.$eval(button, (e) => e.click());
      }

      it('the dialogs', async () => {
        const found = [];
        for (const [button, dialog] of [['.icon-open', 'open'], ['.icon-export', 'export'], ['.icon-keys', 'keys']]) {
          await resize(page, wide);
          await fromHeader(button);
          await page.waitForSelector(`#dialog-${dialog}:not([hidden])`);
          found.push(...await look(`dialog ${dialog}`));
          await page.keyboard.press('Escape');
          await page.waitForSelector(`#dialog-${dialog}[hidden]`);
        }
        assert.deepEqual(found, []);
      });

      // Each instrument: how it is reached, and at which sizes it is looked at.
      const press = async (selector) => {
        await page.waitForSelector(selector);
        await page.$eval(selector, (e) => e.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true })));
        await drawn(frame);
      };
      const instruments = {
        'the branches': { async open() { await press('#whatif-button'); await page.waitForSelector('#dialog-whatif:not([hidden])'); } },
        'the choice of a comparison': { async open() { await press('#compare-button'); await page.waitForSelector('#dialog-compare:not([hidden])'); } },
        'a link': { async open() { await press('.link-button'); await page.waitForSelector('#dialog-link:not([hidden])'); } },
        'the menu of the header': { async open() { await press('#more-button'); await page.waitForSelector('#more-menu:not([hidden])'); } },
        'the menu of jumps': { async open() { await press('#jump-button'); await page.waitForSelector('#jump-menu:not([hidden])'); } },
        'the ladder\'s menu': { async open() { await press('#tab-ladder'); await press('#ladder-menu-button'); await page.waitForSelector('#ladder-menu:not([hidden])'); } },
        'the dialogue': { async open() { await press('#stage [data-key^="frame:"]'); await press('#tab-dialogue'); await page.waitForSelector('#dialogue .talk-line'); } },
        'the filter': { at: [wide, projector], async open() {
          await press('#tab-packets');
          await page.waitForSelector('#filter-input', { visible: true });
          await page.focus('#filter-input');
          await page.keyboard.type('dns.q');
          await page.waitForSelector('#packets [role=option]');
        }, async close() { await press('.filter-clear'); await page.evaluate(() => document.activeElement.blur()); } },
        'Why?': { at: [wide, projector], async open() {
          await press('#stage [data-key^="frame:"]');
          await press('#inspector [data-key="why"]');
          await page.waitForSelector('#inspector .why-step');
        } },
        'a link of the stage': { at: [wide, projector], async open() { await press('#stage [data-key^="link:"]'); await page.waitForFunction(() => document.activeElement.dataset.key?.includes('|link|')); } },
        'a terminal': { at: [wide, projector], async open() {
          await press('#stage [data-key="host:engineering"]');
          await press('#inspector [data-key="tab:terminal"]');
          await call(frame, 'do', { op: 'terminal.line', host: 'engineering', line: 'ping -c 2 dns.cs.umass.edu' });
          await call(frame, 'run', { idle: true });
          await page.waitForFunction(() => document.getElementById('terminal').innerText.includes('2 received'));
          // Columns wider than the terminal: they are scrolled to, not broken.
          await call(frame, 'do', { op: 'terminal.line', host: 'engineering', line: 'dig www.cs.umass.edu ns' });
          await call(frame, 'run', { idle: true });
          await page.waitForFunction(() => document.getElementById('terminal').innerText.includes('MSG SIZE'));
          assert.ok(await page.$eval('.term-log', (e) => e.scrollWidth > e.clientWidth));
        }, async close() { await press('#inspector [data-key="tab:lab"]'); } },
        'a comparison': { async open() {
          await press('#compare-button');
          await press('#compare-start');
          await page.waitForSelector('.diff-row');
        }, async close() { await press('#compare-close'); await page.waitForSelector('.shell[data-compare=false]'); } },
        'a question': { async open() {
          await call(frame, 'open', usual);
          await page.waitForSelector('#asking');
          if (!await page.$eval('#asking', (e) => e.checked)) await press('#asking');
          await page.$eval('#speed', (e) => { e.value = Number(e.max) - 1; e.dispatchEvent(new Event('input', { bubbles: true })); });
          await press('.key.play');
          await page.waitForSelector('.question[data-state=asked]:not([hidden])');
        } },
        'tables': { async open() { await press('.tables-button'); await page.waitForSelector('#stage .tables'); },
          async close() { await press('.tables-button'); await page.waitForSelector('#stage .stage'); } },
      };
      for (const [what, { at = sizes, open, close }] of Object.entries(instruments)) {
        it(`an instrument: ${what}`, async () => {
          await resize(page, wide);
          await midway('dns-iterated');
          await open();
          const found = await look(what, at);
          await resize(page, wide);
          found.push(...await axeViolations(frame));
          await page.keyboard.press('Escape');
          await close?.();
          assert.deepEqual(found, []);
        });
      }

      it('for a projector, and in the frame of a course page', async () => {
        await resize(page, wide);
        await midway(usual);
        for (const big of [true, false]) {
          await fromHeader('.icon-big');
          await page.waitForSelector(`.shell[data-big=${big}]`);
          if (big) assert.deepEqual(await look('for a projector', [projector, wide]), []);
        }
        for (const embed of [1, 0]) {
          await page.evaluate((hash) => { location.hash = hash; }, `#lab=${usual}&t=180ms&embed=${embed}`);
          await page.waitForSelector(`.shell[data-embed=${embed === 1}]`);
          if (embed) assert.deepEqual(await look('embedded'), []);
        }
      });

      it('axe-core finds nothing serious', async () => {
        const found = [];
        for (const size of [wide, phone]) {
          await resize(page, size);
          await midway(usual);
          found.push(...(await axeViolations(frame)).map((violation) => `${named(size)}: ${violation}`));
        }
        assert.deepEqual(found, []);
      });

      it('no error was reported, and no request has left', () => {
        assert.deepEqual(page.errors, []);
        assert.deepEqual(strayRequests(page, server.base), []);
      });
    });
  }
}
