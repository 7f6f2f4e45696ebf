import {$, ask, el} from './dom.js?v={{v}}';

let clients = [];

function any() {
  return 'OpenAI\'s API:     base URL ' + location.origin + '/v1, model auto\n'
      + 'Anthropic\'s API:  base URL ' + location.origin + ', model auto\n'
      + 'Ollama\'s API:     host ' + location.origin + ', model auto:latest\n\n'
      + 'curl ' + location.origin + '/v1/chat/completions -H "Content-Type: application/json" \\\n'
      + '  -d \'{"model": "auto", "messages": [{"role": "user", "content": "Hello"}]}\'';
}

function show() {
  const client = clients.find((one) => one.name === $('clients').value);
  $('lines').textContent = client ? client.lines.replaceAll('http://' + location.host, location.origin) : any();
}

export async function startConnect() {
  $('first').textContent = any();
  show();
  $('clients').addEventListener('change', show);
  const list = await ask('/dashboard/connect');
  clients = list.clients;
  $('clients').append(...clients.map((one) => el('option', {value: one.name}, one.title)));
}
