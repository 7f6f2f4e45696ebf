package io.oblix.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.oblix.provider.ReadAnswer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventStreamParserTest {

    @Test
    void aBlankLineOfAnyKindEndsAnEvent() {
        assertThat(events("data: a\n\ndata: b\n\n")).containsExactly("a", "b");
        assertThat(events("data: a\r\n\r\ndata: b\r\n\r\n")).containsExactly("a", "b");
        assertThat(events("data: a\r\rdata: b\r\r")).containsExactly("a", "b");
    }

    @Test
    void oneSpaceAfterTheColonIsNotData() {
        assertThat(events("data:a\n\ndata: b\n\ndata:  c\n\n")).containsExactly("a", "b", " c");
    }

    @Test
    void severalDataLinesAreOneEvent() {
        assertThat(events("data: a\ndata:\ndata: b\n\n")).containsExactly("a\n\nb");
    }

    @Test
    void commentsAndOtherFieldsAreDropped() {
        assertThat(events(": hello\n:\nevent: x\nid: 1\nretry: 5\ndatabase: no\ndata: a\n: in between\n\n"))
                .containsExactly("a");
    }

    @Test
    void anEventWithoutDataIsDropped() {
        assertThat(events("event: ping\n\n\n\n: only this\n\n")).isEmpty();
    }

    @Test
    void anEventWithoutABlankLineAtTheEndCounts() {
        assertThat(events("data: a\n\ndata: b")).containsExactly("a", "b");
        assertThat(events("data: a\n\ndata: b\n")).containsExactly("a", "b");
    }

    @Test
    void dataMayContainColonsAndCharactersOfAnyLength() {
        assertThat(events("data: {\"a\":\"Grüße 😀 日本\"}\n\n")).containsExactly("{\"a\":\"Grüße 😀 日本\"}");
    }

    @Test
    void eventsDoNotDependOnHowTheBytesAreSplit() {
        String stream = ": c\r\n\r\nevent: x\r\ndata: Grüße 😀\r\ndata: two\r\n\r\ndata: 日本\n\ndata: last";
        byte[] bytes = stream.getBytes(StandardCharsets.UTF_8);
        String[] expected = {"Grüße 😀\ntwo", "日本", "last"};
        assertThat(events(ReadAnswer.byteByByte(bytes))).containsExactly(expected);
        for (int i = 0; i <= bytes.length; i++) {
            assertThat(events(ReadAnswer.splitAt(bytes, i)))
                    .as("split at %d", i)
                    .containsExactly(expected);
        }
    }

    @Test
    void aByteOrderMarkBeforeTheFirstLineIsDropped() {
        assertThat(events("\uFEFFdata: a\n\ndata: b\n\n")).containsExactly("a", "b");
        assertThat(events(ReadAnswer.byteByByte("\uFEFFdata: a\n\n".getBytes(StandardCharsets.UTF_8))))
                .containsExactly("a");
    }

    @Test
    void anObjectWithoutTheNameOfAFieldIsAnEvent() {
        assertThat(events("data: a\n{\"b\":1}\n\ndata: c\n\n{\n \"d\": 1\n}\n"))
                .containsExactly("a", "{\"b\":1}", "c", "{\n \"d\": 1\n}");
    }

    @Test
    void anEventWithTheNameErrorIsOne() {
        EventStreamParser parser = new EventStreamParser();
        List<Boolean> errors = new ArrayList<>();
        byte[] stream = "event: error\ndata: a\n\ndata: b\n\ndata: c\nevent:error\n\nevent: errors\ndata: d\n\n"
                .getBytes(StandardCharsets.UTF_8);
        parser.feed(stream, event -> errors.add(parser.isError()));
        assertThat(errors).containsExactly(true, false, true, false);
    }

    @Test
    void anEventThatNeverEndsIsRejected() {
        EventStreamParser parser = new EventStreamParser();
        byte[] line = new byte[LineParser.MAX_LINE_BYTES / 2 + 8];
        Arrays.fill(line, (byte) 'x');
        System.arraycopy("data: ".getBytes(StandardCharsets.UTF_8), 0, line, 0, 6);
        line[line.length - 1] = '\n';
        parser.feed(line, event -> {});
        assertThatThrownBy(() -> parser.feed(line, event -> {}))
                .isInstanceOf(AnswerTooLong.class)
                .hasMessageContaining("an event of more than");
    }

    private static List<String> events(String stream) {
        return events(stream.getBytes(StandardCharsets.UTF_8));
    }

    private static List<String> events(byte[]... pieces) {
        EventStreamParser parser = new EventStreamParser();
        List<String> events = new ArrayList<>();
        for (byte[] piece : pieces) {
            parser.feed(piece, event -> events.add(new String(event, StandardCharsets.UTF_8)));
        }
        parser.end(event -> events.add(new String(event, StandardCharsets.UTF_8)));
        return events;
    }
}
