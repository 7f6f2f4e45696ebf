package io.oblix.dialect.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.json.Json;
import org.jspecify.annotations.Nullable;

/** A message with one part: text, or a refusal. */
final class MessageItem extends OutputItem {

    private final boolean refusal;
    private final StringBuilder text = new StringBuilder();
    private final ArrayNode annotations = Json.MAPPER.createArrayNode();
    private final ArrayNode logprobs = Json.MAPPER.createArrayNode();
    private @Nullable DeltaTemplate template;

    MessageItem(EventSink sink, boolean refusal) {
        super(sink, "msg_");
        this.refusal = refusal;
        add();
        sink.send("response.content_part.added", () -> piece().set("part", part("")));
    }

    /** One that a provider began in its own events. */
    MessageItem(EventSink sink, String id, int place, String text) {
        super(sink, id, place);
        this.refusal = false;
        this.text.append(text);
    }

    boolean isRefusal() {
        return refusal;
    }

    int length() {
        return text.length();
    }

    void add(String piece, @Nullable ArrayNode tokens) {
        text.append(piece);
        if (tokens != null) {
            ArrayNode whole = Logprobs.withBytes(tokens);
            logprobs.addAll(whole);
            sink.send(
                    "response.output_text.delta",
                    () -> piece().put("delta", piece).set("logprobs", whole));
            return;
        }
        if (!sink.isHeard()) {
            return;
        }
        if (template == null) {
            template = refusal
                    ? new DeltaTemplate("response.refusal.delta", piece())
                    : new DeltaTemplate(
                            "response.output_text.delta", piece().set("logprobs", Json.MAPPER.createArrayNode()));
        }
        sink.send(template, piece);
    }

    /**
     * Adds the citations that are about this message.
     *
     * @param citations {@code url_citation}s of a chat completion, whose places count over the whole answer
     * @param before the length of the messages before this one
     */
    void cite(ArrayNode citations, int before) {
        for (JsonNode citation : citations) {
            JsonNode said = citation.path("url_citation");
            int start = said.path("start_index").asInt() - before;
            int end = said.path("end_index").asInt() - before;
            if (start < 0
                    || end > text.length()
                    || end < start
                    || !said.path("url").isTextual()) {
                continue;
            }
            ObjectNode flat = Json.object()
                    .put("type", "url_citation")
                    .put("start_index", start)
                    .put("end_index", end)
                    .put("title", said.path("title").asText())
                    .put("url", said.path("url").asText());
            ObjectNode event = piece().put("annotation_index", annotations.size());
            annotations.add(flat);
            sink.send("response.output_text.annotation.added", () -> event.set("annotation", flat));
        }
    }

    void close(String status) {
        String all = text.toString();
        if (refusal) {
            sink.send("response.refusal.done", () -> piece().put("refusal", all));
        } else {
            sink.send(
                    "response.output_text.done", () -> piece().put("text", all).set("logprobs", logprobs));
        }
        sink.send("response.content_part.done", () -> piece().set("part", part(all)));
        done(status);
    }

    private ObjectNode piece() {
        return about().put("content_index", 0);
    }

    private ObjectNode part(String all) {
        if (refusal) {
            return Json.object().put("type", "refusal").put("refusal", all);
        }
        ObjectNode part = Json.object().put("type", "output_text").put("text", all);
        part.set("annotations", annotations);
        return part.set("logprobs", logprobs);
    }

    @Override
    ObjectNode json(String status) {
        ObjectNode item = Json.object()
                .put("id", id)
                .put("type", "message")
                .put("status", status)
                .put("role", "assistant");
        ArrayNode content = item.putArray("content");
        if (isAdded() && !status.equals(IN_PROGRESS)) {
            content.add(part(text.toString()));
        }
        return item;
    }
}
