package io.oblix.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The parser returns the same as Jackson's own, for any bytes. */
class PlainTextParserTest {

    private static final ObjectMapper JACKSON = JsonMapper.builder()
            .configure(JsonParser.Feature.INCLUDE_SOURCE_IN_LOCATION, false)
            .build();
    private static final ObjectMapper OURS = JsonMapper.builder(new PlainTextParser.Factory(JACKSON.getFactory()))
            .configure(JsonParser.Feature.INCLUDE_SOURCE_IN_LOCATION, false)
            .build();

    private record Read(@Nullable JsonNode tree, @Nullable String error) {

        static Read by(ObjectMapper mapper, byte[] json) {
            try {
                return new Read(mapper.readTree(json), null);
            } catch (IOException refused) {
                return new Read(null, refused.getMessage());
            }
        }
    }

    private static void assertSame(byte[] json) {
        assertThat(Read.by(OURS, json))
                .as(new String(json, StandardCharsets.ISO_8859_1))
                .isEqualTo(Read.by(JACKSON, json));
    }

    @Test
    void everyByteIsReadAsByJacksonAtEveryPositionAndLength() {
        for (int length = 0; length < 20; length++) {
            byte[] json = ("{\"a\":\"" + "x".repeat(length) + "\",\"b\":\"y\"}").getBytes(StandardCharsets.US_ASCII);
            assertSame(json);
            for (int place = 0; place < length; place++) {
                for (int value = 0; value < 256; value++) {
                    byte[] changed = json.clone();
                    changed[6 + place] = (byte) value;
                    assertSame(changed);
                }
            }
        }
    }

    /** Neighbours in the same eight bytes must neither hide nor invent a marked byte. */
    @Test
    void randomBytesInAStringAreReadAsByJackson() {
        int[] likely = {'a', 'z', ' ', '"', '\\', '!', '#', '[', ']', 0, 0x1F, 0x7F, 0x80, 0xA2, 0xDC, 0xFF};
        Random random = new Random(1);
        for (int i = 0; i < 50_000; i++) {
            StringBuilder text = new StringBuilder("{\"a\":\"");
            for (int length = random.nextInt(24); length > 0; length--) {
                text.append((char) likely[random.nextInt(likely.length)]);
            }
            assertSame(text.append("\",\"b\":1}").toString().getBytes(StandardCharsets.ISO_8859_1));
        }
    }

    @Test
    void truncatedJsonFailsAsWithJackson() {
        byte[] json =
                "{\"role\":\"user\",\"content\":\"a plain text\",\"n\":[\"an \\\"escaped\\\" one\",\"été\",1.50,null]}"
                        .getBytes(StandardCharsets.UTF_8);
        for (int length = 0; length <= json.length; length++) {
            byte[] cut = new byte[length];
            System.arraycopy(json, 0, cut, 0, length);
            assertSame(cut);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "UTF-16BE", "UTF-16LE", "UTF-32BE", "UTF-32LE", "UTF-16", "ISO-8859-1"})
    void everyEncoding(String charset) {
        assertSame("{\"a\":\"a plain text\",\"b\":\"größer\"}".getBytes(Charset.forName(charset)));
        assertSame(" {\"a\":\"a plain text\"}".getBytes(Charset.forName(charset)));
        assertSame("{}".getBytes(Charset.forName(charset)));
    }

    /** Asking for the text again, or for the location, returns the same as with Jackson. */
    @Test
    void theParserContinuesBehindTheString() throws IOException {
        byte[] json = "{\"a\":\"a plain text\",\"b\":\"another\"}".getBytes(StandardCharsets.UTF_8);
        try (JsonParser ours = OURS.createParser(json);
                JsonParser jacksons = JACKSON.createParser(json)) {
            assertThat(ours).isInstanceOf(PlainTextParser.class);
            JsonToken token;
            while ((token = jacksons.nextToken()) != null) {
                assertThat(ours.nextToken()).isEqualTo(token);
                assertThat(ours.getText()).isEqualTo(jacksons.getText());
                assertThat(ours.getText()).isEqualTo(jacksons.getText());
                assertThat(ours.getTextLength()).isEqualTo(jacksons.getTextLength());
                assertThat(ours.currentTokenLocation()).isEqualTo(jacksons.currentTokenLocation());
                assertThat(ours.currentLocation()).isEqualTo(jacksons.currentLocation());
            }
            assertThat(ours.nextToken()).isNull();
        }
    }
}
