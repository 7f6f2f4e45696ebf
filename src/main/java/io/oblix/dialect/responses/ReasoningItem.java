package io.oblix.dialect.responses;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * One block of a model's thinking. It is a summary, because clients show those only; its provider's proof is inside the
 * encrypted content, which clients send back.
 */
final class ReasoningItem extends OutputItem {

    private final StringBuilder text = new StringBuilder();
    private @Nullable DeltaTemplate template;
    private @Nullable String encrypted;

    ReasoningItem(EventSink sink) {
        super(sink, "rs_");
        add();
    }

    void add(String piece) {
        text.append(piece);
        if (template == null) {
            template = new DeltaTemplate("response.reasoning_summary_text.delta", summary());
            sink.send("response.reasoning_summary_part.added", summary().set("part", part("")));
        }
        sink.send(template, piece);
    }

    String text() {
        return text.toString();
    }

    /** @param proof for when the thinking comes back; null if there is none */
    void close(@Nullable String proof) {
        encrypted = proof;
        if (!text.isEmpty()) {
            String all = text.toString();
            sink.send("response.reasoning_summary_text.done", summary().put("text", all));
            sink.send("response.reasoning_summary_part.done", summary().set("part", part(all)));
        }
        done(COMPLETED);
    }

    private ObjectNode summary() {
        return about().put("summary_index", 0);
    }

    private static ObjectNode part(String all) {
        return Json.object().put("type", "summary_text").put("text", all);
    }

    @Override
    ObjectNode json(String status) {
        ObjectNode item = Json.object().put("id", id).put("type", "reasoning");
        ArrayNode summary = item.putArray("summary");
        if (!text.isEmpty()) {
            summary.add(part(text.toString()));
        }
        if (encrypted != null) {
            item.put("encrypted_content", encrypted);
        }
        return item;
    }
}
