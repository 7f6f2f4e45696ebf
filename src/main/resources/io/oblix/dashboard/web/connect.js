import {$, ask, el} from './dom.js?v={{v}}';

let clients = [];
let keys = false;

function any() {
  return 'OpenAI\'s API:     base URL ' + location.origin + '/v1, model auto\n'
      + 'Anthropic\'s API:  base URL ' + location.origin + ', model auto\n'
      + 'Ollama\'s API:     host ' + location.origin + ', model auto:latest\n\n'
      + 'curl ' + location.origin + '/v1/chat/completions -H "Content-Type: application/json"' + (keys ? ' -H "Authorization: Bearer YOUR_KEY"' : '') + ' \\\n'
      + '  -d \'{"model": "auto", "messages": [{"role": "user", "content": "Hello"}]}\'';
}

/** @param asked whether the server asks for keys */
export function showKeys(asked) {
  keys = asked;
  show();
}

function show() {
  $('first').textContent = any();
  $('key-note').hidden = !keys;
  const client = clients.find((one) => one.name === $('clients').value);
  $('lines').textContent = client ? client.lines.replaceAll('http://' + location.host, location.origin) : any();
}

export async function startConnect() {
  show();
  $('clients').addEventListener('change', show);
  const list = await ask('/dashboard/connect');
  clients = list.clients;
  $('clients').append(...clients.map((one) => el('option', {value: one.name}, one.title)));
}
