package io.oblix.provider.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.FileUrl;
import io.oblix.chat.IgnoredParams;
import io.oblix.json.Json;
import io.oblix.provider.CacheMarks;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A conversation in which models of other providers may have taken part, as OpenAI and the servers that speak its API
 * accept it. OpenAI rejects fields that it does not know, such as the thinking of other models. It and most others reject
 * pictures in the results of tools; these move into a message of the user's behind the results.
 */
final class OpenAiMessages {

    private static final List<String> THINKING =
            List.of("reasoning_content", "reasoning", "reasoning_details", "thinking_blocks");
    private static final String CACHE_CONTROL = CacheMarks.FIELD;

    /** OpenAI's pattern for names allows neither white space nor these. */
    private static final Pattern NOT_IN_NAMES = Pattern.compile("[\\s<|\\\\/>]+");

    private static final int MAX_NAME = 64;

    private final boolean documented;
    private final OpenAiModelFamily family;
    private final Set<String> refused;
    private final IgnoredParams ignored;
    private final ArrayNode fitted = Json.MAPPER.createArrayNode();

    /** What waits for the end of the results, with words that say where it comes from. */
    private ArrayNode lifted = Json.MAPPER.createArrayNode();

    /**
     * @param documented whether the server takes what OpenAI documents, and no more
     * @param refused by {@link OpenAiRefusals}
     */
    OpenAiMessages(boolean documented, OpenAiModelFamily family, Set<String> refused, IgnoredParams ignored) {
        this.documented = documented;
        this.family = family;
        this.refused = refused;
        this.ignored = ignored;
    }

    ArrayNode fit(ArrayNode messages) {
        for (int i = 0; i < messages.size(); i++) {
            JsonNode message = messages.get(i);
            if (!role(message).equals("tool")) {
                addLifted();
            }
            fitted.add(isText(message) ? message : fit((ObjectNode) message, i));
        }
        addLifted();
        return fitted;
    }

    /** Whether it is a role that may stay and a text, as most are; then it stays the same object. */
    private boolean isText(JsonNode message) {
        return message.size() == 2
                && message.path("content").isTextual()
                && role(role(message)).equals(role(message));
    }

    private ObjectNode fit(ObjectNode message, int place) {
        ObjectNode copy = Json.object();
        copy.setAll(message);
        fit(copy, "messages[" + place + "].content");
        return copy;
    }

    private void addLifted() {
        if (!lifted.isEmpty()) {
            fitted.addObject().put("role", "user").set("content", lifted);
            lifted = Json.MAPPER.createArrayNode();
        }
    }

    /**
     * Without what other gateways' answers leave in a conversation, the thinking of other models and empty lists of
     * calls; the same array if there is none.
     */
    static ArrayNode withoutThinking(ArrayNode messages) {
        ArrayNode without = Json.MAPPER.createArrayNode();
        boolean changed = false;
        for (JsonNode message : messages) {
            boolean noCalls =
                    message.has("tool_calls") && message.path("tool_calls").isEmpty();
            boolean thought = noCalls || THINKING.stream().anyMatch(message::has);
            changed |= thought;
            without.add(thought ? without(message, noCalls) : message);
        }
        return changed ? without : messages;
    }

    private static ObjectNode without(JsonNode message, boolean noCalls) {
        ObjectNode copy = ((ObjectNode) message.deepCopy()).without(THINKING);
        return noCalls ? copy.without(List.of("tool_calls")) : copy;
    }

    private void fit(ObjectNode message, String param) {
        message.put("role", role(message.path("role").asText()));
        message.remove(CACHE_CONTROL);
        message.remove("thinking_blocks");
        message.remove("is_error");
        if (documented) {
            keepDocumented(message);
        }
        if (message.path("content") instanceof ArrayNode parts) {
            message.set("content", fit(parts, message, param));
        }
        if (message.path("content").isArray() && message.path("content").isEmpty()) {
            message.put("content", "");
        }
        boolean calls = message.path("tool_calls").size() > 0
                || message.path("function_call").isObject();
        if (message.path("tool_calls").isEmpty()) {
            // OpenAI rejects an empty list.
            message.remove("tool_calls");
        } else if (message.path("tool_calls") instanceof ArrayNode asked) {
            message.set("tool_calls", fitCalls(asked));
        }
        if (!message.hasNonNull("content") && !calls) {
            // OpenAI accepts null only beside calls.
            String refusal = Json.text(message, "refusal");
            message.put("content", refusal == null ? "" : refusal);
            message.remove("refusal");
        }
    }

