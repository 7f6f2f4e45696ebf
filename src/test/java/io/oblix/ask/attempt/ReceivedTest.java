package io.oblix.ask.attempt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.oblix.chat.AnswerEvent;
import io.oblix.chat.Cancellation;
import io.oblix.chat.ChatRequest;
import io.oblix.chat.Usage;
import io.oblix.dialect.chat.ChatRequestReader;
import io.oblix.json.Json;
import io.oblix.provider.AnswerReader;
import io.oblix.upstream.AnswerTooLong;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When an answer is at its end, and when it is too long to be held in memory. */
class ReceivedTest {

    private static final int MEGABYTE = 1024 * 1024;

    private static Received received(String more) {
        String body = "{\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]" + more + "}";
        ChatRequest request =
                ChatRequestReader.read("id", body.getBytes(StandardCharsets.UTF_8), null, new Cancellation());
        return new Received(request);
    }

    private static AnswerEvent end(int index) {
        var choices = Json.MAPPER.createArrayNode();
        choices.addObject().put("index", index).put("finish_reason", "stop");
        return new AnswerEvent.Chunk(new byte[0], true, choices);
    }

    @Test
    void anAnswerEndsWithTheLastOfItsChoices() {
        Received two = received(",\"n\":2,\"stream\":true");

        assertThat(two.isLastEnd(end(1))).isFalse();
        assertThat(two.isLastEnd(end(1))).as("the same choice again").isFalse();
        assertThat(two.isLastEnd(end(0))).isTrue();
    }

    @Test
    void aTranslatedAnswerEndsWithItsFinish() {
        Received one = received("");

        assertThat(one.isLastEnd(new AnswerEvent.Text("Hello"))).isFalse();
        assertThat(one.isLastEnd(new AnswerEvent.Finish("stop"))).isTrue();
    }

    @Test
    void aStreamWithoutContentIsTooLongAfterAMegabyte() {
        Received stream = received(",\"stream\":true");
        stream.piece(MEGABYTE);
        assertThat(stream.isTooLongAnOpening()).isFalse();
        stream.piece(1);
        assertThat(stream.isTooLongAnOpening()).isTrue();
    }

    @Test
    void anAnswerInOnePieceIsTooLongAfter64MegabytesAndAStreamNever() {
        Received whole = received("");
        Received stream = received(",\"stream\":true");
        whole.piece(64 * MEGABYTE);
        stream.piece(64 * MEGABYTE);

        assertThatThrownBy(() -> whole.piece(1)).isInstanceOf(AnswerTooLong.class);
        stream.piece(64 * MEGABYTE);
        assertThat(whole.isTooLongAnOpening()).isFalse();
    }

    @Test
    void aFrameOfTheClientsOwnDialectEndsTheAnswerIfItSaysSo() {
        Received one = received("");
        AnswerEvent text = new AnswerEvent.Frame("e", new byte[0], true, List.of(new AnswerEvent.Text("a")));
        AnswerEvent end = new AnswerEvent.Frame("e", new byte[0], true, List.of(new AnswerEvent.Finish("stop")));

        assertThat(one.isLastEnd(text)).isFalse();
        assertThat(one.isLastEnd(end)).isTrue();
    }

    @Test
    void anAnswerThatIsNotCountedIsTakenAtItsPiecesOrItsLength() {
        Received pieces = received(",\"stream\":true");
        pieces.said(new AnswerEvent.Text("Hel"));
        pieces.said(new AnswerEvent.Text("lo"));
        Received unbroken = received("");
        unbroken.said(new AnswerEvent.Text("x".repeat(400)));

        assertThat(pieces.estimated(7)).isEqualTo(Usage.estimated(7, 2, 0));
        assertThat(unbroken.estimated(7)).isEqualTo(Usage.estimated(7, 100, 0));
    }

    @Test
    void anAnswerThatIsNotCountedIsNoLongerThanItsLimit() {
        Received whole = received(",\"max_tokens\":30,\"n\":2");
        whole.said(new AnswerEvent.Whole(new byte[400]));

        assertThat(whole.estimated(7)).isEqualTo(Usage.estimated(7, 60, 0));
    }

    /** Refusals, and the input of tools that are no functions; one frame says nothing to the client. */
    @Test
    void whateverTheProviderWritesCounts() {
        Received odd = received(",\"stream\":true");
        odd.said(new AnswerEvent.Refusal("No"));
        odd.said(new AnswerEvent.CustomToolCallInput(0, "patch"));
        odd.said(new AnswerEvent.Frame("response.custom_tool_call_input.delta", new byte[0], true, List.of()));
        odd.said(new AnswerEvent.Frame("response.in_progress", new byte[0], false, List.of()));

        assertThat(odd.estimated(7)).isEqualTo(Usage.estimated(7, 3, 0));
    }

    @Test
    void whatTheProviderCountedOfAnAnswerThatBrokeOffGoesBeforeTheEstimate() {
        Received broken = received(",\"stream\":true");
        broken.said(new AnswerEvent.Counted(new Usage(90, 1, 40, 10, 0)));
        broken.said(new AnswerEvent.Text("Hel"));
        broken.said(new AnswerEvent.Text("lo"));

        assertThat(broken.estimated(7)).isEqualTo(new Usage(90, 2, 40, 10, 0, true));
    }

    @Test
    void whatTheProviderCountedBeforeItWroteGoesBeforeTheEstimateToo() {
        Received broken = received(",\"stream\":true");
        broken.begun(new AnswerReader() {
            @Override
            public void read(byte[] bytes, Consumer<AnswerEvent> out) {}

            @Override
            public void end(Consumer<AnswerEvent> out) {}

            @Override
            public Usage counted() {
                return new Usage(90, 1, 40, 10, 0);
            }
        });
        broken.said(new AnswerEvent.Text("Hel"));
        broken.said(new AnswerEvent.Text("lo"));

        assertThat(broken.told().promptTokens()).isEqualTo(90);
        assertThat(broken.estimated(7)).isEqualTo(new Usage(90, 2, 40, 10, 0, true));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {"; 100", ",\"max_tokens\":500; 100", ",\"max_tokens\":30; 30", ",\"max_tokens\":30,\"n\":2; 60"})
    void aWholeAnswerThatIsNotAllThereIsTakenAtTheLengthOfItsJsonAndAtMostAtItsLimit(
            @Nullable String limit, int tokens) {
        Received part = received(limit == null ? "" : limit);
        part.begun(new AnswerReader.OfWhole() {
            @Override
            protected void end(byte[] answer, Consumer<AnswerEvent> out) {}
        });
        assertThat(part.estimated(7)).isEqualTo(Usage.estimated(7, 0, 0));

        part.piece(400);
        assertThat(part.estimated(7)).isEqualTo(Usage.estimated(7, tokens, 0));
    }
}
