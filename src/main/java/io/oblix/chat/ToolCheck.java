package io.oblix.chat;

import com.fasterxml.jackson.databind.JsonNode;
import io.oblix.problem.RequestProblem;

/** The form of the tools that a request offers; what kinds there are and what their schemas may hold is the provider's. */
final class ToolCheck {

    private ToolCheck() {}

    static void tool(JsonNode tool, String param) {
        JsonType.demand(tool.isObject(), param, "an object", tool);
        JsonType.requiredText(tool, "type", param);
        switch (tool.path("type").textValue()) {
            case "function" -> {
                definition(tool, "function", param);
                function(tool.path("function"), param + ".function");
            }
            case "custom" -> {
                definition(tool, "custom", param);
                named(tool.path("custom"), param + ".custom");
                JsonType.object(tool.path("custom"), "format", param + ".custom");
            }
            default -> {
                // One provider's own.
            }
        }
    }

    /** A tool's, or one of the deprecated functions. */
    static void function(JsonNode function, String param) {
        JsonType.demand(function.isObject(), param, "an object", function);
        named(function, param);
        JsonType.object(function, "parameters", param);
        JsonType.bool(function, "strict", param);
    }

    private static void definition(JsonNode tool, String field, String param) {
        if (JsonType.isNothing(tool.get(field))) {
            throw RequestProblem.missing(param + "." + field);
        }
        JsonType.object(tool, field, param);
    }

    private static void named(JsonNode tool, String param) {
        JsonType.requiredText(tool, "name", param);
        if (tool.path("name").textValue().isBlank()) {
            throw RequestProblem.missing(param + ".name");
        }
        JsonType.text(tool, "description", param);
    }
}
