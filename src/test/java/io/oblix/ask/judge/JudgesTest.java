package io.oblix.ask.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.oblix.ask.judge.Judges.Judgement;
import io.oblix.chat.AnswerEvent;
import io.oblix.chat.Cancellation;
import io.oblix.chat.ChatRequest;
import io.oblix.dialect.chat.ChatRequestReader;
import io.oblix.json.Json;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class JudgesTest {

    private static final String MODEL = "ollama:small";

    private final Judges judges = new Judges();

    private static ChatRequest request(String more) {
        String body = "{\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]" + more + "}";
        return ChatRequestReader.read("id", body.getBytes(StandardCharsets.UTF_8), null, new Cancellation());
    }

    private static AnswerEvent.Text token(String text, @Nullable Double logprob) {
        if (logprob == null) {
            return new AnswerEvent.Text(text);
        }
        ArrayNode entries = Json.MAPPER.createArrayNode();
        entries.addObject().put("token", text).put("logprob", logprob);
        return new AnswerEvent.Text(text, entries);
    }

    private Judgement whole(@Nullable Double logprob, double share) {
        Watched watched = new Watched(request(""), 24);
        watched.seen(token("Paris", logprob));
        watched.seen(new AnswerEvent.Finish("stop"));
        return judges.judge(MODEL, watched, share);
    }

    @Test
    void theLeastConfidentShareIsDoubted() {
        for (int i = 0; i < 100; i++) {
            whole(-0.01 * i, 0);
        }

        assertThat(whole(-0.985, 0.1)).isEqualTo(new Judgement(0.01, Doubt.UNSURE));
        assertThat(whole(-0.5, 0.1).doubt()).isNull();
        assertThat(whole(-0.001, 0.1).confidence()).isGreaterThan(0.9);
    }

    @Test
    void recentConfidenceIsTheMeanRankOfTheLastAnswers() {
        assertThat(judges.recentConfidence(MODEL)).isEqualTo(-1);
        for (int i = 0; i < 200; i++) {
            whole(-1.0 * (i % 10), 0);
        }
        assertThat(judges.recentConfidence(MODEL)).isBetween(0.45, 0.55);
        for (int i = 0; i < 20; i++) {
            whole(-15.0, 0);
        }
        assertThat(judges.recentConfidence(MODEL)).isLessThan(0.1);
        assertThat(judges.recentConfidence("ollama:other")).isEqualTo(-1);
    }

    @Test
    void anAnswerWithoutLogprobsIsNotCompared() {
        assertThat(whole(null, 1)).isEqualTo(new Judgement(-1, null));
        assertThat(whole(Double.NaN, 1)).isEqualTo(new Judgement(-1, null));
        assertThat(judges.recentConfidence(MODEL)).isEqualTo(-1);
    }

    @Test
    void anAnswerOfThinkingAloneIsNotCompared() {
        Watched watched = new Watched(request(",\"max_tokens\":5"), 24);
        watched.seen(new AnswerEvent.Reasoning("Well"));
        watched.seen(new AnswerEvent.Finish("length"));

        assertThat(judges.judge(MODEL, watched, 0.5)).isEqualTo(new Judgement(-1, null));
    }

    /** Ollama sends the tokens of a whole answer in one list. */
    @Test
    void ofAWholeAnswerTheTokensOfItsThinkingAndItsToolCallsDoNotCount() {
        ArrayNode entries = Json.MAPPER.createArrayNode();
        for (String other : new String[] {"<think>", "Hm", "</think>", "\n\n"}) {
            entries.addObject().put("token", other).put("logprob", -9.0);
        }
        entries.addObject().put("token", "Par").put("logprob", -0.2);
        entries.addObject().put("token", "is").put("logprob", -0.4);
        entries.addObject().put("token", "<tool_call>").put("logprob", -9.0);
        Watched watched = new Watched(request(""), 24);
        watched.seen(new AnswerEvent.Reasoning("Hm"));
        watched.seen(new AnswerEvent.Text("Paris", entries));

        Confidence confidence = watched.said().confidence();
        assertThat(confidence).isNotNull();
        assertThat(confidence.tokens()).isEqualTo(2);
        assertThat(confidence.mean()).isCloseTo(-0.3, within(1e-9));
    }

    @Test
    void aTextThatItsTokensDoNotSpellIsTheLastOfThemAfterThinking() {
        ArrayNode entries = Json.MAPPER.createArrayNode();
        for (String half : new String[] {"Well", "\ufffd", "\ufffd"}) {
            entries.addObject().put("token", half).put("logprob", -1.0);
        }

        assertThat(TextTokens.of("\ud83d\ude00", entries, true)).hasSize(2);
        assertThat(TextTokens.of("\ud83d\ude00", entries, false)).hasSize(3);
        assertThat(TextTokens.of(" ", entries, true)).hasSize(3);
    }

    @Test
    void aStreamOfChunksThatSayNothingIsNotHeldForEver() {
        Watched watched = new Watched(request(",\"stream\":true"), 24);
        AnswerEvent nothing = new AnswerEvent.Chunk(new byte[1024], true, Json.MAPPER.createArrayNode());
        int held = 0;
        while (!watched.isEnough() && held < 100_000) {
            watched.seen(nothing);
            held++;
        }
        assertThat(held).isLessThan(10_000);
    }

    @Test
    void aStreamIsHeldForItsFirstTokensOnly() {
        Watched watched = new Watched(request(",\"stream\":true"), 3);
        watched.seen(new AnswerEvent.Reasoning("Well, well, well, well"));
        assertThat(watched.isEnough()).isFalse();
        watched.seen(token("I", -0.1));
        watched.seen(token(" am", -0.1));
        assertThat(watched.isEnough()).isFalse();
        watched.seen(token(" sure", -0.1));
        assertThat(watched.isEnough()).isTrue();
    }

    @Test
    void ofAStreamOfJsonTheBracketsAloneAreNotEnough() {
        Watched watched = new Watched(request(",\"stream\":true,\"response_format\":{\"type\":\"json_object\"}"), 2);
        watched.seen(token("{\"", -9.0));
        assertThat(watched.isEnough()).isFalse();
    }

    @Test
    void aStreamWithoutLogprobsIsHeldAsLongAsItMayBeARefusal() {
        Watched watched = new Watched(request(",\"stream\":true"), 24);
        watched.seen(token("I'm sorry", null));
        assertThat(watched.isEnough()).isFalse();
        watched.seen(token(" to hear that", null));
        assertThat(watched.isEnough()).isTrue();
    }

    @Test
    void aStreamOfToolCallsIsHeldToItsEnd() {
        Watched watched = new Watched(request(",\"stream\":true"), 1);
        watched.seen(new AnswerEvent.ToolCallStart(0, "id", "weather", ""));
        watched.seen(new AnswerEvent.ToolCallArguments(0, "{}"));
        assertThat(watched.isEnough()).isFalse();
        watched.seen(new AnswerEvent.Finish("tool_calls"));
        assertThat(watched.isEnough()).isTrue();
    }

    @Test
    void thinkingWithoutEndIsNotHeldForEver() {
        Watched watched = new Watched(request(",\"stream\":true"), 24);
        for (int i = 0; i < 300 && !watched.isEnough(); i++) {
            watched.seen(new AnswerEvent.Reasoning("a".repeat(1024)));
        }
        assertThat(watched.isEnough()).isTrue();
    }

    @Test
    void aClientSeesLogprobsOnlyIfItAskedForThem() {
        AnswerEvent.Text told = token("Paris", -0.1);

        assertThat(new Watched(request(""), 24).seen(told)).isEqualTo(new AnswerEvent.Text("Paris"));
        assertThat(new Watched(request(",\"logprobs\":true"), 24).seen(told)).isSameAs(told);
    }
}
