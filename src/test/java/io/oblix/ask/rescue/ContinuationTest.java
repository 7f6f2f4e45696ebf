package io.oblix.ask.rescue;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.oblix.chat.AnswerEvent;
import io.oblix.chat.Cancellation;
import io.oblix.chat.ChatRequest;
import io.oblix.chat.ModelName;
import io.oblix.chat.Place;
import io.oblix.chat.Side;
import io.oblix.chat.Usage;
import io.oblix.dialect.chat.ChatRequestReader;
import io.oblix.provider.Endpoint;
import io.oblix.provider.Provider;
import io.oblix.provider.Target;
import io.oblix.provider.ollama.OllamaProvider;
import io.oblix.provider.ollama.OllamaSettings;
import io.oblix.provider.openai.OpenAiProvider;
import io.oblix.settings.CallLimit;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How another run is asked for the rest: Ollama continues an assistant turn, OpenAI does not. */
class ContinuationTest {

    private static final String URL = "http://localhost:1";
    private static final Target OLLAMA =
            target(new OllamaProvider(new OllamaSettings(List.of(URL), null, 4096, CallLimit.NONE)), "llama3.2:1b");
    private static final Target OPENAI =
            target(new OpenAiProvider(new Endpoint("openai", Side.CLOUD, URL, null, false, "none")), "gpt-4o-mini");

    private static Target target(Provider provider, String model) {
        return new Target(provider, new Place(new ModelName(provider.name(), model), URL));
    }

    private static ChatRequest request(String more) {
        String body = "{\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"Count.\"}]" + more + "}";
        return ChatRequestReader.read("id", body.getBytes(StandardCharsets.UTF_8), null, new Cancellation());
    }

    private static SentSoFar sent(String... pieces) {
        SentSoFar sent = new SentSoFar();
        for (String piece : pieces) {
            sent.add(new AnswerEvent.Text(piece));
        }
        return sent;
    }

    @Test
    void aModelThatContinuesIsShownTheBegunAnswerWithoutBlanksAtItsEnd() {
        ChatRequest request = request(",\"max_tokens\":100");

        Continuation how = Continuation.of(request, sent("One, ", "two, "), OLLAMA);

        assertThat(how.goesOn()).isTrue();
        JsonNode messages = how.request().body().path("messages");
        assertThat(messages).hasSize(2);
        assertThat(messages.get(1).path("role").asText()).isEqualTo("assistant");
        assertThat(messages.get(1).path("content").asText()).isEqualTo("One, two,");
        assertThat(how.request().body().path("max_tokens").asInt()).isEqualTo(100 - how.begunTokens());
        assertThat(request.messages()).as("the client's request").hasSize(1);
    }

    @Test
    void aModelThatDoesNotContinueIsAskedTheSameAgain() {
        ChatRequest request = request("");

        Continuation how = Continuation.of(request, sent("One, two, "), OPENAI);

        assertThat(how.goesOn()).isFalse();
        assertThat(how.request()).isSameAs(request);
        assertThat(how.begunTokens()).isZero();
    }

    @Test
    void tooLittleToContinueFromIsAskedAgain() {
        assertThat(Continuation.of(request(""), sent("On"), OLLAMA).goesOn()).isFalse();
    }

    @Test
    void anAnswerThatEndsInHalfAStopSequenceIsAskedAgain() {
        assertThat(Continuation.of(request(",\"stop\":\"END\""), sent("One, two, EN"), OLLAMA)
                        .goesOn())
                .isFalse();
    }

    @Test
    void theTokensOfBothPartsAreCountedAndThePromptOnce() {
        Continuation how = Continuation.of(request(""), sent("One, ", "two, "), OLLAMA);

        assertThat(how.inAll(Usage.of(50, 10))).isEqualTo(Usage.of(50, 10 + how.begunTokens()));
    }
}
