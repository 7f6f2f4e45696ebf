package io.oblix.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The parser returns the same as Jackson's own, for any bytes. */
class PlainTextParserTest {

    private static final ObjectMapper JACKSON = JsonMapper.builder()
            .configure(JsonParser.Feature.INCLUDE_SOURCE_IN_LOCATION, false)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();
    private static final ObjectMapper OURS = JsonMapper.builder(new PlainTextParser.Factory(JACKSON.getFactory()))
            .configure(JsonParser.Feature.INCLUDE_SOURCE_IN_LOCATION, false)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private record Read(@Nullable JsonNode tree, @Nullable String error) {

        static Read by(ObjectMapper mapper, byte[] json) {
            try {
                return new Read(mapper.readTree(json), null);
            } catch (IOException refused) {
                return new Read(null, refused.getMessage());
            }
        }

        static Read undecoded(byte[] json) {
            try (JsonParser parser = OURS.createParser(json)) {
                parser.nextToken();
                JsonNode tree = parser.currentToken() == null ? OURS.readTree(json) : Json.undecoded(parser);
                return new Read(tree, null);
            } catch (IOException refused) {
                return new Read(null, refused.getMessage());
            }
        }
    }

    private static void assertSame(byte[] json) {
        Read expected = Read.by(JACKSON, json);
        String shown = new String(json, StandardCharsets.ISO_8859_1);
        assertThat(Read.by(OURS, json)).as(shown).isEqualTo(expected);
        Read undecoded = Read.undecoded(json);
        // The words may differ: Jackson adds for which type it was read.
        assertThat(undecoded.error() == null).as(shown).isEqualTo(expected.error() == null);
        if (undecoded.tree() != null && expected.tree() != null) {
            assertTellsTheSame(undecoded.tree(), expected.tree(), shown);
        }
        assertThat(undecoded.tree()).as(shown).isEqualTo(expected.tree());
        JsonNode tree = undecoded.tree();
        if (tree != null && !tree.isMissingNode()) {
            // Written as it was sent, or as it is read.
            assertThat(Read.by(JACKSON, Json.bytes(tree)).tree()).as(shown).isEqualTo(expected.tree());
            assertThat(tree).as(shown).hasToString(String.valueOf(expected.tree()));
        }
    }

    /** What is asked of a text while it is not decoded yet. */
    private static void assertTellsTheSame(JsonNode undecoded, JsonNode expected, String shown) {
        if (!expected.isTextual()) {
            for (Iterator<JsonNode> ours = undecoded.iterator(), all = expected.iterator(); all.hasNext(); ) {
                assertTellsTheSame(ours.next(), all.next(), shown);
            }
            return;
        }
        String text = expected.textValue();
        String beginning = text.substring(0, Math.min(text.length(), 3));
        assertThat(Texts.length(undecoded)).as(shown).isEqualTo(text.length());
        assertThat(Texts.startsWith(undecoded, "a\n/\"")).as(shown).isEqualTo(text.startsWith("a\n/\""));
        if (StandardCharsets.US_ASCII.newEncoder().canEncode(beginning)) {
            assertThat(Texts.startsWith(undecoded, beginning)).as(shown).isTrue();
        }
        assertThat(Texts.isBlank(undecoded)).as(shown).isEqualTo(text.isBlank());
        assertThat(Texts.length(undecoded)).as(shown).isEqualTo(text.length());
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

    /** Long enough not to be decoded at once, with everything that a string can hold. */
    @Test
    void longTextsAreReadAndWrittenAsByJackson() {
        String[] likely = {
            "a",
            "lorem ipsum ",
            "\\n",
            "\\\"",
            "\\\\",
            "\\t",
            "\\/",
            "\\b",
            "\\f",
            "\\r",
            "\\u0041",
            "\\u00e9",
            "\\uD83D\\uDE00",
            "\\ud83d",
            "\\u0000",
            "é",
            "語",
            "😀",
            "\uFFFD",
            "\\x",
            "\\u12",
            "\u0001",
            "\u007F"
        };
        Random random = new Random(2);
        for (int i = 0; i < 20_000; i++) {
            // Few of them hold what no string may.
            int kinds = i % 4 == 0 ? likely.length : likely.length - 4;
            StringBuilder text = new StringBuilder("{\"a\":[\"");
            for (int length = random.nextInt(60); length > 0; length--) {
                text.append(likely[random.nextInt(kinds)]);
            }
            String json = text + "\",1.50,\"" + "x".repeat(random.nextInt(9)) + "\",null],\"a\":\"" + text.substring(7)
                    + "\"}";
            assertSame(json.getBytes(StandardCharsets.UTF_8));
        }
    }

    @Test
    void aLongTextOfWhiteSpaceIsBlank() {
        for (String space : new String[] {" ", "\\n", "\\t", "\\r\\n", "\\u2003"}) {
            assertSame(("{\"a\":\"" + space.repeat(200) + "\"}").getBytes(StandardCharsets.UTF_8));
            assertSame(("{\"a\":\"" + space.repeat(200) + "x\"}").getBytes(StandardCharsets.UTF_8));
        }
    }

    /** What is not valid UTF-8 is not passed on as it is. */
    @Test
    void brokenUtf8IsReadByJackson() {
        String before = "{\"a\":\"" + "x".repeat(200);
        for (String broken :
                new String[] {"\u00C3", "\u00E8\u00AA", "\u00ED\u00A0\u0080", "\u00C0\u0080", "\u00FF", "\u0080"}) {
            assertSame((before + broken + "y\"}").getBytes(StandardCharsets.ISO_8859_1));
        }
    }

    @Test
    void aLongTextIsWrittenAsItWasSent() throws IOException {
        String json = "{\"a\":\"" + "\\/\\u00e9".repeat(30) + "\",\"b\":1.0}";
        try (JsonParser parser = OURS.createParser(json.getBytes(StandardCharsets.UTF_8))) {
            parser.nextToken();
            JsonNode tree = Json.undecoded(parser);
            assertThat(new String(Json.bytes(tree), StandardCharsets.UTF_8)).isEqualTo(json);
            assertThat(tree.path("a").asText()).isEqualTo("/é".repeat(30));
            assertThat(tree.path("a").hashCode()).isEqualTo("/é".repeat(30).hashCode());
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
