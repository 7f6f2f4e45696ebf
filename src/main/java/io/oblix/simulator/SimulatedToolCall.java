package io.oblix.simulator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A call of one of the client's tools. A question asks for it by {@code call NAME {...}}, so that a client can be tried
 * whose tools are not known beforehand.
 *
 * @param arguments an object
 */
public record SimulatedToolCall(String id, String name, ObjectNode arguments) {

    private static final int MOST = 8;
    private static final ObjectReader FIRST =
            Json.MAPPER.reader().without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    private static final Pattern ASKED = Pattern.compile("\\bcall ([A-Za-z0-9_.-]{1,64}) (?=\\{)");

    /** The calls that the last question asks for, of tools that the request offers; none once they have results. */
    public static List<SimulatedToolCall> askedBy(SimulatedRequest request) {
        JsonNode messages = request.messages();
        List<SimulatedToolCall> calls = new ArrayList<>();
        for (int i = messages.size() - 1; i >= 0 && calls.isEmpty(); i--) {
            if (resultIn(messages.get(i)) != null) {
                return List.of();
            } else if (messages.get(i).path("role").asText().equals("user")) {
                String text = SimulatedRequest.text(messages.get(i).path("content"));
                Matcher asked = ASKED.matcher(text);
                while (asked.find() && calls.size() < MOST) {
                    ObjectNode arguments = objectAt(text, asked.end());
                    if (arguments != null && offers(request, asked.group(1))) {
                        calls.add(new SimulatedToolCall("call_" + i + "_" + calls.size(), asked.group(1), arguments));
                    }
                }
            }
        }
        return calls;
    }

    /** The text of the last result that the client sent; null without one. */
    public static @Nullable String resultIn(SimulatedRequest request) {
        JsonNode messages = request.messages();
        String last = null;
        for (JsonNode message : messages) {
            String result = resultIn(message);
            last = result == null ? last : result;
        }
        return last;
    }

    private static @Nullable String resultIn(JsonNode message) {
        if (message.path("role").asText().equals("tool")) {
            return SimulatedRequest.text(message.path("content"));
        } else if (message.path("type").asText().equals("function_call_output")) {
            return SimulatedRequest.text(message.path("output"));
        }
        for (JsonNode part : message.path("content")) {
            if (part.path("type").asText().equals("tool_result")) {
                return SimulatedRequest.text(part.path("content"));
            }
        }
        return null;
    }

    private static boolean offers(SimulatedRequest request, String name) {
        for (JsonNode tool : request.body().path("tools")) {
            if (name.equals(tool.path("name").asText(tool.at("/function/name").asText()))) {
                return true;
            }
        }
        return false;
    }

    /** The object that begins there, whatever comes behind it. */
    private static @Nullable ObjectNode objectAt(String text, int start) {
        try {
            return FIRST.readTree(text.substring(start)) instanceof ObjectNode object ? object : null;
        } catch (JsonProcessingException noJson) {
            return null;
        }
    }

    /** As OpenAI writes calls, whole or in a chunk. */
    static ArrayNode inOpenAis(List<SimulatedToolCall> calls) {
        ArrayNode all = Json.MAPPER.createArrayNode();
        for (SimulatedToolCall call : calls) {
            all.addObject()
                    .put("index", all.size() - 1)
                    .put("id", call.id())
                    .put("type", "function")
                    .putObject("function")
                    .put("name", call.name())
                    .put("arguments", call.arguments().toString());
        }
        return all;
    }

    /** As Ollama writes them. */
    static ArrayNode inOllamas(List<SimulatedToolCall> calls) {
        ArrayNode all = Json.MAPPER.createArrayNode();
        for (SimulatedToolCall call : calls) {
            all.addObject()
                    .putObject("function")
                    .put("index", all.size() - 1)
                    .put("name", call.name())
                    .set("arguments", call.arguments());
        }
        return all;
    }
}
