// Nothing is lost: the run is there again after a reload, after a crash, on the next visit;
// and what cannot be opened is reported and kept.
import { after, before, describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { browserNames, launch, openFile, openHosted, openSandboxed, waitForPlaynet } from './lib/browsers.mjs';
import { call, labText, standing } from './lib/calls.mjs';
import { startServer } from './lib/server.mjs';

const toastText = (frame) => frame.$eval('.toast', (e) => (e.hidden ? '' : e.textContent));

// records reads what the page has stored.
const records = (frame) => frame.evaluate(() => new Promise((resolve, reject) => {
  const asked = indexedDB.open('playnet');
  asked.onerror = () => reject(asked.error);
  asked.onsuccess = () => {
    const all = asked.result.transaction('runs').objectStore('runs').getAll();
    all.onsuccess = () => { asked.result.close(); resolve(all.result); };
  };
}));

// rewrite changes the run of each stored record.
const rewrite = (frame, from, to) => frame.evaluate((from, to) => new Promise((resolve) => {
  const asked = indexedDB.open('playnet');
  asked.onsuccess = () => {
    const change = asked.result.transaction('runs', 'readwrite');
    const runs = change.objectStore('runs');
    runs.getAll().onsuccess = (e) => { for (const r of e.target.result) runs.put({ ...r, saved: Date.now() + 60_000, run: r.run.replace(from, to) }); };
    change.oncomplete = () => { asked.result.close(); resolve(); };
  };
}), from, to);

async function stored(frame, what) {
  await frame.waitForFunction((what) => new Promise((resolve) => {
    const asked = indexedDB.open('playnet');
    asked.onsuccess = () => {
      const all = asked.result.transaction('runs').objectStore('runs').getAll();
      all.onsuccess = () => { asked.result.close(); resolve(all.result.some((r) => r.run && r.run.includes(what))); };
    };
  }), { polling: 100 }, what);
}

async function again(frame, place) {
  await waitForPlaynet(frame);
  await frame.waitForFunction((position) => window.playnet.run({ steps: 0 }).then((r) => r.position === position), {}, place.position);
}

for (const name of browserNames) {
  describe(`storage in ${name}`, () => {
    let browser, server;
    before(async () => { [browser, server] = await Promise.all([launch(name), startServer()]); });
    after(() => Promise.all([browser?.close(), server?.close()]));

    // busy makes a run with two branches.
    async function busy(frame, lab = 'dns-iterated') {
      await call(frame, 'open', lab, { seed: 11 });
      await call(frame, 'run', { until: 0.1 });
      await call(frame, 'do', { op: 'dns.query', host: 'engineering', name: 'www.umass.edu' });
      await call(frame, 'run', { until: 2 });
      await call(frame, 'seek', 0.15);
      await call(frame, 'do', { op: 'host.stop', host: 'dns.umass.edu' });
      await call(frame, 'run', { steps: 3 });
      return { ...await standing(frame), branches: await call(frame, 'branches') };
    }

    for (const [how, open] of [['from a server', (o) => openHosted(browser, server, o)], ['from a file', (o) => openFile(browser, o)]]) {
      it(`a reload brings run and branches back, ${how}`, async () => {
        const { page, frame } = await open();
        await waitForPlaynet(frame);
        const here = await busy(frame);
        await page.reload({ waitUntil: 'domcontentloaded' }); // at once: nothing was waited for
        const back = page.mainFrame();
        await again(back, here);
        assert.deepEqual({ ...await standing(back), branches: await call(back, 'branches') }, here);
        assert.match(await toastText(back), /^Welcome back: Iterated/);
        assert.equal(await back.$eval('#app', (e) => e.dataset.playing), 'false');
        await back.click('.toast-offer');
        await back.waitForFunction(() => document.querySelector('.toast').hidden);
        assert.equal((await call(back, 'branches')).length, 1);
        assert.deepEqual(page.errors, []);
        await page.close();
      });
    }

    it('a lab of one’s own comes back on the next visit, in another tab', async () => {
      const first = await openHosted(browser, server);
      await waitForPlaynet(first.frame);
      const here = await busy(first.frame, labText('dns-iterated').replace('"id": "dns-iterated"', '"id": "mine"'));
      await stored(first.frame, `"position":${here.position}`);
      const second = await openHosted(browser, server, { visitor: first.page.browserContext() });
      await again(second.frame, here);
      assert.deepEqual({ ...await standing(second.frame), branches: await call(second.frame, 'branches') }, here);
      // Each tab goes its own way from here.
      await call(second.frame, 'run', { idle: true });
      await call(second.frame, 'do', { op: 'host.stop', host: 'a.root' });
      await stored(second.frame, 'a.root');
      await first.page.reload({ waitUntil: 'domcontentloaded' });
      await again(first.page.mainFrame(), here);
      assert.equal((await standing(first.page.mainFrame())).hash, here.hash);
      assert.deepEqual([...first.page.errors, ...second.page.errors], []);
      await Promise.all([first.page.close(), second.page.close()]);
    });

    it('a link wins over what was kept; a visitor who did nothing begins anew', async () => {
      const first = await openHosted(browser, server);
      await waitForPlaynet(first.frame);
      const visitor = first.page.browserContext();
      await call(first.frame, 'open', 'dns-recursive');
      await call(first.frame, 'run', { steps: 5 });
      await stored(first.frame, 'dns-recursive');
      const idle = await openHosted(browser, server, { visitor });
      await waitForPlaynet(idle.frame);
      assert.equal((await call(idle.frame, 'snapshot')).lab, (await call(idle.frame, 'labs'))[0].id);
      assert.equal(await toastText(idle.frame), '');
      await first.page.bringToFront();
      const here = await busy(first.frame);
      await stored(first.frame, `"position":${here.position}`);
      const linked = await openHosted(browser, server, { visitor, file: '#lab=dns-recursive&seed=3&p=7' });
      await again(linked.frame, { position: 7 });
      const { lab, seed } = await call(linked.frame, 'snapshot');
      assert.deepEqual({ lab, seed }, { lab: 'dns-recursive', seed: 3 });
      await Promise.all([first, idle, linked].map(({ page }) => page.close()));
    });

    it('what cannot be opened is reported, kept, and can be exported', async () => {
      const { page, frame } = await openHosted(browser, server);
      await waitForPlaynet(frame);
      const here = await busy(frame);
      await stored(frame, `"position":${here.position}`);
      await frame.evaluate(() => { window.playnetPage.keep = () => {}; }); // what it keeps from now on would hide what is written here
      await rewrite(frame, '"version":1', '"version":99');
      const second = await openHosted(browser, server, { visitor: page.browserContext() });
      await waitForPlaynet(second.frame);
      assert.match(await toastText(second.frame), /cannot be opened: it was kept by a newer Playnet \(version 99/);
      assert.equal((await call(second.frame, 'snapshot')).lab, (await call(second.frame, 'labs'))[0].id, 'the page shows what it would have shown');
      const { data } = await call(second.frame, 'export', { kind: 'kept' });
      assert.match(data, /^\{"version":99,.*dns\.umass\.edu/);
      await second.frame.waitForFunction(() => new Promise((resolve) => {
        const asked = indexedDB.open('playnet');
        asked.onsuccess = () => {
          const all = asked.result.transaction('runs').objectStore('runs').getAll();
          all.onsuccess = () => { asked.result.close(); resolve(all.result.some((r) => r.aside)); };
        };
      }), { polling: 100 });
      const aside = (await records(second.frame)).filter((r) => r.aside);
      assert.equal(aside.length, 1);
      assert.match(aside[0].run, /"version":99/);
      assert.deepEqual([...page.errors, ...second.page.errors], []);
      await Promise.all([page.close(), second.page.close()]);
    });

    it('without storage the run is lost with the page, which says so', async () => {
      const { page, frame } = await openSandboxed(browser, server);
      await waitForPlaynet(frame);
      await busy(frame);
      await (await frame.$('button:has(.icon-export)')).click();
      await frame.waitForFunction(() => /loses the run/.test(document.querySelector('#dialog-export .store-where')?.textContent));
      assert.deepEqual(page.errors, []);
      await page.close();
    });
  });
}
