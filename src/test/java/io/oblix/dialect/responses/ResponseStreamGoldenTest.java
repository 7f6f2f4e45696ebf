package io.oblix.dialect.responses;

import static org.assertj.core.api.Assertions.assertThat;

import io.oblix.chat.ChatRequest;
import io.oblix.dialect.Answers;
import io.oblix.dialect.Recorded;
import io.oblix.fixture.Golden;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What recorded streams of providers become, byte for byte: {@code streams/PROVIDER-NAME.sse}. */
class ResponseStreamGoldenTest {

    private static final List<Golden> EXPECTED = Golden.in(ResponseStreamGoldenTest.class, "streams", ".sse");

    static Stream<Recorded> streams() {
        Set<String> names = EXPECTED.stream().map(Golden::name).collect(Collectors.toSet());
        return Recorded.all().filter(recorded -> names.contains(recorded.name()));
    }

    static String written(Recorded recorded) {
        ResponsesDialect dialect = ResponsesRequests.dialect();
        ChatRequest request = ResponsesRequests.read(
                dialect,
                "{\"model\":\"auto\",\"input\":\"Hello\",\"stream\":true,\"tools\":[{\"type\":\"function\","
                        + "\"name\":\"get_weather\",\"parameters\":{\"type\":\"object\"}}]}");
        StringBuilder sent = new StringBuilder();
        Answers.write(
                dialect,
                request,
                Answers.inWords(recorded.read(request).events()),
                piece -> sent.append(new String(piece, StandardCharsets.UTF_8)));
        return sent.toString();
    }

    @ParameterizedTest
    @MethodSource("streams")
    void aStreamIsWrittenByteForByteAsItsFileSays(Recorded recorded) {
        Golden expected = EXPECTED.stream()
                .filter(golden -> golden.name().equals(recorded.name()))
                .findFirst()
                .orElseThrow();

        assertThat(written(recorded)).isEqualTo(new String(expected.bytes(), StandardCharsets.UTF_8));
    }
}
