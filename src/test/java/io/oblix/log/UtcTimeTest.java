package io.oblix.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class UtcTimeTest {

    private static String text(String time) {
        return UtcTime.text(Instant.parse(time).toEpochMilli());
    }

    @Test
    void aTimeHasItsMillisecondsAlwaysAndIsThatOfItsOwnSecond() {
        assertThat(text("2026-11-30T11:45:18.045Z")).isEqualTo("2026-11-30T11:45:18.045Z");
        assertThat(text("2026-11-30T11:45:18.900Z")).isEqualTo("2026-11-30T11:45:18.900Z");
        assertThat(text("2026-11-30T11:45:18Z")).isEqualTo("2026-11-30T11:45:18.000Z");
        assertThat(text("2026-11-30T11:45:17.999Z")).isEqualTo("2026-11-30T11:45:17.999Z");
        assertThat(text("1969-12-31T23:59:59.999Z")).isEqualTo("1969-12-31T23:59:59.999Z");
        assertThat(text("1970-01-01T00:00:00.001Z")).isEqualTo("1970-01-01T00:00:00.001Z");
    }
}
