package io.oblix.dialect.ollama;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.AnswerEvent;
import io.oblix.chat.Cancellation;
import io.oblix.chat.ChatRequest;
import io.oblix.chat.EmbeddingRequest;
import io.oblix.chat.Usage;
import io.oblix.dialect.Answers;
import io.oblix.dialect.Caller;
import io.oblix.fixture.Golden;
import io.oblix.json.Json;
import io.oblix.json.RawJson;
import io.oblix.problem.RequestProblem;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Ollama's embeddings: {@code embeddings/NAME.embed.json} or, by the older path, {@code NAME.embeddings.json} becomes
 * {@code NAME.embed.expected.json}, which holds the {@code inputs} and {@code fields} for a provider, and the {@code answer}
 * when the n-th vector is {@code [n, 0.5]}; or how it is {@code refused}.
 */
class EmbedGoldenTest {

    static List<Golden> requests() {
        return Golden.in(EmbedGoldenTest.class, "embeddings", ".embed.json", ".embeddings.json");
    }

    static ObjectNode outcome(Golden golden) {
        EmbedDialect dialect = new EmbedDialect(golden.ending().equals(".embeddings.json"));
        ObjectNode outcome = Json.object();
        try {
            ChatRequest request =
                    dialect.read(new Caller("req_1", false, null, ""), golden.bytes(), new Cancellation());
            EmbeddingRequest embeddings = Objects.requireNonNull(EmbeddingRequest.of(request));
            outcome.put("model", request.model()).set("inputs", embeddings.inputs());
            outcome.set("fields", embeddings.fields());
            List<RawJson> vectors = IntStream.range(0, embeddings.inputs().size())
                    .mapToObj(n -> ("[" + n + ",0.5]").getBytes(StandardCharsets.UTF_8))
                    .map(bytes -> new RawJson(bytes, 0, bytes.length))
                    .toList();
            byte[] answer = dialect.whole(
                    request,
                    Answers.of(
                            List.of(new AnswerEvent.Vectors(vectors, false), new AnswerEvent.Counted(Usage.of(3, 0)))));
            ObjectNode json = Objects.requireNonNull(Json.objectOrNull(answer));
            if (json.has("total_duration")) {
                assertThat(json.path("total_duration").asLong()).isPositive();
                json.put("total_duration", 1);
            }
            outcome.set("answer", json);
        } catch (RequestProblem refused) {
            outcome.put("refused", refused.text());
        }
        return outcome;
    }

    @ParameterizedTest
    @MethodSource("requests")
    void aRequestBecomesWhatItsFileSays(Golden golden) {
        String expected = golden.text(golden.ending().replace(".json", ".expected.json"));
        assertThat(Golden.canonical(outcome(golden))).isEqualTo(Golden.canonical(expected));
    }
}
