// What leaves the page and comes back to it: files, the clipboard, pictures, QR codes, and
// the message to a page that embeds this one. More hands of window.playnetPage (page.js).
(function () {
  'use strict';
  const SVG = 'http://www.w3.org/2000/svg';
  const byId = (id) => document.getElementById(id);
  const page = window.playnetPage;

  // --- files ---

  // download offers bytes as a file. A sandboxed frame may refuse, silently.
  function download(name, bytes, type) {
    const url = URL.createObjectURL(new Blob([bytes], { type }));
    const link = document.createElement('a');
    link.href = url;
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), 60_000);
  }

  function embedded() { return parent !== window; }

  // handOver posts a file to the page around this one. Text is handed over as text, other
  // bytes in base64.
  function handOver(name, type, bytes, binary) {
    const data = binary ? base64(bytes) : new TextDecoder().decode(bytes);
    parent.postMessage({ playnet: 1, event: 'export', name, type, data, base64: binary }, '*');
  }

  // tellScore tells the page around this one what a question has come to: see ScoreNews in
  // ui/app/score.go.
  function tellScore(news) {
    if (embedded()) parent.postMessage({ playnet: 1, event: 'score', ...JSON.parse(news) }, '*');
  }

  function base64(bytes) {
    let text = '';
    for (let i = 0; i < bytes.length; i += 0x8000) text += String.fromCharCode(...bytes.subarray(i, i + 0x8000));
    return btoa(text);
  }

  // --- the clipboard ---

  // copy puts a text on the clipboard and calls done(whether it could). Where the browser
  // refuses the modern way (a frame without the permission), the old one may do.
  function copy(text, done) {
    const old = () => done(copyOld(text));
    if (!navigator.clipboard || !navigator.clipboard.writeText) return old();
    navigator.clipboard.writeText(text).then(() => done(true), old);
  }

  function copyOld(text) {
    const field = document.createElement('textarea');
    const focused = document.activeElement;
    field.value = text;
    field.className = 'unseen';
    field.setAttribute('aria-hidden', 'true');
    document.body.append(field);
    field.select();
    let copied = false;
    try { copied = document.execCommand('copy'); } catch { /* refused, then */ }
    field.remove();
    if (focused) focused.focus();
    return copied;
  }

  // --- QR codes ---

  // drawCode draws a path of size by size modules into an element; size 0 empties it.
  function drawCode(id, size, path) {
    const place = byId(id);
    if (!place) return;
    place.replaceChildren();
    if (!size) return;
    const svg = document.createElementNS(SVG, 'svg');
    svg.setAttribute('viewBox', `0 0 ${size} ${size}`);
    svg.setAttribute('shape-rendering', 'crispEdges');
    const modules = document.createElementNS(SVG, 'path');
    modules.setAttribute('d', path);
    svg.append(modules);
    place.append(svg);
  }

  // --- pictures ---

  // picture returns the drawing of a scene's operations as an SVG by itself: what the page's
  // styles make of it, written into each element. It is drawn for a moment in an island, so
  // that the styles which hold there hold here.
  function picture(islandId, operations) {
    const island = byId(islandId);
    const place = document.createElement('div');
    place.className = 'picture-place';
    place.setAttribute('aria-hidden', 'true');
    island.append(place);
    try {
      window.playnetScene.mount('picture', place, () => {});
      window.playnetScene.apply('picture', operations);
      const drawn = place.querySelector('svg');
      const size = drawn.getBoundingClientRect();
      const width = +drawn.getAttribute('width') || size.width, height = +drawn.getAttribute('height') || size.height;
      const svg = document.createElementNS(SVG, 'svg');
      svg.setAttribute('width', width);
      svg.setAttribute('height', height);
      svg.setAttribute('viewBox', drawn.getAttribute('viewBox') || `0 0 ${width} ${height}`);
      const ground = document.createElementNS(SVG, 'rect');
      ground.setAttribute('width', '100%');
      ground.setAttribute('height', '100%');
      ground.setAttribute('fill', paint(background(island))[0]);
      svg.append(ground, ...standing(drawn, {}).childNodes);
      return new XMLSerializer().serializeToString(svg);
    } finally {
      window.playnetScene.unmount('picture');
      place.remove();
    }
  }

  function background(element) {
    for (let e = element; e; e = e.parentElement) {
      const colour = getComputedStyle(e).backgroundColor;
      if (paint(colour)[1] > 0) return colour;
    }
    return 'rgb(255, 255, 255)';
  }

  // What is inherited is written only where it changes, the rest where it is not as usual.
  const inherited = ['font-family', 'font-size', 'font-weight', 'font-style', 'letter-spacing', 'text-anchor', 'dominant-baseline',
    'stroke-width', 'stroke-dasharray', 'stroke-linecap', 'stroke-linejoin', 'visibility'];
  const own = { opacity: '1', transform: 'none', 'paint-order': 'normal' };
  const dropped = /^(class|style|tabindex|role|data-.*|aria-.*|focusable)$/;

  function standing(element, above) {
    const copied = document.createElementNS(SVG, element.localName);
    for (const { name, value } of element.attributes) if (!dropped.test(name)) copied.setAttribute(name, value);
    const style = getComputedStyle(element), now = { ...above };
    for (const name of inherited) {
      const value = style.getPropertyValue(name);
      if (value && value !== above[name]) copied.setAttribute(name, now[name] = value);
    }
    for (const name of ['fill', 'stroke']) {
      const [colour, alpha] = paint(style.getPropertyValue(name));
      const opacity = String(Math.round(alpha * style.getPropertyValue(name + '-opacity') * 1000) / 1000);
      copied.removeAttribute(name);
      copied.removeAttribute(name + '-opacity');
      if (colour !== above[name]) copied.setAttribute(name, now[name] = colour);
      if (opacity !== (above[name + '-opacity'] || '1')) copied.setAttribute(name + '-opacity', now[name + '-opacity'] = opacity);
    }
    for (const [name, usual] of Object.entries(own)) {
      const value = style.getPropertyValue(name);
      if (value && value !== usual) copied.setAttribute(name, value);
    }
    for (const child of element.children) {
      if (getComputedStyle(child).display !== 'none') copied.append(standing(child, now));
      else if (child.localName === 'title') copied.append(named(child));
    }
    if (element.children.length === 0) copied.textContent = element.textContent;
    return copied;
  }

  function named(title) {
    const copied = document.createElementNS(SVG, 'title');
    copied.textContent = title.textContent;
    return copied;
  }

  // paint takes a computed colour apart: as programs that know no newer CSS write it, and
  // how opaque it is.
  function paint(value) {
    const numbers = (value.match(/-?[\d.]+(e-?\d+)?/g) || []).map(Number);
    if (/^rgba?\(/.test(value)) return [hex(numbers), numbers.length > 3 ? numbers[3] : 1];
    if (/^color\(srgb /.test(value)) return [hex(numbers.map((n) => n * 255)), numbers.length > 3 ? numbers[3] : 1];
    return [value || 'none', 1];
  }

  function hex(numbers) {
    return '#' + numbers.slice(0, 3).map((n) => Math.min(Math.max(Math.round(n), 0), 255).toString(16).padStart(2, '0')).join('');
  }

  // rasterize calls done(bytes) with an SVG's picture as a PNG in twice its size, or
  // done(null) where the browser cannot.
  async function rasterize(svg, done) {
    let bytes = null;
    try {
      const image = new Image();
      image.src = 'data:image/svg+xml;charset=utf-8,' + encodeURIComponent(svg);
      await image.decode();
      const canvas = document.createElement('canvas');
      canvas.width = image.naturalWidth * 2;
      canvas.height = image.naturalHeight * 2;
      canvas.getContext('2d').drawImage(image, 0, 0, canvas.width, canvas.height);
      const blob = await new Promise((resolve) => canvas.toBlob(resolve, 'image/png'));
      if (blob) bytes = new Uint8Array(await blob.arrayBuffer());
    } catch { /* not drawn, then */ }
    done(bytes);
  }

  // showPicture shows bytes as a picture that can be saved by its context menu.
  function showPicture(id, bytes, type) {
    const place = byId(id);
    if (!place) return;
    for (const old of place.querySelectorAll('img')) URL.revokeObjectURL(old.src);
    place.replaceChildren();
    if (!bytes) return;
    const image = document.createElement('img');
    image.src = URL.createObjectURL(new Blob([bytes], { type }));
    image.alt = '';
    place.append(image);
  }

  Object.assign(page, { download, embedded, handOver, tellScore, copy, drawCode, picture, rasterize, showPicture,
    address: () => (/^(https?|file):$/.test(location.protocol) ? location.href.split('#')[0] : '') });
})();
