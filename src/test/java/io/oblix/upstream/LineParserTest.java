package io.oblix.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.oblix.provider.ReadAnswer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LineParserTest {

    @Test
    void aLineMayEndInLineFeedCarriageReturnOrBoth() {
        assertThat(lines("a\nb\r\nc\rd\n")).containsExactly("a", "b", "c", "d");
    }

    @Test
    void emptyLinesAreLines() {
        assertThat(lines("\n\r\n\r\ra\n")).containsExactly("", "", "", "", "a");
    }

    @Test
    void anUnterminatedLastLineIsPassedOnAtTheEnd() {
        assertThat(lines("a\nb")).containsExactly("a", "b");
    }

    @Test
    void nothingFollowsTheLastLineEnd() {
        assertThat(lines("a\n")).containsExactly("a");
        assertThat(lines("")).isEmpty();
    }

    @Test
    void aLineFeedInTheNextPieceBelongsToTheCarriageReturnBefore() {
        assertThat(lines("a\r", "\nb\r", "c")).containsExactly("a", "b", "c");
    }

    @Test
    void emptyPiecesChangeNothing() {
        assertThat(lines("a\r", "", "\n", "", "b")).containsExactly("a", "b");
    }

    @Test
    void aCharacterMayBeSplitAnywhere() {
        byte[] bytes = "Grüße 😀\n日本".getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i <= bytes.length; i++) {
            assertThat(lines(ReadAnswer.splitAt(bytes, i))).containsExactly("Grüße 😀", "日本");
        }
    }

    @Test
    void aLineThatNeverEndsIsRejected() {
        LineParser parser = new LineParser();
        byte[] piece = new byte[LineParser.MAX_LINE_BYTES / 2 + 1];
        parser.feed(piece, line -> {});
        assertThatThrownBy(() -> parser.feed(piece, line -> {}))
                .isInstanceOf(AnswerTooLong.class)
                .hasMessageContaining("a line of more than");
    }

    private static List<String> lines(String... pieces) {
        byte[][] bytes = new byte[pieces.length][];
        for (int i = 0; i < pieces.length; i++) {
            bytes[i] = pieces[i].getBytes(StandardCharsets.UTF_8);
        }
        return lines(bytes);
    }

    private static List<String> lines(byte[]... pieces) {
        LineParser parser = new LineParser();
        List<String> lines = new ArrayList<>();
        for (byte[] piece : pieces) {
            parser.feed(piece, line -> lines.add(new String(line, StandardCharsets.UTF_8)));
        }
        parser.end(line -> lines.add(new String(line, StandardCharsets.UTF_8)));
        return lines;
    }
}
