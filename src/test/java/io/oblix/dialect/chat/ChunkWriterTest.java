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
    void thinkingIsToldInBothFieldsToThoseWhoWantThat() {
        AnswerEvent thought = new AnswerEvent.Reasoning("a\"\u00fc");

        assertThat(utf8(new ChunkWriter("x", 0, "a:m", false, false, true).of(thought)))
                .contains("\"delta\":{\"reasoning_content\":\"a\\\"\u00fc\",\"reasoning\":\"a\\\"\u00fc\"}");
        assertThat(utf8(new ChunkWriter("x", 0, "a:m", false, false).of(thought)))
                .doesNotContain("\"reasoning\"");
        AnswerAssembly whole = new AnswerAssembly(false, true);
        whole.add(thought);
        assertThat(utf8(whole.toJson("x", 0, "a:m")))
                .contains("\"reasoning_content\":\"a\\\"\u00fc\",\"reasoning\":\"a\\\"\u00fc\"");
    }

    @Test
    void anEventIsOneLineHoweverItsJsonIsWritten() {
        byte[] json = "{\"id\":\r\n \"x\",\n\"text\":\"a\\nb\"}".getBytes(StandardCharsets.UTF_8);

        assertThat(utf8(EventFraming.data(json))).isEqualTo("data: {\"id\":   \"x\", \"text\":\"a\\nb\"}\n\n");
    }
}
