package io.oblix.provider.openai;

import static org.assertj.core.api.Assertions.assertThat;

import io.oblix.chat.ChatRequest;
import io.oblix.chat.ModelName;
import io.oblix.dialect.responses.ResponsesDialect;
import io.oblix.dialect.responses.ResponsesRequests;
import io.oblix.fixture.Questions;
import io.oblix.problem.UpstreamProblem;
import io.oblix.provider.Question;
import io.oblix.upstream.UpstreamHead;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is learned of a server that lacks a path of the Responses API. */
class OpenAiResponsesTest {

    private static final String BODY = "{\"model\":\"openai:m\",\"input\":\"Hello\"}";
    private static final String NO_PATH = "{\"error\":{\"message\":\"Invalid URL\"}}";

    private final ResponsesDialect dialect = ResponsesRequests.dialect();
    private final ChatRequest answer = ResponsesRequests.read(dialect, BODY);
    private final ChatRequest summary = ResponsesRequests.read(dialect.compacting(), BODY);

    private static OpenAiResponses learnedBefore(Duration ago) {
        return new OpenAiResponses(OpenAiResponses.Use.ON, false, () -> System.nanoTime() - ago.toNanos());
    }

    private static boolean asksByChat(OpenAiResponses responses, ChatRequest request, int status, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        UpstreamProblem refusal = OpenAiErrors.problem(
                        new ModelName("openai", "m"), new UpstreamHead(status, Map.of()), bytes, request)
                .with(new UpstreamProblem.Answered(status, null, Map.of(), bytes, null));
        Question again = responses.rephrase(Questions.named(request), refusal);
        return again != null && !responses.speaks(again.request());
    }

    @ParameterizedTest
    @CsvSource({"404", "405"})
    void aPathThatIsMissingTurnsOffNoOtherOne(int status) {
        OpenAiResponses responses = learnedBefore(Duration.ZERO);

        assertThat(asksByChat(responses, summary, status, NO_PATH)).isTrue();

        assertThat(responses.speaks(answer)).isTrue();
        assertThat(responses.isUsed()).isTrue();
        assertThat(asksByChat(responses, answer, status, NO_PATH)).isTrue();
        assertThat(responses.isUsed()).isFalse();
    }

    @Test
    void aPathThatWasMissingIsTriedAgainLater() {
        assertThat(asksByChat(learnedBefore(Duration.ofMinutes(9)), answer, 404, NO_PATH))
                .isTrue();

        OpenAiResponses later = learnedBefore(Duration.ofMinutes(11));
        asksByChat(later, answer, 404, NO_PATH);

        assertThat(later.speaks(answer)).isTrue();
    }

    @Test
    void aMissingModelSaysNothingOfThePath() {
        OpenAiResponses responses = learnedBefore(Duration.ZERO);

        assertThat(asksByChat(responses, answer, 404, "{\"error\":{\"message\":\"x\",\"code\":\"model_not_found\"}}"))
                .isFalse();
        assertThat(responses.speaks(answer)).isTrue();
    }
}
