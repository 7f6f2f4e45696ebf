package io.oblix.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.oblix.json.ByteOrderMark;
import io.oblix.json.Json;
import io.oblix.upstream.UpstreamText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an error says, whatever its shape. Only OpenAI, Anthropic and their close followers write {@code
 * {"error":{"message"}}}: Gemini puts a list around it, vLLM and SGLang write {@code message} at the top, FastAPI {@code
 * detail} as a text or as a list of faults, Mistral that list inside {@code message}, Cloudflare and ASP.NET {@code errors},
 * MiniMax {@code base_resp}, OpenRouter the model's own error as a text inside {@code metadata.raw}, proxies a line of text.
 */
public final class ErrorBody {

    private static final int MAX_DEPTH = 8;

    /** How many faults of a list are named. */
    private static final int MAX_FAULTS = 5;

    private static final int MAX_PLAIN_BYTES = 2_000;

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

    /** The objects on the way to the words, the outermost first. */
    private final List<JsonNode> levels = new ArrayList<>(2);

    private final @Nullable String words;
    private final boolean inList;
    private @Nullable String field;

    private ErrorBody(JsonNode root) {
        words = words(root, 0);
        inList = root.isArray();
    }

    public static ErrorBody of(JsonNode root) {
        return new ErrorBody(root);
    }

    /** Of a response, or of an event in a stream; not JSON perhaps, and cut off perhaps. */
    public static ErrorBody of(byte[] body) {
        byte[] text = ByteOrderMark.without(body);
        try {
            return new ErrorBody(Json.MAPPER.readTree(text));
        } catch (IOException | NumberFormatException notJson) {
            return new ErrorBody(plain(text));
        }
    }

    /** A page for people says nothing of use, nor does the beginning of one. */
    private static JsonNode plain(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8).strip();
        boolean readable = !text.isEmpty()
                && bytes.length <= MAX_PLAIN_BYTES
                && text.indexOf('<') < 0
                && text.indexOf('{') != 0
                && text.indexOf('[') != 0
                && text.indexOf('\uFFFD') < 0;
        return readable ? TextNode.valueOf(text) : Json.object();
    }

    /** Whether it is a JSON list, which no answer is. */
    public boolean isInList() {
        return inList;
    }

    /** On one line; null when there are none. */
    public @Nullable String words() {
        return words == null ? null : UpstreamText.clean(words);
    }

    /** The words behind the status, or the status alone. */
    public String text(int status) {
        String said = words();
        return said == null ? "HTTP " + status : "HTTP " + status + ": " + said;
    }

    public @Nullable String type() {
        String type = text("type");
        return type == null ? text("error_type") : type;
    }

    /** Its own code as a text; null when there is none, or a number. */
    public @Nullable String code() {
        return text("code");
    }

    /** The field of the request that is at fault; null when it does not say. */
    public @Nullable String param() {
        String param = text("param");
        return param == null ? field : param;
    }

    /** Google's word for the status: {@code RESOURCE_EXHAUSTED}; null when there is none. */
    public @Nullable String status() {
        return text("status");
    }

    /** An HTTP status of the 400s or 500s that it gives as its code; 0 when there is none. */
    public int statusCode() {
        for (String name : List.of("code", "status", "status_code", "http_code", "error_code")) {
            for (int i = levels.size() - 1; i >= 0; i--) {
                JsonNode value = levels.get(i).path(name);
                int code = value.isInt() || value.isTextual() ? value.asInt(0) : 0;
                if (code >= 400 && code < 600) {
                    return code;
                }
            }
        }
        return 0;
    }

    /** Of the innermost object that has it. */
    public @Nullable String text(String name) {
        for (int i = levels.size() - 1; i >= 0; i--) {
            String text = Json.text(levels.get(i), name);
            if (text != null && !text.isBlank()) {
                return text;
            }
        }
        return null;
    }

    /** A number above 0 of the innermost object that has it; 0 when there is none. */
    public int number(String name) {
        for (int i = levels.size() - 1; i >= 0; i--) {
            if (levels.get(i).path(name).asInt(0) > 0) {
                return levels.get(i).path(name).asInt();
            }
        }
        return 0;
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
        levels.add(object);
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
