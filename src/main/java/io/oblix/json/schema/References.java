package io.oblix.json.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.Set;

/** The addresses that a schema's references name, without their fragments. Read when they are first asked for. */
final class References {

    private final JsonNode schema;
    private final Set<String> names = new HashSet<>();
    private boolean read;

    References(JsonNode schema) {
        this.schema = schema;
    }

    /** Whether a reference names such an id, in whole or by its last part; the outermost id is the base of the others. */
    boolean need(String id) {
        if (id.isEmpty()) {
            return false;
        }
        if (!read) {
            collect(schema);
            read = true;
        }
        return names.contains(last(id))
                || (!names.isEmpty() && id.equals(schema.path("id").asText()));
    }

    private void collect(JsonNode json) {
        JsonNode reference = json.path("$ref");
        if (reference.isTextual()) {
            String text = reference.textValue();
            int fragment = text.indexOf('#');
            String address = fragment < 0 ? text : text.substring(0, fragment);
            if (!address.isEmpty()) {
                names.add(last(address));
            }
        }
        json.forEach(this::collect);
    }

    private static String last(String address) {
        return address.substring(address.lastIndexOf('/') + 1);
    }
}
