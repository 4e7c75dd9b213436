// Workers: the same program beside the page, for worlds by the dozen. A worker is made of a
// Blob, so that the single file and a sandboxed frame have them, too; it gets the compiled
// program, which is not compiled again (boot.js keeps it).
//
// start(number, hear) returns false where the browser refuses; refusals that come later, and
// a worker that ends, are told as hear(worker, 'gone', reason). A worker that is ready, and
// each of its answers, is hear(worker, 'said', text).
(function () {
  'use strict';
  let workers = [];
  let address = '';

  // body is what a worker runs: it waits for the program, and then belongs to it. The program
  // hears what is posted through playnetWorker.hear.
  function body() {
    const waiting = [];
    self.playnetWorker = { hear: null, say: (text) => postMessage({ text }), take: () => waiting.splice(0) };
    self.onmessage = ({ data }) => {
      if (data instanceof WebAssembly.Module) return run(data);
      if (self.playnetWorker.hear) self.playnetWorker.hear(data); else waiting.push(data);
    };
    async function run(program) {
      const go = new self.Go();
      go.argv = ['playnet', 'worker'];
      try {
        await go.run(await WebAssembly.instantiate(program, go.importObject));
        postMessage({ gone: 'the program has ended' });
      } catch (error) { postMessage({ gone: String(error) }); }
    }
  }

  // support is the text of the toolchain's wasm_exec.js, which stands in this page.
  function support() {
    const script = [...document.scripts].find((s) => s.textContent.includes('globalThis.Go = class'));
    return script ? script.textContent : '';
  }

  function start(number, hear) {
    stop();
    const program = window.playnetBoot.program();
    const text = support();
    if (!program || !text || !window.Worker) return false;
    try {
      address = URL.createObjectURL(new Blob([text, '\n(', body.toString(), ')();\n'], { type: 'text/javascript' }));
      workers = Array.from({ length: number }, (_, i) => {
        const worker = new Worker(address);
        worker.onmessage = ({ data }) => ('gone' in data ? hear(i, 'gone', data.gone) : hear(i, 'said', data.text));
        worker.onerror = (event) => { event.preventDefault(); hear(i, 'gone', event.message || 'refused'); };
        worker.postMessage(program);
        return worker;
      });
    } catch {
      stop();
      return false;
    }
    return true;
  }

  function post(worker, text) { if (workers[worker]) workers[worker].postMessage(text); }

  // stop ends them at once, in the middle of whatever they do.
  function stop() {
    for (const worker of workers) {
      worker.onmessage = worker.onerror = null;
      worker.terminate();
    }
    workers = [];
    if (address) URL.revokeObjectURL(address);
    address = '';
  }

  // number is how many of them this machine has room for: the page itself needs a processor.
  const number = () => Math.max(1, Math.min(4, (navigator.hardwareConcurrency || 2) - 1));

  window.playnetWorkers = { start, post, stop, number };
})();
