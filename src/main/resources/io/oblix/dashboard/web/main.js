import {$} from './dom.js?v={{v}}';
import {showLanes} from './lanes.js?v={{v}}';
import {addSample, showHistory, startCharts} from './charts.js?v={{v}}';
import {addDecisions, startDecisions} from './decisions.js?v={{v}}';
import {showUsage, startUsage} from './usage.js?v={{v}}';
import {showPolicies, startLadder} from './ladder.js?v={{v}}';
import {showModels, startWhatIf} from './whatif.js?v={{v}}';
import {showKeys, startConnect} from './connect.js?v={{v}}';

const RETRY_MILLIS = 3000;
let source = null;

function state(text, kind) {
  $('live').textContent = text;
  $('live').className = 'pill ' + kind;
}

function whole(all) {
  $('version').textContent = all.version;
  $('logout').hidden = !all.session;
  showLanes(all);
  showHistory(all.history);
  showPolicies(all.policies);
  showModels(all);
  showKeys(all.asksForKeys);
  addDecisions(all.decisions, false);
}

function change(now) {
  if (now.local) {
    showLanes(now);
  }
  addSample(now.sample);
  if (now.policies) {
    showPolicies(now.policies);
  }
  if (now.decisions) {
    addDecisions(now.decisions, true);
  }
}

/** Whether the page may still look; a login page takes its place where not. */
async function check() {
  try {
    const response = await fetch('/v1/decisions?limit=0', {cache: 'no-store'});
    if (response.status === 401 || response.status === 403) {
      location.reload();
    }
  } catch (gone) {
    state('the server does not answer', 'off');
  }
}

function open() {
  if (source || document.hidden) {
    return;
  }
  source = new EventSource('/dashboard/events');
  source.addEventListener('open', () => state('live', 'on'));
  source.addEventListener('all', (event) => whole(JSON.parse(event.data)));
  source.addEventListener('now', (event) => change(JSON.parse(event.data)));
  source.addEventListener('error', () => {
    state('connection lost, trying again', 'off');
    close();
    check();
    setTimeout(open, RETRY_MILLIS);
  });
}

function close() {
  if (source) {
    source.close();
    source = null;
  }
}

// The server ends the stream with the session, which is no fault to look into.
$('logout').addEventListener('submit', close);
document.addEventListener('visibilitychange', () => {
  if (document.hidden) {
    close();
  } else {
    open();
    showUsage();
  }
});
startCharts();
startDecisions();
startUsage();
startLadder();
startWhatIf();
startConnect();
showUsage();
open();
