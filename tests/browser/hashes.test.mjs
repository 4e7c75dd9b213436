// A world is the same in each browser as natively and in Node: the same trace, byte for
// byte. The hashes are those of tests/golden, which holds the core to them.
import { after, before, describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { browserNames, launch, openHosted, waitForPlaynet } from './lib/browsers.mjs';
import { cover, goldenHashes, labJSON, labText, shipped } from './lib/calls.mjs';
import { startServer } from './lib/server.mjs';

for (const name of browserNames) {
  describe(`hashes in ${name}`, () => {
    let browser, server, page;
    before(async () => {
      [browser, server] = await Promise.all([launch(name), startServer()]);
      ({ page } = await openHosted(browser, server));
      await waitForPlaynet(page.mainFrame());
      await cover(page); // that drawing does not disturb a world is seen in api.test.mjs and walks.test.mjs
    });
    after(() => Promise.all([browser?.close(), server?.close()]));

    // hashes runs a lab to its end, once for each of the seeds 1 to count.
    const hashes = (lab, count) => page.evaluate(async (lab, count) => {
      const list = [];
      for (let seed = 1; seed <= count; seed++) {
        await window.playnet.open(lab, { seed });
        await window.playnet.run({ idle: true });
        list.push(await window.playnet.hash());
      }
      return list;
    }, lab, count);

    it('the golden file knows every shipped lab, and others', () => {
      const known = Object.keys(goldenHashes);
      assert.deepEqual(shipped.filter((id) => !known.includes(id)), []);
      assert.ok(known.length > shipped.length && known.includes('no-five-levels'), known.join(', '));
    });

    for (const [id, golden] of Object.entries(goldenHashes)) {
      // A swarm or a DHT runs for seconds in a page: the tests in Node, of the same program, have all its seeds.
      const text = labText(id);
      const seeds = labJSON(text).subject === 'p2p' && !process.env.PLAYNET_LONG ? 3 : golden.length;
      it(`${id}: ${seeds} seeds`, async () => {
        assert.equal(new Set(golden).size, 20);
        assert.deepEqual(await hashes(shipped.includes(id) ? id : text, seeds), golden.slice(0, seeds));
      });
    }

    it('a lab’s text is the same world as its id', async () => {
      assert.deepEqual(await hashes(labText(shipped[0]), 2), goldenHashes[shipped[0]].slice(0, 2));
    });

    it('nothing went wrong meanwhile', () => assert.deepEqual(page.errors, []));
  });
}
