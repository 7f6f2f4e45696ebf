package io.oblix.dialect.completions;

import static org.assertj.core.api.Assertions.assertThat;

import io.oblix.chat.AnswerEvent;
import io.oblix.chat.Cancellation;
import io.oblix.chat.ChatRequest;
import io.oblix.dialect.Answers;
import io.oblix.dialect.Caller;
import io.oblix.dialect.Recorded;
import io.oblix.fixture.Golden;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What recorded streams of providers become, byte for byte: {@code streams/PROVIDER-NAME.sse}. */
class CompletionStreamGoldenTest {

    private static final List<Golden> EXPECTED = Golden.in(CompletionStreamGoldenTest.class, "streams", ".sse");

    static Stream<Recorded> streams() {
        Set<String> names = EXPECTED.stream().map(Golden::name).collect(Collectors.toSet());
        return Recorded.all().filter(recorded -> names.contains(recorded.name()));
    }

    static String written(Recorded recorded) {
        ChatRequest request = CompletionsReader.read(
                new Caller("id", false, null, ""),
                ("{\"model\":\"auto\",\"prompt\":\"Go \",\"stream\":true,\"logprobs\":1,"
                                + "\"stream_options\":{\"include_usage\":true}}")
                        .getBytes(StandardCharsets.UTF_8),
                new Cancellation());
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        CompletionStream stream = new CompletionStream(request, "cmpl-x", 7, () -> "m", out::writeBytes);
        var answer = Answers.inWords(recorded.read(request).events());
        AnswerEvent event;
        while ((event = answer.next()) != null) {
            stream.write(event);
        }
        stream.end();
        return out.toString(StandardCharsets.UTF_8);
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
