package io.oblix.dialect.ollama;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.AnswerEvent;
import io.oblix.chat.ChatRequest;
import io.oblix.chat.Usage;
import io.oblix.json.Json;
import java.time.Instant;
import java.util.Arrays;

/** A line of an answer, or a whole answer, which has the same form. */
record LineJson(OllamaForm form, ObjectNode json) {

    static LineJson of(ChatRequest request) {
        OllamaMemo memo = OllamaMemo.of(request);
        return new LineJson(
                memo.form(),
                Json.object()
                        .put("model", memo.model())
                        .put("created_at", Instant.now().toString()));
    }

    /** @param thinking empty for none */
    LineJson said(String text, String thinking) {
        ObjectNode message = form == OllamaForm.CHAT ? json.putObject("message") : json;
        if (form == OllamaForm.CHAT) {
            message.put("role", "assistant");
        }
        message.put(form == OllamaForm.CHAT ? "content" : "response", text);
        if (!thinking.isEmpty()) {
            message.put("thinking", thinking);
        }
        json.put("done", false);
        return this;
    }

    /** After {@link #said}; a prompt has no tools. */
    LineJson called(ArrayNode calls) {
        if (!calls.isEmpty() && json.get("message") instanceof ObjectNode message) {
            message.set("tool_calls", calls);
        }
        return this;
    }

    LineJson logprobs(ArrayNode tokens) {
        if (!tokens.isEmpty()) {
            json.set("logprobs", tokens);
        }
        return this;
    }

    /**
     * The end of the answer. Clients divide by the durations, which are ours: other providers report none.
     *
     * @param answeredBy the model that answered
     * @param firstNanos when the first content came; 0 if none did
     */
    LineJson done(ChatRequest request, AnswerEvent.Finish finish, Usage usage, String answeredBy, long firstNanos) {
        long now = System.nanoTime();
        long first = firstNanos == 0 ? now : firstNanos;
        String loading = OllamaMemo.of(request).loading();
        if (loading.isEmpty()) {
            json.put("remote_model", answeredBy);
        }
        json.put("done", true)
                .put(
                        "done_reason",
                        !loading.isEmpty() ? loading : finish.reason().equals("length") ? "length" : "stop")
                .put("total_duration", Math.max(1, now - request.receivedNanos()))
                .put("load_duration", 0)
                .put("prompt_eval_count", usage.promptTokens())
                .put("prompt_eval_duration", Math.max(1, first - request.receivedNanos()))
                .put("eval_count", usage.completionTokens())
                .put("eval_duration", Math.max(1, now - first));
        return this;
    }

    static byte[] line(ObjectNode json) {
        return withEnd(Json.bytes(json));
    }

    static byte[] withEnd(byte[] json) {
        byte[] line = Arrays.copyOf(json, json.length + 1);
        line[json.length] = '\n';
        return line;
    }
}
