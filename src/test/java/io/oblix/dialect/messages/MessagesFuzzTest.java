package io.oblix.dialect.messages;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.ChatRequest;
import io.oblix.chat.ModelName;
import io.oblix.dialect.chat.ChatRequestReader;
import io.oblix.fixture.Golden;
import io.oblix.fixture.Mutations;
import io.oblix.fixture.Questions;
import io.oblix.json.Json;
import io.oblix.problem.Problem;
import io.oblix.problem.RequestProblem;
import io.oblix.provider.ollama.OllamaProvider;
import io.oblix.provider.ollama.OllamaSettings;
import io.oblix.settings.CallLimit;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests of clients with mistakes: each is read or refused, and what is read is a chat completion. */
class MessagesFuzzTest {

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void anyValueInAnyPlaceIsReadOrRefused(long seed) {
        for (Golden golden : Golden.in(MessagesFuzzTest.class, "requests", ".request.json")) {
            Mutations.each(golden.bytes(), seed, 40, MessagesFuzzTest::read);
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

    @Test
    void aTurnAndInstructionsInTenThousandPiecesAreReadAtOnce() {
        ObjectNode body = Json.object().put("model", "auto").put("max_tokens", 9);
        ArrayNode messages = body.putArray("messages");
        String piece = "x".repeat(300);
        for (String role : List.of("system", "assistant")) {
            for (int i = 0; i < 10_000; i++) {
                messages.addObject().put("role", role).put("content", piece);
            }
        }

        ArrayNode read = MessagesRequests.read(Json.bytes(body)).messages();

        assertThat(read).hasSize(3);
        assertThat(read.get(0).path("content").asText()).hasSize(10_000 * 302 - 2);
        assertThat(read.get(1).path("content").asText()).hasSize(10_000 * 300);
    }
}
