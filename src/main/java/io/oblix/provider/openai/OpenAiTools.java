package io.oblix.provider.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.IgnoredParams;
import io.oblix.json.Json;

/** Tools as OpenAI accepts them, for a model that a policy chose. */
record OpenAiTools(IgnoredParams ignored) {

    /** Tools of types that OpenAI's chat completions lack, such as Anthropic's web search, are left out and listed. */
    ArrayNode fit(JsonNode tools) {
        ArrayNode fitted = Json.MAPPER.createArrayNode();
        for (JsonNode tool : tools) {
            ObjectNode copy = nested(tool.deepCopy());
            if (copy.get("function") instanceof ObjectNode function) {
                copy.put("type", "function");
                fitFunction(function, "tools[].function.");
            } else if (copy.get("custom") instanceof ObjectNode custom) {
                OpenAiDocumented.keep(custom, OpenAiDocumented.CUSTOM, "tools[].custom.", ignored);
            } else {
                ignored.add("tools");
                continue;
            }
            OpenAiDocumented.keep(copy, OpenAiDocumented.TOOL, "tools[].", ignored);
            fitted.add(copy);
        }
        return fitted;
    }

    /** The deprecated field. */
    ArrayNode fitFunctions(JsonNode functions) {
        ArrayNode fitted = Json.MAPPER.createArrayNode();
        for (JsonNode function : functions) {
            ObjectNode copy = function.deepCopy();
            fitFunction(copy, "functions[].");
            fitted.add(copy);
        }
        return fitted;
    }

    /** In the Responses API a function stands in the tool itself. */
    private static ObjectNode nested(ObjectNode tool) {
        if (!"function".equals(Json.text(tool, "type")) || tool.has("function") || !tool.has("name")) {
            return tool;
        }
        ObjectNode function = tool.deepCopy();
        function.remove("type");
        return Json.object().put("type", "function").set("function", function);
    }

    private void fitFunction(ObjectNode function, String where) {
        OpenAiDocumented.keep(function, OpenAiDocumented.FUNCTION, where, ignored);
        if (function.path("description").isNull()) {
            function.remove("description");
        }
        if (function.path("parameters").isNull()) {
            function.remove("parameters");
        } else if (function.get("parameters") instanceof ObjectNode schema) {
            fitSchema(schema);
        }
    }

    /** "schema must be a JSON Schema of 'type: "object"'", and "object schema missing properties". */
    private static void fitSchema(ObjectNode schema) {
        boolean refers = schema.has("$ref") || schema.has("anyOf") || schema.has("oneOf") || schema.has("allOf");
        if (!schema.hasNonNull("type") && !refers) {
            schema.put("type", "object");
        }
        if ("object".equals(Json.text(schema, "type"))
                && !schema.path("properties").isObject()) {
            schema.putObject("properties");
        }
    }
}
