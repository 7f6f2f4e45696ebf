package io.oblix.dialect.completions;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.AnswerEvent;
import io.oblix.chat.ChatRequest;
import io.oblix.chat.CompletionRequest;
import io.oblix.chat.Usage;
import io.oblix.dialect.chat.UsageJson;
import io.oblix.json.Json;
import java.util.Objects;

/** Puts the events of an answer together into a {@code text_completion}. Each finish ends one of its choices. */
final class CompletionAssembly {

    private final CompletionRequest completion;
    private final ArrayNode choices = Json.MAPPER.createArrayNode();
    private final StringBuilder text = new StringBuilder();
    private LegacyLogprobs logprobs;
    private Usage usage = Usage.NONE;

    CompletionAssembly(ChatRequest request) {
        completion = Objects.requireNonNull(CompletionRequest.of(request));
        logprobs = new LegacyLogprobs(completion, 0);
    }

    /** Thinking is left out: an editor would insert it. */
    void add(AnswerEvent event) {
        if (event instanceof AnswerEvent.Text piece) {
            text.append(piece.text());
            logprobs.add(piece.logprobs());
        } else if (event instanceof AnswerEvent.Refusal refusal) {
            text.append(refusal.text());
        } else if (event instanceof AnswerEvent.Finish finish) {
            finish(finish.reason());
        } else if (event instanceof AnswerEvent.Counted counted) {
            usage = counted.usage();
        }
    }

    private void finish(String reason) {
        int index = choices.size();
        ObjectNode choice = choices.addObject()
                .put("text", (completion.echo() ? completion.prompt(index) : "") + text)
                .put("index", index);
        choice.set("logprobs", logprobs.toJson());
        choice.put("finish_reason", FinishReasons.of(reason));
        text.setLength(0);
        logprobs = new LegacyLogprobs(completion, index + 1);
    }

    byte[] toJson(String id, long createdSeconds, String model) {
        ObjectNode answer = Json.object()
                .put("id", id)
                .put("object", "text_completion")
                .put("created", createdSeconds)
                .put("model", model);
        answer.set("choices", choices);
        answer.set("usage", UsageJson.of(usage));
        return Json.bytes(answer);
    }
}
