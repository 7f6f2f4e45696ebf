#!/usr/bin/env python3
"""One client of Python's against the demo: `python.py NAME`, with the address in OBLIX. Prints what was run.

The question asks the simulated model to call a tool, and the answer must repeat what the tool said.
"""

import json
import os
import sys

ADDRESS = os.environ["OBLIX"]
V1 = ADDRESS + "/v1"
MODEL = "auto"
ASK = 'Please call get_weather {"city":"Ulm"} now.'
WEATHER = "sunny, 4711 degrees"
SCHEMA = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}


def get_weather(city: str) -> str:
    """The weather in a city."""
    return WEATHER if city == "Ulm" else "unknown"


def check(text):
    if WEATHER not in text:
        raise SystemExit("the answer does not hold what the tool said: " + repr(text)[:200])


def function_tool():
    return {"type": "function", "function": {"name": "get_weather", "parameters": SCHEMA}}


def openai_chat():
    from openai import OpenAI

    client = OpenAI(base_url=V1, api_key="any", max_retries=0)
    messages = [{"role": "user", "content": ASK}]
    with client.chat.completions.stream(model=MODEL, messages=messages, tools=[function_tool()]) as stream:
        message = stream.get_final_completion().choices[0].message
    call = message.tool_calls[0]
    messages.append({"role": "assistant", "tool_calls": [call.model_dump(include={"id", "type", "function"})]})
    messages[-1]["tool_calls"][0]["function"].pop("parsed_arguments", None)
    result = get_weather(**json.loads(call.function.arguments))
    messages.append({"role": "tool", "tool_call_id": call.id, "content": result})
    answer = client.chat.completions.create(model=MODEL, messages=messages, tools=[function_tool()])
    check(answer.choices[0].message.content)
    return "tool loop, streamed and whole"


def openai_responses():
    from openai import OpenAI

    client = OpenAI(base_url=V1, api_key="any", max_retries=0)
    tool = {"type": "function", "name": "get_weather", "parameters": SCHEMA, "strict": False}
    with client.responses.stream(model=MODEL, input=ASK, tools=[tool]) as stream:
        first = stream.get_final_response()
    call = next(item for item in first.output if item.type == "function_call")
    result = get_weather(**json.loads(call.arguments))
    output = {"type": "function_call_output", "call_id": call.call_id, "output": result}
    answer = client.responses.create(model=MODEL, previous_response_id=first.id, input=[output], tools=[tool])
    check(answer.output_text)
    client.responses.retrieve(answer.id)
    client.responses.delete(answer.id)
    return "tool loop by previous_response_id, retrieve, delete"


def openai_others():
    from openai import OpenAI

    client = OpenAI(base_url=V1, api_key="any", max_retries=0)
    vectors = client.embeddings.create(model=MODEL, input=["a", "b"]).data
    assert len(vectors) == 2 and vectors[0].embedding != vectors[1].embedding
    text = "".join(c.choices[0].text for c in client.completions.create(model=MODEL, prompt="Hello", stream=True))
    assert "simulation" in text, text
    assert any(model.id == MODEL for model in client.models.list())
    return "embeddings, completions, models"


def anthropic():
    from anthropic import Anthropic

    client = Anthropic(base_url=ADDRESS, api_key="any", max_retries=0)
    tool = {"name": "get_weather", "input_schema": SCHEMA}
    messages = [{"role": "user", "content": ASK}]
    ask = dict(model=MODEL, max_tokens=500, tools=[tool])
    with client.messages.stream(messages=messages, **ask) as stream:
        first = stream.get_final_message()
    call = next(block for block in first.content if block.type == "tool_use")
    result = {"type": "tool_result", "tool_use_id": call.id, "content": get_weather(**call.input)}
    messages += [{"role": "assistant", "content": first.content}, {"role": "user", "content": [result]}]
    check(client.messages.create(messages=messages, **ask).content[0].text)
    assert client.messages.count_tokens(model=MODEL, messages=messages[:1]).input_tokens > 0
    return "tool loop, streamed and whole, count_tokens"


def ollama():
    from ollama import Client

    client = Client(host=ADDRESS)
    messages = [{"role": "user", "content": ASK}]
    calls = [
        call
        for part in client.chat(model=MODEL, messages=messages, tools=[get_weather], stream=True)
        for call in part.message.tool_calls or []
    ]
    messages.append({"role": "assistant", "content": "", "tool_calls": [call.model_dump() for call in calls]})
    messages.append({"role": "tool", "tool_name": "get_weather", "content": get_weather(**calls[0].function.arguments)})
    check(client.chat(model=MODEL, messages=messages, tools=[get_weather]).message.content)
    assert "simulation" in client.generate(model=MODEL, prompt="Hello").response
    assert len(client.embed(model=MODEL, input=["a", "b"]).embeddings) == 2
    names = [model.model for model in client.list().models]
    assert "auto:latest" in names, names
    assert "tools" in client.show("auto").capabilities
    return "tool loop, generate, embed, list, show"


