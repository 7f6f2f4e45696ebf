package io.oblix.provider.claude;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.AnswerEvent;
import io.oblix.chat.ModelName;
import io.oblix.chat.Usage;
import io.oblix.json.Json;
import io.oblix.provider.AnswerReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What Claude has counted of an answer that has not ended. */
class ClaudeCountedTest {

    private static final String START = "{\"type\":\"message_start\",\"message\":"
            + "{\"id\":\"msg_1\",\"model\":\"m\",\"usage\":{\"input_tokens\":10000,"
            + "\"cache_read_input_tokens\":30000,\"cache_creation_input_tokens\":500,\"output_tokens\":1}}}";

    private static final String CUSTOM_TOOL = "{\"tools\":[{\"type\":\"custom\",\"custom\":{\"name\":\"patch\"}}]}";

    private static byte[] event(String data) {
        return ("data: " + data + "\n\n").getBytes(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void thePromptIsCountedBeforeTheAnswerAndNoEventTellsSo(boolean asSent) {
        ObjectNode request = Objects.requireNonNull(Json.objectOrNull(CUSTOM_TOOL.getBytes(StandardCharsets.UTF_8)));
        ClaudeStreamReader stream =
                new ClaudeStreamReader(new ModelName("claude", "m"), new ToolNames(request), asSent);
        AnswerReader reader = CustomToolReader.over(new JsonFence(stream), request);
        List<AnswerEvent> events = new ArrayList<>();
        assertThat(reader.counted()).isEqualTo(Usage.NONE);

        reader.read(event(START), events::add);

        assertThat(reader.counted()).isEqualTo(new Usage(40_500, 1, 30_000, 500, 0));
        assertThat(events)
                .noneMatch(event -> event instanceof AnswerEvent.Counted)
                .noneMatch(event -> event instanceof AnswerEvent.Frame frame && frame.says(AnswerEvent.Counted.class));

        reader.read(event("{\"type\":\"message_delta\",\"delta\":{},\"usage\":{\"output_tokens\":7}}"), events::add);
        assertThat(reader.counted()).isEqualTo(new Usage(40_500, 7, 30_000, 500, 0));
    }
}
