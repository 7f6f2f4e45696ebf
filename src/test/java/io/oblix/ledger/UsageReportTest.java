package io.oblix.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class UsageReportTest {

    private static final Instant SINCE = Instant.parse("2026-03-03T00:00:00Z");
    private static final Instant UNTIL = Instant.parse("2026-03-10T12:30:00Z");

    private final UsageReport report = new UsageReport(
            "key",
            SINCE,
            UNTIL,
            List.of(
                    new UsageReport.Row("team, \"a\"", new Totals(3, 1, 100, 20, 5, 2, 1_250_000, -7, 30, 4, 9, 0)),
                    new UsageReport.Row("=1+1", new Totals(1, 0, 10, 2, 0, 0, 0, 1, 0, 0, 0, 0))),
            List.of(),
            0);

    @Test
    void asJsonItHasRowsAndATotalWithDollarsOfSixDecimals() {
        assertThat(report.json().toString())
                .isEqualTo(
                        "{\"by\":\"key\",\"since\":\"2026-03-03T00:00:00Z\",\"until\":\"2026-03-10T12:30:00Z\",\"rows\":["
                                + "{\"name\":\"team, \\\"a\\\"\",\"requests\":3,\"failed\":1,\"input_tokens\":100,"
                                + "\"output_tokens\":20,\"cached_tokens\":5,\"reasoning_tokens\":2,\"cost_usd\":1.250000,"
                                + "\"saved_usd\":-0.000007,\"wasted_tokens\":30,\"wasted_usd\":0.000004,\"cloud_bytes\":9},"
                                + "{\"name\":\"=1+1\",\"requests\":1,\"failed\":0,\"input_tokens\":10,\"output_tokens\":2,"
                                + "\"cached_tokens\":0,\"reasoning_tokens\":0,\"cost_usd\":0.000000,\"saved_usd\":0.000001,"
                                + "\"wasted_tokens\":0,\"wasted_usd\":0.000000,\"cloud_bytes\":0}],"
                                + "\"total\":{\"requests\":4,\"failed\":1,\"input_tokens\":110,\"output_tokens\":22,"
                                + "\"cached_tokens\":5,\"reasoning_tokens\":2,\"cost_usd\":1.250000,\"saved_usd\":-0.000006,"
                                + "\"wasted_tokens\":30,\"wasted_usd\":0.000004,\"cloud_bytes\":9}}");
    }

    @Test
    void asCsvItHasTheSameColumnsAndNoNameIsAFormula() {
        assertThat(report.csv().lines())
                .containsExactly(
                        "name,requests,failed,input_tokens,output_tokens,cached_tokens,reasoning_tokens,cost_usd,"
                                + "saved_usd,wasted_tokens,wasted_usd,cloud_bytes",
                        "\"team, \"\"a\"\"\",3,1,100,20,5,2,1.250000,-0.000007,30,0.000004,9",
                        "'=1+1,1,0,10,2,0,0,0.000000,0.000001,0,0.000000,0");
    }

    @Test
    void asATableItEndsWithASumAndNamesWhatIsNotKnown() {
        UsageReport unpriced = new UsageReport("model", SINCE, UNTIL, report.rows(), List.of("openai:made-up"), 0);

        assertThat(unpriced.table()).contains("all", "$1.250000", "30 tokens", "openai:made-up");
    }
}
