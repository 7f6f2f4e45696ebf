package io.oblix.provider.claude;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/** A random valid request of OpenAI's API, the same for the same seed. */
final class RandomChatRequest {

    private static final String[] TEXTS = {"", " ", "Hello", "Grüße\n", "\"quoted\\\"", "\uD83D\uDE00", "a  "};
    private static final String[] TOOL_NAMES = {"clock", "weather", "sh", "files.read"};
    private static final String[] ARGUMENTS = {"", " ", "{}", "{\"a\":1.50}", "[1]", "7", "{\"a\":", "null", "\"x\""};
    private static final String PDF = "data:application/pdf;base64,JVBERi0xLjQ=";
    private static final String PNG = "data:image/png;base64,iVBORw0KGgo=";

    private final Random random;
    private final ObjectNode body = Json.object();
    private final ArrayNode messages = body.putArray("messages");
    private int calls;

    RandomChatRequest(long seed) {
        random = new Random(seed);
        boolean tools = random.nextBoolean();
        if (sometimes()) {
            message("system").set("content", textContent());
        }
        int turns = 1 + random.nextInt(4);
        for (int i = 0; i < turns; i++) {
            turn(tools);
        }
        message("user").set("content", userContent());
        if (random.nextInt(8) == 0) {
            message("assistant").put("content", "One, two, ");
        }
        if (tools) {
            tools();
        }
        fields();
    }

    ObjectNode body() {
        return body;
    }

    private boolean sometimes() {
        return random.nextInt(3) == 0;
    }

    @SafeVarargs
    private <T> T any(T... values) {
        return values[random.nextInt(values.length)];
    }

    private ObjectNode message(String role) {
        ObjectNode message = messages.addObject().put("role", role);
        if (random.nextInt(6) == 0) {
            message.put("name", "ada");
        }
        return cached(message);
    }

    private ObjectNode cached(ObjectNode object) {
        if (random.nextInt(8) == 0) {
            object.putObject("cache_control").put("type", "ephemeral");
        }
        return object;
    }

    private void turn(boolean tools) {
        switch (random.nextInt(6)) {
            case 0 -> message(any("system", "developer")).set("content", textContent());
            case 1, 2 -> message("user").set("content", userContent());
            case 3 -> assistant();
            case 4 -> functionCall();
            default -> {
                if (tools) {
                    toolRound();
                }
            }
        }
    }

    private ObjectNode assistant() {
        ObjectNode message = message("assistant");
        if (sometimes()) {
            message.putNull("content").put("refusal", any(TEXTS));
        } else {
            message.set("content", textContent());
        }
        if (sometimes()) {
            message.put("reasoning_content", any(TEXTS));
            ObjectNode block = message.putArray("thinking_blocks").addObject();
            block.put("type", "thinking").put("thinking", any(TEXTS)).put("signature", any("", "c2ln"));
        }
        if (sometimes()) {
            message.putObject("audio").put("id", "audio_1");
        }
        return message;
    }

    private void functionCall() {
        assistant().putObject("function_call").put("name", any(TOOL_NAMES)).put("arguments", any(ARGUMENTS));
        message("function").put("name", "clock").put("content", any(TEXTS));
    }

    private void toolRound() {
        ArrayNode asked = assistant().putArray("tool_calls");
        List<String> ids = new ArrayList<>();
        int count = 1 + random.nextInt(3);
        for (int i = 0; i < count; i++) {
            String id = any("call_", "call.", "call:ü ") + (sometimes() ? i : calls++);
            if (ids.contains(id)) {
                continue;
            }
            ids.add(id);
            ObjectNode call = asked.addObject().put("id", id);
            if (sometimes()) {
                call.put("type", "custom").putObject("custom").put("name", "sh").put("input", any(TEXTS));
            } else {
                ObjectNode function = call.put("type", "function").putObject("function");
                function.put("name", any(TOOL_NAMES)).put("arguments", any(ARGUMENTS));
            }
        }
        while (!ids.isEmpty()) {
            ObjectNode result = message("tool").put("tool_call_id", ids.remove(random.nextInt(ids.size())));
            result.set("content", textContent());
        }
    }

    private JsonNode textContent() {
        return random.nextBoolean()
                ? Json.MAPPER.getNodeFactory().textNode(any(TEXTS))
                : parts(() -> Json.object().put("type", "text").put("text", any(TEXTS)));
    }

    private JsonNode userContent() {
        return random.nextBoolean() ? textContent() : parts(this::userPart);
    }

    private ObjectNode userPart() {
        ObjectNode part = Json.object();
        switch (random.nextInt(4)) {
            case 0 -> part.put("type", "text").put("text", any(TEXTS));
            case 1 -> part.put("type", "image_url").putObject("image_url").put("url", any(PNG, "https://a.example/b"));
            case 2 ->
                part.put("type", "file").putObject("file").put("file_data", PDF).put("filename", "a.pdf");
            default ->
                part.put("type", "file")
                        .putObject("file")
                        .put(
                                "file_data",
                                any("data:text/plain;base64,", "data:text/csv;base64,YSxi", "data:text/plain,a%20b"));
        }
        return part;
    }

