// The mail reader: a letter with a picture goes from one user to another, and is read there;
// keys alone do, a form says what is wrong, source and rendering point at each other, and
// what was begun is not lost.
import { after, before, describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { deflateSync } from 'node:zlib';
import { browserNames, launch, openHosted, strayRequests, waitForPlaynet } from './lib/browsers.mjs';
import { call, drawn } from './lib/calls.mjs';
import { axeViolations, faults, resize, schemes, screenshot, sizes } from './lib/look.mjs';
import { ahead, fetchMail, keyed, openMail, press, quietLab, rows, write } from './lib/reader.mjs';
import { startServer } from './lib/server.mjs';

const lab = quietLab('mail-adventure');

const norwegian = 'Blåbærsyltetøy på vaflene, æ, ø og å.', hindi = 'नमस्ते दुनिया, क्या हाल है?', chinese = '你好，世界。今天吃可丽饼。';
const subject = 'Crêpes · क्रेप · 可丽饼', letter = `Dear Bob,\n${norwegian}\n${hindi}\n${chinese}\n.\n> a line that begins with a mark\nFrom Alice`;

// png makes a picture: so many pixels a side, of noise.
function png(side) {
  const crc = (bytes) => {
    let c = ~0;
    for (const b of bytes) { c ^= b; for (let k = 0; k < 8; k++) c = c & 1 ? (c >>> 1) ^ 0xedb88320 : c >>> 1; }
    return ~c >>> 0;
  };
  const chunk = (type, data) => {
    const body = Buffer.concat([Buffer.from(type), data]), out = Buffer.alloc(body.length + 8);
    out.writeUInt32BE(data.length, 0);
    body.copy(out, 4);
    out.writeUInt32BE(crc(body), body.length + 4);
    return out;
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(side, 0);
  head.writeUInt32BE(side, 4);
  head[8] = 8; // bits; grey
  let x = 7;
  const pixels = Buffer.alloc(side * (side + 1));
  for (let i = 0; i < pixels.length; i++) pixels[i] = i % (side + 1) === 0 ? 0 : (x = (Math.imul(x, 1103515245) + 12345) >>> 0) >>> 16 & 255;
  return Buffer.concat([Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]), chunk('IHDR', head), chunk('IDAT', deflateSync(pixels)), chunk('IEND', Buffer.alloc(0))]);
}

