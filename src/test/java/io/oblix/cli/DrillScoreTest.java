package io.oblix.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.oblix.cli.DrillClient.Got;
import io.oblix.cli.DrillClient.Reply;
import io.oblix.cli.DrillFault.Expected;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DrillScoreTest {

    private final DrillScore score = new DrillScore();

    private String judge(Expected expected, Got got, boolean streamed) {
        DrillFault fault = new DrillFault("cut", null, false, null, expected);
        return score.judge(fault, "local", streamed, new Reply(got, "cloud", Duration.ofMillis(1_234)), 2);
    }

    @ParameterizedTest
    @CsvSource({
        "ANSWER, ANSWER, false, answered",
        "ANSWER, ERROR, true, LOST",
        "ANSWER_IF_NOTHING_WAS_SENT, ERROR, true, error",
        "ANSWER_IF_NOTHING_WAS_SENT, ERROR, false, LOST",
        "EITHER, ANSWER, true, answered",
        "EITHER, ERROR, false, error",
        "ERROR, ERROR, false, error",
        "ERROR, ANSWER, false, LOST",
        "ERROR, NEITHER, true, LOST",
        "EITHER, NEITHER, false, LOST",
    })
    void aReplyIsJudgedByWhatTheClientIsOwed(Expected expected, Got got, boolean streamed, String verdict) {
        assertThat(judge(expected, got, streamed)).contains(" " + verdict + " ");
        assertThat(score.hasLosses()).isEqualTo(verdict.equals("LOST"));
    }

    @Test
    void aLineNamesFaultSideFormVerdictAndDetail() {
        assertThat(judge(Expected.ANSWER, Got.ANSWER, true).replaceAll(" +", " "))
                .isEqualTo("cut local streamed answered [cloud, 1.2 s, 2]");
    }

    @Test
    void theSummaryCountsEachVerdict() {
        judge(Expected.ANSWER, Got.ANSWER, true);
        judge(Expected.ANSWER, Got.ANSWER, false);
        judge(Expected.ERROR, Got.ERROR, false);
        judge(Expected.ANSWER, Got.NEITHER, false);

        assertThat(score.summary()).isEqualTo("2 answered in full, 1 failed with a clear error, 1 lost");
    }
}
