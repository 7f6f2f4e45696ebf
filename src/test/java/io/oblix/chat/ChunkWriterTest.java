package io.oblix.chat;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ChunkWriterTest {

    private static String utf8(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @Test
    void anEventIsOneLineHoweverItsJsonIsWritten() {
        byte[] json = "{\"id\":\r\n \"x\",\n\"text\":\"a\\nb\"}".getBytes(StandardCharsets.UTF_8);

        assertThat(utf8(ChunkWriter.event(json))).isEqualTo("data: {\"id\":   \"x\", \"text\":\"a\\nb\"}\n\n");
    }
}