for (const name of browserNames) {
  describe(`mail in ${name}`, () => {
    let browser, server, page, frame, folder;
    const ask = (method, ...args) => call(frame, method, ...args);
    const text = (selector) => frame.$eval(selector, (e) => e.textContent);
    const says = (selector, words) => frame.waitForFunction(
      (selector, words) => document.querySelector(selector)?.textContent.includes(words), {}, selector, words);
    const focused = () => frame.evaluate(() => document.activeElement.id || document.activeElement.dataset.key);

    before(async () => {
      folder = await mkdtemp(path.join(tmpdir(), 'playnet-mail-'));
      [browser, server] = await Promise.all([launch(name), startServer()]);
      ({ page, frame } = await openHosted(browser, server));
      await waitForPlaynet(frame);
      await ask('open', lab, { seed: 5 });
      await ask('run', { until: '100ms' });
    });
    after(() => Promise.all([browser?.close(), server?.close(), rm(folder, { recursive: true, force: true })]));

    it('says at its fields what is wrong, and sends nothing before that is put right', async () => {
      await openMail(frame, 'alice');
      await press(frame, 'mail:compose');
      await frame.waitForSelector('#mail-to');
      for (const [words, fault] of [['bob', 'has no @'], ['bob@', 'no domain'], ['a b@x.edu', 'no blanks'], ['Bob <bob@hamburger.edu>, x@y..z', 'x@y..z']]) {
        await write(frame, 'to', words);
        await says('#mail-fault-to', fault);
        assert.equal(await frame.$eval('#mail-to', (e) => e.ariaInvalid), 'true');
        assert.equal(await frame.$eval(keyed('mail:send'), (e) => e.disabled), true);
      }
      await write(frame, 'to', '');
      await write(frame, 'subject', 'x'.repeat(501));
      await says('#mail-fault-subject', '500');
      assert.equal(await frame.$eval(keyed('mail:send'), (e) => e.disabled), true);
      await write(frame, 'subject', '');
      assert.equal((await ask('trace', { limit: 10_000 })).some((e) => e.kind.startsWith('mail.')), false);
    });

    it('completes an address from the lab’s accounts, and takes files up to their limit', async () => {
      await write(frame, 'to', 'ham');
      await press(frame, 'mail:take:to:Bob <bob@hamburger.edu>');
      await frame.waitForFunction(() => document.querySelector('#mail-to').value === 'Bob <bob@hamburger.edu>, ');
      await write(frame, 'subject', subject);
      await write(frame, 'text', letter);
      const large = path.join(folder, 'large.bin'), picture = path.join(folder, 'crêpe.png');
      await writeFile(large, Buffer.alloc(1_000_001));
      await writeFile(picture, png(60));
      await (await frame.$('[data-mail-file]')).uploadFile(large);
      await says('.toast', 'too large');
      await (await frame.$('[data-mail-file]')).uploadFile(picture);
      await says('.mail-attached', 'crêpe.png');
      assert.equal(await frame.$$eval('.mail-attached li', (l) => l.length), 1);
    });

    it('draws a picture with the keys', async () => {
      await press(frame, 'mail:draw');
      const sheet = await frame.waitForSelector('[data-mail-sheet]');
      for (const key of ['ArrowRight', 'ArrowRight', 'ArrowDown', 'ArrowLeft']) await sheet.press(key);
      await frame.$eval('[data-pen=done]', (e) => e.click());
      await says('.mail-attached', 'drawing.png');
      await says('.mail-attached', 'image/png');
    });

    it('what was begun outlives a reload', async () => {
      await frame.waitForFunction((what) => new Promise((resolve) => {
        const asked = indexedDB.open('playnet');
        asked.onsuccess = () => {
          const all = asked.result.transaction('runs').objectStore('runs').getAll();
          all.onsuccess = () => { asked.result.close(); resolve(all.result.some((r) => r.run?.includes(what))); };
        };
      }), { polling: 100 }, 'drawing.png');
      await page.reload();
      frame = page.mainFrame();
      await waitForPlaynet(frame);
      await openMail(frame, 'alice');
      await press(frame, 'mail:compose');
      await frame.waitForSelector('#mail-to');
      assert.equal(await frame.$eval('#mail-subject', (e) => e.value), subject);
      assert.equal(await frame.$eval('#mail-text', (e) => e.value), letter);
      assert.equal(await frame.$$eval('.mail-attached li', (l) => l.length), 2);
    });

    it('a letter with a picture, in Norwegian, Hindi and Chinese, is read by IMAP at the other side', async () => {
      await press(frame, 'mail:send');
      await ahead(frame, 20);
      await openMail(frame, 'bob');
      await fetchMail(frame);
      await frame.waitForSelector('#mail .mail-row');
      const [row] = await rows(frame);
      assert.deepEqual([row.from, row.subject, row.unseen], ['Alice', subject, true]);
      await frame.focus('#mail-list');
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
      await ahead(frame, 5);
      await frame.waitForSelector('.mail-file img');
      const lines = await frame.$$eval('#mail .mail-line', (l) => l.map((e) => e.textContent));
      assert.deepEqual(lines, letter.split('\n'));
      const shown = await frame.$eval('.mail-file img', (e) => e.src);
      assert.equal(shown, 'data:image/png;base64,' + png(60).toString('base64'), 'the picture is the very same');
      await frame.waitForFunction(() => [...document.querySelectorAll('.mail-file img')].every((e) => e.complete && e.naturalWidth > 0));
      assert.equal(await text('.mail-file-name'), 'crêpe.png');
      const message = await ask('mail', { host: 'bob', folder: 'INBOX', uid: 1 });
      assert.equal(message.whole, true);
      const part = message.root.children.find((c) => c.type === 'image/png');
      const source = Buffer.from(message.source, 'base64');
      const body = source.subarray(part.bodyAt, part.offset + part.len).toString();
      assert.ok(Buffer.from(body, 'base64').equals(png(60)));
      assert.equal((await rows(frame))[0].unseen, false, 'it was read');
    });

    it('source, tree and rendering point at each other', async () => {
      await frame.focus('#mail-list');
      await page.keyboard.press('v');
      await frame.waitForSelector('.mail-columns');
      const paths = await frame.$$eval('.mail-node', (l) => l.map((e) => e.dataset.key.slice('mail:node:'.length)));
      const picture = paths[await frame.$$eval('.mail-node', (l) => l.findIndex((e) => e.textContent.includes('crêpe.png')))];
      assert.match(await text(`.mail-node[data-key="mail:node:${picture}"]`), /× 1\.3\d \(4\/3, and the line ends\)/);
      const lit = () => frame.$$eval('.mail-columns .lit', (l) => l.map((e) => e.dataset.key.slice('mail:node:'.length)));
      for (const place of ['.mail-node', '.src-part', '.mail-file']) {
        await frame.$eval(`${place}[data-key$=":${picture}"]`, (e) => e.dispatchEvent(new PointerEvent('pointerover', { bubbles: true })));
        await frame.waitForFunction((n) => document.querySelectorAll('.mail-columns .lit').length === n, {}, 3);
        assert.deepEqual(await lit(), Array(3).fill(picture), place);
        await frame.$eval('.mail-node', (e) => e.dispatchEvent(new PointerEvent('pointerover', { bubbles: true })));
        await frame.waitForFunction(() => document.querySelector('.mail-node.lit')?.dataset.key === 'mail:node:');
      }
      await frame.focus('.mail-node.lit');
      await page.keyboard.press('ArrowDown');
      await frame.waitForFunction((path) => document.activeElement.dataset.key === 'mail:node:' + path, {}, paths[1]);
      assert.match(await text('.mail-against'), /MAIL FROM.*alice@crepes\.fr.*RCPT TO.*bob@hamburger\.edu/s);
      await press(frame, 'mail:source');
      await frame.waitForFunction(() => !document.querySelector('.mail-columns'));
    });

    it('is answered, forwarded, flagged, filed and deleted with keys', async () => {
      await frame.focus('#mail-list');
      await page.keyboard.press('r');
      await frame.waitForFunction(() => document.activeElement.id === 'mail-text');
      assert.equal(await frame.$eval('#mail-to', (e) => e.value), 'Alice <alice@crepes.fr>');
      assert.equal(await frame.$eval('#mail-subject', (e) => e.value), 'Re: ' + subject);
      await page.keyboard.type('Yes, please!');
      const answer = await frame.$eval('#mail-text', (e) => e.value);
      assert.ok(answer.startsWith('Yes, please!\n\n') && answer.includes('> ' + hindi), answer);
      await press(frame, 'mail:send');
      await ahead(frame, 20);
      assert.ok((await rows(frame))[0].marks.includes('answered'), JSON.stringify(await rows(frame)));
      await frame.focus('#mail-list');
      await page.keyboard.press('s');
      await ahead(frame, 5);
      assert.ok((await rows(frame))[0].marks.includes('flagged'));
      await page.keyboard.press('f');
      await frame.waitForFunction(() => document.activeElement.id === 'mail-to');
      await says('.mail-attached', subject);
      await press(frame, 'mail:discard');
      await press(frame, 'mail:folder:create');
      await frame.waitForFunction(() => document.activeElement.id === 'mail-folder-name');
      await page.keyboard.type('Recipes');
      await page.keyboard.press('Enter');
      await ahead(frame, 5);
      await frame.select('#mail .mail-to-folder', 'move:Recipes');
      await ahead(frame, 5);
      assert.deepEqual(await rows(frame), []);
      await press(frame, 'mail:open:Recipes');
      await frame.waitForSelector('#mail .mail-row');
      await frame.focus('#mail-list');
      await page.keyboard.press('Home');
      await page.keyboard.press('Delete');
      await ahead(frame, 5);
      assert.deepEqual(await rows(frame), []);
      await openMail(frame, 'alice');
      await fetchMail(frame);
      assert.deepEqual((await rows(frame)).map((r) => r.subject), ['Re: ' + subject]);
      const source = Buffer.from((await ask('mail', { host: 'alice', folder: 'INBOX', uid: 1 })).source, 'base64').toString();
      assert.match(source, /^In-Reply-To: <[^>]+@/m);
    });

    it('its single keys rest where they are switched off, and in fields', async () => {
      await openMail(frame, 'bob');
      await frame.focus('#mail-list');
      await page.keyboard.type('crcf'); // the first begins a message
      assert.equal(await frame.$eval('#mail-to', (e) => e === document.activeElement && e.value), 'rcf');
      await page.keyboard.press('Escape');
      await frame.waitForFunction(() => !document.querySelector('#mail-to'));
      await page.keyboard.press('?');
      await frame.waitForSelector('#single-keys');
      await frame.$eval('#single-keys', (e) => e.click());
      await page.keyboard.press('Escape');
      await frame.focus('#mail-list');
      await page.keyboard.press('c');
      await drawn(frame);
      assert.equal(await frame.$('#mail-to'), null);
      assert.equal(await focused(), 'mail-list');
      assert.deepEqual(page.errors, []);
      assert.deepEqual(strayRequests(page, server.base), []);
    });

    for (const scheme of schemes) {
      it(`looks sound at every size, ${scheme}`, async () => {
        const own = await launch(name, { scheme });
        try {
          const { page, frame } = await openHosted(own, server);
          await waitForPlaynet(frame);
          await call(frame, 'open', lab, { seed: 5 });
          await call(frame, 'do', { op: 'mail.send', host: 'alice', to: ['bob@hamburger.edu'], subject, text: letter, html: `<h1>${chinese}</h1><p>${hindi}</p><img src="http://x.example/"><a href="http://y.example/">http://z.example/</a>`,
            attachments: [{ name: 'crêpe.png', type: 'image/png', data: png(40).toString('base64') }] });
          await call(frame, 'run', { until: '20s' });
          const found = [];
          const look = async (what, at = sizes) => {
            for (const size of at) {
              await resize(page, size);
              found.push(...(await faults(frame)).map((f) => `${what}, ${size.width}: ${f}`));
              await screenshot(page, `mail-${what}`);
            }
            await resize(page, sizes[0]);
            found.push(...(await axeViolations(frame)).map((f) => `${what}: ${f}`));
          };
          await openMail(frame, 'bob');
          await look('empty');
          await fetchMail(frame);
          await look('list');
          await press(frame, 'mail:line:0');
          await ahead(frame, 5);
          await look('message');
          await press(frame, 'mail:source');
          await look('source');
          await press(frame, 'mail:source');
          await press(frame, 'mail:reply');
          await write(frame, 'to', 'nobody');
          await look('compose');
          await press(frame, 'mail:draw');
          await look('draw');
          await press(frame, 'mail:discard');
          await frame.$eval('.toast .icon-button', (e) => e.click());
          await press(frame, 'mail:folder:create');
          await look('folders');
          assert.deepEqual(found, []);
          assert.deepEqual(page.errors, []);
        } finally {
          await own.close();
        }
      });
    }

    it('fits where another page embeds it', async () => {
      const { page, frame } = await openHosted(browser, server);
      await waitForPlaynet(frame);
      await page.goto(server.base + '#lab=mail-adventure&embed=1');
      await waitForPlaynet(page.mainFrame());
      await resize(page, sizes[2]);
      await call(page.mainFrame(), 'run', { until: '5s' });
      await openMail(page.mainFrame(), 'bob');
      assert.deepEqual(await faults(page.mainFrame()), []);
      await screenshot(page, 'mail-embedded');
      await page.close();
    });
  });
}
