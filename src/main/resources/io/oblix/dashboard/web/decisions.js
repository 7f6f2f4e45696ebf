import {$, el, fill} from './dom.js?v={{v}}';
import {dollars, millis, more, time, why} from './words.js?v={{v}}';
import {openStory} from './story.js?v={{v}}';

const SHOWN = 50;
const rows = new Map();
let held = null;

function button(decision) {
  // Where the client named the model, its side is known once it has answered.
  const side = decision.target || (decision.policy === 'none' ? 'named' : decision.decided);
  const who = decision.state === 'in flight' ? 'being answered' : decision.model || decision.error || 'refused';
  const notes = [who];
  if (decision.policy !== 'none') {
    notes.push(decision.policy + ': ' + decision.reason);
  }
  notes.push(...more(decision));
  if (decision.state === 'failed') {
    notes.push('failed with ' + decision.status);
  }
  if (decision.sideTask) {
    notes.push(decision.sideTask);
  }
  const from = [decision.client === 'other' ? '' : decision.client, decision.key].filter(Boolean).join(', ');
  const done = decision.state !== 'in flight';
  const late = decision.firstTokenMillis ?? decision.durationMillis;
  return [
    el('span', {class: 'muted'}, time(decision.at)),
    el('span', {class: 'side ' + side}, side === 'reject' ? 'refused' : side),
    el('span', {class: 'why'}, why(decision), el('small', {}, notes.concat(from || []).join(' · '))),
    el('span', {class: 'num late'}, done ? millis(late) : '…', el('small', {}, done && decision.firstTokenMillis === null ? 'in all' : 'first token')),
    el('span', {class: 'num late'}, done ? dollars(decision.model ? decision.costUsd : 0) : '…', el('small', {}, 'cost')),
    el('span', {class: 'num'}, done ? dollars(decision.savedUsd ?? 0) : '…', el('small', {}, 'saved')),
  ];
}

/** Scrolls the list so that as much as possible of the story shows, below its row. */
function reveal(item) {
  const list = $('rows').getBoundingClientRect();
  const own = item.getBoundingClientRect();
  $('rows').scrollTop += Math.max(0, Math.min(own.bottom - list.bottom, own.top - list.top));
}

function add(decision, fresh) {
  const known = rows.get(decision.id);
  if (known) {
    fill(known.button, ...button(decision));
    known.decision = decision;
    return;
  }
  const head = el('button', {type: 'button', class: 'row', 'aria-expanded': 'false'});
  fill(head, ...button(decision));
  const story = el('div', {class: 'story', hidden: true});
  const item = el('li', {class: fresh ? 'fresh' : ''}, head, story);
  head.addEventListener('click', () => {
    const open = story.hidden;
    story.hidden = !open;
    head.setAttribute('aria-expanded', String(open));
    if (open) {
      openStory(story, decision.id).then(() => reveal(item));
    }
  });
  rows.set(decision.id, {item, button: head, decision});
  $('rows').prepend(item);
}

/** What is open or has the focus stays. */
function trim() {
  for (const [id, row] of rows) {
    if (rows.size <= SHOWN) {
      return;
    }
    if (row.button.getAttribute('aria-expanded') === 'false' && !row.item.contains(document.activeElement)) {
      row.item.remove();
      rows.delete(id);
    }
  }
}

/** Each with its state of now, the oldest first. */
export function addDecisions(decisions, fresh) {
  if (held) {
    decisions.forEach((decision) => held.set(decision.id, decision));
    while (held.size > SHOWN) {
      held.delete(held.keys().next().value);
    }
    $('pause').textContent = 'Go on (' + held.size + ')';
    return;
  }
  const list = $('rows');
  const reading = list.scrollTop > 0 || list.querySelector('[aria-expanded=true]') !== null;
  const height = list.scrollHeight;
  decisions.forEach((decision) => add(decision, fresh));
  trim();
  if (reading) {
    list.scrollTop += list.scrollHeight - height;
  }
  $('empty').hidden = rows.size > 0;
}

export function startDecisions() {
  $('pause').addEventListener('click', () => {
    const waiting = held;
    held = held ? null : new Map();
    $('pause').setAttribute('aria-pressed', String(Boolean(held)));
    $('pause').textContent = held ? 'Go on' : 'Pause';
    if (waiting) {
      addDecisions([...waiting.values()], false);
    }
  });
}
