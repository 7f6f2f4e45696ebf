package io.oblix.provider.ollama;

import static org.assertj.core.api.Assertions.assertThat;

import io.oblix.chat.AnswerEvent;
import io.oblix.chat.ModelName;
import io.oblix.problem.UpstreamProblem;
import io.oblix.provider.ReadAnswer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What Ollama ends an answer for; servers older than the field have none. */
class OllamaDoneReasonTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"done\":true,\"done_reason\":\"stop\"} | stop",
                "{\"done\":true,\"done_reason\":\"length\"} | length",
                "{\"done\":true,\"done_reason\":\"new_tomorrow\"} | stop",
                "{\"done\":true,\"done_reason\":null} | stop",
                "{\"done\":true} | stop"
            })
    void aDoneReasonBecomesAFinishReason(String line, String finishReason) {
        ReadAnswer answer = read(line);

        assertThat(answer.problem()).isNull();
        assertThat(answer.events())
                .filteredOn(AnswerEvent.Finish.class::isInstance)
                .singleElement()
                .isEqualTo(new AnswerEvent.Finish(finishReason));
    }

    @ParameterizedTest
    @ValueSource(strings = {"load", "unload"})
    void aModelThatIsMovedHasNotAnswered(String reason) {
        ReadAnswer answer = read("{\"done\":true,\"done_reason\":\"" + reason + "\"}");

        assertThat(answer.events()).noneMatch(AnswerEvent.Finish.class::isInstance);
        assertThat(answer.problem())
                .isInstanceOfSatisfying(
                        UpstreamProblem.class,
                        problem -> assertThat(problem.kind()).isEqualTo(UpstreamProblem.Kind.BROKEN_ANSWER));
    }

    private static ReadAnswer read(String line) {
        return ReadAnswer.of(
                new OllamaToOpenAiAnswer(new ModelName("ollama", "m")), line.getBytes(StandardCharsets.UTF_8));
    }
}
