// Labs of one's own: how they come into the page, and that a broken one is told from a right
// one, with member, line and reason, while the lab that runs goes on unharmed.
import { after, before, beforeEach, describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { isUtf8 } from 'node:buffer';
import path from 'node:path';
import { browserNames, launch, openFile, openHosted, strayRequests, waitForPlaynet } from './lib/browsers.mjs';
import { call, calls, goldenHashes, labText, standing } from './lib/calls.mjs';
import { root, startServer } from './lib/server.mjs';

const catalogue = JSON.parse(readFileSync(path.join(root, 'public/messages/en.json'), 'utf8'));
const five = labText('no-five-levels');
const printer = '129.241.110.77'; // what the five levels end in

// titled gives a lab another title, so that it is seen which one has come.
const titled = (title) => five.replace('Five levels below the root', title);

describe('labs of one’s own', () => {
  let folder, broken;
  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'playnet-labs-'));
    execFileSync('go', ['test', './tests/brokenlabs', '-count=1', '-run', 'TestWrite', '-write', folder], { cwd: root });
    broken = JSON.parse(readFileSync(path.join(folder, 'index.json'), 'utf8'));
    for (const one of broken) one.bytes = readFileSync(path.join(folder, one.file));
  });
  after(() => folder && rmSync(folder, { recursive: true }));

  for (const name of browserNames) {
    describe(`in ${name}`, () => {
      let browser, server, page, frame;
      before(async () => {
        [browser, server] = await Promise.all([launch(name), startServer()]);
        ({ page, frame } = await openHosted(browser, server));
        await waitForPlaynet(frame);
      });
      after(() => Promise.all([browser?.close(), server?.close()]));
      beforeEach(() => calls(frame, ['open', 'dns-iterated', { seed: 6 }], ['run', { steps: 20 }]));

      // drop lets files fall on the page, as the browser does it: they come over an element,
      // then they are let go there.
      const drop = (name, bytes) => page.evaluate((name, base64) => {
        const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
        const dataTransfer = new DataTransfer();
        dataTransfer.items.add(new File([bytes], name));
        const target = document.querySelector('.center');
        const fire = (type) => target.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
        const taken = ['dragenter', 'dragover'].map((type) => !fire(type));
        const announced = document.body.hasAttribute('data-dropping');
        return { taken: [...taken, !fire('drop')], announced, left: document.body.hasAttribute('data-dropping') };
      }, name, Buffer.from(bytes).toString('base64'));

      // paste copies a text from a field of the test's own, and pastes it where selector says.
      async function paste(text, selector) {
        await page.evaluate((text) => {
          const field = document.createElement('textarea');
          document.body.append(field);
          field.value = text;
          field.select();
          document.execCommand('copy');
          field.remove();
        }, text);
        await (selector ? page.focus(selector) : page.evaluate(() => document.activeElement.blur()));
        await page.keyboard.down('Control');
        await page.keyboard.press('v', { commands: ['Paste'] });
        await page.keyboard.up('Control');
      }

      // assertOpened waits for the lab's title and holds the page to what it says of it.
      async function assertOpened(title) {
        await page.waitForFunction((title) => document.querySelector('.crumb-lab').textContent === title, {}, title);
        const { lab, seed } = await standing(frame);
        assert.deepEqual({ lab, seed }, { lab: 'no-five-levels', seed: 7 });
        assert.equal(await page.$eval('#dialog-open', (e) => e.hidden), true);
        const current = await page.$$eval('.rail-lab', (all) => all.filter((e) => e.ariaCurrent === 'page' && e.checkVisibility()).map((e) => e.innerText.trim()));
        assert.deepEqual(current, [title], 'the rail shows it as the one that is open');
      }

      it('by drag and drop', async () => {
        assert.deepEqual(await drop('five.lab', titled('A dropped lab')), { taken: [true, true, true], announced: true, left: false });
        await assertOpened('A dropped lab');
      });

      it('by the file chooser', async () => {
        const file = path.join(folder, 'chosen.lab');
        writeFileSync(file, titled('A chosen lab'));
        await page.click(`button[title="${catalogue['open.button']}"]`);
        await page.waitForSelector('#dialog-open:not([hidden])');
        await (await page.$('#open-file')).uploadFile(file);
        await assertOpened('A chosen lab');
      });

      it('by pasting it', async () => {
        await paste(titled('A pasted lab'));
        await assertOpened('A pasted lab');
      });

      it('by pasting it into the dialog', async () => {
        await page.click(`button[title="${catalogue['open.button']}"]`);
        await page.waitForSelector('#dialog-open:not([hidden])');
        await paste(titled('A typed lab'), '#open-text');
        await page.waitForSelector('#dialog-open .dialog-foot button:not(:disabled)');
        await page.click('#dialog-open .dialog-foot button');
        await assertOpened('A typed lab');
      });

      it('five levels below the root, on lossy links, half of the servers dead: the name is found', async () => {
        await drop('five.lab', five);
        await assertOpened('Five levels below the root');
        const [end, trace, hash] = await calls(frame, ['run', { idle: true }], ['trace', { limit: 100_000 }], ['hash']);
        assert.equal(end.idle, true);
        assert.equal(hash, goldenHashes['no-five-levels'][6], 'seed 7');
        const answer = trace.filter(({ kind, host }) => kind === 'dns.answer' && host === 'student');
        assert.deepEqual(answer.map(({ rcode, answers }) => ({ rcode, answers })), [{ rcode: 'NOERROR', answers: [`printer.lab.idi.ntnu.no. A ${printer}`] }]);
        const asked = (server) => trace.some(({ kind, host, to }) => kind === 'frame.sent' && host === 'dns.uit.no' && to === server);
        const replied = (server) => trace.some(({ kind, host, to }) => kind === 'frame.sent' && host === server && to === 'dns.uit.no');
        const pairs = [['a.root', 'b.root'], ['x.nic.no', 'y.nic.no'], ['ns1.ntnu.no', 'ns2.ntnu.no'],
          ['ns1.idi.ntnu.no', 'ns2.idi.ntnu.no'], ['ns1.lab.idi.ntnu.no', 'ns2.lab.idi.ntnu.no']];
        for (const [dead, living] of pairs) {
          assert.ok(asked(living) && replied(living), `${living} is asked, and replies`);
          assert.ok(!replied(dead), `${dead} is dead`);
        }
        assert.ok(pairs.some(([dead]) => asked(dead)), 'some dead server was tried in vain');
        await page.waitForFunction((address) => document.querySelector('.story').innerText.includes(address), {}, printer);
      });

      it('every broken lab is refused, with member and line, and harms nothing', async () => {
        const as = await standing(frame);
        const wrong = [];
        // A call's text is always proper Unicode; files need not be: see below.
        const texts = broken.filter(({ bytes }) => isUtf8(bytes));
        for (let i = 0; i < texts.length; i += 50) {
          const some = texts.slice(i, i + 50);
          const answers = await page.evaluate(async (texts) => {
            const list = [];
            for (const text of texts) {
              const error = await window.playnet.open({ text }).then((result) => ({ code: 'opened', faults: [result] }), ({ code, faults }) => ({ code, faults: faults ?? [] }));
              const { now, position } = await window.playnet.run({ steps: 0 });
              list.push({ error, now, position, hash: await window.playnet.hash() });
            }
            return list;
          }, some.map(({ bytes }) => bytes.toString()));
          for (const [j, { error: { code, faults }, now, position, hash }] of answers.entries()) {
            const { name, member, line, path, bytes } = some[j];
            // No text at all is no lab, and no proper call.
            const told = bytes.length === 0 ? code === 'bad-params'
              : code === 'bad-lab' && faults.every(({ reason }) => reason) &&
                faults.some((fault) => (fault.member ?? '') === member && fault.line === line && (fault.path ?? '') === path);
            if (!told) wrong.push(`${name}: not told: member ${member}, line ${line}, path ${path}, but ${code}: ${JSON.stringify(faults)}`);
            if (now !== as.now || position !== as.position || hash !== as.hash) wrong.push(`${name}: the lab that runs has changed`);
          }
        }
        assert.deepEqual(wrong, []);
        assert.ok(texts.length >= 60, `${texts.length} broken labs`);
        assert.deepEqual(await standing(frame), as);
        assert.equal((await calls(frame, ['run', { idle: true }], ['hash']))[1], goldenHashes['dns-iterated'][5]);
      });

      // One of each kind of trouble: no lab at all, a field, a zone, base64, a member, no text.
      for (const id of ['no-members', 'unknown-field-near', 'zone-syntax', 'bad-base64', 'duplicate-member', 'not-text']) {
        it(`a broken lab that is dropped: ${id}`, async () => {
          const { file, member, line, bytes } = broken.find((one) => one.id === id);
          const as = await standing(frame);
          await drop(file, bytes);
          await page.waitForSelector('#dialog-open:not([hidden]) .faults:not([hidden])');
          const dialog = await page.$eval('#dialog-open', (e) => ({
            title: e.querySelector('.faults-title').innerText,
            places: [...e.querySelectorAll('.fault-place')].map((place) => place.innerText),
            reasons: [...e.querySelectorAll('.faults li')].map((item) => item.lastElementChild.innerText),
            unharmed: [...e.querySelectorAll('.faults p')].pop().innerText,
          }));
          assert.equal(dialog.title, catalogue['open.failed'].replace('{source}', file));
          const place = member ? catalogue['open.place'].replace('{member}', member) : catalogue['open.line'];
          assert.ok(dialog.places.includes(place.replace('{line}', line)), `${place}: ${line}, but ${dialog.places}`);
          assert.ok(dialog.reasons.every((reason) => reason.length > 5 && !reason.startsWith('[')), dialog.reasons.join('; '));
          assert.equal(dialog.unharmed, catalogue['open.unharmed']);
          assert.deepEqual(await standing(frame), as);
          await page.keyboard.press('Escape');
          await page.waitForSelector('#dialog-open[hidden]');
          assert.equal((await calls(frame, ['run', { idle: true }], ['hash']))[1], goldenHashes['dns-iterated'][5]);
        });
      }

      it('a lab that plays plays on while a broken one is refused', async () => {
        await page.$eval('#speed', (e) => { e.value = 0; e.dispatchEvent(new Event('input', { bubbles: true })); });
        await page.click('.key.play');
        await page.waitForSelector('.shell[data-playing=true]');
        await drop('broken.lab', '-- lab.json --\n{}\n');
        await page.waitForSelector('#dialog-open:not([hidden]) .faults:not([hidden])');
        const { now } = await call(frame, 'snapshot');
        assert.equal(await page.$eval('.shell', (e) => e.dataset.playing), 'true');
        await page.waitForFunction((then) => window.playnet.snapshot().then(({ now }) => now > then), {}, now);
        await page.keyboard.press('Escape');
        assert.equal((await calls(frame, ['run', { idle: true }], ['hash']))[1], goldenHashes['dns-iterated'][5]);
      });

      it('a right lab comes after a broken one', async () => {
        await drop('broken.lab', '-- lab.json --\n{}\n');
        await page.waitForSelector('#dialog-open:not([hidden]) .faults:not([hidden])');
        await drop('right.lab', titled('Right after all'));
        await assertOpened('Right after all');
      });

      it('by double-click and drop: the single file needs no server', async () => {
        const { page: tab, frame } = await openFile(browser);
        await waitForPlaynet(frame);
        const hosted = page;
        page = tab; // for drop and assertOpened
        try {
          await drop('five.lab', titled('From a stick'));
          await page.waitForFunction(() => document.querySelector('.crumb-lab').textContent === 'From a stick');
          assert.equal((await calls(frame, ['open', five, { seed: 1 }], ['run', { idle: true }], ['hash']))[2], goldenHashes['no-five-levels'][0]);
          assert.deepEqual([tab.errors, strayRequests(tab, 'file:')], [[], []]);
        } finally {
          page = hosted;
          await tab.close();
        }
      });

      it('nothing went wrong meanwhile, and no request has left', () => {
        assert.deepEqual(page.errors, []);
        assert.deepEqual(strayRequests(page, server.base), []);
      });
    });
  }
});