    private void keepDocumented(ObjectNode message) {
        OpenAiDocumented.keep(message, OpenAiDocumented.ofMessage(role(message)), "messages[].", ignored);
        if (message.has("audio") && Json.text(message.path("audio"), "id") == null) {
            if (!message.remove("audio").isNull()) {
                ignored.add("messages[].audio");
            }
        }
        String name = Json.text(message, "name");
        if (name == null) {
            message.remove("name");
        } else if (name.length() > MAX_NAME || NOT_IN_NAMES.matcher(name).find()) {
            String fitting = NOT_IN_NAMES.matcher(name.strip()).replaceAll("_");
            message.put("name", fitting.substring(0, Math.min(fitting.length(), MAX_NAME)));
            ignored.add("messages[].name");
        }
        if (message.path("name").asText().isEmpty()) {
            message.remove("name");
        }
    }

    private static String role(JsonNode message) {
        return message.path("role").asText();
    }

    private ArrayNode fit(ArrayNode parts, ObjectNode message, String param) {
        for (int i = 0; i < parts.size(); i++) {
            FileUrl.refuse(parts.get(i), param + "[" + i + "]", "A model that is asked by chat completions");
        }
        OpenAiParts fitting = new OpenAiParts(ignored);
        boolean mayHoldMedia =
                documented ? role(message).equals("user") : !role(message).equals("tool");
        ArrayNode media = Json.MAPPER.createArrayNode();
        ArrayNode rest;
        if (documented) {
            rest = fitting.fit(parts, param, mayHoldMedia ? null : media);
        } else {
            rest = withoutCacheControl(mayHoldMedia ? parts : OpenAiParts.withoutMedia(parts, media));
        }
        if (!media.isEmpty()) {
            String call = Json.text(message, "tool_call_id");
            String from = call == null ? "the message before" : "the result of the tool call " + call;
            lifted.addObject().put("type", "text").put("text", "From " + from + ":");
            lifted.addAll(media);
            ignored.add("messages[].content");
            if (rest.isEmpty()) {
                rest.addObject().put("type", "text").put("text", "See the next message of the user.");
            }
        }
        return rest;
    }

    /** Conversations of some servers have arguments as an object, and fields of their own. */
    private ArrayNode fitCalls(ArrayNode calls) {
        ArrayNode copies = Json.MAPPER.createArrayNode();
        for (JsonNode call : calls) {
            JsonNode arguments = call.path("function").path("arguments");
            ObjectNode copy = (ObjectNode) call;
            if (documented || arguments.isObject()) {
                copy = call.deepCopy();
            }
            if (arguments.isObject()) {
                ((ObjectNode) copy.path("function")).put("arguments", arguments.toString());
            }
            if (documented) {
                documentedCall(copy);
            }
            copies.add(copy);
        }
        return copies;
    }

    private void documentedCall(ObjectNode call) {
        call.remove("index");
        OpenAiDocumented.keep(call, OpenAiDocumented.TOOL_CALL, "messages[].tool_calls[].", ignored);
        if (!call.hasNonNull("type")) {
            call.put("type", call.has("custom") ? "custom" : "function");
        }
        for (String kind : List.of("function", "custom")) {
            if (call.get(kind) instanceof ObjectNode called) {
                OpenAiDocumented.keep(called, OpenAiDocumented.CALLED, "messages[].tool_calls[].", ignored);
                if (kind.equals("function") && !called.hasNonNull("arguments")) {
                    called.put("arguments", "{}");
                }
            }
        }
    }

    private String role(String role) {
        boolean instructions = role.equals("system") || role.equals("developer");
        if (!instructions) {
            return role;
        } else if (family.noInstructions()) {
            return "user";
        } else if (refused.contains(OpenAiRefusals.DEVELOPER)) {
            return "system";
        } else if (family.reasoning()) {
            return "developer";
        }
        // Few other servers know the role developer.
        return documented ? role : "system";
    }

    /** Removes Anthropic's marks for prompt caching from content parts or tools. */
    static ArrayNode withoutCacheControl(ArrayNode parts) {
        ArrayNode without = Json.MAPPER.createArrayNode();
        for (JsonNode part : parts) {
            if (part.has(CACHE_CONTROL)) {
                without.add(((ObjectNode) part).deepCopy().without(CACHE_CONTROL));
            } else {
                without.add(part);
            }
        }
        return without;
    }
}
