package io.oblix.provider.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.oblix.chat.AnswerEvent;
import io.oblix.chat.ModelName;
import io.oblix.json.Json;
import io.oblix.json.RawJson;
import io.oblix.problem.UpstreamProblem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OpenAiEmbeddingsTest {

    private static final ModelName MODEL = new ModelName("openai", "m");

    private static List<AnswerEvent> read(int inputs, byte[] answer, int cut) {
        OpenAiEmbeddings reader = new OpenAiEmbeddings(MODEL, inputs);
        List<AnswerEvent> events = new ArrayList<>();
        reader.read(Arrays.copyOf(answer, cut), events::add);
        reader.read(Arrays.copyOfRange(answer, cut, answer.length), events::add);
        reader.end(events::add);
        return events;
    }

    private static AnswerEvent.Vectors vectors(int inputs, String answer) {
        return (AnswerEvent.Vectors)
                read(inputs, answer.getBytes(StandardCharsets.UTF_8), 0).get(0);
    }

    private static List<String> texts(AnswerEvent.Vectors vectors) {
        return vectors.vectors().stream().map(OpenAiEmbeddingsTest::text).toList();
    }

    private static String text(RawJson raw) {
        return new String(raw.bytes(), raw.start(), raw.length(), StandardCharsets.UTF_8);
    }

    private static byte[] resource(String name) throws IOException {
        return Json.bytes(Json.resource(OpenAiEmbeddingsTest.class, "embeddings/" + name));
    }

    @Test
    void aRecordedAnswerIsReadWhereverItIsCut() throws IOException {
        byte[] answer = resource("floats.json");
        for (int cut = 0; cut <= answer.length; cut++) {
            List<AnswerEvent> events = read(2, answer, cut);
            AnswerEvent.Vectors vectors = (AnswerEvent.Vectors) events.get(0);
            assertThat(vectors.isOpenAis()).isTrue();
            assertThat(vectors.vectors().get(0).bytes()).isEqualTo(answer);
            assertThat(texts(vectors).get(1)).startsWith("[-0.037104916,").endsWith("-0.0035253682]");
            assertThat(((AnswerEvent.Counted) events.get(1)).usage().promptTokens())
                    .isEqualTo(12);
        }
    }

    @Test
    void aRecordedAnswerInBase64IsReadWithoutItsFloats() throws IOException {
        byte[] answer = Json.bytes(Json.resource(OpenAiEmbeddingsTest.class, "embeddings/base64.json")
                .path("response"));

        assertThat(texts((AnswerEvent.Vectors) read(1, answer, 7).get(0)))
                .containsExactly("\"Vj+QPMFSO70QSfQ81xqzPFqCR70eSgU7NUfSOplGez0=\"");
    }

    @Test
    void vectorsInAnotherOrderGoWhereTheirIndexSays() {
        AnswerEvent.Vectors vectors = vectors(
                2,
                "{\"data\":[{\"index\":1,\"embedding\":[2]},{\"embedding\":[1],\"more\":{\"a\":[1]},\"index\":0}],\"model\":\"m\"}");

        assertThat(texts(vectors)).containsExactly("[1]", "[2]");
        assertThat(vectors.isOpenAis()).isFalse();
    }

    @Test
    void anAnswerWithoutIndexesOrTheNameOfTheModelIsReadButNotPassedOn() {
        AnswerEvent.Vectors vectors = vectors(2, "{\"data\":[{\"embedding\":[1]},{\"embedding\":[2]}],\"error\":null}");

        assertThat(texts(vectors)).containsExactly("[1]", "[2]");
        assertThat(vectors.isOpenAis()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "[]",
                "x",
                "{\"data\":{}}",
                "{\"data\":[]}",
                "{\"data\":[{\"embedding\":[1]}]}",
                "{\"data\":[{\"embedding\":[1]},{\"embedding\":[2]},{\"embedding\":[3]}]}",
                "{\"data\":[{\"index\":0,\"embedding\":[1]},{\"index\":0,\"embedding\":[2]}]}",
                "{\"data\":[{\"index\":-1,\"embedding\":[1]},{\"embedding\":[2]}]}",
                "{\"data\":[{\"index\":99999999999,\"embedding\":[1]},{\"embedding\":[2]}]}",
                "{\"data\":[{\"embedding\":null},{\"embedding\":[2]}]}",
                "{\"data\":[{\"embedding\":[1]},{\"embedding\":[2]}",
                "{\"data\":[{\"embedding\":[1]},{\"embedding\":[2]}]} x",
                "{\"error\":{\"message\":\"no\"}}"
            })
    void whatIsNotTwoVectorsIsTheProvidersFault(String answer) {
        assertThatThrownBy(() -> vectors(2, answer)).isInstanceOf(UpstreamProblem.class);
    }
}
