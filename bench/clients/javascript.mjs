// One client of JavaScript's against the demo: `node javascript.mjs NAME`, with the address in OBLIX. Prints what was run.
// The question asks the simulated model to call a tool, and the answer must repeat what the tool said.

const address = process.env.OBLIX;
const v1 = address + '/v1';
const model = 'auto';
const ask = 'Please call get_weather {"city":"Ulm"} now.';
const weather = 'sunny, 4711 degrees';
const schema = {type: 'object', properties: {city: {type: 'string'}}, required: ['city']};

function check(text) {
  if (!text.includes(weather)) {
    throw new Error('the answer does not hold what the tool said: ' + text.slice(0, 200));
  }
}

function assert(met, what) {
  if (!met) {
    throw new Error(what);
  }
}

async function all(stream) {
  const parts = [];
  for await (const part of stream) {
    parts.push(part);
  }
  return parts;
}

const clients = {
  async openai() {
    const {default: OpenAI} = await import('openai');
    const client = new OpenAI({baseURL: v1, apiKey: 'any', maxRetries: 0});
    const runner = client.chat.completions.runTools({
      model,
      stream: true,
      messages: [{role: 'user', content: ask}],
      tools: [{
        type: 'function',
        function: {name: 'get_weather', parameters: schema, parse: JSON.parse, function: async () => weather},
      }],
    });
    check(await runner.finalContent());
    const tool = {type: 'function', name: 'get_weather', parameters: schema, strict: false};
    const first = await client.responses.stream({model, input: ask, tools: [tool]}).finalResponse();
    const call = first.output.find(item => item.type === 'function_call');
    const answer = await client.responses.create({
      model,
      previous_response_id: first.id,
      input: [{type: 'function_call_output', call_id: call.call_id, output: weather}],
      tools: [tool],
    });
    check(answer.output_text);
    const vectors = await client.embeddings.create({model, input: ['a', 'b']});
    assert(vectors.data.length === 2, 'two vectors');
    return 'runTools, streamed; tool loop of Responses; embeddings';
  },

  async anthropic() {
    const {default: Anthropic} = await import('@anthropic-ai/sdk');
    const client = new Anthropic({baseURL: address, apiKey: 'any', maxRetries: 0});
    const messages = [{role: 'user', content: ask}];
    const request = {model, max_tokens: 500, tools: [{name: 'get_weather', input_schema: schema}]};
    const first = await client.messages.stream({...request, messages}).finalMessage();
    const call = first.content.find(block => block.type === 'tool_use');
    messages.push({role: 'assistant', content: first.content});
    messages.push({role: 'user', content: [{type: 'tool_result', tool_use_id: call.id, content: weather}]});
    check((await client.messages.create({...request, messages})).content[0].text);
    return 'tool loop, streamed and whole';
  },

  async ollama() {
    const {Ollama} = await import('ollama');
    const client = new Ollama({host: address});
    const messages = [{role: 'user', content: ask}];
    const tools = [{type: 'function', function: {name: 'get_weather', parameters: schema}}];
    const parts = await all(await client.chat({model, messages, tools, stream: true}));
    const calls = parts.flatMap(part => part.message.tool_calls ?? []);
    messages.push({role: 'assistant', content: '', tool_calls: calls}, {role: 'tool', content: weather});
    check((await client.chat({model, messages, tools})).message.content);
    assert((await client.embed({model, input: ['a', 'b']})).embeddings.length === 2, 'two vectors');
    assert((await client.list()).models.some(one => one.name === 'auto:latest'), 'auto in the list');
    return 'tool loop, embed, list';
  },

  async aiSdk() {
    const {generateText, streamText, embedMany, stepCountIs, isStepCount, tool, jsonSchema} = await import('ai');
    const {createOpenAI} = await import('@ai-sdk/openai');
    const {createAnthropic} = await import('@ai-sdk/anthropic');
    const {createOpenAICompatible} = await import('@ai-sdk/openai-compatible');
    const openai = createOpenAI({baseURL: v1, apiKey: 'any'});
    const tools = {
      get_weather: tool({description: 'weather', inputSchema: jsonSchema(schema), execute: async () => weather}),
    };
    const stopWhen = (stepCountIs ?? isStepCount)(3);
    const models = [
      openai(model),
      openai.chat(model),
      createOpenAICompatible({name: 'oblix', baseURL: v1})(model),
      createAnthropic({baseURL: v1, apiKey: 'any'})(model),
    ];
    for (const one of models) {
      check((await generateText({model: one, prompt: ask, tools, stopWhen, maxRetries: 0})).text);
      check((await all(streamText({model: one, prompt: ask, tools, stopWhen, maxRetries: 0}).textStream)).join(''));
    }
    const embedder = (openai.embeddingModel ?? openai.textEmbeddingModel).call(openai, model);
    assert((await embedMany({model: embedder, values: ['a', 'b']})).embeddings.length === 2, 'two vectors');
    return 'three steps by Responses, chat, compatible and Messages, whole and streamed; embeddings';
  },
};

console.log(await clients[process.argv[2]]());
