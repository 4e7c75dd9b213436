// Runs public/js/scene.js on a document that knows just enough: replays the operations of
// standard input (one JSON string a line) in one island and prints, after each, what stands
// there; then tries the events.
'use strict';
const fs = require('fs');
const vm = require('vm');

class Element {
  constructor(namespace, tag) {
    Object.assign(this, { namespaceURI: namespace, tag, attributes: new Map(), styles: new Map(), childNodes: [], parent: null, text: '', listeners: {} });
    this.style = {
      setProperty: (name, value) => this.styles.set(name, value),
      removeProperty: (name) => this.styles.delete(name),
    };
  }
  get children() { return this.childNodes; }
  get isConnected() { return this === island || (this.parent !== null && this.parent.isConnected); }
  setAttribute(name, value) { this.attributes.set(name, value); }
  getAttribute(name) { return this.attributes.has(name) ? this.attributes.get(name) : null; }
  removeAttribute(name) { this.attributes.delete(name); }
  set textContent(text) { this.childNodes.forEach((c) => { c.parent = null; }); this.childNodes = []; this.text = text; }
  remove() {
    if (document.activeElement === this || this.contains(document.activeElement)) document.activeElement = document.body;
    this.parent.childNodes.splice(this.parent.childNodes.indexOf(this), 1);
    this.parent = null;
  }
  insertBefore(child, before) {
    if (child.parent) child.remove(); // a browser takes the focus away, too
    const at = before ? this.childNodes.indexOf(before) : this.childNodes.length;
    if (at < 0) throw new Error('insertBefore: not a child');
    this.childNodes.splice(at, 0, child);
    child.parent = this;
  }
  replaceChildren() { this.childNodes = []; }
  contains(other) {
    for (let e = other; e; e = e.parent) if (e === this) return true;
    return false;
  }
  closest(selector) {
    const name = selector.slice(1, -1);
    for (let e = this; e; e = e.parent) if (e.attributes.has(name)) return e;
    return null;
  }
  find(test) {
    for (const c of this.childNodes) {
      const found = test(c) ? c : c.find(test);
      if (found) return found;
    }
    return null;
  }
  querySelector(selector) {
    const key = /^\[data-key="(.*)"\]$/.exec(selector)[1];
    return this.find((e) => e.getAttribute('data-key') === key);
  }
  focus() { document.activeElement = this; }
  getBoundingClientRect() { return { left: 10, top: 20 }; }
  addEventListener(type, handler) { (this.listeners[type] ||= []).push(handler); }
  removeEventListener(type, handler) { this.listeners[type] = this.listeners[type].filter((h) => h !== handler); }
  fire(type, event) {
    const full = Object.assign({ prevented: false, preventDefault() { full.prevented = true; }, stopPropagation() {} }, event);
    for (const h of this.listeners[type] || []) h(full);
    return full;
  }
  toString() {
    let out = '<' + this.tag + (this.namespaceURI ? '' : ' html');
    for (const name of [...this.attributes.keys()].sort()) out += ' ' + name + '=' + JSON.stringify(this.attributes.get(name));
    for (const name of [...this.styles.keys()].sort()) out += ' style:' + name + '=' + JSON.stringify(this.styles.get(name));
    return out + '>' + this.text + this.childNodes.join('') + '</>';
  }
}

const island = new Element('', 'island');
const document = {
  body: new Element('', 'body'),
  createElement: (tag) => new Element('', tag),
  createElementNS: (namespace, tag) => new Element(namespace, tag),
};
document.activeElement = document.body;
const window = {};
vm.runInNewContext(fs.readFileSync(process.argv[2], 'utf8'), {
  window, document, Map, CSS: { escape: (s) => s }, ResizeObserver: class { observe() {} disconnect() {} },
});
const { mount, apply, unmount } = window.playnetScene;

const heard = [];
mount('test', island, (...args) => heard.push(args.join(' ')), null);
const lines = fs.readFileSync(0, 'utf8').split('\n').filter(Boolean).map((l) => JSON.parse(l));
for (const ops of lines) {
  apply('test', ops);
  console.log(island.childNodes.join(''));
}

// Pressing, by pointer and by key; what is inside a pressable thing stands for it.
unmount('test');
heard.length = 0;
mount('test', island, (...args) => heard.push(args.join(' ')), null);
apply('test', 'c\t1\t0\t0\tsvg\nc\t2\t1\t0\tg\tdata-key\tframe:7\nc\t3\t2\t0\trect\nc\t4\t1\t0\tg\tdata-key\tstrip\tdata-arrows\t\tdata-drag\t\n');
const rect = island.childNodes[0].childNodes[0].childNodes[0];
const strip = island.childNodes[0].childNodes[1];
island.fire('click', { target: rect, clientX: 15, clientY: 27 });
const enter = island.fire('keydown', { target: rect.parent, key: 'Enter' });
const arrow = island.fire('keydown', { target: rect.parent, key: 'ArrowLeft' }); // not this one's
island.fire('keydown', { target: strip, key: 'ArrowLeft' });
island.fire('keydown', { target: strip, key: 'Delete', ctrlKey: true });
island.fire('pointerover', { target: rect, clientX: 11, clientY: 21 });
island.fire('pointerover', { target: rect.parent, clientX: 12, clientY: 21 }); // still the same
island.setPointerCapture = () => {};
island.fire('pointermove', { target: strip, clientX: 13, clientY: 21 }); // nothing is held
island.fire('pointerdown', { target: strip, button: 0, clientX: 14, clientY: 21 });
island.fire('pointermove', { target: strip, clientX: 30, clientY: 22 });
island.fire('pointerup', { target: strip, clientX: 31, clientY: 22 });
island.fire('click', { target: island, clientX: 11, clientY: 21 });
console.log(heard.join('|') + '|' + enter.prevented + arrow.prevented);

// A message that has the focus arrives: its mark takes the focus over. An element that is
// moved keeps it.
rect.parent.focus();
apply('test', 'r\t2\nc\t5\t1\t0\tg\tdata-key\tframe:7\n');
console.log(document.activeElement.getAttribute('data-key') + ' ' + document.activeElement.isConnected);
apply('test', 'm\t5\t1\t4\n');
console.log(document.activeElement.getAttribute('data-key') + ' ' + island.childNodes[0]);
// Nobody listens any more.
unmount('test');
heard.length = 0;
island.fire('click', { target: rect, clientX: 15, clientY: 27 });
console.log('heard ' + heard.length);
