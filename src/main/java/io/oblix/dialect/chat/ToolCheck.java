package io.oblix.dialect.chat;

import com.fasterxml.jackson.databind.JsonNode;
import io.oblix.json.JsonType;

/**
 * Checks the types of the fields of a request's tools. Required fields, kinds of tools and their schemas are left to the
 * provider.
 */
final class ToolCheck {

    private ToolCheck() {}

    static void tool(JsonNode tool, String param) {
        JsonType.demand(tool.isObject(), param, "an object", tool);
        JsonType.text(tool, "type", param);
        JsonType.object(tool, "function", param);
        JsonType.object(tool, "custom", param);
        if (tool.path("function").isObject()) {
            function(tool.path("function"), param + ".function");
        }
        if (tool.path("custom").isObject()) {
            described(tool.path("custom"), param + ".custom");
            JsonType.object(tool.path("custom"), "format", param + ".custom");
        }
    }

    /** The function of a tool, or one of the deprecated functions. */
    static void function(JsonNode function, String param) {
        JsonType.demand(function.isObject(), param, "an object", function);
        described(function, param);
        JsonType.object(function, "parameters", param);
        JsonType.bool(function, "strict", param);
    }

    private static void described(JsonNode tool, String param) {
        JsonType.text(tool, "name", param);
        JsonType.text(tool, "description", param);
    }
}
