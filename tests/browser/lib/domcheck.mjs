// domCheck runs inside the page (it must not refer to anything outside of itself) and
// returns what a reader would stumble over, as sentences; none is good:
//
//   overlap   the texts of two elements lie over each other
//   covered   something opaque lies over a text
//   clipped   a text is cut off without an ellipsis and a title that tells it whole
//   contrast  a text's contrast to what is behind it is below 4.5 : 1
//   sideways  the page scrolls sideways
//   untold    a message's id stands where its text is missing from the catalogue
//
// Texts in aria-hidden and hidden elements do not count, nor do an element and its
// ancestor overlap. Dialogs, menus, tooltips and popovers may lie over everything else.
export function domCheck() {
  const faults = [];
  const overlaySelector = 'dialog, [popover], .popover, [role=dialog], [role=alertdialog], [role=menu], [role=listbox], [role=tooltip]';

  // Hit tests below must also see what the mouse does not.
  const sheet = new CSSStyleSheet();
  sheet.replaceSync('*, *::before, *::after { pointer-events: auto !important }');
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  try {
    const texts = collectTexts();
    checkClipped(texts);
    checkOverlaps(texts);
    for (const text of texts) {
      if (/^\[[a-z][\w-]*(\.[\w-]+)+\]/.test(text.words)) faults.push(`untold: ${nameOf(text)}`);
      checkCovered(text);
      checkContrast(text);
    }
  } finally {
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((s) => s !== sheet);
  }
  const page = document.scrollingElement ?? document.documentElement;
  const scrollsSideways = [document.documentElement, document.body].every((e) => !['hidden', 'clip'].includes(getComputedStyle(e).overflowX));
  if (scrollsSideways && page.scrollWidth > innerWidth + 1) faults.push(`sideways: the page is ${page.scrollWidth} wide in a window of ${innerWidth}`);
  return [...new Set(faults)];

  // once finds something out about an element (or a rectangle), and from then on remembers it: nothing changes
  // while the page is looked at, and neighbours have the same ancestors.
  function once(find, element) {
    once.found ??= new Map();
    if (!once.found.has(find)) once.found.set(find, new Map());
    const found = once.found.get(find);
    if (!found.has(element)) found.set(element, find(element));
    return found.get(element);
  }

  // --- which texts are there ---

  function collectTexts() {
    const found = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const element = node.parentElement;
      if (!node.data.trim() || !once(isShown, element)) continue;
      const whole = rectsOf(node, element);
      if (whole.length === 0) continue;
      const clip = once(clipOf, element);
      const rects = whole.map((rect) => intersect(rect, clip.box)).filter((rect) => rect !== null);
      found.push({ element, words: node.data.trim().replace(/\s+/g, ' '), whole, rects, clip });
    }
    for (const input of document.querySelectorAll('input:not([type=hidden]), textarea, select')) {
      // What is typed into a field is no text node; its box stands for it.
      if (!isShown(input) || !(input.value || input.placeholder) || ['checkbox', 'radio', 'range', 'color', 'file'].includes(input.type)) continue;
      const box = plain(input.getBoundingClientRect());
      const clip = once(clipOf, input.parentElement);
      const seen = intersect(box, clip.box);
      found.push({ element: input, words: input.value || input.placeholder, whole: [box], rects: seen ? [seen] : [], clip });
    }
    return found;
  }

  function isShown(element) {
    if (element.closest('[aria-hidden=true], [hidden], [inert], script, style, noscript, template, title, desc, defs, option')) return false;
    if (!element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) return false;
    // Texts for screen readers only: a box of a pixel, or clipped away on purpose.
    for (let e = element; e && e !== document.body; e = e.parentElement) {
      const style = getComputedStyle(e);
      if (style.clipPath.startsWith('inset(50%') || style.clip === 'rect(0px, 0px, 0px, 0px)') return false;
    }
    return true;
  }

  function rectsOf(node, element) {
    if (element instanceof SVGElement) return [plain(element.getBoundingClientRect())].filter(hasArea);
    const range = document.createRange();
    range.selectNodeContents(node);
    return [...range.getClientRects()].map(plain).filter(hasArea);
  }

  // clipOf returns the box within which the element's ancestors let anything show, and
  // those of them that cut off with no way to scroll to the rest.
  function clipOf(element) {
    const hides = (overflow) => overflow === 'hidden' || overflow === 'clip';
    let box = { left: 0, top: 0, right: innerWidth, bottom: innerHeight };
    const cutters = [];
    let scrollable = false;
    let e = element;
    for (; e && e !== document.body && e !== document.documentElement; e = e.parentElement) {
      const style = getComputedStyle(e);
      const clips = style.overflowX !== 'visible' || style.overflowY !== 'visible';
      const canClip = e instanceof SVGElement ? ['svg', 'foreignObject'].includes(e.localName) : style.display !== 'inline';
      if (clips && canClip) {
        const inner = innerBox(e);
        box = intersect(box, inner) ?? { left: 0, top: 0, right: 0, bottom: 0 };
        if (!scrollable) cutters.push({ element: e, box: inner, x: hides(style.overflowX), y: hides(style.overflowY) });
        scrollable ||= [style.overflowX, style.overflowY].some((o) => o === 'auto' || o === 'scroll');
      }
      if (style.position === 'fixed') break; // only the window cuts a fixed element
    }
    if (!scrollable) {
      // The body's overflow counts as the window's.
      const styles = [document.documentElement, document.body].map((root) => getComputedStyle(root));
      const fixed = e !== document.body && e !== document.documentElement;
      cutters.push({
        element: document.documentElement,
        box: { left: 0, top: 0, right: innerWidth, bottom: innerHeight },
        x: fixed || styles.some((style) => hides(style.overflowX)),
        y: fixed || styles.some((style) => hides(style.overflowY)),
      });
    }
    return { box, cutters };
  }

  function innerBox(e) {
    const r = e.getBoundingClientRect();
    if (e instanceof SVGElement) return plain(r);
    const zoom = e.currentCSSZoom ?? 1; // client… count pixels within the zoom, rectangles outside
    const left = r.left + e.clientLeft * zoom, top = r.top + e.clientTop * zoom;
    return { left, top, right: left + e.clientWidth * zoom, bottom: top + e.clientHeight * zoom };
  }

  // --- the checks ---

  function checkClipped(texts) {
    for (const text of texts) {
      let whole = text.whole;
      for (const { element, box, x, y } of text.clip.cutters) {
        // What a folded panel hides altogether is hidden on purpose; the window folds nothing.
        if (text.rects.length === 0 && element !== document.documentElement) continue;
        // What was elided within, and can be read whole, need not show further out.
        const elided = element !== document.documentElement && elides(element) && tellsWhole(text.element);
        for (const rect of whole) {
          const overX = x && (rect.right > box.right + 1 || rect.left < box.left - 1);
          const overY = y && (rect.bottom > box.bottom + slack(rect) || rect.top < box.top - slack(rect));
          if (!overX && !overY) continue;
          if (elided) continue;
          faults.push(`clipped: ${nameOf(text)} is cut off by ${element.localName} ${element.getAttribute('class') ?? ''}`.trim());
        }
        if (elided) whole = whole.map((rect) => intersect(rect, box)).filter(Boolean);
      }
    }
  }

  function elides(element) {
    const style = getComputedStyle(element);
    return style.textOverflow.includes('ellipsis') || (style.webkitLineClamp && style.webkitLineClamp !== 'none');
  }

  function tellsWhole(element) {
    for (let e = element; e && e !== document.body; e = e.parentElement) {
      if (e.getAttribute('title') || [...e.children].some((c) => c.localName === 'title' && c.textContent)) return true;
    }
    return false;
  }

  function checkOverlaps(texts) {
    for (let i = 0; i < texts.length; i++) {
      for (let j = i + 1; j < texts.length; j++) {
        const a = texts[i], b = texts[j];
        if (!meet(a.rects, b.rects)) continue; // most of them, and quickly told
        if (a.element.contains(b.element) || b.element.contains(a.element)) continue;
        if (once(layerOf, a.element) !== once(layerOf, b.element) || once(stuckTo, a.element) !== once(stuckTo, b.element)) continue;
        const both = a.rects.some((p) => b.rects.some((q) => {
          const common = intersect(p, q);
          // A font's box is a little taller than its letters: lines set close may touch.
          return common && common.right - common.left > 1.5 && common.bottom - common.top > Math.min(slack(p), slack(q));
        }));
        if (both) faults.push(`overlap: ${nameOf(a)} and ${nameOf(b)}`);
      }
    }
  }

  function checkCovered(text) {
    for (const rect of text.rects) {
      if (rect.bottom - rect.top < 3 || rect.right - rect.left < 3) continue; // a sliver at a scroller's edge: a point hits its neighbour
      for (const above of once(stackAt, rect)) {
        if (above === text.element || above.contains(text.element) || text.element.contains(above)) break;
        if (once(stuckTo, above) && once(stuckTo, above) !== once(stuckTo, text.element)) break; // scrolled under a heading that stays
        if (once(layerOf, above) !== once(layerOf, text.element) || above.closest('[aria-hidden=true]') && once(alphaOf, above) < 0.5) continue;
        if (once(alphaOf, above) >= 0.5) {
          faults.push(`covered: ${nameOf(text)} lies under ${above.localName}`);
          break;
        }
      }
    }
  }

  function checkContrast(text) {
    if (text.rects.length === 0 || text.element.closest(':disabled, [aria-disabled=true]')) return;
    const style = getComputedStyle(text.element);
    const behind = background(text.element, text.rects[0]);
    if (behind === null) return; // a picture is behind it: not decidable here
    let ink = parse(text.element instanceof SVGElement ? style.fill : style.color);
    if (ink === null) return;
    ink = { ...ink, a: ink.a * once(opacityOf, text.element) };
    const ratio = contrast(over(ink, behind), behind);
    if (ratio < 4.495) faults.push(`contrast: ${nameOf(text)} has ${ratio.toFixed(2)} : 1`);
  }

  // --- geometry and colour ---

  function meet(some, others) {
    for (const a of some) {
      for (const b of others) {
        if (a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom) return true;
      }
    }
    return false;
  }
  function plain(r) { return { left: r.left, top: r.top, right: r.right, bottom: r.bottom }; }
  function hasArea(r) { return r.right - r.left > 0.5 && r.bottom - r.top > 0.5; }
  function slack(r) { return Math.max(2, (r.bottom - r.top) * 0.25); }
  function intersect(a, b) {
    const r = { left: Math.max(a.left, b.left), top: Math.max(a.top, b.top), right: Math.min(a.right, b.right), bottom: Math.min(a.bottom, b.bottom) };
    return hasArea(r) ? r : null;
  }
  // stuckTo returns the part that stays in place while its surroundings scroll (a table's
  // head) to which the element belongs.
  function stuckTo(element) {
    for (let e = element; e && e !== document.body; e = e.parentElement) {
      if (getComputedStyle(e).position === 'sticky') return e;
    }
    return null;
  }

  function layerOf(element) { return element.closest(overlaySelector); }
  function nameOf({ element, words }) {
    return `"${words.length > 40 ? words.slice(0, 39) + '…' : words}" (${element.localName}${element.id ? '#' + element.id : ''})`;
  }

  // parse reads a computed colour through a canvas, which knows every notation.
  function parse(colour) {
    if (!colour || colour === 'none' || colour.startsWith('url(')) return null;
    parse.known ??= new Map();
    if (!parse.known.has(colour)) parse.known.set(colour, paint(colour));
    return parse.known.get(colour);
  }

  function paint(colour) {
    parse.pen ??= document.createElement('canvas').getContext('2d', { willReadFrequently: true });
    parse.pen.canvas.width = 1;
    parse.pen.fillStyle = colour;
    parse.pen.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = parse.pen.getImageData(0, 0, 1, 1).data;
    return { r, g, b, a: a / 255 };
  }

  function opacityOf(element) {
    const own = Number(getComputedStyle(element).opacity);
    return element.parentElement ? own * once(opacityOf, element.parentElement) : own;
  }

  // paintOf returns the colour with which an element fills its area: null when it does not,
  // undefined when it is a picture.
  function paintOf(element) {
    const style = getComputedStyle(element);
    if (element instanceof SVGElement && element.localName !== 'svg') {
      if (!['rect', 'circle', 'ellipse', 'path', 'polygon'].includes(element.localName)) return null;
      if (style.fill.startsWith('url(')) return undefined;
      const fill = parse(style.fill);
      return fill && { ...fill, a: fill.a * Number(style.fillOpacity) * once(opacityOf, element) };
    }
    if (['canvas', 'img', 'video'].includes(element.localName)) return undefined;
    if (style.backgroundImage !== 'none') return undefined;
    const fill = parse(style.backgroundColor);
    return fill && { ...fill, a: fill.a * once(opacityOf, element) };
  }

  function alphaOf(element) {
    if (element.localName === 'canvas') return 0;
    const paint = once(paintOf, element);
    return paint === undefined ? 1 : paint?.a ?? 0;
  }

  // stackAt returns what lies at the middle of a rectangle, the uppermost first.
  function stackAt(rect) {
    return document.elementsFromPoint((rect.left + rect.right) / 2, (rect.top + rect.bottom) / 2);
  }

  // background returns the colour behind an element's text in a rectangle; null when a picture is.
  function background(element, rect) {
    const stack = once(stackAt, rect);
    const at = stack.indexOf(element);
    const layers = [];
    for (const e of at >= 0 ? stack.slice(at) : ancestors(element)) {
      const paint = once(paintOf, e);
      if (paint === undefined) return null;
      if (paint && paint.a > 0) layers.push(paint);
      if (paint?.a === 1) break;
    }
    let colour = { r: 255, g: 255, b: 255, a: 1 };
    for (const layer of layers.reverse()) colour = over(layer, colour);
    return colour;
  }
  function ancestors(element) {
    const list = [];
    for (let e = element; e; e = e.parentElement) list.push(e);
    return list;
  }

  function over(top, bottom) {
    const mix = (p, q) => p * top.a + q * (1 - top.a);
    return { r: mix(top.r, bottom.r), g: mix(top.g, bottom.g), b: mix(top.b, bottom.b), a: 1 };
  }

  // WCAG 2.2: "(L1 + 0.05) / (L2 + 0.05), where L1 is the relative luminance of the lighter
  // of the colors, and L2 […] of the darker".
  function contrast(a, b) {
    const linear = (c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4);
    const luminance = ({ r, g, b }) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
    const [p, q] = [luminance(a), luminance(b)].sort((x, y) => y - x);
    return (p + 0.05) / (q + 0.05);
  }
}
