package io.oblix.chat;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A limit that a budget sets goes out in the words of the client's own dialect. */
class OutputLimitTest {

    private static Original original(String path, String body) {
        return new Original(path, body.getBytes(StandardCharsets.UTF_8), Map.of());
    }

    private static String text(@Nullable Original original) {
        return new String(Objects.requireNonNull(original).body(), StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/v1/messages  | {\"max_tokens\":32000,\"model\":\"m\"} | {\"max_tokens\":300,\"model\":\"m\"}",
                "/v1/responses | {\"max_output_tokens\":9,\"a\":[1]}    | {\"max_output_tokens\":300,\"a\":[1]}"
            })
    void aLimitIsReplacedWhereItStands(String path, String sent, String limited) {
        assertThat(text(original(path, sent).limitedTo(300))).isEqualTo(limited);
    }

    @Test
    void aMissingLimitIsAdded() {
        assertThat(text(original("/v1/responses", "{\"model\":\"m\"}").limitedTo(300)))
                .contains("\"max_output_tokens\":300")
                .contains("\"model\":\"m\"");
    }

    @Test
    void aBodyThatIsNotInUtf8HasNoPlaceForItAndIsAskedInWordsOfOursToo() {
        byte[] body = "{\"max_tokens\":32000}".getBytes(StandardCharsets.UTF_16BE);

        assertThat(new Original("/v1/messages", body, Map.of()).limitedTo(300)).isNull();
    }

    @Test
    void aDialectWithItsLimitElsewhereIsAskedInWordsOfOurs() {
        assertThat(original("/api/chat", "{}").limitedTo(300)).isNull();
        assertThat(original("/v1/responses/compact", "{}").limitedTo(300)).isNull();
    }
}
