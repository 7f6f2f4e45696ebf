package io.oblix.dialect.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.dialect.responses.input.ReasoningEnvelope;
import io.oblix.json.Json;
import java.util.Objects;
import java.util.function.UnaryOperator;

/** A conversation that is replaced by a summary of it. The client sends the summary back in place of what it had. */
final class Compaction extends OutputItem {

    /** What the model is asked in place of an answer. */
    static final String QUESTION = """
            Write a summary of this conversation so that another assistant can go on with it without having read it. \
            Say what the user wants, what has been decided and done, which files, names, commands and results matter, \
            what is still open and what comes next. Write the summary only, and call no tools.""";

    private final String summary;

    Compaction(EventSink sink, String summary) {
        super(sink, "cmp_");
        this.summary = summary;
        add();
        done(COMPLETED);
    }

    /** The answer to a request for a summary alone: what the user said, and the summary. */
    static ObjectNode of(Conversation conversation, Ended summarized, UnaryOperator<String> ids) {
        ObjectNode response = Objects.requireNonNull(Json.objectOrNull(summarized.json()));
        ObjectNode compacted = Json.object();
        compacted.set("id", response.get("id"));
        compacted.put("object", "response.compaction").set("created_at", response.get("created_at"));
        ArrayNode output = compacted.putArray("output");
        for (JsonNode item : conversation.items()) {
            if ("user".equals(Json.text(item, "role"))) {
                ObjectNode message = output.addObject();
                message.put("id", ids.apply("msg_")).put("type", "message").put("status", COMPLETED);
                message.put("role", "user");
                JsonNode content = item.path("content");
                if (content.isTextual()) {
                    message.putArray("content")
                            .addObject()
                            .put("type", "input_text")
                            .set("text", content);
                } else {
                    message.set("content", content);
                }
            }
        }
        response.path("output").forEach(output::add);
        return compacted.set("usage", response.get("usage"));
    }

    @Override
    byte[] json(String status) {
        return Json.bytes(Json.object()
                .put("id", id)
                .put("type", "compaction")
                .put("encrypted_content", ReasoningEnvelope.summary(summary)));
    }
}
