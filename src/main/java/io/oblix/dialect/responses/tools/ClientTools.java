package io.oblix.dialect.responses.tools;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.dialect.responses.tools.ToolBook.Kind;
import io.oblix.json.Json;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Tools that clients run themselves and that have shapes of their own: shells, patches, the search for tools. */
public final class ClientTools {

    private static final JsonNode SCHEMAS = Json.resource(ClientTools.class, "client-tools.json");

    private ClientTools() {}

    /** The name of the function that stands for such a tool; its definition without what the client says itself. */
    static ObjectNode definition(Kind kind) {
        return ((ObjectNode) SCHEMAS.path(name(kind))).deepCopy();
    }

    public static String name(Kind kind) {
        return switch (kind) {
            case TOOL_SEARCH -> "tool_search";
            case LOCAL_SHELL -> "local_shell";
            case SHELL -> "shell";
            case APPLY_PATCH -> "apply_patch";
            case FUNCTION, CUSTOM -> throw new IllegalArgumentException(kind.toString());
        };
    }

    /** Adds what a model called such a tool with to the item of the call. */
    public static void call(Kind kind, ObjectNode item, String arguments) {
        ObjectNode given = Json.valueOrNull(arguments) instanceof ObjectNode object ? object : Json.object();
        switch (kind) {
            case TOOL_SEARCH -> {
                boolean unreadable = given.isEmpty()
                        && !arguments.isBlank()
                        && !arguments.strip().equals("{}");
                item.put("execution", "client")
                        .set("arguments", unreadable ? Json.object().put("query", arguments) : given);
            }
            case LOCAL_SHELL -> {
                ObjectNode action = item.putObject("action").put("type", "exec");
                action.putArray("command");
                action.putObject("env");
                action.setAll(given);
            }
            case SHELL -> {
                ObjectNode action = item.putObject("action");
                action.putArray("commands");
                action.putNull("timeout_ms").putNull("max_output_length");
                action.setAll(given);
            }
            default -> item.set("operation", given);
        }
    }

    /** The arguments that a model gave in such a call, from its item. */
    public static String arguments(Kind kind, JsonNode item) {
        JsonNode given =
                switch (kind) {
                    case TOOL_SEARCH -> item.path("arguments");
                    case LOCAL_SHELL, SHELL -> item.path("action");
                    default -> item.path("operation");
                };
        if (given.isTextual()) {
            return given.textValue();
        }
        if (!(given instanceof ObjectNode object)) {
            return "{}";
        }
        ObjectNode arguments = object.deepCopy();
        arguments.remove(kind == Kind.LOCAL_SHELL ? "type" : "");
        arguments.properties().removeIf(field -> field.getValue().isNull());
        return arguments.toString();
    }

    /** The result of such a call, as text. */
    public static String result(JsonNode item) {
        JsonNode output = item.path("output");
        if (output.isTextual()) {
            return output.textValue();
        }
        StringBuilder text = new StringBuilder();
        for (JsonNode part : output) {
            add(Json.text(part, "text"), text);
            add(Json.text(part, "stdout"), text);
            add(Json.text(part, "stderr"), text);
            if (part.path("outcome").path("exit_code").isInt()) {
                add("exit code " + part.path("outcome").path("exit_code").asInt(), text);
            } else if ("timeout".equals(Json.text(part.path("outcome"), "type"))) {
                add("timed out", text);
            }
        }
        return text.isEmpty() ? Objects.requireNonNullElse(Json.text(item, "status"), "") : text.toString();
    }

    private static void add(@Nullable String piece, StringBuilder text) {
        if (piece != null && !piece.isEmpty()) {
            text.append(text.isEmpty() || text.charAt(text.length() - 1) == '\n' ? "" : "\n")
                    .append(piece);
        }
    }
}
