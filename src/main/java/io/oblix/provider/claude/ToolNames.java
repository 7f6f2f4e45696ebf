package io.oblix.provider.claude;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.provider.ToolChoice;
import io.oblix.provider.claude.schema.PropertyNames;
import java.util.HashMap;
import java.util.Map;

/** The names of a request's tools and of their properties, as the client knows them and as Claude does. */
final class ToolNames {

    private final ObjectNode request;

    /** By the client's name of the tool; filled as tools are asked for. */
    private final Map<String, PropertyNames> properties = new HashMap<>();

    /** @param request the client's; never changed */
    ToolNames(ObjectNode request) {
        this.request = request;
    }

    /** The client's name of a tool that Claude calls; the name itself if it offers no such tool. */
    String own(String sent) {
        String own = sent;
        for (String field : new String[] {"tools", "functions"}) {
            for (JsonNode tool : request.path(field)) {
                String name = ToolChoice.name(tool);
                if (name != null && name.equals(sent)) {
                    return sent;
                } else if (name != null && ToolCallIds.toolName(name).equals(sent)) {
                    own = name;
                }
            }
        }
        return own;
    }

    /** @param tool the client's name of it */
    PropertyNames properties(String tool) {
        return properties.computeIfAbsent(tool, this::find);
    }

    private PropertyNames find(String tool) {
        for (String field : new String[] {"tools", "functions"}) {
            for (JsonNode offered : request.path(field)) {
                if (tool.equals(ToolChoice.name(offered))) {
                    JsonNode function = offered.path("function").isObject() ? offered.path("function") : offered;
                    return PropertyNames.of(function.path("parameters"));
                }
            }
        }
        return PropertyNames.NONE;
    }
}
