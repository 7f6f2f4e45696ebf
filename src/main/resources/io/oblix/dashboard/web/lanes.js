import {$, el, fill, figure} from './dom.js?v={{v}}';
import {millis} from './words.js?v={{v}}';

function tag(text, kind) {
  return el('span', {class: 'tag ' + (kind || '')}, text);
}

function circuit(lane) {
  if (lane.circuit === 'open') {
    return tag('circuit open, trying again in ' + lane.retry_seconds + ' s', 'bad');
  }
  return lane.circuit === 'half_open' ? tag('circuit half open: one call is tried', 'warn') : tag('circuit closed');
}

function speed(tokens) {
  return tokens === null || tokens === undefined ? 'not known yet' : Math.round(tokens) + ' tokens/s';
}

function lane(side, now) {
  const own = now[side];
  const body = $('lane-' + side).querySelector('.body');
  if (!own.model) {
    fill(body, el('p', {class: 'muted'}, 'No ' + side + ' model is configured; --' + side + '-model sets one.'));
    return;
  }
  const tags = el('div', {class: 'tags'}, tag(own.state, own.state === 'available' ? 'good' : 'bad'));
  if (side === 'local' && own.state === 'available') {
    tags.append(tag(own.loaded ? 'loaded' : 'cold: not in memory', own.loaded ? 'good' : 'warn'));
  }
  tags.append(circuit(own));
  if (side === 'local') {
    const state = now.machine.state;
    tags.append(tag('machine ' + state.toLowerCase(), state === 'AVAILABLE' ? '' : state === 'CRITICAL' ? 'bad' : 'warn'));
    if (now.machine.on_battery) {
      tags.append(tag('on battery', 'warn'));
    }
  } else {
    const state = now.line.state;
    tags.append(tag('line ' + state.toLowerCase(), state === 'OPTIMAL' ? 'good' : state === 'DEGRADED' ? 'warn' : 'bad'));
  }
  const figures = el('dl', {class: 'figures'},
      figure('Answering now', String(own.in_flight), own.waiting ? own.waiting + ' more in the queue' : 'none in the queue'),
      figure('Writes', speed(own.write_tokens_per_second), own.read_tokens_per_second ? 'reads ' + speed(own.read_tokens_per_second) : ''),
      figure('Expected wait', millis(own.expected_wait_ms), 'until the first token'),
      side === 'local'
          ? figure('Machine', Math.round(now.machine.cpu_percent + now.machine.model_cpu_percent) + ' % CPU', Math.round(now.machine.memory_percent) + ' % memory')
          : figure('Line', now.line.latency_ms > 0 ? millis(now.line.latency_ms) : 'not measured', Math.round(now.line.packet_loss_percent) + ' % loss'));
  const detail = own.detail && own.detail !== 'ready' ? el('p', {class: 'muted'}, own.detail) : null;
  fill(body, el('p', {class: 'name'}, own.model), tags, detail, figures);
}

export function showLanes(now) {
  lane('local', now);
  lane('cloud', now);
}
