// Walks a lab as a learner does: plays it, answers each question where it is asked, reads what
// came out, to the summary at the end.
import { call, labJSON, labText } from './calls.mjs';

// answersOf finds the answers of a run out: not from the page's questions, but from a twin of
// the run, in which each question's own expressions are evaluated at the end. It returns
// {answers, end, hash}: of each question, by its id, {right: [value, …], wrong: value}, and the
// position at which nothing was left to happen, and the run's hash there. turn is an action
// that is done before anything happens, such as one that turns a switch.
export async function answersOf(frame, lab, seed, turn) {
  const text = labText(lab);
  await call(frame, 'open', text, { seed });
  if (turn) await call(frame, 'do', turn);
  const { position: end } = await call(frame, 'run', { idle: true });
  const hash = await call(frame, 'hash');
  const answers = {};
  const { questions = [], hosts } = labJSON(text);
  const named = new Map((await call(frame, 'snapshot')).hosts.map(({ name, address }) => [address, name])); // a host may be told by its address
  for (const q of questions) {
    const [event] = await call(frame, 'trace', { filter: q.stopBefore, limit: 1 });
    if (!event) throw new Error(`${lab}, seed ${seed}: the run does not come to ${q.id}`);
    const evaluate = (expression) => call(frame, 'evaluate', { expression, from: event.id });
    if (q.options) {
      const holds = await Promise.all(q.options.map(({ that }) => evaluate(that).then(({ values }) => values[0] === 'true')));
      answers[q.id] = {
        right: q.options.filter((_, i) => holds[i]).map(({ text }) => text),
        wrong: q.options.find((_, i) => !holds[i])?.text,
      };
      continue;
    }
    const { type, values } = await evaluate(q.answer);
    const offered = await Promise.all((q.choices ?? (q.kind === 'host' ? hosts.map(({ name }) => name) : []))
      .map((choice) => (choice.startsWith('=') ? evaluate(choice.slice(1)).then((v) => v.values) : [choice])));
    answers[q.id] = {
      right: q.kind === 'host' ? values.map((value) => named.get(value) ?? value) : values,
      wrong: type === 'boolean' ? String(values[0] !== 'true')
        : offered.flat().find((choice) => !values.includes(choice)) ?? { string: 'nobody.example' }[type] ?? '987654321',
    };
  }
  return { answers, end, hash };
}

// walk plays a lab that is open to its end, at a speed at which questions are asked, and
// answers them: answers is what answersOf has found. It returns how many were asked, and what
// the page says of the score. frame is the page's own, or one in it.
export async function walk(page, frame, answers, { right }) {
  const press = (selector) => frame.$eval(selector, (e) => e.click());
  await frame.$eval('#asking', (e) => { if (!e.checked) e.click(); });
  await frame.$eval('#speed', (e) => { e.value = Number(e.max) - 1; e.dispatchEvent(new Event('input', { bubbles: true })); });
  await press('.key.play');
  let asked = 0;
  for (;;) {
    const met = await frame.waitForFunction(() => {
      if (!document.querySelector('#dialog-score').hidden) return { over: true };
      const card = document.querySelector('.question');
      const { state } = card.dataset;
      if (card.hidden || state !== 'asked' && state !== 'told') return false;
      const told = document.querySelector('#question-verdict').textContent;
      return { state, kind: card.dataset.kind, ask: document.querySelector('#question-ask').textContent, told };
    }).then((handle) => handle.jsonValue());
    if (met.over) break;
    if (met.state === 'told') {
      await press('#question-close');
      await gone(frame, 'told', met.ask);
      continue;
    }
    asked++;
    const [{ id }] = (await call(frame, 'questions')).filter(({ state }) => state === 'asked');
    await give(page, frame, met.kind, right ? answers[id].right[0] : answers[id].wrong);
    await frame.waitForSelector('#question-check[aria-disabled=false]');
    await press('#question-check');
    await gone(frame, 'asked', met.ask);
  }
  return { asked, title: await frame.$eval('#score-title', (e) => e.textContent), score: await call(frame, 'score') };
}

// give answers the question that is asked, as its kind is answered.
async function give(page, frame, kind, answer) {
  switch (kind) {
    case 'host':
      await frame.select('#question-choice', answer);
      break;
    case 'choice':
    case 'yes-no':
      await frame.$$eval('.question-option input', (all, answer) => all.find((e) => e.value === answer).click(), answer);
      break;
    default:
      await frame.focus('#question-text');
      await page.keyboard.type(answer);
  }
}

// gone waits until the card of a question shows something else.
const gone = (frame, state, ask) => frame.waitForFunction((state, ask) => {
  const card = document.querySelector('.question');
  return card.hidden || card.dataset.state !== state || document.querySelector('#question-ask').textContent !== ask;
}, {}, state, ask);
