package io.oblix.provider.claude;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.provider.ToolChoice;
import io.oblix.provider.claude.schema.PropertyNames;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The names of a request's tools and of their properties, as the client knows them and as Claude does. */
final class ToolNames {

    private static final List<String> FIELDS = List.of("tools", "functions");

    private final ObjectNode request;

    /** The tools by the client's names, once one is looked up. */
    private @Nullable Map<String, JsonNode> tools;

    /** By the client's name of the tool; filled as tools are asked for. */
    private final Map<String, PropertyNames> properties = new HashMap<>();

    /** @param request the client's; never changed */
    ToolNames(ObjectNode request) {
        this.request = request;
    }

    /** The client's name of a tool that Claude calls; the name itself if it offers no such tool. */
    String own(String sent) {
        if (tools().containsKey(sent)) {
            return sent;
        }
        return tools().keySet().stream()
                .filter(name -> ToolCallIds.toolName(name).equals(sent))
                .findFirst()
                .orElse(sent);
    }

    /** @param tool the client's name of it */
    PropertyNames properties(String tool) {
        return properties.computeIfAbsent(tool, this::find);
    }

    private PropertyNames find(String tool) {
        JsonNode offered = tools().get(tool);
        if (offered == null) {
            return PropertyNames.NONE;
        }
        JsonNode function = offered.path("function").isObject() ? offered.path("function") : offered;
        return PropertyNames.of(function.path("parameters"));
    }

    private Map<String, JsonNode> tools() {
        Map<String, JsonNode> known = tools;
        if (known == null) {
            known = new LinkedHashMap<>();
            for (String field : FIELDS) {
                for (JsonNode tool : request.path(field)) {
                    String name = ToolChoice.name(tool);
                    if (name != null) {
                        known.putIfAbsent(name, tool);
                    }
                }
            }
            tools = known;
        }
        return known;
    }
}
