package io.oblix.dialect.messages;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.ChatRequest;
import io.oblix.chat.ModelName;
import io.oblix.dialect.chat.ChatRequestReader;
import io.oblix.fixture.Golden;
import io.oblix.fixture.Questions;
import io.oblix.json.Json;
import io.oblix.problem.Problem;
import io.oblix.problem.RequestProblem;
import io.oblix.provider.ollama.OllamaProvider;
import io.oblix.provider.ollama.OllamaSettings;
import io.oblix.settings.CallLimit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests of clients with mistakes: each is read or refused, and what is read is a chat completion. */
class MessagesFuzzTest {

    private static final List<JsonNode> VALUES = List.of(
            Objects.requireNonNull(Json.valueOrNull("null")),
            Objects.requireNonNull(Json.valueOrNull("5")),
            Objects.requireNonNull(Json.valueOrNull("true")),
            Objects.requireNonNull(Json.valueOrNull("\"\"")),
            Objects.requireNonNull(Json.valueOrNull("\"text\"")),
            Objects.requireNonNull(Json.valueOrNull("[]")),
            Objects.requireNonNull(Json.valueOrNull("{}")),
            Objects.requireNonNull(Json.valueOrNull("[[]]")),
            Objects.requireNonNull(Json.valueOrNull("[{\"type\":\"text\"}]")));

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void anyValueInAnyPlaceIsReadOrRefused(long seed) {
        Random random = new Random(seed);
        for (Golden golden : Golden.in(MessagesFuzzTest.class, "requests", ".request.json")) {
            ObjectNode request = Objects.requireNonNull(Json.objectOrNull(golden.bytes()));
            int places = places(request).size();
            for (int run = 0; run < 40; run++) {
                ObjectNode broken = request.deepCopy();
                replace(broken, random.nextInt(places), VALUES.get(random.nextInt(VALUES.size())));
                read(Json.bytes(broken));
            }
        }
    }

    /** What is read is what a client of chat completions may send, and Ollama's translation takes or refuses it. */
    private static void read(byte[] body) {
        ChatRequest request;
        try {
            request = MessagesRequests.read(body);
        } catch (RequestProblem refused) {
            assertThat(refused.status()).isBetween(400, 404);
            return;
        }
        ChatRequest again = ChatRequestReader.read("id", Json.bytes(request.body()), null, request.cancellation());
        assertThat(again.messages()).isEqualTo(request.messages());
        try {
            ModelName model = new ModelName("ollama", "m");
            OLLAMA.translate(Questions.chosen(request), OLLAMA.places(model).get(0));
        } catch (Problem refused) {
            // 503: what the model can see is not known.
            assertThat(refused.status()).isIn(400, 401, 402, 403, 404, 503);
        }
    }

    private static final OllamaProvider OLLAMA =
            new OllamaProvider(new OllamaSettings(List.of("http://localhost:1"), "30m", 32_768, CallLimit.NONE));

    private static List<JsonNode> places(JsonNode json) {
        List<JsonNode> places = new ArrayList<>();
        for (JsonNode value : json) {
            places.add(value);
            places.addAll(places(value));
        }
        return places;
    }

    /** Replaces the value at this place, counted as {@link #places} does; returns how many places are left. */
    private static int replace(JsonNode json, int place, JsonNode value) {
        int left = place;
        if (json instanceof ObjectNode object) {
            for (String name : List.copyOf(fieldNames(object))) {
                if (left == 0) {
                    object.set(name, value);
                    return -1;
                }
                left = replace(object.path(name), left - 1, value);
                if (left < 0) {
                    return -1;
                }
            }
        } else if (json instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                if (left == 0) {
                    array.set(i, value);
                    return -1;
                }
                left = replace(array.path(i), left - 1, value);
                if (left < 0) {
                    return -1;
                }
            }
        }
        return left;
    }

    private static List<String> fieldNames(ObjectNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    @Test
    void tenThousandTurnsWithCallsAndResultsAreReadAtOnce() {
        ObjectNode body = Json.object().put("model", "auto").put("max_tokens", 9);
        ArrayNode messages = body.putArray("messages");
        for (int i = 0; i < 10_000; i++) {
            messages.addObject().put("role", "user").put("content", "q" + i);
            ArrayNode turn = messages.addObject().put("role", "assistant").putArray("content");
            turn.addObject()
                    .put("type", "tool_use")
                    .put("id", "toolu_" + i)
                    .put("name", "f")
                    .putObject("input");
            messages.addObject()
                    .put("role", "user")
                    .putArray("content")
                    .addObject()
                    .put("type", "tool_result")
                    .put("tool_use_id", "toolu_" + i)
                    .put("content", "r");
        }

        assertThat(MessagesRequests.read(Json.bytes(body)).messages()).hasSize(30_000);
    }
}
