package io.oblix.dialect.embeddings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.oblix.chat.Cancellation;
import io.oblix.chat.ChatRequest;
import io.oblix.chat.EmbeddingRequest;
import io.oblix.dialect.Caller;
import io.oblix.fixture.Mutations;
import io.oblix.problem.RequestProblem;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests for embeddings with mistakes: each is read or refused, and what is read is a list of texts or of tokens. */
class EmbeddingsFuzzTest {

    private static ChatRequest read(byte[] body) {
        return EmbeddingsReader.read(new Caller("id", false, null, ""), body, new Cancellation());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"model\":\"m\",\"input\":\"a\",\"encoding_format\":\"base64\",\"dimensions\":8,\"user\":\"u\"}",
                "{\"model\":\"m\",\"input\":[\"a\",\"b\",\"\"],\"encoding_format\":\"float\"}",
                "{\"model\":\"m\",\"input\":[1,2,3]}",
                "{\"model\":\"m\",\"input\":[[1,2],[3]]}"
            })
    void anyValueInAnyPlaceIsReadOrRefused(String proper) {
        Mutations.each(proper.getBytes(StandardCharsets.UTF_8), 11, 2_000, body -> {
            try {
                EmbeddingRequest embeddings = Objects.requireNonNull(EmbeddingRequest.of(read(body)));
                assertThat(embeddings.inputs()).isNotEmpty();
                assertThat(embeddings.inputs())
                        .as("texts, or token arrays")
                        .satisfiesAnyOf(
                                inputs -> assertThat(inputs).allMatch(JsonNode::isTextual),
                                inputs -> assertThat(inputs).allMatch(JsonNode::isArray));
            } catch (RequestProblem refused) {
                assertThat(refused.status()).isBetween(400, 404);
            }
        });
    }

    @Test
    void deepNestingIsRefused() {
        byte[] deep = ("{\"input\":" + "[".repeat(5_000) + "]".repeat(5_000) + "}").getBytes(StandardCharsets.UTF_8);

        assertThatThrownBy(() -> read(deep)).isInstanceOf(RequestProblem.class);
    }
}
