package io.oblix.provider.openai;

import static org.assertj.core.api.Assertions.assertThat;

import io.oblix.chat.ModelName;
import io.oblix.problem.UpstreamProblem;
import io.oblix.provider.ReadAnswer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A whole answer of which a choice has no end is no whole answer. */
class OpenAiUnendedAnswerTest {

    @ParameterizedTest
    @ValueSource(strings = {"", ",\"finish_reason\":null", ",\"finish_reason\":\"\""})
    void aChoiceWithoutAnEndIsBroken(String reason) {
        String ended = "{\"index\":0,\"message\":{\"content\":\"All\"},\"finish_reason\":\"stop\"}";
        String choice = "{\"index\":1,\"message\":{\"content\":\"Half\"}" + reason + "}";

        ReadAnswer answer = ReadAnswer.of(
                new OpenAiWholeReader(new ModelName("openai", "m")),
                ("{\"choices\":[" + ended + "," + choice + "]}").getBytes(StandardCharsets.UTF_8));

        assertThat(answer.events()).isEmpty();
        assertThat(answer.problem())
                .isInstanceOfSatisfying(
                        UpstreamProblem.class,
                        problem -> assertThat(problem.kind()).isEqualTo(UpstreamProblem.Kind.BROKEN_ANSWER));
    }
}
