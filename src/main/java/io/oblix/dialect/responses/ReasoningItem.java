package io.oblix.dialect.responses;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * One block of a model's thinking. It is a summary, because most clients show those only, unless the operator wants it
 * as it is. Its provider's proof is inside the encrypted content, which clients send back.
 */
final class ReasoningItem extends OutputItem {

    /** How one of the two forms is called. */
    private enum Form {
        SUMMARY("summary_text", "response.reasoning_summary_text", "response.reasoning_summary_part", "summary_index"),
        TEXT("reasoning_text", "response.reasoning_text", "response.content_part", "content_index");

        private final String part;
        private final String text;
        private final String place;
        private final String index;

        Form(String part, String text, String place, String index) {
            this.part = part;
            this.text = text;
            this.place = place;
            this.index = index;
        }
    }

    private final Form form;
    private final StringBuilder text = new StringBuilder();
    private @Nullable DeltaTemplate template;
    private @Nullable String encrypted;

    ReasoningItem(EventSink sink, boolean asText) {
        super(sink, "rs_");
        this.form = asText ? Form.TEXT : Form.SUMMARY;
        add();
    }

    void add(String piece) {
        text.append(piece);
        if (!sink.isHeard()) {
            return;
        }
        if (template == null) {
            template = new DeltaTemplate(form.text + ".delta", piece());
            sink.send(form.place + ".added", () -> piece().set("part", part("")));
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
            sink.send(form.text + ".done", () -> piece().put("text", all));
            sink.send(form.place + ".done", () -> piece().set("part", part(all)));
        }
        done(COMPLETED);
    }

    private ObjectNode piece() {
        return about().put(form.index, 0);
    }

    private ObjectNode part(String all) {
        return Json.object().put("type", form.part).put("text", all);
    }

    @Override
    byte[] json(String status) {
        ObjectNode item = Json.object().put("id", id).put("type", "reasoning");
        item.putArray("summary");
        if (!text.isEmpty()) {
            item.putArray(form == Form.TEXT ? "content" : "summary").add(part(text.toString()));
        }
        if (encrypted != null) {
            item.put("encrypted_content", encrypted);
        }
        return Json.bytes(item);
    }
}
