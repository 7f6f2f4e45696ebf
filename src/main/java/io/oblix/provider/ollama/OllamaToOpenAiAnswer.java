package io.oblix.provider.ollama;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.AnswerEvent;
import io.oblix.chat.ChatRequest;
import io.oblix.chat.ModelName;
import io.oblix.chat.Usage;
import io.oblix.json.Json;
import io.oblix.provider.AnswerReader;
import io.oblix.provider.StandardErrors;
import io.oblix.provider.Timing;
import io.oblix.provider.ToolCalls;
import io.oblix.upstream.LineParser;
import io.oblix.upstream.UpstreamText;
import java.io.IOException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The lines of an answer of {@code /api/chat} or {@code /api/generate} to events (https://github.com/ollama/ollama/blob/main/docs/api.md). An answer
 * is complete with the line that says {@code done}, and not before.
 */
final class OllamaToOpenAiAnswer implements AnswerReader {

    /** What OpenAI's API writes for a log probability that it does not have; 0 would say that the model is sure. */
    private static final IntNode UNKNOWN = IntNode.valueOf(-9999);

    private static final String LOGPROBS = "logprobs";

    private static final ObjectReader NOT_STRICT = Json.MAPPER.reader().with(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS);

    private final ModelName model;
    private final @Nullable ChatRequest request;
    private final LineParser lines = new LineParser();
    private @Nullable ArrayNode early;
    private int toolCalls;
    private boolean done;
    private @Nullable String modelName;
    private @Nullable Timing timing;

    OllamaToOpenAiAnswer(ModelName model) {
        this(model, null);
    }

    /** @param request what was asked; its own words in an error tell nothing of the model */
    OllamaToOpenAiAnswer(ModelName model, @Nullable ChatRequest request) {
        this.model = model;
        this.request = request;
    }

    @Override
    public void read(byte[] bytes, Consumer<AnswerEvent> out) {
        lines.feed(bytes, line -> line(line, out));
    }

    @Override
    public boolean isComplete() {
        return done;
    }

    @Override
    public void end(Consumer<AnswerEvent> out) {
        lines.end(line -> line(line, out));
        if (!done) {
            throw StandardErrors.broken(model, "broke off in the middle of its answer");
        }
    }

    /** One line without its end. */
    void line(byte[] line, Consumer<AnswerEvent> out) {
        if (line.length == 0 || done) {
            return;
        }
        ObjectNode strict = Json.objectOrNull(line);
        ObjectNode json = strict == null ? withoutLogprobs(line) : strict;
        if (json == null) {
            throw StandardErrors.broken(model, "sent a malformed line");
        }
        if (json.hasNonNull("error")) {
            throw OllamaErrors.inAnswer(model, UpstreamText.clean(words(json.path("error"))), request);
        }
        modelName = modelName == null ? Json.text(json, "model") : modelName;
        ArrayNode logprobs = logprobs(json.path(LOGPROBS));
        if (json.has("message")) {
            message(json.path("message"), "content", logprobs, out);
        } else {
            // Of a prompt that is no conversation.
            message(json, "response", logprobs, out);
        }
        if (json.path("done").asBoolean(false)) {
            done = true;
            out.accept(
                    new AnswerEvent.Finish(finishReason(json.path("done_reason").asText("stop"))));
            out.accept(new AnswerEvent.Counted(Usage.of(
                    json.path("prompt_eval_count").asLong(0),
                    json.path("eval_count").asLong(0))));
            timing = new Timing(
                    json.path("load_duration").asLong(0),
                    json.path("prompt_eval_count").asLong(0),
                    json.path("prompt_eval_cached_count").asLong(0),
                    json.path("prompt_eval_duration").asLong(0),
                    json.path("eval_count").asLong(0),
                    json.path("eval_duration").asLong(0));
        }
    }

    /** A line that is JSON except for log probabilities that are no numbers, such as NaN; null for any other text. */
    static @Nullable ObjectNode withoutLogprobs(byte[] line) {
        try {
            return NOT_STRICT.readTree(line) instanceof ObjectNode json ? json.without(LOGPROBS) : null;
        } catch (IOException | NumberFormatException notJson) {
            return null;
        }
    }

    @Override
    public @Nullable String model() {
        return modelName;
    }

    @Override
    public @Nullable Timing timing() {
        return timing;
    }

    private void message(JsonNode message, String text, @Nullable ArrayNode logprobs, Consumer<AnswerEvent> out) {
        String thinking = Json.text(message, "thinking");
        if (thinking != null && !thinking.isEmpty()) {
            out.accept(new AnswerEvent.Reasoning(thinking));
            early = null;
        }
        String content = Json.text(message, text);
        if (content != null && !content.isEmpty()) {
            out.accept(new AnswerEvent.Text(content, withEarly(logprobs)));
        } else if (logprobs != null && (thinking == null || thinking.isEmpty())) {
            // Of a text that a parser holds back.
            early = withEarly(logprobs);
        }
        for (JsonNode call : message.path("tool_calls")) {
            JsonNode function = call.path("function");
            String name = Json.text(function, "name");
            if (name == null || name.isBlank()) {
                throw StandardErrors.broken(model, "called a tool without a name");
            }
            // What was held back was the call.
            early = null;
            out.accept(new AnswerEvent.ToolCallStart(
                    toolCalls++, ToolCalls.id(call), name, arguments(function.path("arguments"))));
        }
    }

    private @Nullable ArrayNode withEarly(@Nullable ArrayNode logprobs) {
        ArrayNode before = early;
        early = null;
        return before == null || logprobs == null ? (before == null ? logprobs : before) : before.addAll(logprobs);
    }

    /** Ollama leaves out fields without a value, OpenAI requires all. */
    private static @Nullable ArrayNode logprobs(JsonNode tokens) {
        if (!tokens.isArray()) {
            return null;
        }
        ArrayNode entries = Json.MAPPER.createArrayNode();
        for (JsonNode token : tokens) {
            ObjectNode entry = logprob(token);
            ArrayNode top = entry.putArray("top_logprobs");
            token.path("top_logprobs").forEach(other -> top.add(logprob(other)));
            entries.add(entry);
        }
        return entries;
    }

    private static ObjectNode logprob(JsonNode token) {
        ObjectNode entry = Json.object().put("token", token.path("token").asText());
        entry.set("logprob", token.path("logprob").isNumber() ? token.path("logprob") : UNKNOWN);
        entry.set("bytes", token.path("bytes").isArray() ? token.path("bytes") : NullNode.instance);
        return entry;
    }

    /** Ollama sends a text; some servers that speak its API send an object. */
    private static String words(JsonNode error) {
        String text = error.isTextual() ? error.textValue() : Json.text(error, "message");
        return text == null || text.isBlank() ? "reported an error without words" : text;
    }

    private static String arguments(JsonNode arguments) {
        if (arguments.isMissingNode() || arguments.isNull()) {
            return "{}";
        }
        return arguments.isTextual() ? arguments.textValue() : arguments.toString();
    }

    private String finishReason(String doneReason) {
        if (doneReason.equals("length")) {
            return "length";
        }
        return toolCalls > 0 ? "tool_calls" : "stop";
    }
}
