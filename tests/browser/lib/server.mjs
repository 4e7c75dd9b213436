// A web server for the tests: it serves dist/ under a sub-path, as a course's web space
// would, and an embedding page. What it does with the program's file can be changed.
import http from 'node:http';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../..', import.meta.url));
export const dist = path.join(root, 'dist');
const subPath = '/courses/net/';

const types = {
  '.html': 'text/html; charset=utf-8',
  '.wasm': 'application/wasm',
  '.gz': 'application/gzip',
  '.br': 'application/octet-stream',
};

// The embedding page: an author's page that holds Playnet in a frame without any rights but
// scripts. It keeps what the frame says to it, and passes on what a test tells it to say.
const embedder = `<!doctype html><html lang="en"><meta charset="utf-8"><title>A course page</title><link rel="icon" href="data:,">
<style>body { margin: 0 } iframe { display: block; width: 100vw; height: 100vh; border: 0 }</style>
<script>
window.heard = [];
addEventListener('message', (event) => heard.push({ origin: event.origin, data: event.data }));
async function embed(url, asText) {
  const frame = document.createElement('iframe');
  frame.setAttribute('sandbox', 'allow-scripts');
  frame.title = 'Playnet';
  if (asText) frame.srcdoc = await (await fetch(url)).text(); else frame.src = url;
  document.body.append(frame);
}
function tell(message) { document.querySelector('iframe').contentWindow.postMessage(message, '*'); }
</script>`;

// startServer listens on a free port of this machine.
//
// Options: encodings, those the server sends by itself ([] for a plain file server);
// replace, a map from a file's name to other contents (null: not found); hold, a map from
// a file's name to the share of it (0 to 1) that is sent before release() is called.
export async function startServer({ encodings = ['br', 'gzip'], replace = {}, hold = {} } = {}) {
  const requested = [];
  let release;
  const released = new Promise((resolve) => { release = resolve; });

  async function answer(request, response) {
    const url = new URL(request.url, 'http://localhost');
    requested.push(url.pathname + url.search);
    if (url.pathname === '/embedder.html') {
      response.writeHead(200, { 'content-type': types['.html'] }).end(embedder);
      return;
    }
    const name = url.pathname.slice(subPath.length) || 'index.html';
    if (!url.pathname.startsWith(subPath) || name.includes('..')) return notFound(response);
    const headers = { 'content-type': types[path.extname(name)] ?? 'application/octet-stream', 'cache-control': 'no-store' };
    let data = await contents(name);
    if (data === null) return notFound(response);
    for (const [encoding, ending] of [['br', '.br'], ['gzip', '.gz']]) {
      if (!encodings.includes(encoding) || !(request.headers['accept-encoding'] ?? '').includes(encoding)) continue;
      const packed = name in replace ? null : await contents(name + ending);
      if (packed === null) continue;
      headers['content-encoding'] = encoding;
      data = packed;
      break;
    }
    response.writeHead(200, { ...headers, 'content-length': data.length });
    if (!(name in hold)) return response.end(data);
    const first = Math.floor(data.length * hold[name]);
    response.write(data.subarray(0, first));
    await released;
    response.end(data.subarray(first));
  }

  async function contents(name) {
    if (name in replace) return replace[name];
    return readFile(path.join(dist, name)).catch((error) => {
      if (error.code === 'ENOENT' || error.code === 'EISDIR') return null;
      throw error;
    });
  }

  const server = http.createServer((request, response) => {
    answer(request, response).catch((error) => response.destroy(error));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${server.address().port}`;
  return {
    origin,
    base: origin + subPath,
    embedder: origin + '/embedder.html',
    requested, // every path that was asked for, in order
    release,
    close() {
      release();
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

function notFound(response) {
  response.writeHead(404, { 'content-type': 'text/plain' }).end('not found');
}
