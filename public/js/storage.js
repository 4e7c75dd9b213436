// Keeps the run for the next visit: one record for each tab, in IndexedDB. Where there is no
// storage (a sandboxed frame throws at its very mention) nothing is kept, and the page says so.
//
// A record is {id, tab, address, saved, run, lab}: run is the program's text, which this
// script does not read, lab the text of a lab of the learner's own. When the page goes away
// a copy is left in sessionStorage, too: that is done at once, while a database may not
// get round to it.
(function () {
  'use strict';
  const page = window.playnetPage;
  const NEWEST = 20; // records that are kept
  const name = () => Date.now().toString(36) + Math.random().toString(36).slice(2, 10);
  const address = () => location.search + location.hash;

  let session = null;
  try { session = window.sessionStorage; session.getItem('playnet'); } catch { session = null; }

  const tab = remembered('playnet-tab') || remember('playnet-tab', name());
  let database = null;
  let record = { id: name(), tab, lab: null };
  let found = null; // the record that the program was given

  function remembered(key) { try { return session && session.getItem(key); } catch { return null; } }
  function remember(key, value) {
    try { if (session) session.setItem(key, value); } catch { /* full, or forbidden */ }
    return value;
  }

  function open() {
    return new Promise((resolve) => {
      setTimeout(() => resolve(null), 2000); // some browsers never answer in a private window
      try {
        const asked = indexedDB.open('playnet', 1);
        asked.onupgradeneeded = () => asked.result.createObjectStore('runs', { keyPath: 'id' });
        asked.onsuccess = () => resolve(asked.result);
        asked.onerror = asked.onblocked = () => resolve(null);
      } catch { resolve(null); }
    });
  }

  function all() {
    return new Promise((resolve) => {
      try {
        const asked = database.transaction('runs').objectStore('runs').getAll();
        asked.onsuccess = () => resolve(asked.result);
        asked.onerror = () => resolve([]);
      } catch { resolve([]); }
    });
  }

  const newest = (list) => list.reduce((best, r) => (!best || r.saved > best.saved ? r : best), null);

  // Begun at once: to open a database takes its time, and the program is still on its way.
  const looked = (async () => {
    database = await open();
    if (!database) return { where: 'memory' };
    const records = (await all()).filter((r) => !r.aside);
    prune(records);
    const mine = newest([...records, leftover()].filter((r) => r && r.tab === tab && r.address === address()));
    found = mine;
    if (mine) {
      record = mine; // the same page again: a reload, or after a crash
      return { where: 'browser', run: mine.run, lab: mine.lab, again: true };
    }
    if (address() === '') found = newest(records);
    return { where: 'browser', run: found && found.run, lab: found && found.lab, again: false };
  })();

  function leftover() {
    try { return JSON.parse(remembered('playnet-run') || 'null'); } catch { return null; }
  }

  function prune(records) {
    const old = records.sort((a, b) => b.saved - a.saved).slice(NEWEST);
    if (old.length === 0) return;
    const runs = database.transaction('runs', 'readwrite').objectStore('runs');
    for (const r of old) runs.delete(r.id);
  }

  // keep stores the run. lab is null where it has not changed since the last time. When the
  // page is about to go (leaving), the copy is made as well.
  function keep(run, lab, leaving, failed) {
    record = { ...record, address: address(), saved: Date.now(), run };
    if (lab !== null) record.lab = lab;
    if (leaving) remember('playnet-run', JSON.stringify(record));
    if (!database) return;
    try {
      const put = database.transaction('runs', 'readwrite', { durability: 'strict' });
      put.objectStore('runs').put(record);
      put.onerror = put.onabort = failed;
    } catch { failed(); }
  }

  // setAside keeps the record that was found, which cannot be opened, under another name.
  function setAside() {
    if (record === found) record = { id: name(), tab, lab: null };
    if (!database || !found) return;
    try {
      const runs = database.transaction('runs', 'readwrite').objectStore('runs');
      runs.delete(found.id);
      runs.put({ ...found, id: 'aside-' + found.id, aside: true });
    } catch { /* then it stays where it was */ }
  }

  Object.assign(page, { found: (done) => { looked.then((f) => done(f.where, f.run || '', f.lab || '', !!f.again)); }, keep, setAside });
})();