def agents():
    import agents as sdk
    from openai import AsyncOpenAI

    sdk.set_default_openai_client(AsyncOpenAI(base_url=V1, api_key="any", max_retries=0), use_for_tracing=False)
    sdk.set_tracing_disabled(True)
    agent = sdk.Agent(name="weather", model=MODEL, tools=[sdk.function_tool(get_weather)])
    check(sdk.Runner.run_sync(agent, ASK).final_output)
    return "Runner with a function tool (Responses)"


def pydantic_ai():
    from pydantic_ai import Agent
    from pydantic_ai.models.anthropic import AnthropicModel
    from pydantic_ai.models.openai import OpenAIChatModel, OpenAIResponsesModel
    from pydantic_ai.providers.anthropic import AnthropicProvider
    from pydantic_ai.providers.openai import OpenAIProvider

    provider = OpenAIProvider(base_url=V1, api_key="any")
    for model in (
        OpenAIChatModel(MODEL, provider=provider),
        OpenAIResponsesModel(MODEL, provider=provider),
        AnthropicModel(MODEL, provider=AnthropicProvider(base_url=ADDRESS, api_key="any")),
    ):
        check(Agent(model, tools=[get_weather]).run_sync(ASK).output)
    return "Agent with a tool by chat, Responses and Messages"


def langchain():
    from langchain_openai import ChatOpenAI, OpenAIEmbeddings

    for responses in (False, True):
        model = ChatOpenAI(base_url=V1, api_key="any", model=MODEL, max_retries=0, use_responses_api=responses)
        bound = model.bind_tools([get_weather])
        first = bound.invoke(ASK)
        call = first.tool_calls[0]
        result = {"role": "tool", "tool_call_id": call["id"], "content": get_weather(**call["args"])}
        check(str(bound.invoke([{"role": "user", "content": ASK}, first, result]).content))
    streaming = ChatOpenAI(base_url=V1, api_key="any", model=MODEL, stream_usage=True)
    assert list(streaming.stream("Hello"))[-1] is not None
    embeddings = OpenAIEmbeddings(base_url=V1, api_key="any", model=MODEL, check_embedding_ctx_length=False)
    assert len(embeddings.embed_documents(["a", "b"])) == 2
    return "tool loop by chat and Responses, stream, embeddings"


def litellm():
    import litellm as lib

    messages = [{"role": "user", "content": ASK}]
    ask = dict(model="openai/" + MODEL, api_base=V1, api_key="any", tools=[function_tool()])
    call = lib.completion(messages=messages, **ask).choices[0].message
    result = get_weather(**json.loads(call.tool_calls[0].function.arguments))
    messages += [call.model_dump(), {"role": "tool", "tool_call_id": call.tool_calls[0].id, "content": result}]
    check(lib.completion(messages=messages, **ask).choices[0].message.content)
    by_messages = lib.completion(
        model="anthropic/" + MODEL, api_base=ADDRESS, api_key="any", messages=[{"role": "user", "content": "Hello"}]
    )
    assert "simulation" in by_messages.choices[0].message.content
    by_ollama = lib.completion(
        model="ollama_chat/" + MODEL, api_base=ADDRESS, messages=[{"role": "user", "content": "Hello"}]
    )
    assert "simulation" in by_ollama.choices[0].message.content
    return "tool loop by chat; Messages; Ollama's chat"


def llamaindex():
    from llama_index.embeddings.openai_like import OpenAILikeEmbedding
    from llama_index.llms.openai_like import OpenAILike

    for chats in (True, False):
        model = OpenAILike(api_base=V1, api_key="any", model=MODEL, is_chat_model=chats, context_window=8192)
        assert "simulation" in model.complete("Hello").text
        assert "simulation" in list(model.stream_complete("Hello"))[-1].text
    embedding = OpenAILikeEmbedding(api_base=V1, api_key="any", model_name=MODEL)
    assert embedding.get_text_embedding("a")
    return "OpenAILike by chat and completions, embeddings"


def dspy():
    import dspy as lib

    for mode in ("chat", "responses"):
        model = lib.LM("openai/" + MODEL, api_base=V1, api_key="any", model_type=mode, cache=False)
        answer = model("Hello")[0]
        assert "simulation" in (answer if isinstance(answer, str) else answer["text"]), answer
    return "LM by chat and Responses"


if __name__ == "__main__":
    print(globals()[sys.argv[1]]())
