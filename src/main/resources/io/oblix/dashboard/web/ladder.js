import {$, el, fill} from './dom.js?v={{v}}';
import {count, moment} from './words.js?v={{v}}';

let policies = [];

function refusals() {
  fill($('refused'), ...policies.filter((policy) => policy.refused).map((policy) => el('div', {class: 'refusal'},
      el('strong', {}, 'The edit of ' + policy.refused.file + (policy.refused.line ? ', line ' + policy.refused.line : '') + ' was refused'),
      policy.refused.at ? ' ' + moment(policy.refused.at) : '', ': ' + policy.refused.reason + '. ',
      policy.rules.length ? 'The version before stays in use.' : 'There is no other version.')));
}

function rule(one, place, all) {
  const bar = el('span', {class: 'bar'});
  bar.style.setProperty('--share', all ? (100 * one.hits / all) + '%' : '0');
  return el('li', {class: one.hits ? '' : 'never'},
      el('span', {class: 'step'}, String(place + 1)),
      el('span', {}, one.rule, el('small', {}, el('span', {class: 'side ' + one.target}, one.target === 'reject' ? 'refuse' : one.target),
          (one.fallback ? ', else ' + one.fallback : '') + ' · ' + one.reason + (one.line ? ' · line ' + one.line : ''))),
      el('span', {class: 'hits'}, count(one.hits), el('small', {}, one.hits === 1 ? 'hit' : 'hits')),
      bar);
}

function show() {
  const policy = policies.find((one) => one.name === $('policies').value) || policies[0];
  if (!policy) {
    return;
  }
  const all = policy.rules.reduce((sum, one) => sum + one.hits, policy.conversations || 0);
  $('policy-about').textContent = policy.description;
  fill($('ladder'), ...policy.rules.map((one, place) => rule(one, place, all)));
  const notes = [];
  if (policy.since) {
    notes.push('In use since ' + moment(policy.since) + (policy.fromJar ? ', from the jar' : '') + '; hits count from then.');
  }
  if (policy.conversations) {
    notes.push(count(policy.conversations) + ' more stayed with the model of their conversation or their calls of tools.');
  }
  if (policy.failures) {
    notes.push('It failed ' + count(policy.failures) + ' times: ' + policy.failure);
  }
  $('policy-note').textContent = notes.join(' ');
}

export function showPolicies(now) {
  policies = now;
  const select = $('policies');
  const names = policies.map((policy) => policy.name);
  if ([...select.options].map((option) => option.value).join() !== names.join()) {
    const chosen = select.value;
    fill(select, ...names.map((name) => el('option', {value: name}, name)));
    select.value = names.includes(chosen) ? chosen : names[0];
    const asked = $('asked');
    const kept = asked.value;
    const models = [...asked.options].filter((option) => option.dataset.model);
    fill(asked, ...names.map((name) => el('option', {value: name === 'auto' ? 'auto' : 'auto:' + name}, name === 'auto' ? 'auto' : 'auto:' + name)), ...models);
    asked.value = kept;
  }
  refusals();
  show();
}

export function startLadder() {
  $('policies').addEventListener('change', show);
}
