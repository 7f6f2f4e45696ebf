package io.oblix.dialect.completions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.oblix.chat.Cancellation;
import io.oblix.chat.ChatRequest;
import io.oblix.chat.CompletionRequest;
import io.oblix.dialect.Caller;
import io.oblix.dialect.chat.ChatRequestReader;
import io.oblix.fixture.Mutations;
import io.oblix.json.Json;
import io.oblix.problem.RequestProblem;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests for completions with mistakes: each is read or refused, and what is read is a chat completion as well. */
class CompletionsFuzzTest {

    private static ChatRequest read(byte[] body) {
        return CompletionsReader.read(new Caller("id", false, null, ""), body, new Cancellation());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"model\":\"m\",\"prompt\":\"Go \",\"suffix\":\"on\",\"max_tokens\":9,\"temperature\":0.5,\"top_p\":1,"
                        + "\"n\":2,\"best_of\":2,\"stream\":false,\"logprobs\":3,\"echo\":true,\"stop\":[\"a\"],"
                        + "\"presence_penalty\":0,\"frequency_penalty\":0,\"logit_bias\":{\"5\":1},\"seed\":7,\"user\":\"u\"}",
                "{\"model\":\"m\",\"prompt\":[\"a\",\"b\"],\"stream\":true,\"stream_options\":{\"include_usage\":true},"
                        + "\"stop\":\"x\",\"raw\":true}",
                "{\"model\":\"m\",\"prompt\":[[1,2],[3]]}"
            })
    void anyValueInAnyPlaceIsReadOrRefused(String proper) {
        Mutations.each(proper.getBytes(StandardCharsets.UTF_8), 11, 2_000, body -> {
            ChatRequest request;
            try {
                request = read(body);
            } catch (RequestProblem refused) {
                assertThat(refused.status()).isBetween(400, 404);
                return;
            }
            assertThat(CompletionRequest.of(request)).isNotNull();
            ChatRequest again = ChatRequestReader.read("id", Json.bytes(request.body()), null, request.cancellation());
            assertThat(again.messages()).isEqualTo(request.messages());
        });
    }

    @Test
    void deepNestingIsRefused() {
        byte[] deep = ("{\"prompt\":" + "[".repeat(5_000) + "]".repeat(5_000) + "}").getBytes(StandardCharsets.UTF_8);

        assertThatThrownBy(() -> read(deep)).isInstanceOf(RequestProblem.class);
    }
}
