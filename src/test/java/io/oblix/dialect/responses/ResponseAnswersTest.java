package io.oblix.dialect.responses;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.openai.models.responses.Response;
import io.oblix.chat.ChatRequest;
import io.oblix.dialect.Answers;
import io.oblix.dialect.Recorded;
import io.oblix.json.Json;
import io.oblix.provider.ReadAnswer;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every recorded answer of every provider as OpenAI's official client reads it, whole and streamed. */
class ResponseAnswersTest {

    static Stream<Recorded> streams() {
        return Recorded.all();
    }

    @ParameterizedTest
    @MethodSource("streams")
    void theOfficialClientReadsEveryAnswerWholeAndStreamed(Recorded recorded) {
        ResponsesDialect dialect = ResponsesRequests.dialect();
        ChatRequest request = ResponsesRequests.read(dialect, "{\"input\":\"Hello\",\"stream\":true}");
        ReadAnswer answer = recorded.read(request);
        if (answer.problem() != null) {
            return;
        }
        JsonNode json =
                Objects.requireNonNull(Json.objectOrNull(dialect.whole(request, Answers.inWords(answer.events()))));
        Response whole = ResponseEvents.official(json, Response.class).validate();
        StringBuilder sent = new StringBuilder();
        Answers.write(
                dialect,
                request,
                Answers.inWords(answer.events()),
                piece -> sent.append(new String(piece, StandardCharsets.UTF_8)));
        ResponseEvents events = ResponseEvents.of(sent.toString()).check();

        assertThat(events.accumulated().output()).hasSameSizeAs(whole.output());
        assertThat(withoutIds(events.response())).isEqualTo(withoutIds(json));
    }

    /** Ids are made each time. */
    private static String withoutIds(JsonNode json) {
        return json.toString().replaceAll("_[0-9a-f]{32}", "_");
    }
}
