package io.oblix.dialect.ollama;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.Cancellation;
import io.oblix.chat.ChatRequest;
import io.oblix.chat.IgnoredParams;
import io.oblix.chat.Original;
import io.oblix.chat.Rendering;
import io.oblix.dialect.Caller;
import io.oblix.dialect.RequestJson;
import io.oblix.json.Json;
import io.oblix.problem.RequestProblem;
import java.util.Map;
import java.util.Set;

/** Bytes of a request of {@code /api/chat} or {@code /api/generate} to a {@link ChatRequest}. */
final class OllamaReader {

    /** Fields that are translated, that mean nothing to others, or that are refused where they cannot be kept. */
    private static final Set<String> KNOWN = Set.of(
            "model",
            "messages",
            "tools",
            "stream",
            "format",
            "think",
            "options",
            "logprobs",
            "top_logprobs",
            "prompt",
            "system",
            "images",
            "suffix",
            "template",
            "raw",
            "context");

    /** What a provider that does not take them leaves out without a word. */
    private static final Set<String> SOFT = Set.of(
            "reasoning_effort",
            "max_completion_tokens",
            "temperature",
            "top_p",
            "top_k",
            "min_p",
            "seed",
            "stop",
            "presence_penalty",
            "frequency_penalty");

    /** Options with the same name and meaning in OpenAI's API, or in that of many servers that speak it. */
    private static final Set<String> DECIMALS =
            Set.of("temperature", "top_p", "min_p", "presence_penalty", "frequency_penalty");

    private static final Set<String> INTEGERS = Set.of("top_k", "seed");

    private static final int MOST_LOGPROBS = 20;

    private static final Set<String> LEVELS = Set.of("low", "medium", "high", "max");

    private final OllamaForm form;
    private final ObjectNode source;
    private final ObjectNode body = Json.object();
    private final IgnoredParams ignored = new IgnoredParams();
    private boolean hidesThinking;

    private OllamaReader(OllamaForm form, ObjectNode source) {
        this.form = form;
        this.source = source;
    }

    /** @throws RequestProblem when the body is no request of this API */
    static ChatRequest read(OllamaForm form, Caller caller, byte[] bytes, Cancellation cancellation) {
        RequestJson json = RequestJson.read(bytes);
        String model = json.model();
        if (model.isEmpty()) {
            throw RequestProblem.invalid("model", null, "model is required");
        } else if (json.object().hasNonNull("_debug_render_only")) {
            throw RequestProblem.unsupported("_debug_render_only", "_debug_render_only is not supported");
        }
        OllamaReader reader = new OllamaReader(form, json.object());
        boolean streaming = reader.translate();
        RequestProblem ollamaOnly = form == OllamaForm.CHAT ? null : GeneratePrompt.ollamaOnly(json.object(), model);
        OllamaMemo memo = new OllamaMemo(form, model, reader.hidesThinking, reader.loading());
        return caller.request(reader.body, model, streaming, bytes.length, cancellation)
                .in(
                        OllamaDialect.NAME,
                        new Original(form.path(), bytes, Map.of(), json.fields()),
                        new Rendering(SOFT, reader.ignored.list(), ollamaOnly, memo));
    }

    /** Whether the answer is streamed, which is Ollama's default. */
    private boolean translate() {
        boolean streaming = !source.hasNonNull("stream") || RequestJson.flag(source, "stream", "stream");
        ArrayNode messages = form == OllamaForm.CHAT
                ? new MessagesToChat().read(source.path("messages"))
                : GeneratePrompt.messages(source);
        if (messages.isEmpty()) {
            messages.addObject().put("role", "user").put("content", "");
        }
        body.set("messages", messages);
        if (streaming) {
            body.put("stream", true);
        }
        tools(source.path("tools"));
        options(source.path("options"));
        format(source.path("format"));
        think(source.path("think"));
        if (RequestJson.flag(source, "logprobs", "logprobs")) {
            body.put("logprobs", true);
            if (source.path("top_logprobs").isInt()) {
                body.set("top_logprobs", source.path("top_logprobs"));
            }
        }
        int alternatives = source.path("top_logprobs").asInt();
        require(alternatives >= 0 && alternatives <= MOST_LOGPROBS, "top_logprobs", "between 0 and " + MOST_LOGPROBS);
        ignored.addOthers(source, KNOWN);
        return streaming;
    }

