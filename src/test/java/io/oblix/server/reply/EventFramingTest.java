package io.oblix.server.reply;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventFramingTest {

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource({
        "'{\"a\":1}', '{\"a\":1}'",
        "'{\n \"a\":\r\n1}', '{  \"a\":  1}'",
        "'\"grüße\"', '\"grüße\"'",
        "'', ''",
    })
    void anEventIsOneLineWhateverItsJson(String json, String line) {
        assertThat(text(EventFraming.data(utf8(json)))).isEqualTo("data: " + line + "\n\n");
        assertThat(text(EventFraming.event("message_stop", utf8(json))))
                .isEqualTo("event: message_stop\ndata: " + line + "\n\n");
    }

    @Test
    void aCommentIsNoEvent() {
        assertThat(text(EventFraming.comment("seam"))).isEqualTo(": seam\n\n");
        assertThat(text(EventFraming.KEEP_ALIVE)).startsWith(":").endsWith("\n\n");
    }

    @Test
    void idsAreShortDistinctAndFitAHeader() {
        assertThat(RequestIds.next()).matches("req_[a-z0-9]{20}").isNotEqualTo(RequestIds.next());
    }

    @Test
    void idsOfLaterRequestsSortBehindThoseOfEarlierOnes() {
        long now = 1_700_000_000_000L;

        assertThat(Stream.of(1L << 44, now + 40_000, now + 1, now, 0L).map(RequestIds::at))
                .isSortedAccordingTo(Comparator.reverseOrder());
    }
}
