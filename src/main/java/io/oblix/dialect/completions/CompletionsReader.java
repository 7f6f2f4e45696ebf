package io.oblix.dialect.completions;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.Cancellation;
import io.oblix.chat.ChatRequest;
import io.oblix.chat.CompletionRequest;
import io.oblix.chat.IgnoredParams;
import io.oblix.chat.Original;
import io.oblix.chat.Rendering;
import io.oblix.dialect.Caller;
import io.oblix.dialect.RequestJson;
import io.oblix.dialect.chat.ParameterCheck;
import io.oblix.json.Json;
import io.oblix.json.JsonType;
import io.oblix.problem.RequestProblem;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Bytes to a request for completions: the chat that it amounts to, and what it asked for itself. */
final class CompletionsReader {

    /** Fields with the same name and meaning in a chat. */
    private static final List<String> IN_CHAT = List.of(
            "temperature",
            "top_p",
            "presence_penalty",
            "frequency_penalty",
            "seed",
            "stop",
            "logit_bias",
            "user",
            "top_k",
            "min_p",
            "keep_alive");

    private static final Set<String> KNOWN = Set.of("""
            model prompt suffix max_tokens temperature top_p n best_of stream stream_options logprobs echo stop
            presence_penalty frequency_penalty logit_bias seed user top_k min_p keep_alive raw
            """.split("\\s+"));

    private CompletionsReader() {}

    /** @throws RequestProblem when the body is not a request for completions */
    static ChatRequest read(Caller caller, byte[] bytes, Cancellation cancellation) {
        RequestJson json = RequestJson.read(bytes);
        ObjectNode source = json.object();
        ObjectNode body = Json.object();
        for (String field : IN_CHAT) {
            if (source.hasNonNull(field)) {
                body.set(field, source.path(field));
            }
        }
        if (source.hasNonNull("stream_options")) {
            body.set("stream_options", source.path("stream_options"));
        }
        ParameterCheck.check(body);
        boolean streaming = RequestJson.flag(source, "stream", "stream");
        boolean usageWanted =
                RequestJson.flag(source.path("stream_options"), "include_usage", "stream_options.include_usage");
        body.remove("stream_options");
        JsonType.demand(
                !source.hasNonNull("suffix") || source.path("suffix").isTextual(),
                "suffix",
                "a string",
                source.path("suffix"));
        int n = CompletionsCheck.n(source);
        CompletionRequest completion = new CompletionRequest(
                CompletionsCheck.prompts(source),
                Json.text(source, "suffix"),
                RequestJson.flag(source, "echo", "echo"),
                RequestJson.flag(source, "raw", "raw"),
                n,
                CompletionsCheck.bestOf(source, n),
                CompletionsCheck.logprobs(source),
                CompletionsCheck.integer(source, "max_tokens", 0, Integer.MAX_VALUE, -1),
                usageWanted);
        fill(body, completion, streaming);
        IgnoredParams ignored = new IgnoredParams();
        ignored.addOthers(source, KNOWN);
        return caller.request(body, json.model(), streaming, bytes.length, cancellation)
                .in(
                        CompletionsDialect.NAME,
                        new Original(CompletionsDialect.PATH, bytes, Map.of(), json.fields()),
                        new Rendering(Set.of(), ignored.list(), completion.chatProblem(), completion));
    }

    private static void fill(ObjectNode body, CompletionRequest completion, boolean streaming) {
        ArrayNode messages = completion.messages();
        body.set("messages", messages);
        if (streaming) {
            body.put("stream", true);
        }
        if (completion.maxTokens() > 0) {
            body.put("max_tokens", completion.maxTokens());
        }
        if (completion.logprobs() >= 0) {
            body.put("logprobs", true);
            if (completion.logprobs() > 0) {
                body.put("top_logprobs", completion.logprobs());
            }
        }
    }
}
