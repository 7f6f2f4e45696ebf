package io.oblix.provider.openai;

import static org.assertj.core.api.Assertions.assertThat;

import io.oblix.chat.AnswerEvent;
import io.oblix.chat.ModelName;
import io.oblix.chat.Usage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a server that speaks OpenAI's Responses has counted of one that has not ended. */
class OpenAiResponseReaderTest {

    /** OpenAI's own sends null there. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "null; 0; 0",
                "{\"input_tokens\":900,\"output_tokens\":0,\"input_tokens_details\":{\"cached_tokens\":400}}; 900; 400"
            })
    void whatIsCountedAtTheBeginningIsKnownAndNoEventTellsSo(String usage, long prompt, long cached) {
        OpenAiResponseReader reader = new OpenAiResponseReader(new ModelName("openai", "m"));
        List<AnswerEvent> events = new ArrayList<>();
        String event =
                "data: {\"type\":\"response.created\",\"response\":{\"model\":\"m\",\"usage\":" + usage + "}}\n\n";

        reader.read(event.getBytes(StandardCharsets.UTF_8), events::add);

        assertThat(reader.counted()).isEqualTo(new Usage(prompt, 0, cached, 0, 0));
        assertThat(events)
                .singleElement()
                .matches(only ->
                        only instanceof AnswerEvent.Frame frame && frame.says().isEmpty());
    }
}
