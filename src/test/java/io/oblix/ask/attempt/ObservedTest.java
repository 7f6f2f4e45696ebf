package io.oblix.ask.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import io.oblix.chat.Usage;
import io.oblix.provider.Work;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a call shows of how fast a model reads. An answer here begins after 4 s. */
class ObservedTest {

    private static double readMillisPerToken(Reading reading) {
        return Observed.givenUp(reading, Duration.ofSeconds(60), -1).readMillisPerToken();
    }

    @Test
    void aModelOfUnknownSpeedIsAtLeastAsSlowAsThat() {
        assertThat(readMillisPerToken(new Reading(0, 1_200, 30_000, false, 0))).isEqualTo(50);
    }

    @Test
    void theSilenceOfAHostThatHangsIsNotBelievedForLong() {
        assertThat(readMillisPerToken(new Reading(0, 1_200, 1_200, false, 0))).isEqualTo(3);
    }

    @Test
    void silenceIsNotTakenForSlownessOnceTheSpeedIsKnown() {
        assertThat(readMillisPerToken(new Reading(0, 1_200, 1_000, true, 0))).isEqualTo(-1);
    }

    @Test
    void aShortPromptAndAWaitBehindOthersShowNothing() {
        assertThat(readMillisPerToken(Reading.NONE)).isEqualTo(-1);
        assertThat(readMillisPerToken(new Reading(5_000, 1_200, 1_000, false, 0)))
                .isEqualTo(-1);
    }

    private static Observed after(Reading reading, Usage usage, boolean followUp) {
        return Observed.of(null, usage, Duration.ofSeconds(9), Duration.ofSeconds(4), 5_000_000_000L, -1)
                .after(reading, usage, new Work(2_000, 0, followUp));
    }

    @Test
    void aLongPromptShowsHowFastAModelReadsThatDoesNotReportIt() {
        Reading reading = new Reading(0, 2_000, 10, false, 0);

        assertThat(after(reading, Usage.of(2_000, 100), false).readMillisPerToken())
                .isEqualTo(2);
        assertThat(after(reading, new Usage(2_000, 100, 1_600, 0, 0), true).readMillisPerToken())
                .isEqualTo(10);
        assertThat(after(reading, Usage.of(2_000, 100), true).readMillisPerToken())
                .as("a conversation, of which it may have known most")
                .isEqualTo(-1);
        assertThat(after(reading, Usage.of(20, 100), false).readMillisPerToken())
                .as("hardly anything to read")
                .isEqualTo(-1);
        assertThat(after(Reading.NONE, Usage.of(2_000, 100), false).readMillisPerToken())
                .as("a cloud")
                .isEqualTo(-1);
    }

    @Test
    void aWaitBehindOtherCallsIsNotTakenForTheModels() {
        Observed seen = after(new Reading(3_000, 2_000, 10, false, 0), Usage.of(2_000, 100), false);

        assertThat(seen.firstTokenMillis()).isEqualTo(-1);
        assertThat(seen.readMillisPerToken()).isEqualTo(-1);
        assertThat(seen.writeMillisPerToken()).isEqualTo(50);
    }

    @Test
    void aConversationOfWhichLittleWasEvaluatedWasKnown() {
        assertThat(after(Reading.NONE, Usage.of(500, 100), true).cachedShare()).isEqualTo(0.75);
        assertThat(after(Reading.NONE, Usage.of(0, 100), true).cachedShare())
                .as("no count at all")
                .isEqualTo(-1);
        assertThat(after(Reading.NONE, Usage.of(1_900, 100), true).cachedShare())
                .isEqualTo(-1);
        assertThat(after(Reading.NONE, Usage.of(500, 100), false).cachedShare()).isEqualTo(-1);
    }
}
