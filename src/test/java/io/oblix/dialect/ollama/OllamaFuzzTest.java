package io.oblix.dialect.ollama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.Cancellation;
import io.oblix.chat.ChatRequest;
import io.oblix.chat.EmbeddingRequest;
import io.oblix.dialect.Caller;
import io.oblix.dialect.chat.ChatRequestReader;
import io.oblix.fixture.Golden;
import io.oblix.fixture.Mutations;
import io.oblix.json.Json;
import io.oblix.problem.RequestProblem;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests with mistakes to Ollama's API: each is read or refused, and what is read is a chat completion. */
class OllamaFuzzTest {

    private static final Caller CALLER = new Caller("req_1", false, null, "");

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void anyValueInAnyPlaceIsReadOrRefused(long seed) {
        for (Golden golden : OllamaRequestsGoldenTest.requests()) {
            OllamaForm form = golden.ending().equals(".chat.json") ? OllamaForm.CHAT : OllamaForm.GENERATE;
            Mutations.each(golden.bytes(), seed, 20, body -> read(form, body));
        }
    }

    private static void read(OllamaForm form, byte[] bytes) {
        ChatRequest request;
        try {
            request = OllamaRequestsGoldenTest.read(form, bytes);
        } catch (RequestProblem refused) {
            assertThat(refused.status()).isBetween(400, 404);
            return;
        }
        if (!OllamaMemo.of(request).isLoading()) {
            // Ollama takes any number as an option, and so do we for its models.
            ObjectNode body = request.body().deepCopy().retain("messages", "tools", "stop", "stream");
            ChatRequest again = ChatRequestReader.read("id", Json.bytes(body), null, request.cancellation());
            assertThat(again.messages()).isEqualTo(request.messages());
        }
    }

    @Test
    void moreTextsThanOneRequestMayHaveAreRefused() {
        String texts = "\"\",".repeat(16_384);
        byte[] body = ("{\"model\":\"m\",\"input\":[" + texts + "\"\"]}").getBytes(StandardCharsets.UTF_8);

        assertThatThrownBy(() -> new EmbedDialect(false).read(CALLER, body, new Cancellation()))
                .isInstanceOf(RequestProblem.class)
                .hasMessageContaining("at most 16384");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void embeddingsOfAnythingAreReadOrRefused(boolean single) {
        byte[] request = ("{\"model\":\"m\",\"" + (single ? "prompt\":\"a\"" : "input\":[\"a\",\"b\"]")
                        + ",\"truncate\":false,\"dimensions\":3,\"keep_alive\":\"5m\",\"options\":{\"num_ctx\":9}}")
                .getBytes(StandardCharsets.UTF_8);

        Mutations.each(request, 7, 2_000, body -> {
            try {
                ChatRequest read = new EmbedDialect(single).read(CALLER, body, new Cancellation());
                EmbeddingRequest embeddings = Objects.requireNonNull(EmbeddingRequest.of(read));
                assertThat(embeddings.inputs()).allMatch(input -> input.isTextual());
            } catch (RequestProblem refused) {
                assertThat(refused.status()).isBetween(400, 404);
            }
        });
    }

    @Test
    void tenThousandTurnsWithCallsAndResultsAreReadAtOnce() {
        ObjectNode body = Json.object().put("model", "auto");
        ArrayNode messages = body.putArray("messages");
        for (int i = 0; i < 10_000; i++) {
            messages.addObject().put("role", "user").put("content", "q" + i);
            messages.addObject()
                    .put("role", "assistant")
                    .put("content", "")
                    .putArray("tool_calls")
                    .addObject()
                    .putObject("function")
                    .put("name", "f")
                    .putObject("arguments");
            messages.addObject().put("role", "tool").put("content", "r");
        }

        assertThat(OllamaRequestsGoldenTest.read(OllamaForm.CHAT, Json.bytes(body))
                        .messages())
                .hasSize(30_000);
    }

    @Test
    void aTurnOfTenThousandCallsIsAnsweredInOrderAtOnce() {
        ObjectNode body = Json.object().put("model", "auto");
        ArrayNode messages = body.putArray("messages");
        ArrayNode calls =
                messages.addObject().put("role", "assistant").put("content", "").putArray("tool_calls");
        for (int i = 0; i < 10_000; i++) {
            calls.addObject()
                    .put("id", "c" + i)
                    .putObject("function")
                    .put("name", "f")
                    .putObject("arguments");
            messages.addObject().put("role", "tool").put("tool_name", "none").put("content", "r");
        }

        JsonNode read =
                OllamaRequestsGoldenTest.read(OllamaForm.CHAT, Json.bytes(body)).messages();

        assertThat(read.get(1).path("tool_call_id").asText()).isEqualTo("c0");
        assertThat(read.get(10_000).path("tool_call_id").asText()).isEqualTo("c9999");
    }

    @Test
    void deepNestingIsRefused() {
        String deep = "{\"model\":\"m\",\"messages\":" + "[".repeat(5_000) + "]".repeat(5_000) + "}";

        assertThatThrownBy(() -> OllamaRequestsGoldenTest.read(OllamaForm.CHAT, deep))
                .isInstanceOf(RequestProblem.class);
    }
}
