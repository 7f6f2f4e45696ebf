package io.oblix.dialect.responses;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.json.Json;

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

    @Override
    ObjectNode json(String status) {
        return Json.object()
                .put("id", id)
                .put("type", "compaction")
                .put("encrypted_content", ReasoningEnvelope.summary(summary));
    }
}
