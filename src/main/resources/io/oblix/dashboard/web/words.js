// Figures and outcomes as people read them.

const counts = new Intl.NumberFormat('en');

export const count = (n) => counts.format(n || 0);

export function short(n) {
  return n >= 1e6 ? (n / 1e6).toFixed(1) + ' M' : n >= 1e4 ? (n / 1e3).toFixed(1) + ' k' : count(n);
}

export function dollars(usd) {
  if (usd === null || usd === undefined) {
    return 'unknown';
  }
  const size = Math.abs(usd);
  const digits = size === 0 || size >= 1 ? 2 : size >= 0.01 ? 3 : 5;
  return (usd < 0 ? '-$' : '$') + size.toFixed(digits);
}

export function bytes(n) {
  return n >= 1e9 ? (n / 1e9).toFixed(2) + ' GB' : n >= 1e6 ? (n / 1e6).toFixed(1) + ' MB' : n >= 1e3 ? (n / 1e3).toFixed(1) + ' kB' : count(n) + ' B';
}

export function millis(n) {
  return n === null || n === undefined ? '-' : n < 1000 ? Math.round(n) + ' ms' : (n / 1000).toFixed(n < 10000 ? 1 : 0) + ' s';
}

export function time(iso) {
  return new Date(iso).toLocaleTimeString('en-GB');
}

/** Today's time, or the day with it. */
export function moment(iso) {
  const date = new Date(iso);
  return date.toDateString() === new Date().toDateString() ? 'today ' + time(iso) : date.toLocaleString('en-GB');
}

/** Why it was decided so, in a sentence. */
export function why(decision) {
  if (decision.reason === 'local-was-unsure') {
    return 'The local model was unsure of its answer, so another one was sent';
  } else if (decision.continued) {
    return 'The model that began these calls of tools goes on with them';
  } else if (decision.reason === 'explicit-model') {
    return 'The client named the model itself';
  } else if (decision.conversation && decision.conversation.stays) {
    return 'The conversation stays with the model that it has';
  }
  return decision.rule || decision.reason;
}

const ROLES = {
  first: 'first call',
  again: 'the same model again',
  fallback: 'fallback: the other model, as the one before failed',
  rescue: 'rescue: the rest of an answer that broke off',
  hedge: 'hedge: asked as well, as the first one was late',
  escalation: 'escalation: asked because the answer before looked bad',
};

export const role = (name) => ROLES[name] || name;

const MORE = {again: 'asked again', fallback: 'fallback', rescue: 'rescued', hedge: 'hedged', escalation: 'escalated'};

/** What it took beside the first call, each once. */
export function more(decision) {
  const calls = (decision.calls || []).filter((name) => MORE[name]).map((name) => MORE[name]);
  return calls.length || !decision.fallback ? [...new Set(calls)] : [MORE.fallback];
}

const OUTCOMES = {
  answered: 'answered',
  discarded: 'answered, but not sent to the client',
  doubted: 'looked bad, and was not sent to the client',
  disagreed: 'said something else',
  'client-left': 'the client left',
  shutting_down: 'the server was stopped',
  'breaker-open': 'circuit open: not asked',
  'cut-off': 'the answer broke off',
  'timed-out': 'no answer in time',
  'connection-lost': 'the connection was lost',
  'rate-limited': 'its rate limit was reached',
  overtaken: 'the other model began first',
  failed: 'an error of its own',
  unreachable: 'it cannot be reached',
};

export const outcome = (name) => OUTCOMES[name] || name.replaceAll('-', ' ');
