package io.oblix.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.json.Json;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Looks for the words of an error. Only OpenAI, Anthropic and their close followers write {@code
 * {"error":{"message"}}}: Gemini puts a list around it, vLLM and SGLang write {@code message} at the top, FastAPI {@code
 * detail} as a text or as a list of faults, Mistral that list inside {@code message}, Cloudflare and ASP.NET {@code errors},
 * MiniMax {@code base_resp}, OpenRouter the model's own error as a text inside {@code metadata.raw}, proxies a line of text.
 */
final class ErrorWords {

    private static final int MAX_DEPTH = 8;

    /** How many faults of a list are named. */
    private static final int MAX_FAULTS = 5;

    /** Where the words are, the more telling first. */
    private static final List<String> WORDS = List.of(
            "message",
            "Message",
            "detail",
            "details",
            "errors",
            "msg",
            "error_message",
            "errorMessage",
            "error_msg",
            "error_description",
            "status_msg",
            "faultstring",
            "description",
            "reason",
            "title");

    /** Where an error is inside of something else. */
    private static final List<String> WRAPPERS = List.of("error", "Error", "base_resp", "fault", "response", "body");

    private final Deque<JsonNode> levels = new ArrayDeque<>(2);
    private @Nullable String words;
    private @Nullable String field;

    private ErrorWords() {}

    static ErrorWords in(JsonNode root) {
        ErrorWords found = new ErrorWords();
        found.words = found.words(root, 0);
        return found;
    }

    /** Null when there are none. */
    @Nullable String words() {
        return words;
    }

    /** The field of the request that a list of faults names first; null when it names none. */
    @Nullable String field() {
        return field;
    }

    /** The objects on the way to the words, the innermost first. */
    Iterable<JsonNode> levels() {
        return levels;
    }

    private @Nullable String words(@Nullable JsonNode node, int depth) {
        if (node == null || depth > MAX_DEPTH) {
            return null;
        } else if (node.isTextual()) {
            return ofText(node.textValue().strip(), depth);
        } else if (node.isArray()) {
            return ofFaults(node, depth);
        }
        return node instanceof ObjectNode object ? ofObject(object, depth) : null;
    }

    /** Gateways hand on the JSON of the model behind them as a text. */
    private @Nullable String ofText(String text, int depth) {
        if (text.startsWith("{") || text.startsWith("[")) {
            JsonNode json = Json.valueOrNull(text);
            String inside = json == null ? null : words(json, depth + 1);
            return inside == null ? text : inside;
        }
        return text.isEmpty() ? null : text;
    }

    private @Nullable String ofFaults(JsonNode faults, int depth) {
        Set<String> all = new LinkedHashSet<>();
        for (JsonNode fault : faults) {
            String one = words(fault, depth + 1);
            if (one != null && all.size() < MAX_FAULTS) {
                all.add(one);
            }
        }
        return all.isEmpty() ? null : String.join("; ", all);
    }

    private @Nullable String ofObject(ObjectNode object, int depth) {
        levels.addFirst(object);
        if (object.path("loc").isArray() && object.hasNonNull("msg")) {
            return ofFault(object);
        }
        String label = null;
        for (String name : WRAPPERS) {
            JsonNode inner = object.path(name);
            String said = inner.isNumber() || inner.isBoolean() ? null : words(inner, depth + 1);
            if (said != null && !inner.isTextual()) {
                return said;
            }
            label = label == null ? said : label;
        }
        for (String name : WORDS) {
            String said =
                    name.equals("errors") ? ofErrors(object.path(name), depth) : words(object.get(name), depth + 1);
            if (said != null) {
                return withCause(joined(label, said), object, depth);
            }
        }
        return label == null ? Json.text(object, "code") : label;
    }

    /** One of FastAPI's: {@code {"loc":["body","n"],"msg":"..."}}; without its input, which may be the prompt. */
    private String ofFault(ObjectNode fault) {
        StringBuilder path = new StringBuilder();
        for (JsonNode step : fault.path("loc")) {
            if (!step.asText().equals("body")) {
                path.append(path.isEmpty() ? "" : ".").append(step.asText());
            }
        }
        if (field == null && !path.isEmpty()) {
            field = path.toString();
        }
        String said = fault.path("msg").asText();
        return path.isEmpty() ? said : path + ": " + said;
    }

    /** A list of faults, or lists by the name of the field. */
    private @Nullable String ofErrors(JsonNode errors, int depth) {
        if (!errors.isObject()) {
            return words(errors, depth + 1);
        }
        Set<String> all = new LinkedHashSet<>();
        for (Map.Entry<String, JsonNode> fault : errors.properties()) {
            String one = words(fault.getValue(), depth + 1);
            if (one != null && all.size() < MAX_FAULTS) {
                all.add(fault.getKey() + ": " + one);
            }
        }
        return all.isEmpty() ? null : String.join("; ", all);
    }

    /** OpenRouter says "Provider returned error" and keeps the provider's words beside it. */
    private String withCause(String said, ObjectNode object, int depth) {
        String cause = words(object.path("metadata").get("raw"), depth + 1);
        return cause == null ? said : joined(said, cause);
    }

    private static String joined(@Nullable String label, String said) {
        return label == null || said.contains(label) ? said : label + ": " + said;
    }
}
