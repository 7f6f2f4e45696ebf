package io.oblix.ask.forecast;

import static org.assertj.core.api.Assertions.assertThat;

import io.oblix.ask.attempt.AttemptRecordDraft;
import io.oblix.chat.ModelName;
import io.oblix.chat.Place;
import io.oblix.chat.Side;
import io.oblix.chat.Usage;
import io.oblix.facts.text.TextKind;
import io.oblix.problem.ClientDisconnected;
import io.oblix.problem.Problem;
import io.oblix.provider.Work;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is learned of how a model counts tokens. */
class TokenRatiosTest {

    private static final ModelName MODEL = new ModelName("ollama", "smollm2:135m");

    private final TokenRatios ratios = new TokenRatios();

    private static Work work(int tokens, boolean followUp, TextKind kind) {
        return new Work(tokens, 0, followUp, tokens, kind);
    }

    private void answered(ModelName model, Work work, Usage usage, @Nullable Problem problem) {
        AttemptRecordDraft draft = new AttemptRecordDraft(new Place(model, "http://localhost:11434"), Side.LOCAL);
        draft.work = work;
        draft.usage = usage;
        draft.problem = problem;
        ratios.learn(draft.record());
    }

    private void answered(int estimated, int counted) {
        answered(MODEL, work(estimated, false, TextKind.WORDS), Usage.of(counted, 10), null);
    }

    private int counted(TextKind kind) {
        return ratios.counted(MODEL, work(1_000, false, kind)).promptTokens();
    }

    private int counted() {
        return counted(TextKind.WORDS);
    }

    @ParameterizedTest
    @CsvSource({
        // Estimates beside the counts of a real model with a small vocabulary.
        "WORDS, 0.9",
        "CODE, 0.8",
        "NUMBERS, 0.5",
        "ACCENTED, 0.54",
        "SCRIPT, 0.34"
    })
    void aFewAnswersShowHowAModelCountsAKindOfText(TextKind kind, double estimateForOne) {
        int real = (int) (1_000 / estimateForOne);
        for (int i = 0; i < 3; i++) {
            answered(MODEL, work(1_000, false, kind), Usage.of(real, 10), null);
        }

        assertThat(counted(kind)).isBetween((int) (real * 0.95), (int) (real * 1.05));
        for (TextKind other : TextKind.values()) {
            assertThat(other == kind || counted(other) == 1_000).isTrue();
        }
    }

    @Test
    void oneAnswerIsNearlyEnough() {
        answered(2_000, 4_000);

        assertThat(counted()).isBetween(1_850, 2_000);
    }

    @Test
    void aCachedPrefixThatIsNotCountedSpoilsNothing() {
        answered(1_000, 2_000);
        answered(1_000, 2_000);
        int known = counted();

        for (int i = 0; i < 50; i++) {
            answered(MODEL, work(3_000, true, TextKind.WORDS), Usage.of(2_400, 10), null);
            answered(3_000, 40);
        }

        assertThat(counted()).isEqualTo(known);
    }

    @Test
    void aCountThatIncludesTheCacheIsBelievedInAConversationToo() {
        answered(1_000, 2_000);
        for (int i = 0; i < 50; i++) {
            answered(MODEL, work(3_000, true, TextKind.WORDS), new Usage(3_000, 10, 2_900, 0, 0), null);
        }

        assertThat(counted()).isBetween(990, 1_050);
    }

    @Test
    void aTooHighRatioComesDownAgain() {
        answered(1_000, 3_500);
        for (int i = 0; i < 60; i++) {
            answered(2_000, 2_200);
        }

        assertThat(counted()).isBetween(1_050, 1_200);
    }

    @Test
    void whatNoTokenizerCountsIsNotBelieved() {
        answered(1_000, 9_000);
        answered(1_000, 100);
        answered(1_000, 0);

        assertThat(counted()).isEqualTo(1_000);
    }

    @Test
    void shortPromptsFailuresAndPicturesShowNothing() {
        answered(20, 60);
        answered(MODEL, work(1_000, false, TextKind.MEDIA), Usage.of(2_000, 10), null);
        answered(MODEL, work(1_000, false, TextKind.WORDS), Usage.of(2_000, 10), new ClientDisconnected());
        answered(MODEL, Work.NONE, Usage.of(2_000, 10), null);

        for (TextKind kind : TextKind.values()) {
            assertThat(counted(kind)).isEqualTo(1_000);
        }
    }

    @Test
    void aCorrectionIsOfTheEstimateAndNotOfAnEarlierCorrection() {
        answered(1_000, 2_000);
        Work once = ratios.counted(MODEL, work(1_000, false, TextKind.WORDS));

        assertThat(ratios.counted(MODEL, once)).isEqualTo(once);
        assertThat(once.estimatedTokens()).isEqualTo(1_000);
    }

    @Test
    void modelsAreRememberedUpToABound() {
        for (int i = 0; i < 10_000; i++) {
            answered(new ModelName("ollama", "m" + i), work(1_000, false, TextKind.WORDS), Usage.of(2_000, 1), null);
        }

        assertThat(IntStream.range(0, 10_000)
                        .filter(i ->
                                ratios.counted(new ModelName("ollama", "m" + i), work(1_000, false, TextKind.WORDS))
                                                .promptTokens()
                                        != 1_000))
                .hasSizeLessThanOrEqualTo(200);
    }
}