    private ArrayNode parts(Supplier<ObjectNode> part) {
        ArrayNode parts = Json.MAPPER.createArrayNode();
        int count = random.nextInt(4);
        for (int i = 0; i < count; i++) {
            parts.add(cached(part.get()));
        }
        return parts;
    }

    private void tools() {
        ArrayNode tools = body.putArray("tools");
        for (String name : new String[] {"clock", "weather"}) {
            ObjectNode tool = cached(tools.addObject().put("type", "function"));
            ObjectNode function = tool.putObject("function").put("name", name);
            if (random.nextBoolean()) {
                function.set("parameters", objectSchema(2));
            }
            if (sometimes()) {
                function.put("strict", true);
            }
            if (sometimes()) {
                function.put("description", any(TEXTS));
            }
        }
        ObjectNode custom =
                tools.addObject().put("type", "custom").putObject("custom").put("name", "sh");
        if (sometimes()) {
            ObjectNode format = custom.putObject("format").put("type", "grammar");
            format.putObject("grammar").put("syntax", "regex").put("definition", "[a-z]+");
        }
        switch (random.nextInt(6)) {
            case 0 -> body.put("tool_choice", any("auto", "none", "required"));
            case 1 ->
                body.putObject("tool_choice")
                        .put("type", "function")
                        .putObject("function")
                        .put("name", "clock");
            case 2 -> {
                ObjectNode allowed = body.putObject("tool_choice")
                        .put("type", "allowed_tools")
                        .putObject("allowed_tools");
                allowed.put("mode", any("auto", "required"))
                        .putArray("tools")
                        .addObject()
                        .put("type", "custom")
                        .putObject("custom")
                        .put("name", "sh");
            }
            default -> body.putNull("tool_choice");
        }
        if (sometimes()) {
            body.put("parallel_tool_calls", random.nextBoolean());
        }
    }

    private ObjectNode objectSchema(int depth) {
        ObjectNode schema = Json.object().put("type", "object");
        ObjectNode properties = schema.putObject("properties");
        for (String name : new String[] {"a", "b"}) {
            properties.set(name, schema(depth));
        }
        if (random.nextBoolean()) {
            schema.putArray("required").add("a");
        }
        if (sometimes()) {
            schema.put("additionalProperties", random.nextBoolean());
        } else if (sometimes()) {
            schema.set("additionalProperties", schema(0));
        }
        if (sometimes()) {
            schema.putArray(any("anyOf", "oneOf", "allOf")).add(Json.object().set("properties", properties));
        }
        return schema;
    }

    private ObjectNode schema(int depth) {
        return switch (random.nextInt(depth > 0 ? 6 : 4)) {
            case 0 ->
                Json.object()
                        .put("type", "string")
                        .put("format", any("date", "regex"))
                        .put("maxLength", 9);
            case 1 -> Json.object().put("type", "integer").put("minimum", 1);
            case 2 ->
                Json.object()
                        .set("type", Json.MAPPER.createArrayNode().add("string").add("null"));
            case 3 ->
                Json.object()
                        .put("type", "string")
                        .set("enum", Json.MAPPER.createArrayNode().add("x").add("y"));
            case 4 -> Json.object().put("type", "array").set("items", objectSchema(depth - 1));
            default -> objectSchema(depth - 1);
        };
    }

    private void fields() {
        maybe(() -> body.put("temperature", random.nextDouble() * 2));
        maybe(() -> body.put("top_p", random.nextDouble()));
        maybe(() -> body.put(any("max_tokens", "max_completion_tokens"), any(1, 1024, 1025, 5000)));
        maybe(() -> body.put("stop", any(TEXTS)));
        maybe(() -> body.putArray("stop").add("END").add(" "));
        maybe(() -> body.put("user", any("u-1", "ada@example.com", "+49 731 1234567")));
        maybe(() -> body.put("service_tier", any("auto", "default", "flex", "priority")));
        maybe(() -> body.put("reasoning_effort", any("none", "minimal", "low", "medium", "high", "xhigh", "max")));
        maybe(() -> body.putObject("response_format").put("type", any("text", "json_object")));
        maybe(() -> body.putObject("response_format")
                .put("type", "json_schema")
                .putObject("json_schema")
                .put("name", "thing")
                .set("schema", objectSchema(2)));
        maybe(() -> body.putObject("reasoning").put("effort", any("none", "ultra", "high")));
        maybe(() -> body.put("seed", 7));
        maybe(() -> body.put("n", 1));
        maybe(() -> body.put("verbosity", "low"));
        maybe(() -> body.putArray("modalities").add("text"));
        maybe(() -> body.putObject("metadata").put("a", "b"));
    }

    private void maybe(Runnable field) {
        if (random.nextInt(4) == 0) {
            field.run();
        }
    }
}
