package io.oblix.provider.ollama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.Cancellation;
import io.oblix.chat.ModelName;
import io.oblix.chat.Place;
import io.oblix.dialect.chat.ChatRequestReader;
import io.oblix.fixture.Questions;
import io.oblix.json.Json;
import io.oblix.problem.RequestProblem;
import io.oblix.settings.CallLimit;
import io.oblix.upstream.UpstreamRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who decides how long a model stays in memory. */
class KeepAliveTest {

    private static final String URL = "http://localhost:1";

    private static UpstreamRequest translated(@Nullable String own, @Nullable String most, String asked) {
        OllamaProvider provider = new OllamaProvider(new OllamaSettings(
                List.of(URL),
                own == null ? null : KeepAlive.parse(own),
                most == null ? null : KeepAlive.parse(most),
                4096,
                CallLimit.NONE));
        String body = "{\"model\":\"ollama:m\",\"keep_alive\":" + asked
                + ",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";
        return provider.translate(
                Questions.named(
                        ChatRequestReader.read("id", body.getBytes(StandardCharsets.UTF_8), null, new Cancellation())),
                new Place(new ModelName("ollama", "m"), URL));
    }

    /**
     * The operator's own, the longest that clients may ask for, what one asks for, what is sent, and whether the field is
     * listed as ignored.
     */
    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', nullValues = "-", textBlock = """
        -,   -1,  null,     ,      false
        30m, -1,  null,     "30m", false
        -1,  1h,  null,     -1,    false
        -,   -1,  -1,       -1,    false
        30m, -1,  -1,       -1,    false
        30m, -1,  "-1",     -1,    false
        30m, 1h,  -1,       "1h",  true
        30m, 1h,  "2h",     "1h",  true
        30m, 1h,  "59m60s", "59m60s", false
        30m, 1h,  7200,     "1h",  true
        30m, 1h,  0,        0,     false
        30m, 1h,  "-5m",    "1h",  true
        30m, 10,  "10000ms", "10000ms", false
        30m, -,   -1,       "30m", true
        -,   -,   "5m",     ,      true
        -,   -,   "soon",   ,      true
        """)
    void aClientDecidesWithinTheOperatorsLimit(
            @Nullable String own, @Nullable String most, String asked, @Nullable String sent, boolean listed) {
        UpstreamRequest request = translated(own, most, asked);
        ObjectNode body = Objects.requireNonNull(Json.objectOrNull(request.body()));

        assertThat(body.has("keep_alive") ? body.path("keep_alive").toString() : null)
                .isEqualTo(sent);
        assertThat(request.ignoredParams().contains("keep_alive")).isEqualTo(listed);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"soon\"",
                "\"5\\u2009m\"",
                "true",
                "{}",
                "\"1d\"",
                "\"h\"",
                "\"1s1s1s1s1s1s1s1s1s1s1s1s1s1s1s1s1s1s1s1s1s1s1s1s1s1s1s1s1s1s1s1s1s\""
            })
    void whatIsNoDurationIsRefused(String asked) {
        assertThatThrownBy(() -> translated(null, "-1", asked))
                .isInstanceOfSatisfying(
                        RequestProblem.class,
                        refused -> assertThat(refused.param()).isEqualTo("keep_alive"));
    }
}
