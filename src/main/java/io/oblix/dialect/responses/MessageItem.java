package io.oblix.dialect.responses;

import static io.oblix.dialect.responses.JsonTemplate.EMPTY_ARRAY;
import static io.oblix.dialect.responses.JsonTemplate.number;
import static io.oblix.dialect.responses.JsonTemplate.utf8;
import static io.oblix.json.TopLevelFields.quoted;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.json.Json;
import org.jspecify.annotations.Nullable;

/** A message with one part: text, or a refusal. */
final class MessageItem extends OutputItem {

    private static final JsonTemplate ITEM = new JsonTemplate("""
            {"id":$,"type":"message","status":"$","role":"assistant","content":[$]}""");

    private static final JsonTemplate TEXT = new JsonTemplate("""
            {"type":"output_text","text":$,"annotations":$,"logprobs":$}""");

    private static final JsonTemplate REFUSAL = new JsonTemplate("""
            {"type":"refusal","refusal":$}""");

    private static final JsonTemplate ABOUT_PART = new JsonTemplate("""
            ,"item_id":$,"output_index":$,"content_index":0,"part":$}""");

    private static final JsonTemplate WHOLE_TEXT = new JsonTemplate("""
            ,"item_id":$,"output_index":$,"content_index":0,"text":$,"logprobs":$}""");

    private static final JsonTemplate WHOLE_REFUSAL = new JsonTemplate("""
            ,"item_id":$,"output_index":$,"content_index":0,"refusal":$}""");

    private static final byte[] NO_TEXT = utf8("\"\"");

    private final boolean refusal;
    private final StringBuilder text = new StringBuilder();
    private final ArrayNode annotations = Json.MAPPER.createArrayNode();
    private final ArrayNode logprobs = Json.MAPPER.createArrayNode();
    private @Nullable DeltaTemplate template;

    /** Its part at its end. */
    private byte @Nullable [] whole;

    MessageItem(EventSink sink, boolean refusal) {
        super(sink, "msg_");
        this.refusal = refusal;
        add();
        if (sink.isHeard()) {
            sink.send("response.content_part.added", ABOUT_PART.fill(quoted(id), number(place), part(NO_TEXT)));
        }
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
        byte[] all = quoted(text.toString());
        byte[] part = part(all);
        whole = part;
        if (sink.isHeard()) {
            byte[] quotedId = quoted(id);
            byte[] at = number(place);
            if (refusal) {
                sink.send("response.refusal.done", WHOLE_REFUSAL.fill(quotedId, at, all));
            } else {
                sink.send("response.output_text.done", WHOLE_TEXT.fill(quotedId, at, all, array(logprobs)));
            }
            sink.send("response.content_part.done", ABOUT_PART.fill(quotedId, at, part));
        }
        done(status);
    }

    private ObjectNode piece() {
        return about().put("content_index", 0);
    }

    private byte[] part(byte[] quoted) {
        return refusal ? REFUSAL.fill(quoted) : TEXT.fill(quoted, array(annotations), array(logprobs));
    }

    private static byte[] array(ArrayNode array) {
        return array.isEmpty() ? EMPTY_ARRAY : Json.bytes(array);
    }

    @Override
    byte[] json(String status) {
        byte[] content = whole;
        if (!isAdded() || status.equals(IN_PROGRESS)) {
            content = new byte[0];
        } else if (content == null) {
            content = part(quoted(text.toString()));
        }
        return ITEM.fill(quoted(id), utf8(status), content);
    }
}
