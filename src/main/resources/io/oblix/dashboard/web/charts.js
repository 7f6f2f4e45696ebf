import {$, el} from './dom.js?v={{v}}';

const KEPT = 150;
// Places of the figures in a sample: time, tokens of both, CPU, CPU of the model, memory, graphics card, latency, loss.
const CHARTS = [
  {id: 'chart-tokens', unit: '', lines: [['local', 1, '--local'], ['cloud', 2, '--cloud']]},
  {id: 'chart-machine', unit: ' %', top: 100,
    lines: [['CPU, the model', 4, '--local'], ['CPU, all else', 3, '--cloud'], ['memory', 5, '--third'], ['graphics card', 6, '--fourth']]},
  {id: 'chart-line', unit: ' ms', lines: [['latency', 7, '--cloud']]},
];

let samples = [];

const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

function axis(size) {
  return {stroke: colour('--muted'), grid: {stroke: colour('--line'), width: 1}, ticks: {show: false}, size, font: '11px system-ui, sans-serif'};
}

function build(chart) {
  const figure = $(chart.id);
  const plot = figure.querySelector('.plot') || figure.appendChild(el('div', {class: 'plot', role: 'img'}));
  plot.replaceChildren();
  chart.used = chart.lines.filter(([, place]) => samples.some((sample) => sample[place] !== null));
  chart.plot = new uPlot({
    width: plot.clientWidth || 300,
    height: 130,
    legend: {show: false},
    cursor: {show: false},
    scales: {y: {range: (u, min, max) => [0, chart.top || Math.max(max || 0, 1) * 1.15]}},
    axes: [{...axis(22), values: '{HH}:{mm}:{ss}', incrs: [10, 20, 30, 60, 120], space: 70}, axis(38)],
    series: [{}, ...chart.used.map(([name, , line]) => ({label: name, stroke: colour(line), width: 2, points: {show: false}, spanGaps: false}))],
  }, data(chart), plot);
  chart.legend = figure.querySelector('.legend') || figure.appendChild(el('ul', {class: 'legend'}));
  chart.legend.replaceChildren(...chart.used.map(([name, , line]) => {
    const mark = el('i');
    mark.style.background = colour(line);
    return el('li', {}, mark, name + ' ', el('b'));
  }));
}

function data(chart) {
  return [samples.map((sample) => sample[0]), ...chart.used.map(([, place]) => samples.map((sample) => sample[place]))];
}

function draw() {
  const last = samples[samples.length - 1];
  for (const chart of CHARTS) {
    const used = chart.lines.filter(([, place]) => last && samples.some((sample) => sample[place] !== null)).length;
    if (!chart.plot || used !== chart.used.length) {
      build(chart);
    } else {
      chart.plot.setData(data(chart));
    }
    const said = [];
    chart.used.forEach(([name, place], i) => {
      const value = last && last[place] !== null ? Math.round(last[place]) + chart.unit : '-';
      chart.legend.children[i].querySelector('b').textContent = value;
      said.push(name + ' ' + value);
    });
    $(chart.id).querySelector('.plot').setAttribute('aria-label', $(chart.id).querySelector('figcaption').textContent + ': ' + said.join(', '));
  }
}

export function showHistory(history) {
  samples = history.slice(-KEPT);
  draw();
}

export function addSample(sample) {
  if (sample && (!samples.length || sample[0] > samples[samples.length - 1][0])) {
    samples.push(sample);
    samples = samples.slice(-KEPT);
    draw();
  }
}

function rebuild() {
  CHARTS.forEach((chart) => chart.plot && (chart.plot.destroy(), chart.plot = null));
  draw();
}

export function startCharts() {
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', rebuild);
  new ResizeObserver(() => {
    for (const chart of CHARTS) {
      const width = $(chart.id).querySelector('.plot') ? $(chart.id).querySelector('.plot').clientWidth : 0;
      if (chart.plot && width && width !== chart.plot.width) {
        chart.plot.setSize({width, height: 130});
      }
    }
  }).observe($('chart-tokens'));
}
