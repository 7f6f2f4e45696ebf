package io.oblix.ask;

import static io.oblix.ask.Inquiries.CLOUD;
import static io.oblix.ask.Inquiries.LOCAL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.oblix.ask.attempt.Inquiry;
import io.oblix.problem.FailureKind;
import io.oblix.problem.UpstreamProblem;
import io.oblix.provider.Target;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When a model is asked again at once, in other words. */
class RephrasingTest {

    private final List<Integer> promptTokens = new ArrayList<>();

    /** What comes of a target that refuses whatever it is asked, one refusal after the other, the last one for ever. */
    private Throwable outcome(Target asked, UpstreamProblem... refusals) {
        Rephrasing rephrasing = new Rephrasing((inquiry, target, question) -> {
            promptTokens.add(question.work().promptTokens());
            throw refusals[Math.min(promptTokens.size(), refusals.length) - 1];
        });
        Inquiry inquiry = Inquiries.chosen(asked);
        return catchThrowable(() -> rephrasing.ask(inquiry, asked, inquiry.question()));
    }

    private static UpstreamProblem tooLong(String text) {
        return new UpstreamProblem(FailureKind.CONTEXT_EXCEEDED, LOCAL.name(), text);
    }

    @Test
    void aPromptThatProvesLongerIsAskedAgainAsSuch() {
        outcome(LOCAL, tooLong("the input length exceeds the context length"));

        assertThat(promptTokens)
                .as("the second refusal takes the largest window")
                .hasSize(3);
        assertThat(promptTokens.get(1)).isGreaterThan(4_000);
        assertThat(promptTokens.get(2)).isGreaterThan(promptTokens.get(1));
    }

    @Test
    void refusalsThatDifferAreAnsweredAFewTimes() {
        assertThat(outcome(LOCAL, tooLong("1"), tooLong("2"), tooLong("3"), tooLong("4")))
                .hasMessageStartingWith(LOCAL.name() + ": 4");
        assertThat(promptTokens).hasSize(4);
    }

    @Test
    void whatTheProviderCannotSayInOtherWordsIsRefused() {
        UpstreamProblem rejected = new UpstreamProblem(FailureKind.REQUEST_REJECTED, CLOUD.name(), "no");

        assertThat(outcome(CLOUD, rejected)).isSameAs(rejected);
        assertThat(promptTokens).hasSize(1);
    }
}
