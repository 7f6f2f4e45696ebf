package io.oblix.provider.claude;

import static org.assertj.core.api.Assertions.assertThat;

import io.oblix.chat.AnswerEvent;
import io.oblix.chat.ModelName;
import io.oblix.fixture.Golden;
import io.oblix.json.Json;
import io.oblix.provider.Provider;
import io.oblix.provider.ReadAnswer;
import io.oblix.upstream.EventStreamParser;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A piece of text that is not parsed, as it repeats the one before it, becomes the same as one that is. */
class ClaudeRepeatedEventsTest {

    /** Says nothing, and the next event is parsed. */
    private static final String PING = "{\"type\":\"ping\"}";

    private static final String TEXT =
            "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\" one\"}}";

    private static final List<String> ODD = List.of(
            TEXT,
            TEXT,
            TEXT.replace("\"index\":0", "\"index\":1"),
            TEXT.replace("\"index\":0", "\"index\":2"),
            TEXT.replace("\"text\":\"", "\"text\":\"a\",\"text\":\""),
            TEXT.replace("\"delta\":", "\"delta\":{\"text\":\"a\"},\"delta\":"),
            TEXT.replace(" one", ""),
            TEXT.replace(" one", "\\ud83d"),
            TEXT.replace(" one", "日\\n\\\"本"),
            TEXT.replace("text_delta", "thinking_delta"),
            TEXT.replace(":", " : "),
            TEXT + "x",
            "{\"type\":\"content_block_delta\",\"index\":1,\"delta\":{\"type\":\"thinking_delta\",\"thinking\":\"hm\"}}",
            "{\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"a\"}}",
            "{\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"new\"}}",
            "{\"type\":\"content_block_start\",\"index\":1,\"content_block\":{\"type\":\"thinking\",\"thinking\":\"\"}}",
            "{\"type\":\"content_block_stop\",\"index\":0}",
            "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":{\"output_tokens\":3}}",
            "{\"type\":\"message_stop\"}");

    private static List<Golden> streams() {
        return Golden.in(Provider.class, "claude/answers", ".sse");
    }

    @ParameterizedTest
    @MethodSource("streams")
    void everyStreamIsReadTheSameWithOtherEventsInIt(Golden golden) {
        List<String> events = new ArrayList<>();
        EventStreamParser parser = new EventStreamParser();
        parser.feed(golden.bytes(), event -> events.add(new String(event, StandardCharsets.UTF_8)));
        parser.end(event -> events.add(new String(event, StandardCharsets.UTF_8)));
        assertReadTheSame(events);
        for (int seed = 0; seed < 150; seed++) {
            Random random = new Random(seed);
            List<String> more = new ArrayList<>(events);
            for (int i = random.nextInt(1, 6); i > 0; i--) {
                String event = ODD.get(random.nextInt(ODD.size()));
                int place = random.nextInt(more.size() + 1);
                for (int times = random.nextInt(1, 4); times > 0; times--) {
                    more.add(place, event.replace(" one", " " + times));
                }
            }
            assertReadTheSame(more);
        }
    }

    private static void assertReadTheSame(List<String> events) {
        for (boolean asSent : new boolean[] {true, false}) {
            assertThat(texts(asSent, events, false)).as("%s", events).isEqualTo(texts(asSent, events, true));
        }
    }

    private static List<String> texts(boolean asSent, List<String> events, boolean pings) {
        StringBuilder stream = new StringBuilder();
        for (String event : events) {
            stream.append("data: ").append(event.replace("\n", "\ndata: ")).append("\n\n");
            stream.append(pings ? "data: " + PING + "\n\n" : "");
        }
        ReadAnswer read = ReadAnswer.of(
                new ClaudeStreamReader(new ModelName("claude", "m"), new ToolNames(Json.object()), asSent),
                stream.toString().getBytes(StandardCharsets.UTF_8));
        List<String> texts = new ArrayList<>();
        for (AnswerEvent event : read.events()) {
            if (!(event instanceof AnswerEvent.Frame frame)) {
                texts.add(event.toString());
            } else if (!frame.name().equals("ping")) {
                texts.add(new String(frame.bytes(), StandardCharsets.UTF_8) + frame.isContent() + frame.says());
            }
        }
        texts.add(read.problem() == null ? "" : read.problem().text());
        return texts;
    }
}
