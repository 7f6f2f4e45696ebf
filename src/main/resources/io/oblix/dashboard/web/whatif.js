import {$, ask, el, fill} from './dom.js?v={{v}}';
import {dollars, millis} from './words.js?v={{v}}';
import {facts, sentences} from './story.js?v={{v}}';

let running = null;

function request(stream) {
  const headers = {'content-type': 'application/json'};
  if ($('private').checked) {
    headers['x-oblix-privacy'] = 'local-only';
  }
  const body = {model: $('asked').value, messages: [{role: 'user', content: $('question').value}]};
  return {method: 'POST', headers, body: JSON.stringify(stream ? {...body, stream: true} : body)};
}

async function decide() {
  const place = $('verdict');
  try {
    const route = await ask('/v1/route', request(false));
    const to = route.target === 'reject' ? 'It would be refused' : 'It would go to the ' + route.target + ' model';
    fill(place,
        el('h3', {}, to + (route.model ? ', ' + route.model : '')),
        el('p', {}, route.rule || 'The client names the model itself.'),
        el('p', {class: 'muted'}, [route.policy === 'none' ? null : 'policy ' + route.policy, route.reason,
          route.fallback === 'none' ? 'no fallback' : 'else ' + route.fallback].filter(Boolean).join(' · ')),
        route.conversation ? el('p', {}, route.conversation.sentence) : null,
        route.judged ? el('p', {}, route.judged.sentence + '.') : null,
        sentences('Because', route.because, ''),
        sentences('Another decision', route.alternatives, ''),
        facts(route.facts));
  } catch (failed) {
    fill(place, el('p', {}, failed.message));
  }
}

/** Calls back with the data of each server-sent event. */
async function events(response, each) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const {done, value} = await reader.read();
    if (done) {
      return;
    }
    const parts = (rest + value).split('\n');
    rest = parts.pop();
    parts.filter((line) => line.startsWith('data: ')).forEach((line) => each(line.slice(6)));
  }
}

async function answer() {
  if (running) {
    running.abort();
    return;
  }
  running = new AbortController();
  const button = $('really');
  button.textContent = 'Stop';
  const text = el('p');
  const about = el('p', {class: 'muted'}, 'asking');
  fill($('answer'), el('h3', {}, 'The answer'), about, text);
  const start = performance.now();
  let first = null;
  try {
    const response = await fetch('/v1/chat/completions', {...request(true), signal: running.signal});
    const head = (name) => response.headers.get('x-oblix-' + name) || '';
    if (!response.ok) {
      const problem = await response.json();
      throw new Error(problem.error.message);
    }
    await events(response, (data) => {
      if (data === '[DONE]') {
        return;
      }
      const chunk = JSON.parse(data);
      if (chunk.error) {
        throw new Error(chunk.error.message);
      }
      first = first ?? performance.now() - start;
      text.append((chunk.choices[0] && chunk.choices[0].delta.content) || '');
    });
    const cost = head('cost-usd');
    about.textContent = [head('model') + ' (' + head('target') + ')', head('reason'), head('fallback') === 'true' ? 'fallback' : null,
      'first token ' + millis(first), 'done in ' + millis(performance.now() - start), cost ? dollars(Number(cost)) : null].filter(Boolean).join(' · ');
  } catch (failed) {
    about.textContent = failed.name === 'AbortError' ? 'stopped' : failed.message;
  } finally {
    running = null;
    button.textContent = 'Ask the model';
  }
}

/** The models of both sides can be asked by their names. */
export function showModels(now) {
  const asked = $('asked');
  for (const side of ['local', 'cloud']) {
    const name = now[side].model;
    if (name && ![...asked.options].some((option) => option.value === name)) {
      asked.append(el('option', {value: name, 'data-model': 'true'}, name));
    }
  }
}

export function startWhatIf() {
  $('ask').addEventListener('submit', (event) => {
    event.preventDefault();
    decide();
  });
  $('really').addEventListener('click', () => {
    if ($('ask').reportValidity()) {
      decide();
      answer();
    }
  });
}
