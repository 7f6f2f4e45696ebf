package io.oblix.provider.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.AnswerEvent;
import io.oblix.chat.ModelName;
import io.oblix.chat.Usage;
import io.oblix.json.Json;
import io.oblix.provider.AnswerReader;
import io.oblix.provider.ErrorBody;
import io.oblix.provider.StandardErrors;
import io.oblix.server.reply.EventFraming;
import io.oblix.upstream.EventStreamParser;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The event stream of OpenAI's Responses for a client that speaks them: each event goes out with the bytes of its data. An
 * answer is complete with {@code response.completed} or {@code response.incomplete}; an error inside it is a failure of
 * the call, so that another model can answer or go on.
 */
final class OpenAiResponseReader implements AnswerReader {

    private final ModelName model;
    private final EventStreamParser events = new EventStreamParser();
    private int calls;
    private boolean complete;
    private @Nullable String modelName;

    /** By a server that counts the prompt at the beginning; OpenAI's own counts at the end. */
    private @Nullable Usage counted;

    OpenAiResponseReader(ModelName model) {
        this.model = model;
    }

    @Override
    public void read(byte[] bytes, Consumer<AnswerEvent> out) {
        events.feed(bytes, event -> event(event, out));
    }

    @Override
    public void end(Consumer<AnswerEvent> out) {
        events.end(event -> event(event, out));
        if (!complete) {
            throw StandardErrors.broken(model, "broke off in the middle of its answer");
        }
    }

    @Override
    public boolean isComplete() {
        return complete;
    }

    @Override
    public @Nullable String model() {
        return modelName;
    }

    @Override
    public Usage counted() {
        return counted == null ? Usage.NONE : counted;
    }

    private void event(byte[] data, Consumer<AnswerEvent> out) {
        ObjectNode event = complete ? null : Json.objectOrNull(data);
        if (complete || isDone(data)) {
            return;
        }
        if (event == null) {
            throw StandardErrors.broken(model, "sent a malformed event");
        }
        String type = event.path("type").asText();
        List<AnswerEvent> says = new ArrayList<>(1);
        boolean content = says(type, event, says);
        out.accept(new AnswerEvent.Frame(type, EventFraming.event(type, data), content, List.copyOf(says)));
    }

    private static boolean isDone(byte[] data) {
        return data.length == 6 && data[0] == '[';
    }

    /** Adds what an event says in words of ours; returns whether the client sees any of it. */
    private boolean says(String type, ObjectNode event, List<AnswerEvent> says) {
        String delta = Json.text(event, "delta");
        if (type.endsWith(".delta") && delta != null) {
            if (!delta.isEmpty()) {
                delta(type, delta, says);
            }
            return !delta.isEmpty();
        }
        switch (type) {
            case "response.created" -> {
                modelName = Json.text(event.path("response"), "model");
                counted = usage(event.path("response"));
            }
            case "response.output_item.added" -> {
                return added(event.path("item"), says);
            }
            case "response.completed", "response.incomplete" -> {
                complete = true;
                end(event.path("response"), says);
            }
            case "response.failed", "error" -> throw failed(event);
            default -> {
                // Repeats what has been said, or says how far a tool of the provider's own has come.
            }
        }
        return false;
    }

    private void delta(String type, String delta, List<AnswerEvent> says) {
        switch (type) {
            case "response.output_text.delta" -> says.add(new AnswerEvent.Text(delta));
            case "response.refusal.delta" -> says.add(new AnswerEvent.Refusal(delta));
            case "response.reasoning_summary_text.delta", "response.reasoning_text.delta" ->
                says.add(new AnswerEvent.Reasoning(delta));
            case "response.function_call_arguments.delta" ->
                says.add(new AnswerEvent.ToolCallArguments(Math.max(0, calls - 1), delta));
            default -> {
                // Content that we have no words for.
            }
        }
    }

    private boolean added(JsonNode item, List<AnswerEvent> says) {
        String type = String.valueOf(Json.text(item, "type"));
        if (type.equals("message") || type.equals("reasoning")) {
            return false;
        }
        if (type.equals("function_call")) {
            says.add(new AnswerEvent.ToolCallStart(
                    calls++, item.path("call_id").asText(), item.path("name").asText(), ""));
        }
        return true;
    }

    /** What the response at its end says of its tokens, and why it ended. */
    static void end(JsonNode response, List<AnswerEvent> says) {
        Usage usage = usage(response);
        if (usage != null) {
            says.add(new AnswerEvent.Counted(usage));
        }
        String reason = String.valueOf(Json.text(response.path("incomplete_details"), "reason"));
        says.add(new AnswerEvent.Finish(
                switch (reason) {
                    case "max_output_tokens" -> "length";
                    case "content_filter" -> "content_filter";
                    default -> "stop";
                }));
    }

    private static @Nullable Usage usage(JsonNode response) {
        JsonNode usage = response.path("usage");
        JsonNode input = usage.path("input_tokens_details");
        return usage.isObject()
                ? new Usage(
                        usage.path("input_tokens").asLong(),
                        usage.path("output_tokens").asLong(),
                        input.path("cached_tokens").asLong(),
                        input.path("cache_write_tokens").asLong(),
                        usage.path("output_tokens_details")
                                .path("reasoning_tokens")
                                .asLong())
                : null;
    }

    private RuntimeException failed(ObjectNode event) {
        JsonNode nested = event.path("error").isObject()
                ? event.path("error")
                : event.path("response").path("error");
        ObjectNode body = Json.object();
        body.set("error", nested.isObject() ? nested : event);
        return OpenAiErrors.inAnswer(model, ErrorBody.of(body));
    }
}
