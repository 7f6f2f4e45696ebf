package io.oblix.dialect.chat;

import static org.assertj.core.api.Assertions.assertThat;

import io.oblix.chat.AnswerEvent;
import io.oblix.server.reply.EventFraming;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ChunkWriterTest {

    private static String utf8(byte @Nullable [] bytes) {
        return new String(Objects.requireNonNull(bytes), StandardCharsets.UTF_8);
    }

    @Test
    void thinkingIsSentInBothFieldsIfTheSettingSaysSo() {
        AnswerEvent thought = new AnswerEvent.Reasoning("a\"\u00fc");

        assertThat(utf8(new ChunkWriter("x", 0, "a:m", new AnswerOptions(false, false, true)).of(thought)))
                .contains("\"delta\":{\"reasoning_content\":\"a\\\"\u00fc\",\"reasoning\":\"a\\\"\u00fc\"}");
        assertThat(utf8(new ChunkWriter("x", 0, "a:m", new AnswerOptions(false, false, false)).of(thought)))
                .doesNotContain("\"reasoning\"");
        AnswerAssembly whole = new AnswerAssembly(new AnswerOptions(false, false, true));
        whole.add(thought);
        assertThat(utf8(whole.toJson("x", 0, "a:m")))
                .contains("\"reasoning_content\":\"a\\\"\u00fc\",\"reasoning\":\"a\\\"\u00fc\"");
    }

    @Test
    void aFinishReasonOfAProvidersOwnIsEscaped() {
        ChunkWriter chunks = new ChunkWriter("x", 0, "a:m", new AnswerOptions(false, false, false));

        assertThat(utf8(chunks.of(new AnswerEvent.Finish("a\"b")))).contains("\"finish_reason\":\"a\\\"b\"");
    }

    @Test
    void piecesOfTwoToolCallsKeepTheIndexOfTheirCall() {
        ChunkWriter chunks = new ChunkWriter("x", 0, "a:m", new AnswerOptions(false, false, false));

        for (int index : new int[] {0, 1, 0}) {
            assertThat(utf8(chunks.of(new AnswerEvent.ToolCallArguments(index, "{\"a\""))))
                    .contains(
                            "{\"tool_calls\":[{\"index\":" + index + ",\"function\":{\"arguments\":\"{\\\"a\\\"\"}}]}");
        }
    }

    @Test
    void halfASurrogatePairIsSentAsAnEscape() {
        ChunkWriter chunks = new ChunkWriter("x", 0, "a:m", new AnswerOptions(false, false, false));

        assertThat(utf8(chunks.of(new AnswerEvent.Text("\u00fc\ud83d")))).contains("\"content\":\"\u00fc\\ud83d\"");
    }

    @Test
    void anEventIsOneLineEvenIfItsJsonIsNot() {
        byte[] json = "{\"id\":\r\n \"x\",\n\"text\":\"a\\nb\"}".getBytes(StandardCharsets.UTF_8);

        assertThat(utf8(EventFraming.data(json))).isEqualTo("data: {\"id\":   \"x\", \"text\":\"a\\nb\"}\n\n");
    }
}
