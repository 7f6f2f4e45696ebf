package io.oblix.server.reply;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestIdsTest {

    private static final long NOON = Instant.parse("2026-03-10T12:30:00.123Z").toEpochMilli();

    @Test
    void idsDifferTellTheirTimeAndSortByIt() {
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < 1_000; i++) {
            String id = RequestIds.at(NOON);
            assertThat(RequestIds.time(id)).isEqualTo(Instant.ofEpochMilli(NOON));
            assertThat(id).isLessThan(RequestIds.at(NOON + 1));
            ids.add(id);
        }
        assertThat(ids).hasSize(1_000);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "req_",
                "req_1",
                "req_0000000000000000000",
                "req_0000000000000000000w",
                "xyz_00000000000000000000"
            })
    void whatIsNoIdHasNoTime(String text) {
        assertThat(RequestIds.time(text)).isNull();
    }
}
