package io.oblix.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.oblix.problem.RequestProblem;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UsageQueryTest {

    private static final Instant NOW = Instant.parse("2026-03-10T12:30:00Z");

    private static UsageQuery query(@Nullable String since, @Nullable String until) {
        return UsageQuery.of(null, since, until, null, NOW);
    }

    @Test
    void withoutAnythingItIsTheLastSevenDaysByModel() {
        assertThat(query(null, null))
                .isEqualTo(new UsageQuery("model", Instant.parse("2026-03-03T12:30:00Z"), NOW, null));
    }

    @ParameterizedTest
    @CsvSource({
        "24h, 2026-03-09T12:30:00Z",
        "90m, 2026-03-10T11:00:00Z",
        "1w, 2026-03-03T12:30:00Z",
        "2026-03-01, 2026-03-01T00:00:00Z",
        "2026-03-01T06:00:00Z, 2026-03-01T06:00:00Z"
    })
    void aBeginningIsASpanADateOrATime(String since, String moment) {
        assertThat(query(since, null).since()).isEqualTo(Instant.parse(moment));
    }

    @Test
    void aDateAtTheEndBelongsToIt() {
        assertThat(query("2026-03-01", "2026-03-02").until()).isEqualTo(Instant.parse("2026-03-03T00:00:00Z"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"banana", "", "7", "-7d", "7y", "2026-13-01", "2026-03-01T25:00:00Z", "999999999d"})
    void whatIsNoneOfThemIsNamedInTheError(String since) {
        assertThatThrownBy(() -> query(since, null))
                .isInstanceOf(RequestProblem.class)
                .hasMessageContaining("'since'")
                .hasMessageContaining("7d");
    }

    @Test
    void aTimeBeyondAllCalendarsIsTheLastOrNone() {
        assertThat(query("-5000-01-01", "9999-12-31"))
                .isEqualTo(new UsageQuery(
                        "model", Instant.parse("0001-01-01T00:00:00Z"), Instant.parse("9999-12-31T00:00:00Z"), null));
        assertThat(query("99999w", null).since()).isBefore(NOW);
        assertThatThrownBy(() -> query("7d", "+999999999-12-31"))
                .isInstanceOf(RequestProblem.class)
                .hasMessageContaining("'until'");
    }

    @Test
    void anEndBeforeTheBeginningIsAnError() {
        assertThatThrownBy(() -> query("2026-03-05", "2026-03-01")).hasMessageContaining("before");
        assertThatThrownBy(() -> query("2026-04-01", null)).hasMessageContaining("before now");
    }

    @Test
    void whatSumsAreNotMadeByIsAnError() {
        assertThatThrownBy(() -> UsageQuery.of("colour", null, null, null, NOW))
                .hasMessageContaining("'key', 'model', 'day' and 'client'");
    }
}
