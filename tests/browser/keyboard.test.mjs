// Everything that a mouse does a key does; and what the page's address says is what opens.
import { after, before, beforeEach, describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { browserNames, launch, newPage, openHosted, waitForPlaynet } from './lib/browsers.mjs';
import { call, calls, labJSON, labText } from './lib/calls.mjs';
import { resize, sizes } from './lib/look.mjs';
import { root, startServer } from './lib/server.mjs';

const messages = path.join(root, 'public/messages');
const catalogue = Object.assign({}, ...readdirSync(messages).map((file) => JSON.parse(readFileSync(path.join(messages, file), 'utf8'))));
const [wide, , medium, phone] = sizes;
const lab = 'dns-iterated';

for (const name of browserNames) {
  let browser, server;
  before(async () => { [browser, server] = await Promise.all([launch(name, { motion: true }), startServer()]); });
  after(() => Promise.all([browser?.close(), server?.close()]));

  describe(`the keyboard in ${name}`, () => {
    let page, frame;
    before(async () => {
      ({ page, frame } = await openHosted(browser, server));
      await waitForPlaynet(frame);
      await page.$eval('#asking', (e) => e.click()); // a question would stop what is played here
    });
    after(() => page?.close());

    // The calls are done after what the keys before them have begun.
    const snapshot = () => call(frame, 'snapshot');
    const playing = () => page.$eval('.shell', (e) => e.dataset.playing === 'true');
    const title = (id) => labJSON(labText(id)).title;

    // press presses keys one after the other: "Shift+ArrowRight" holds the first down.
    async function press(...keys) {
      for (const chord of keys) {
        const names = chord === '+' ? ['+'] : chord.split('+');
        for (const held of names.slice(0, -1)) await page.keyboard.down(held);
        await page.keyboard.press(names.at(-1));
        for (const held of names.slice(0, -1)) await page.keyboard.up(held);
      }
    }
    const focus = (selector) => page.waitForSelector(selector).then(() => page.$eval(selector, (e) => e.focus()));

    // again opens the lab at its beginning, with the focus nowhere.
    async function again(...more) {
      await calls(frame, ['open', lab], ...more);
      await page.click('.eyebrow');
      assert.equal(await page.evaluate(() => document.activeElement === document.body), true);
    }

    it('a visitor who has nothing against motion sees the first lab run', async () => {
      const { lab: first } = await snapshot();
      assert.equal(first, (await call(frame, 'labs'))[0].id);
      await page.waitForFunction(() => window.playnet.snapshot().then(({ now }) => now > 0));
    });

    it('space and K play and pause', async () => {
      await again();
      assert.equal(await playing(), false);
      for (const [key, expected] of [[' ', true], [' ', false], ['k', true], ['k', false]]) {
        await press(key);
        await page.waitForSelector(`.shell[data-playing=${expected}]`);
        assert.equal(await page.$eval('.key.play', (e) => e.ariaLabel), catalogue[expected ? 'time.pause' : 'time.play']);
      }
      const { now } = await snapshot();
      assert.ok(now > 0, 'time has passed');
      assert.equal((await snapshot()).now, now, 'and stands still');
    });

    it('→ and ← step messages, with shift events', async () => {
      await again();
      await press('ArrowRight');
      const first = await snapshot();
      assert.equal(first.now, 100e6, 'the look-up begins');
      assert.deepEqual(first.frames.map(({ from, to }) => ({ from, to })), [{ from: 'engineering', to: 'dns.nyu.edu' }]);
      await page.waitForFunction(() => document.getElementById('clock').textContent.replace(/\s+/g, '') === '0.100000s');
      await press('Shift+ArrowRight', 'Shift+ArrowRight');
      assert.equal((await snapshot()).position, first.position + 2);
      await press('Shift+ArrowLeft');
      assert.equal((await snapshot()).position, first.position + 1);
      await press('Home', 'ArrowRight', 'l');
      const second = await snapshot();
      assert.ok(second.now > 100e6 && second.position > first.position, 'the message has arrived');
      // Back by the same places, message by message: a step back undoes a step ahead.
      const stops = [];
      for (let i = 0; i < 4; i++) {
        await press('ArrowRight');
        stops.push((await snapshot()).position);
      }
      assert.deepEqual(stops, [...new Set(stops)].sort((a, b) => a - b));
      for (const key of ['ArrowLeft', 'j', 'ArrowLeft']) {
        stops.pop();
        await press(key);
        assert.equal((await snapshot()).position, stops.at(-1));
      }
      assert.equal(await playing(), false);
    });

    it('Home and End', async () => {
      await again(['run', { steps: 12 }]);
      await press('Home');
      assert.deepEqual(await snapshot().then(({ now, position }) => ({ now, position })), { now: 0, position: 0 });
      await press('End');
      assert.equal((await snapshot()).idle, true);
    });

    it('+, − and S', async () => {
      await again();
      const speed = () => page.$eval('#speed', (e) => Number(e.value));
      const before = await speed();
      await press('+');
      await page.waitForFunction((n) => Number(document.getElementById('speed').value) === n, {}, before + 1);
      await press('-', '-');
      await page.waitForFunction((n) => Number(document.getElementById('speed').value) === n, {}, before - 1);
      await press('+');
      const skips = await page.$eval('.skip', (e) => e.ariaPressed);
      await press('s');
      await page.waitForFunction((was) => document.querySelector('.skip').ariaPressed !== was, {}, skips);
      await press('s');
    });

    it('? shows the shortcuts; behind a dialog no key means anything; Escape closes', async () => {
      await again(['run', { steps: 5 }]);
      await focus('.keys-button');
      await press('?');
      await page.waitForSelector('#dialog-keys:not([hidden])');
      const rows = await page.$$eval('#dialog-keys .keys > div', (all) => all.map((e) => [...e.querySelectorAll('kbd')].map((k) => k.textContent).concat(e.querySelector('dd').textContent)));
      assert.ok(rows.some((row) => row.join() === ['Space', 'K', catalogue['keys.play']].join()), JSON.stringify(rows));
      assert.equal(rows.length, Object.keys(catalogue).filter((id) => id.startsWith('keys.') && rows.some((row) => row.at(-1) === catalogue[id])).length);
      assert.ok(rows.length >= 11, JSON.stringify(rows));
      const { position } = await snapshot();
      await press('k', 'ArrowRight', 'Home');
      assert.equal((await snapshot()).position, position);
      assert.equal(await playing(), false);
      // The Tab key's round stays inside.
      for (let i = 0; i < 3; i++) {
        await press('Tab');
        assert.equal(await page.evaluate(() => document.getElementById('dialog-keys').contains(document.activeElement)), true);
      }
      await press('Escape');
      await page.waitForSelector('#dialog-keys[hidden]');
      await page.waitForFunction(() => document.activeElement.matches('.keys-button')); // whence it came
    });

    it('who types in a field types', async () => {
      await again(['run', { steps: 5 }]);
      const { position } = await snapshot();
      for (const field of ['#look-up-name', '#seed']) {
        await focus(field);
        await page.$eval(field, (e) => e.select());
        await press('k', 'l', 'j', 's', ' ', '?', '+', '-', 'ArrowLeft', 'ArrowRight', 'Shift+ArrowLeft', 'Home', 'End');
        assert.equal(await page.$eval(field, (e) => e.value), 'kljs ?+-');
        assert.equal((await snapshot()).position, position);
        assert.equal(await playing(), false);
        assert.equal(await page.$eval('#dialog-keys', (e) => e.hidden), true);
      }
      await press('Enter'); // this is no seed, which is said, and no harm done
      await page.waitForSelector('.toast:not([hidden])');
      assert.equal(await page.$eval('.toast', (e) => e.innerText.trim()), catalogue['seed.bad']);
      assert.equal((await snapshot()).position, position);
      await page.evaluate(() => document.activeElement.blur());
      await press('Escape');
      await page.waitForSelector('.toast[hidden]');
    });

    it('what is typed right after the key that leads to a field lands there, however fast', async () => {
      // The last terminal is another host's: what was drawn before must not catch the focus.
      for (const [id, key, field] of [[lab, '/', '#filter-input'], [lab, 't', '#terminal-input'], [lab, '/', '#filter-input'], ['tit-for-tat', 't', '#terminal-input']]) {
        await again(['open', id]);
        await page.keyboard.type(`k${key}tag a`); // k: time runs, and the page is drawn all the while
        assert.equal(await page.$eval(field, (e) => e === document.activeElement && e.value), 'tag a');
        assert.equal(await page.$eval('.tables-button', (e) => e.ariaPressed), 'false', 'and means nothing else');
        await page.$eval(field, (e) => { e.value = ''; e.dispatchEvent(new Event('input', { bubbles: true })); });
      }
    });

    it('with Ctrl and Alt the keys are the browser’s', async () => {
      await again(['run', { steps: 5 }]);
      await press('Control+ArrowRight', 'Control+Home', 'Control+ArrowLeft');
      assert.equal((await snapshot()).position, 5);
    });

    it('a seed is typed, and the same lab runs with it', async () => {
      await again();
      await focus('#seed');
      await page.$eval('#seed', (e) => e.select());
      await press('4', '2', 'Enter');
      await page.waitForFunction(() => window.playnet.snapshot().then(({ seed }) => seed === 42));
      assert.equal((await snapshot()).lab, lab);
      await page.waitForFunction(() => location.hash.includes('seed=42'));
    });

    it('the rail opens a lab', async () => {
      await again();
      await page.$$eval('.rail-lab', (all, title) => all.find((e) => e.querySelector('.rail-title').innerText === title).focus(), title('dns-recursive'));
      await press('Enter');
      await page.waitForFunction((title) => document.querySelector('.crumb-lab').textContent === title, {}, title('dns-recursive'));
      assert.equal((await snapshot()).lab, 'dns-recursive');
      await page.waitForFunction(() => location.hash.includes('lab=dns-recursive'));
    });

    it('the rail shows the lab that is open, however long the list', async () => {
      await calls(frame, ['open', 'dns-iterated'], ['open', 'dns-sec']);
      await page.waitForFunction(() => {
        const [lab, rail] = ['.rail-lab[aria-current=page]', '.rail'].map((s) => document.querySelector(s).getBoundingClientRect());
        return document.querySelector('.rail').scrollTop > 0 && lab.top >= rail.top && lab.bottom <= rail.bottom;
      });
      await again();
    });

    it('a host and a message are selected, and the inspector tells of them', async () => {
      await again(['run', { until: '180ms' }]);
      await focus('#stage [data-key="host:dns.nyu.edu"]');
      await press('Enter');
      await page.waitForFunction(() => document.getElementById('inspector').innerText.includes('128.122.0.53'));
      assert.equal(await page.$eval('#inspector [data-key="tab:host"]', (e) => e.ariaSelected), 'true');
      assert.equal(await page.evaluate(() => document.activeElement.dataset.key), 'host:dns.nyu.edu', 'the focus stays');
      await focus('#inspector [data-key="tab:host"]');
      await press('ArrowRight');
      await page.waitForSelector('#inspector [data-key="tab:frame"][aria-selected=true]');
      await press('ArrowLeft', 'ArrowLeft');
      await page.waitForSelector('#inspector [data-key="tab:lab"][aria-selected=true]');
      assert.equal((await snapshot()).now, 180e6, 'the arrows were the tabs’ own');
    });

    it('the dock’s tabs turn with the arrows', async () => {
      await again(['run', { until: '180ms' }]);
      await focus('#tab-ladder');
      await press('ArrowRight');
      await page.waitForSelector('#tab-packets[aria-selected=true]');
      assert.equal(await page.evaluate(() => document.activeElement.id), 'tab-packets');
      assert.deepEqual(await page.evaluate(() => ['pane-packets', 'pane-ladder'].map((id) => document.getElementById(id).checkVisibility())), [true, false]);
      await press('ArrowLeft');
      await page.waitForSelector('#tab-ladder[aria-selected=true]');
    });

    it('the time bar’s strip moves time', async () => {
      await again(['run', { until: '180ms' }]);
      await focus('#strip [data-key=strip]');
      await press('ArrowLeft');
      const back = await snapshot();
      assert.ok(back.now < 180e6, 'back');
      await press('ArrowRight', 'ArrowRight');
      assert.ok((await snapshot()).now > back.now, 'and ahead');
      await press('Home');
      assert.equal((await snapshot()).now, 0);
    });

    it('a switch, and a look-up of one’s own', async () => {
      await again(['run', { idle: true }]);
      const { switches: [{ id, on }] } = await snapshot();
      await focus('.switch input');
      await press(' ');
      await page.waitForFunction((id, on) => window.playnet.snapshot().then(({ switches }) => switches.find((s) => s.id === id).on !== on), {}, id, on);
      const { events } = await snapshot();
      await focus('#look-up-name');
      await page.$eval('#look-up-name', (e) => e.select());
      await page.keyboard.type('nowhere.umass.edu');
      await press('Enter');
      await calls(frame, ['run', { idle: true }]);
      const trace = await call(frame, 'trace', { from: events + 1 });
      assert.deepEqual([trace[0].kind, trace[0].action.name], ['lab.action', 'nowhere.umass.edu']);
      assert.equal(trace.findLast(({ kind }) => kind === 'dns.answer').rcode, 'NXDOMAIN');
    });

    it('on a telephone the labs are behind a button', async () => {
      await resize(page, phone);
      await again();
      await page.waitForSelector('.shell[data-layout=phone]');
      await page.waitForSelector('.rail', { hidden: true });
      await focus('.menu');
      await press('Enter');
      await page.waitForSelector('.shell[data-rail=true] .rail', { visible: true });
      await press('Escape');
      await page.waitForSelector('.shell[data-rail=false]');
      await focus('.menu');
      await press('Enter');
      await page.waitForSelector('.shell[data-rail=true] .rail', { visible: true });
      await page.$$eval('.rail-lab', (all, title) => all.find((e) => e.querySelector('.rail-title').innerText === title).focus(), title('dns-recursive'));
      await press('Enter');
      await page.waitForSelector('.shell[data-rail=false]');
      assert.equal((await snapshot()).lab, 'dns-recursive');
      await resize(page, wide);
    });

    // The last with this page: behind its end the Tab key goes on to the browser's own buttons,
    // and not all browsers bring the keyboard back from there.
    it('Tab reaches everything, in order, and one sees where', async () => {
      await again(['run', { until: '180ms' }]);
      await page.evaluate(() => {
        // A focus can be shown by the element, by what it holds, or by what stands next to it.
        window.looks = (element) => {
          const near = [element, element.parentElement, element.nextElementSibling, ...element.querySelectorAll('*')].filter(Boolean).slice(0, 30);
          return near.map((e) => {
            const { outlineStyle, outlineWidth, outlineColor, boxShadow, borderTopColor, backgroundImage, backgroundColor, stroke, strokeWidth, strokeDasharray } = getComputedStyle(e);
            return [outlineStyle === 'none' ? '' : outlineWidth + outlineColor, boxShadow, borderTopColor, backgroundImage, backgroundColor, stroke, strokeWidth, strokeDasharray].join(' ');
          }).join('|');
        };
        window.stops = [];
        // Tab begins at the top, as in a page that was just opened.
        document.body.tabIndex = -1;
        document.body.focus();
        document.body.removeAttribute('tabindex');
      });
      for (let i = 0; i < 150; i++) {
        await press('Tab');
        const over = await page.evaluate(() => {
          const e = document.activeElement;
          if (e === document.body || window.stops.some(({ element }) => element === e)) return true;
          const box = e.getBoundingClientRect();
          window.stops.push({ element: e, focused: window.looks(e), inside: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth });
          return false;
        });
        if (over) break;
      }
      const stops = await page.evaluate(() => {
        document.activeElement.blur();
        return window.stops.map(({ element, focused, inside }) => ({
          name: `${element.localName}#${element.id}.${element.getAttribute('class')} ${element.dataset.key ?? ''}`,
          seen: focused !== window.looks(element), inside,
        }));
      });
      assert.deepEqual(stops.filter(({ seen }) => !seen).map(({ name }) => name), [], 'the focus is not seen on these');
      assert.deepEqual(stops.filter(({ inside }) => !inside).map(({ name }) => name), [], 'these are focused outside of the window');
      // One of each kind, in the order of reading.
      const wanted = [/#seed/, /\.keys-button|keys-button/, /\.rail-lab/, /#look-up-name/, /host:engineering/, /frame:\d+/, /tab:lab/, /#inspect-panel/,
        /\.key play/, /strip/, /#speed/, /#dock-handle/, /#tab-ladder/, /\.rung/, /bytes/];
      let at = -1;
      for (const pattern of wanted) {
        const next = stops.findIndex(({ name }, i) => i > at && pattern.test(name));
        assert.ok(next > at, `${pattern} comes after ${stops[at]?.name}, in ${stops.map(({ name }) => name).join(', ')}`);
        at = next;
      }
    });

    it('nothing went wrong meanwhile', () => assert.deepEqual(page.errors, []));
  });

  describe(`the address in ${name}`, () => {
    let page;
    before(async () => { page = await newPage(browser); });
    after(() => page?.close());
    beforeEach(() => page.goto('about:blank'));

    async function open(address) {
      await page.goto(server.base + address, { waitUntil: 'domcontentloaded' });
      await waitForPlaynet(page.mainFrame());
    }
    const state = async () => {
      const { lab, seed, now } = await call(page.mainFrame(), 'snapshot');
      return { lab, seed, now, playing: await page.$eval('.shell', (e) => e.dataset.playing) };
    };
    const visible = () => page.evaluate(() => Object.fromEntries(['.top', '.rail', '.story', '.stage-place', '.side', '.timebar', '#pane-ladder']
      .map((selector) => [selector, document.querySelector(selector).checkVisibility({ visibilityProperty: true }) && document.querySelector(selector).getBoundingClientRect().height > 1])));

    it('#lab=…&seed=…&t=… opens that state, and a changed address the next', async () => {
      await open('#lab=dns-recursive&seed=9&t=142ms');
      assert.deepEqual(await state(), { lab: 'dns-recursive', seed: 9, now: 142e6, playing: 'false' });
      const [, hash] = await calls(page.mainFrame(), ['snapshot'], ['hash']);
      const fresh = await calls(page.mainFrame(), ['open', 'dns-recursive', { seed: 9 }], ['run', { until: '142ms' }], ['hash']);
      assert.equal(hash, fresh[2]);
      await page.evaluate(() => { location.hash = '#lab=dns-iterated&seed=3&t=0.18'; });
      await page.waitForFunction(() => window.playnet.snapshot().then(({ lab }) => lab === 'dns-iterated'));
      assert.deepEqual(await state(), { lab: 'dns-iterated', seed: 3, now: 180e6, playing: 'false' });
      assert.deepEqual(page.errors, []);
    });

    it('a lab that nobody knows: it is said, and the first one opens', async () => {
      await open('#lab=no-such-lab&t=0');
      assert.equal((await state()).lab, (await call(page.mainFrame(), 'labs'))[0].id);
      await page.waitForSelector('.toast:not([hidden])');
      assert.match(await page.$eval('.toast', (e) => e.innerText), /no-such-lab/);
    });

    it('embed=1 shows story, stage and time bar alone', async () => {
      await open('?embed=1#lab=dns-iterated&t=180ms');
      for (const size of [wide, medium, phone]) {
        await resize(page, size);
        assert.deepEqual(await visible(), { '.top': false, '.rail': false, '.story': true, '.stage-place': true, '.side': false, '.timebar': true, '#pane-ladder': false },
          `${size.width}×${size.height}`);
      }
      assert.deepEqual(page.errors, []);
      await resize(page, wide);
      await open('#lab=dns-iterated&t=180ms&x'); // and not embedded all is there
      assert.equal(Object.values(await visible()).every(Boolean), true, JSON.stringify(await visible()));
    });
  });
}
