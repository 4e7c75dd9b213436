// The line in which one types in a host's terminal: earlier lines, completion, Ctrl-C. The
// field itself is drawn by ui/panels (terminal.go) and is the browser's own, so that arrows,
// Home, End, selection and dictation are what people are used to.
//
// mount(element, hear) makes element the terminal's island. hear(what, host, text, n) is the
// program: line, interrupt, clear and suggest return nothing; complete returns what stands before the
// cursor afterwards; recall the line typed n lines ago, or null; typing and leave nothing.
(function () {
  'use strict';
  const fieldID = 'terminal-input';

  function mount(element, hear) {
    let back = 0; // which earlier line stands in the field: 0 is the one that is being typed
    let draft = '';
    let follow = true; // the log is scrolled to its end

    const field = () => element.querySelector('#' + fieldID);
    const host = () => element.querySelector('.term').dataset.host;
    const fresh = () => { back = 0; draft = ''; };

    element.addEventListener('keydown', (e) => {
      if (e.target.id !== fieldID || e.isComposing) return;
      if (!onKey(e, e.target)) return;
      e.preventDefault();
      e.stopPropagation(); // the page's own keys are not meant
    });
    element.addEventListener('input', (e) => {
      if (e.target.id !== fieldID) return;
      fresh();
      hear('typing', host());
    });
    element.addEventListener('click', (e) => {
      const button = e.target.closest('[data-term]');
      const line = e.target.closest('[data-suggest]');
      if (button) press(button.dataset.term);
      else if (line) suggest(line.dataset.suggest);
      // A press beside what can be pressed or read leads to where one types, as in any terminal.
      else if (e.target.closest('.term-entry') || (e.target.closest('.term-log') && getSelection().isCollapsed)) field()?.focus({ preventScroll: true });
    });
    element.addEventListener('scroll', (e) => {
      const log = e.target;
      if (log.classList.contains('term-log')) follow = log.scrollTop + log.clientHeight >= log.scrollHeight - 4;
    }, { capture: true, passive: true });
    const toEnd = () => {
      const log = element.querySelector('.term-log');
      if (log && follow) log.scrollTop = log.scrollHeight;
    };
    new MutationObserver(toEnd).observe(element, { childList: true, subtree: true, characterData: true });
    new ResizeObserver(toEnd).observe(element);

    // suggest puts a line where one types, to be changed or sent.
    function suggest(line) {
      const input = field();
      if (!input) return;
      fresh();
      input.value = line;
      input.focus({ preventScroll: true });
      input.setSelectionRange(line.length, line.length);
    }

    function press(what) {
      if (what === 'suggest') {
        hear('suggest', host());
        return;
      }
      const input = field();
      if (!input) return;
      input.focus({ preventScroll: true });
      if (what === 'complete') complete(input);
      else interrupt(input);
    }

    // onKey does what a key means here, and reports whether it meant something.
    function onKey(e, input) {
      const plain = !e.ctrlKey && !e.altKey && !e.metaKey && !e.shiftKey;
      if (e.ctrlKey && !e.altKey && !e.metaKey && !e.shiftKey) return onControl(e.key.toLowerCase(), input);
      if (!plain) return false;
      switch (e.key) {
        case 'Enter': return enter(input);
        case 'ArrowUp': return recall(input, back + 1);
        case 'ArrowDown': return recall(input, back - 1);
        case 'Tab': return complete(input);
        case 'Escape': hear('leave', host()); return true;
      }
      return false;
    }

    function onControl(key, input) {
      switch (key) {
        case 'c':
          if (input.selectionStart !== input.selectionEnd || !getSelection().isCollapsed) return false; // copy
          return interrupt(input);
        case ']': // to telnet's own prompt
        case 'd': // the end of what is typed
          if (input.value !== '' || element.querySelector('.term').dataset.waiting !== 'true') return false;
          hear('line', host(), key === ']' ? '^]' : '^D');
          return true;
        case 'l':
          hear('clear', host());
          return true;
        case 'u':
          input.setRangeText('', 0, input.selectionStart, 'end');
          return true;
      }
      return false;
    }

    function enter(input) {
      const line = input.value;
      input.value = '';
      fresh();
      follow = true;
      hear('line', host(), line);
      return true;
    }

    function interrupt(input) {
      input.value = '';
      fresh();
      hear('interrupt', host());
      return true;
    }

    function recall(input, n) {
      const line = n > 0 ? hear('recall', host(), '', n) : null;
      if (n < 0 || (n > 0 && line === null)) return true; // there is nothing further
      if (back === 0) draft = input.value;
      back = n;
      input.value = n === 0 ? draft : line;
      input.setSelectionRange(input.value.length, input.value.length);
      return true;
    }

    // complete takes the Tab key only where there is something to complete: else it goes on
    // to the next thing on the page, as everywhere.
    function complete(input) {
      const at = input.selectionStart;
      const before = input.value.slice(0, at);
      if (before.trim() === '') return false;
      const now = hear('complete', host(), before);
      if (now !== before) {
        input.setRangeText(now, 0, at, 'end');
        fresh();
      }
      return true;
    }
  }

  window.playnetTerminal = { mount };
})();
