// What a reader sees is sound: nothing overlaps, is cut off or faint, with every lab, at every
// size, light and dark; nor does axe-core find anything serious. Nothing moves for a visitor
// who wants no motion, and the page asks nobody for anything.
import { after, before, describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { browserNames, launch, openHosted, strayRequests, waitForPlaynet } from './lib/browsers.mjs';
import { call, calls, labText, shipped } from './lib/calls.mjs';
import { axeViolations, faults, resize, schemes, screenshot, sizes } from './lib/look.mjs';
import { startServer } from './lib/server.mjs';

const [wide, projector, medium, phone] = sizes;
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

      // drawn waits until the page shows what the calls and presses before have brought about.
      const drawn = () => page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));

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

      // midway opens a lab and goes to an instant when a message is in flight.
      async function midway(lab) {
        const [, { now }] = await calls(frame, ['open', lab], ['run', { idle: true }]);
        await calls(frame, ['open', lab], ['run', { until: now * 0.7e-9 }]);
        while ((await call(frame, 'snapshot')).frames.length === 0) await call(frame, 'run', { steps: 1 });
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

      for (const lab of shipped) {
        it(`${lab} at its start, on its way and at its end`, async () => {
          await call(frame, 'open', lab);
          const found = await look(`${lab} at its start`);
          await midway(lab);
          found.push(...await look(`${lab} on its way`));
          await call(frame, 'run', { idle: true });
          found.push(...await look(`${lab} at its end`));
          assert.deepEqual(found, []);
        });
      }

      it('a lab that nobody drew for, with twice the hosts', async () => {
        await midway(labText('no-five-levels'));
        assert.deepEqual(await look('five levels'), []);
      });

      it('a host, a message, each panel', async () => {
        await resize(page, wide);
        await midway(shipped[0]);
        await drawn();
        const found = [];
        const select = async (key) => {
          await resize(page, wide);
          await page.$eval(`#stage [data-key^="${key}"]`, (e) => e.dispatchEvent(new MouseEvent('click', { bubbles: true })));
          await drawn();
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

      it('the dialogs', async () => {
        const found = [];
        for (const [button, dialog] of [['.icon-open', 'open'], ['.icon-export', 'export'], ['.icon-keys', 'keys']]) {
          await resize(page, wide);
          await page.$eval(`.top button:has(${button})`, (e) => e.click());
          await page.waitForSelector(`#dialog-${dialog}:not([hidden])`);
          found.push(...await look(`dialog ${dialog}`));
          await page.keyboard.press('Escape');
          await page.waitForSelector(`#dialog-${dialog}[hidden]`);
        }
        assert.deepEqual(found, []);
      });

      it('for a projector, and in the frame of a course page', async () => {
        await resize(page, wide);
        await midway(shipped[0]);
        for (const big of [true, false]) {
          await page.$eval('.top button:has(.icon-big)', (e) => e.click());
          await page.waitForSelector(`.shell[data-big=${big}]`);
          if (big) assert.deepEqual(await look('for a projector', [projector, wide]), []);
        }
        for (const embed of [1, 0]) {
          await page.evaluate((hash) => { location.hash = hash; }, `#lab=${shipped[0]}&t=180ms&embed=${embed}`);
          await page.waitForSelector(`.shell[data-embed=${embed === 1}]`);
          if (embed) assert.deepEqual(await look('embedded'), []);
        }
      });

      it('axe-core finds nothing serious', async () => {
        const found = [];
        for (const size of [wide, phone]) {
          await resize(page, size);
          await midway(shipped[0]);
          await drawn();
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
