import {$, ask, choice, el, figure, fill} from './dom.js?v={{v}}';
import {bytes, count, dollars, short} from './words.js?v={{v}}';

const EVERY_MILLIS = 15000;
let days = '1';
let by = 'model';
let last = null;
let timer = 0;

const before = {1: 'by this time yesterday', 7: 'in the 7 days before', 30: 'in the 30 days before'};

function sums(report) {
  const now = report.total;
  const then = report.before;
  const tokens = (total) => total.input_tokens + total.output_tokens;
  const note = (text) => text + ' ' + before[report.days];
  fill($('sums'),
      figure('Spent', dollars(now.cost_usd), note(dollars(then.cost_usd))),
      figure('Saved', dollars(now.saved_usd), note(dollars(then.saved_usd))),
      figure('Requests', short(now.requests), note(short(then.requests))),
      figure('Tokens', short(tokens(now)), note(short(tokens(then)))),
      figure('Left this machine', bytes(now.cloud_bytes), note(bytes(then.cloud_bytes))));
}

function table(report) {
  const heads = ['', 'Requests', 'Tokens', 'Spent', 'Saved', 'Left'];
  const rows = report[by].map((row) => el('tr', {},
      el('th', {scope: 'row'}, row.name),
      ...[count(row.requests), short(row.input_tokens + row.output_tokens), dollars(row.cost_usd), dollars(row.saved_usd), bytes(row.cloud_bytes)]
          .map((text) => el('td', {}, text))));
  fill($('usage'),
      el('thead', {}, el('tr', {}, ...heads.map((text) => el(text ? 'th' : 'td', text ? {scope: 'col'} : {}, text)))),
      el('tbody', {}, ...(rows.length ? rows : [el('tr', {}, el('td', {colspan: '6'}, 'Nothing in this time.'))])));
  $('by-title').textContent = 'By ' + by;
  const unknown = report.unpriced || [];
  $('usage-note').textContent = unknown.length ? 'No price is known for ' + unknown.join(', ') + '; they count as $0.' : '';
}

function show() {
  if (last) {
    sums(last);
    table(last);
  }
}

/** From now on, while the page is looked at. */
export async function showUsage() {
  clearTimeout(timer);
  try {
    last = await ask('/dashboard/usage?days=' + days);
    show();
  } catch (failed) {
    $('usage-note').textContent = failed.message;
  }
  timer = setTimeout(() => document.hidden || showUsage(), EVERY_MILLIS);
}

export function startUsage() {
  choice($('periods'), 'days', (chosen) => {
    days = chosen;
    showUsage();
  });
  choice($('by'), 'by', (chosen) => {
    by = chosen;
    show();
  });
}
