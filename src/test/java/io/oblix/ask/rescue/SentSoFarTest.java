package io.oblix.ask.rescue;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.oblix.ask.attempt.ChunkChoice;
import io.oblix.chat.AnswerEvent;
import io.oblix.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is kept of a stream in case it breaks off. */
class SentSoFarTest {

    private final SentSoFar sent = new SentSoFar();

    private static AnswerEvent.Chunk chunk(String delta) {
        ObjectNode json = Json.objectOrNull(
                ("{\"id\":\"x\",\"choices\":[{\"index\":0,\"delta\":" + delta + ",\"finish_reason\":null}]}")
                        .getBytes(StandardCharsets.UTF_8));
        assertThat(json).isNotNull();
        return new AnswerEvent.Chunk(Json.bytes(json), true, json.get("choices"));
    }

    @Test
    void textIsKeptInEitherForm() {
        sent.add(new AnswerEvent.Text("One "));
        sent.add(new AnswerEvent.Continued("note", "continued"));
        sent.add(chunk("{\"content\":\"two \"}"));
        sent.add(chunk("{\"role\":\"assistant\",\"content\":\"three\",\"refusal\":null,\"tool_calls\":[]}"));

        assertThat(sent.text()).isEqualTo("One two three");
        assertThat(sent.isText()).isTrue();
        assertThat(sent.tokens()).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"tool_calls\":[{\"index\":0}]}",
                "{\"function_call\":{\"name\":\"f\"}}",
                "{\"refusal\":\"No\"}",
                "{\"content\":\"and\",\"audio\":{\"id\":\"a\"}}"
            })
    void aChunkWithMoreThanTextCannotBeContinued(String delta) {
        sent.add(chunk(delta));

        assertThat(sent.isText()).isFalse();
    }

    @Test
    void aToolCallOrARefusalCannotBeContinued() {
        sent.add(new AnswerEvent.Refusal("No"));
        assertThat(sent.isText()).isFalse();

        SentSoFar other = new SentSoFar();
        other.add(new AnswerEvent.ToolCallStart(0, "id", "f", ""));
        assertThat(other.isText()).isFalse();
    }

    @Test
    void thinkingIsCountedAndNotKept() {
        sent.add(new AnswerEvent.Reasoning("12345678"));
        sent.add(chunk("{\"reasoning_content\":\"1234\"}"));

        assertThat(sent.text()).isEmpty();
        assertThat(sent.isText()).isTrue();
        assertThat(sent.reasoningTokens()).isEqualTo(3);
    }

    private static AnswerEvent.Frame frame(boolean isContent, AnswerEvent... says) {
        return new AnswerEvent.Frame("event", new byte[0], isContent, List.of(says));
    }

    @Test
    void aFrameOfTheClientsOwnDialectIsKeptByWhatItSays() {
        sent.add(frame(false));
        sent.add(frame(true, new AnswerEvent.Text("One ")));
        sent.add(frame(true, new AnswerEvent.Text("two")));

        assertThat(sent.text()).isEqualTo("One two");
        assertThat(sent.isText()).isTrue();
    }

    @Test
    void aFrameWithoutWordsOfOursOrWithSignedThinkingCannotBeContinued() {
        sent.add(frame(true));
        assertThat(sent.isText()).isFalse();

        SentSoFar signed = new SentSoFar();
        signed.add(frame(true, new AnswerEvent.Reasoning("Hm")));
        assertThat(signed.isText()).isTrue();
        signed.add(frame(false, new AnswerEvent.ReasoningEnd("sig")));
        assertThat(signed.isText()).isFalse();
    }

    @Test
    void anAnswerThatIsTooLongIsNoLongerKept() {
        String piece = "x".repeat(64 * 1024);
        for (int i = 0; i < SentSoFar.MAX_CHARS / piece.length(); i++) {
            sent.add(new AnswerEvent.Text(piece));
        }
        assertThat(sent.isText()).isTrue();

        sent.add(new AnswerEvent.Text("!"));
        assertThat(sent.isText()).isFalse();
        assertThat(sent.text()).isEmpty();
    }

    @Test
    void longPiecesCountAsManyTokens() {
        sent.add(new AnswerEvent.Text("x".repeat(400)));

        assertThat(sent.tokens()).isEqualTo(100);
    }

    @Test
    void aChunkIsCutWithItsProbabilitiesAndWithoutItsThinking() {
        AnswerEvent.Chunk chunk = chunk("{\"content\":\"one two\",\"reasoning_content\":\"hm\"}");
        ObjectNode json = Json.objectOrNull(chunk.json());
        assertThat(json).isNotNull();
        ArrayNode tokens =
                ((ObjectNode) json.at("/choices/0")).putObject("logprobs").putArray("content");
        for (String token : new String[] {"one", " two"}) {
            tokens.addObject().put("token", token);
        }
        AnswerEvent.Chunk rest =
                ChunkChoice.without(new AnswerEvent.Chunk(Json.bytes(json), true, json.get("choices")), 3);

        assertThat(rest).isNotNull();
        ObjectNode left = Json.objectOrNull(rest.json());
        assertThat(left).isNotNull();
        assertThat(left.at("/choices/0/delta")).hasToString("{\"content\":\" two\"}");
        assertThat(left.at("/choices/0/logprobs/content")).hasToString("[{\"token\":\" two\"}]");
        assertThat(ChunkChoice.without(chunk, 7)).isNull();
    }

    @ParameterizedTest
    @CsvSource({"a crocodile, true", "crocodile, false", "'  x', true", "upon, false", "' ', false"})
    void aStopSequenceMayHaveBegun(String stop, boolean begun) {
        assertThat(Continuation.endsInHalfAStop("Once upon a ", TextNode.valueOf(stop)))
                .isEqualTo(begun);
        assertThat(Continuation.endsInHalfAStop(
                        "Once upon a ", Json.MAPPER.createArrayNode().add("END").add(stop)))
                .isEqualTo(begun);
    }
}
