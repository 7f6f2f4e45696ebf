package io.oblix.dialect.messages;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * Tools that the client runs and whose schema Claude knows by heart (https://platform.claude.com/docs/en/agents-and-tools):
 * for other models it goes with the request.
 */
final class ClientTools {

    private ClientTools() {}

    /** Null for a tool that we have no schema for: a computer, a browser, one of tomorrow. */
    static @Nullable ObjectNode schema(String type) {
        if (type.startsWith("bash_")) {
            return fields("command", "restart");
        } else if (type.startsWith("text_editor_")) {
            return fields(
                    "command*", "path*", "file_text", "old_str", "new_str", "insert_line", "insert_text", "view_range");
        } else if (type.startsWith("memory_")) {
            return fields(
                    "command*",
                    "path",
                    "file_text",
                    "old_str",
                    "new_str",
                    "insert_line",
                    "insert_text",
                    "view_range",
                    "old_path",
                    "new_path");
        }
        return null;
    }

    /** @param names with a star behind those that are required */
    private static ObjectNode fields(String... names) {
        ObjectNode schema = Json.object().put("type", "object");
        ObjectNode properties = schema.putObject("properties");
        for (String name : names) {
            String plain = name.endsWith("*") ? name.substring(0, name.length() - 1) : name;
            ObjectNode property = properties.putObject(plain);
            switch (plain) {
                case "restart" -> property.put("type", "boolean");
                case "insert_line" -> property.put("type", "integer");
                case "view_range" ->
                    property.put("type", "array").putObject("items").put("type", "integer");
                default -> property.put("type", "string");
            }
            if (!plain.equals(name)) {
                schema.withArrayProperty("required").add(plain);
            }
        }
        return schema;
    }
}
