package io.oblix.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.json.Json;
import io.oblix.problem.RequestProblem;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * OpenAI's {@code tool_choice}, or the deprecated {@code function_call}
 * (https://platform.openai.com/docs/api-reference/chat/create).
 *
 * @param field which of the two it was
 * @param name the tool that must be called, in the mode {@code ONE}
 * @param allowed the names of the tools that may be called; null for all
 */
public record ToolChoice(
        String field,
        Mode mode,
        @Nullable String name,
        @Nullable Set<String> allowed) {

    /** How free the model is. */
    public enum Mode {
        /** The field is absent. */
        UNSAID,
        NONE,
        AUTO,
        /** Some tool must be called. */
        REQUIRED,
        /** This one must be called. */
        ONE
    }

    /**
     * @param offered the names of all tools of the request
     * @throws RequestProblem if the choice is malformed, or requires a tool that is not offered
     */
    public static ToolChoice read(ObjectNode source, List<String> offered) {
        String field = source.hasNonNull("tool_choice") ? "tool_choice" : "function_call";
        JsonNode choice = source.path(field);
        if (choice.isMissingNode() || choice.isNull()) {
            return new ToolChoice(field, Mode.UNSAID, null, null);
        } else if (choice.isTextual()) {
            return word(field, choice.textValue(), offered, null);
        } else if ("allowed_tools".equals(Json.text(choice, "type"))) {
            return allowedTools(field, choice.path("allowed_tools"), offered);
        }
        String name = name(choice);
        if (name == null) {
            throw nonsense(field);
        }
        requireAny(field, offered);
        requireOffered(field, name, offered);
        return new ToolChoice(field, Mode.ONE, name, null);
    }

    /** Whether a tool of this name may be called. */
    public boolean allows(@Nullable String tool) {
        return switch (mode) {
            case NONE -> false;
            case ONE -> tool != null && tool.equals(name);
            default -> allowed == null || (tool != null && allowed.contains(tool));
        };
    }

    public boolean isForced() {
        return mode == Mode.REQUIRED || mode == Mode.ONE;
    }

    /** The name of a function, a custom tool or a deprecated function; null if there is none. */
    public static @Nullable String name(JsonNode tool) {
        JsonNode named = tool;
        for (String type : new String[] {"custom", "function"}) {
            named = tool.path(type).isObject() ? tool.path(type) : named;
        }
        String name = Json.text(named, "name");
        return name == null || name.isBlank() ? null : name;
    }

    private static ToolChoice allowedTools(String field, JsonNode allowed, List<String> offered) {
        String mode = String.valueOf(Json.text(allowed, "mode"));
        if (!allowed.path("tools").isArray() || !(mode.equals("auto") || mode.equals("required"))) {
            throw nonsense(field);
        }
        Set<String> names = new HashSet<>();
        for (JsonNode tool : allowed.path("tools")) {
            String name = name(tool);
            if (name == null) {
                throw nonsense(field);
            }
            requireOffered(field, name, offered);
            names.add(name);
        }
        return word(field, mode, List.copyOf(names), Set.copyOf(names));
    }

    private static ToolChoice word(String field, String word, List<String> offered, @Nullable Set<String> allowed) {
        return switch (word) {
            case "none" -> new ToolChoice(field, Mode.NONE, null, allowed);
            case "auto" -> new ToolChoice(field, Mode.AUTO, null, allowed);
            case "required" -> {
                requireAny(field, offered);
                yield new ToolChoice(field, Mode.REQUIRED, null, allowed);
            }
            default -> throw nonsense(field);
        };
    }

    private static void requireAny(String field, List<String> offered) {
        if (offered.isEmpty()) {
            throw invalid(field, "'" + field + "' is only allowed when 'tools' are specified.");
        }
    }

    private static void requireOffered(String field, String name, List<String> offered) {
        if (!offered.contains(name)) {
            throw invalid(field, "the function it names is not among the 'tools'.");
        }
    }

    private static RequestProblem nonsense(String field) {
        return invalid(field, "expected 'none', 'auto', 'required', allowed tools or one of the functions.");
    }

    private static RequestProblem invalid(String field, String why) {
        return RequestProblem.invalid(field, "invalid_value", "Invalid value for '" + field + "': " + why);
    }
}
