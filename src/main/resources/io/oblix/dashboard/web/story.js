import {ask, el, fill} from './dom.js?v={{v}}';
import {bytes, count, dollars, millis, outcome, role} from './words.js?v={{v}}';

export function sentences(title, list, none) {
  if (!list || !list.length) {
    return none ? el('p', {class: 'muted'}, none) : null;
  }
  return el('div', {}, el('h3', {}, title), el('ul', {}, ...list.map((each) => el('li', {}, each.sentence))));
}

/** Headers of facts, each with its names and values. */
export function facts(headers) {
  const list = el('dl', {class: 'facts'});
  for (const [header, values] of Object.entries(headers || {})) {
    for (const [name, value] of Object.entries(values || {})) {
      list.append(el('div', {}, el('dt', {}, header.replace('Oblix', '') + '.' + name), el('dd', {}, value === '' ? '(empty)' : String(value))));
    }
  }
  return el('details', {}, el('summary', {}, 'All facts that the policy saw'), list);
}

function call(one) {
  const parts = [
    'after ' + millis(one.startMillis),
    one.firstTokenMillis === null ? null : 'first token in ' + millis(one.firstTokenMillis),
    'done in ' + millis(one.durationMillis),
    count(one.promptTokens) + ' tokens in, ' + count(one.completionTokens) + ' out',
    dollars(one.costUsd),
    one.cloudBytes ? bytes(one.cloudBytes) + ' left the machine' : null,
  ];
  return el('li', {},
      el('span', {class: 'side ' + one.target}, one.target), ' ', one.model, ': ', el('strong', {}, outcome(one.outcome)), ' (' + role(one.role) + ')',
      el('div', {class: 'muted'}, parts.filter(Boolean).join(' · ')));
}

function show(story) {
  const calls = story.calls.length
      ? el('div', {}, el('h3', {}, 'Calls, one by one'), el('ol', {}, ...story.calls.map(call)))
      : el('p', {class: 'muted'}, story.state === 'in flight' ? 'No call has ended yet.' : 'No call is known any more.');
  return [
    story.conversation ? el('p', {}, 'Conversation: ' + story.conversation.sentence) : null,
    sentences('Because', story.because, ''),
    sentences('Another decision', story.alternatives, story.policy === 'none' ? '' : 'No single fact is known that would have led to the other side.'),
    story.confidence === null || story.confidence === undefined ? null : el('p', {}, 'How sure the local model was: ' + Math.round(100 * story.confidence) + ' % of its last answers were less sure.'),
    calls,
    facts(story.facts),
    el('p', {class: 'muted'}, 'Request ' + story.id),
  ];
}

export async function openStory(place, id) {
  fill(place, el('p', {class: 'muted'}, 'Looking it up'));
  try {
    fill(place, ...show(await ask('/dashboard/decision?id=' + encodeURIComponent(id))));
  } catch (failed) {
    fill(place, el('p', {}, failed.message));
  }
}
