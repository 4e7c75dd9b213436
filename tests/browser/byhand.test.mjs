// Protocols spoken by hand, and a host's browser, used as a person uses them.
import { after, before, describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { browserNames, launch, openHosted, waitForPlaynet } from './lib/browsers.mjs';
import { call } from './lib/calls.mjs';
import { startServer } from './lib/server.mjs';

for (const name of browserNames) {
  describe(`by hand in ${name}`, () => {
    let browser, server, page, frame;
    const ask = (method, ...args) => call(frame, method, ...args);
    const press = (selector) => frame.$eval(selector, (e) => e.click());
    const shows = (text) => frame.waitForFunction((t) => document.querySelector('.term-log')?.textContent.includes(t), {}, text);
    const enter = async (line) => { await page.keyboard.type(line); await page.keyboard.press('Enter'); };
    const typed = (line) => frame.waitForFunction((line) => window.playnet.trace({ limit: 100_000 })
      .then((events) => events.some((e) => e.kind === 'lab.action' && e.action.op === 'terminal.line' && e.action.line === line)), {}, line);
    const suggested = () => frame.$$eval('[data-suggest]', (list) => list.map((e) => e.dataset.suggest));

    before(async () => {
      [browser, server] = await Promise.all([launch(name), startServer()]);
      ({ page, frame } = await openHosted(browser, server));
      await waitForPlaynet(frame);
      await ask('open', 'webmail', { seed: 3 });
      await press('.skip[aria-pressed="true"]'); // while a program waits time goes on: not too far
    });
    after(() => Promise.all([browser?.close(), server?.close()]));

    it('speaks SMTP, with suggestions for who wants some', async () => {
      await ask('run', { until: '20s' });
      await ask('do', { op: 'terminal.line', host: 'alice', line: 'telnet mail.crepes.fr 25' });
      await ask('run', { until: '21s' });
      await frame.evaluate(() => document.querySelector('[data-key="host:alice"]').dispatchEvent(new MouseEvent('click', { bubbles: true })));
      await press('#inspector [data-key="tab:terminal"]');
      await shows('220 mail.crepes.fr');
      assert.deepEqual(await suggested(), [], 'off by default');
      await press('[data-term="suggest"]');
      await frame.waitForSelector('[data-suggest="EHLO alice"]');
      await press('[data-suggest="EHLO alice"]');
      const field = await frame.$eval('#terminal-input', (e) => [e.value, document.activeElement === e]);
      assert.deepEqual(field, ['EHLO alice', true], 'it is put where one types, and not sent');
      await page.keyboard.press('Enter');
      await ask('run', { until: '22s' });
      await shows('250-mail.crepes.fr');
      await frame.waitForSelector('[data-suggest="MAIL FROM:<alice@crepes.fr>"]');
    });

    it('leaves by Ctrl-] and quit, as telnet does', async () => {
      await frame.waitForSelector('.term[data-waiting="true"]'); // for a line
      await frame.focus('#terminal-input');
      await page.keyboard.down('Control'); await page.keyboard.press(']'); await page.keyboard.up('Control');
      await typed('^]'); // time runs from then on: till when shows that it has been heard
      await ask('run', { until: '23s' });
      await shows('telnet>');
      await enter('quit');
      await typed('quit');
      await ask('run', { until: '24s' });
      await shows('Connection closed.');
    });

    it('logs in with the controls below the page', async () => {
      await ask('do', { op: 'web.get', host: 'alice', url: 'http://webmail.crepes.fr/' });
      await ask('run', { until: '30s' });
      await press('#inspector [data-key="tab:host"]');
      await frame.waitForSelector('.web-page iframe');
      const frameIs = await frame.$eval('.web-page iframe', (e) => [e.getAttribute('sandbox'), e.getAttribute('srcdoc').includes("default-src 'none'")]);
      assert.deepEqual(frameIs, ['', true]);
      const fill = async (key, text) => {
        await frame.focus(`[data-key="meddle:draft:${key}|form|alice|0"]`);
        await page.keyboard.type(text);
      };
      await fill('user', 'alice');
      await fill('password', 'butter');
      await press('[data-key="meddle:apply:form|alice|0"]');
      await ask('run', { until: '40s' });
      await frame.waitForFunction(() => document.querySelector('.web-page iframe')?.getAttribute('srcdoc').includes('s menu'));
      const events = await ask('trace', { limit: 100_000 });
      assert.ok(events.some((e) => e.kind === 'webmail.session' && e.what === 'opened' && e.t > 30e9), 'the mail server let her in');
      assert.ok(events.some((e) => e.kind === 'web.cookie' && !e.expired && e.t > 30e9), 'a cookie was kept');
    });
  });
}
