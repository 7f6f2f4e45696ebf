package io.oblix.key;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.json.Json;
import io.oblix.json.JsonFields;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who did what, and when, where keys are asked for: the logger {@code audit}, one JSON object a line. Never a text of a
 * request or an answer, never a key.
 */
public final class AuditLog {

    private static final Logger LOG = LoggerFactory.getLogger("oblix.audit");

    /** A line that is put into words when it is written, off the way of what it tells; it does not change any more. */
    public interface Line extends JsonFields {

        /** Of what kind it is, in one word: the field of this name. */
        String event();
    }

    /** A line that is in words already. */
    public record Written(ObjectNode line) implements Line {

        @Override
        public String event() {
            return line.path("event").asText();
        }

        @Override
        public void writeTo(JsonGenerator json) throws IOException {
            for (Map.Entry<String, JsonNode> field : line.properties()) {
                json.writeFieldName(field.getKey());
                json.writeTree(field.getValue());
            }
        }
    }

    private AuditLog() {}

    /**
     * The beginning of a line.
     *
     * @param event {@code request}, {@code refusal}, {@code keys}, {@code policy}
     * @param who the name of a key, or of what else did it; empty when it is not known
     */
    public static ObjectNode line(String event, String who) {
        return Json.object()
                .put("at", Instant.now().toString())
                .put("event", event)
                .put("who", who);
    }

    public static void write(ObjectNode line) {
        LOG.info("{}", line);
    }

    public static void write(Line line) {
        LOG.info("{}", line);
    }
}