    /** A request without a prompt moves the model into memory, or out of it. */
    private String loading() {
        boolean asks = form == OllamaForm.CHAT ? !source.path("messages").isEmpty() : !GeneratePrompt.isEmpty(source);
        if (asks) {
            return "";
        }
        JsonNode kept = source.path("keep_alive");
        boolean no = kept.isNumber() ? kept.doubleValue() == 0 : kept.asText("").matches("0[a-zµμ]*");
        return no ? "unload" : "load";
    }

    private void tools(JsonNode tools) {
        require(!present(tools) || tools.isArray(), "tools", "a list");
        if (!tools.isEmpty()) {
            for (int i = 0; i < tools.size(); i++) {
                JsonNode function = tools.get(i).path("function");
                String param = "tools[" + i + "].function";
                require(isTextOrNone(tools.get(i).path("type")), "tools[" + i + "].type", "a string");
                require(function.isObject(), param, "an object");
                require(isText(function.path("name")), param + ".name", "a name");
                require(isTextOrNone(function.path("description")), param + ".description", "a string");
                JsonNode parameters = function.path("parameters");
                require(!present(parameters) || parameters.isObject(), param + ".parameters", "an object");
            }
            body.set("tools", tools);
        }
    }

    private void options(JsonNode options) {
        require(!present(options) || options.isObject(), "options", "an object");
        for (String option : DECIMALS) {
            if (isSet(options, option, "float32")) {
                body.set(option, options.path(option));
            }
        }
        for (String option : INTEGERS) {
            if (isSet(options, option, "integer")) {
                // Ollama cuts off what stands behind the point.
                body.put(option, options.path(option).asLong());
            }
        }
        if (isSet(options, "num_predict", "integer")
                && options.path("num_predict").asLong() > 0) {
            body.put("max_completion_tokens", options.path("num_predict").asLong());
        }
        isSet(options, "num_ctx", "integer");
        JsonNode stop = options.path("stop");
        require(!present(stop) || stop.isTextual() || stop.isArray(), "options.stop", "a list of strings");
        for (int i = 0; i < stop.size(); i++) {
            require(stop.path(i).isTextual(), "options.stop[" + i + "]", "a string");
        }
        if (stop.isTextual() || !stop.isEmpty()) {
            body.set("stop", stop);
        }
        options.fieldNames().forEachRemaining(option -> {
            boolean translated = DECIMALS.contains(option) || INTEGERS.contains(option);
            if (!translated && !option.equals("num_predict") && !option.equals("stop")) {
                ignored.add("options." + option);
            }
        });
    }

    /** In Ollama's words (api/types.go). */
    private static boolean isSet(JsonNode options, String option, String type) {
        JsonNode value = options.path(option);
        if (present(value) && !value.isNumber()) {
            throw RequestProblem.invalid(
                    "options." + option, "invalid_type", "option \"" + option + "\" must be of type " + type);
        }
        return value.isNumber();
    }

    private void format(JsonNode format) {
        if (format.isObject()) {
            body.putObject("response_format")
                    .put("type", "json_schema")
                    .putObject("json_schema")
                    .put("name", "response")
                    .set("schema", format);
        } else if (format.asText("").equals("json")) {
            body.putObject("response_format").put("type", "json_object");
        } else {
            require(!present(format) || format.asText("?").isEmpty(), "format", "\"json\" or a JSON schema");
        }
    }

    private void think(JsonNode think) {
        if (!present(think)) {
            return;
        }
        boolean level = think.isTextual() && LEVELS.contains(think.textValue());
        require(think.isBoolean() || level, "think", "\"high\", \"medium\", \"low\", \"max\", true, or false");
        hidesThinking = think.isBoolean() && !think.booleanValue();
        body.put("reasoning_effort", level ? think.textValue() : hidesThinking ? "none" : "medium");
    }

    static boolean isText(JsonNode value) {
        return value.isTextual() && !value.textValue().isEmpty();
    }

    private static boolean isTextOrNone(JsonNode value) {
        return !present(value) || value.isTextual();
    }

    static boolean present(JsonNode value) {
        return !value.isMissingNode() && !value.isNull();
    }

    static void require(boolean met, String field, String what) {
        if (!met) {
            throw RequestProblem.invalid(field, "invalid_value", "invalid " + field + ": it must be " + what);
        }
    }
}
