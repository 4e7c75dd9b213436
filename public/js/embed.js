// window.playnet and its messages: how a page that embeds Playnet drives it. The calls are
// described in ui/app/api.go. From within the page:
//
//   await playnet.ready
//   await playnet.open('dns-iterated', { seed: 7 })
//   await playnet.run({ idle: true })
//   await playnet.hash()
//
// From the page around the frame, the same by messages:
//
//   frame.contentWindow.postMessage({ playnet: 1, id: 1, method: 'open', params: ['dns-iterated', { seed: 7 }] }, '*')
//   → { playnet: 1, id: 1, result: … } or { playnet: 1, id: 1, error: { message, code } }
//
// { playnet: 1, event: 'ready' } is posted to the parent when the calls can begin,
// { playnet: 1, event: 'score', lab, seed, points, of, … } when a question was decided, and
// { playnet: 1, event: 'export', name, type, data, base64 } when the learner hands a file
// over (share.js): data is text, or base64 where base64 is true.
(function () {
  'use strict';
  const playnet = window.playnet = window.playnet || {};
  let program = null; // set when the program has started
  let begin;
  const begun = new Promise((resolve) => { begin = resolve; });

  // connect is called by the program. call(method, params, done(result, error)) and
  // receive(message, reply(answer)) take and give JSON.
  window.playnetConnect = (call, receive) => {
    program = { call, receive };
    begin();
    if (parent !== window) parent.postMessage({ playnet: 1, event: 'ready' }, '*');
  };

  async function call(method, args) {
    await playnet.ready; // rejects when the program cannot start
    await begun;
    return new Promise((resolve, reject) => {
      program.call(method, JSON.stringify(args), (result, error) => {
        if (!error) return resolve(JSON.parse(result));
        const why = JSON.parse(error);
        reject(Object.assign(new Error(why.message), why));
      });
    });
  }

  playnet.version = 1;
  for (const method of ['link', 'export',
    'labs', 'open', 'do', 'run', 'seek', 'snapshot', 'trace', 'hash', 'pcapng',
    'branches', 'fork', 'branch', 'why', 'consequences', 'terminal', 'mail', 'swarm', 'compare', 'questions', 'score', 'sweeps', 'evaluate', 'drawn']) {
    playnet[method] = (...args) => call(method, args);
  }

  addEventListener('message', async (event) => {
    const message = event.data;
    // Nothing of ours: said here already, so that foreign messages are never even copied.
    if (typeof message !== 'object' || message === null || !('playnet' in message)) return;
    if ('result' in message || 'error' in message || 'event' in message) return;
    const reply = (answer) => { if (event.source) event.source.postMessage(answer, '*'); };
    let text;
    try {
      text = JSON.stringify(message);
    } catch (error) {
      return reply({ playnet: 1, id: null, error: { code: 'bad-call', message: String(error.message) } });
    }
    try {
      await playnet.ready;
      await begun;
    } catch (error) {
      return reply({ playnet: 1, id: message.id === undefined ? null : message.id, error: { code: 'not-ready', message: String(error.message) } });
    }
    program.receive(text, (answer) => reply(JSON.parse(answer)));
  });
})();
