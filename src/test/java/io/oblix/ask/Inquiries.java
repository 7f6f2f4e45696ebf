package io.oblix.ask;

import io.oblix.ask.attempt.Inquiry;
import io.oblix.chat.Cancellation;
import io.oblix.chat.ChatRequest;
import io.oblix.chat.ModelName;
import io.oblix.chat.Place;
import io.oblix.chat.Side;
import io.oblix.dialect.chat.ChatRequestReader;
import io.oblix.fixture.Questions;
import io.oblix.policy.Decision;
import io.oblix.provider.Endpoint;
import io.oblix.provider.Provider;
import io.oblix.provider.Target;
import io.oblix.provider.ollama.OllamaProvider;
import io.oblix.provider.ollama.OllamaSettings;
import io.oblix.provider.openai.OpenAiProvider;
import io.oblix.settings.CallLimit;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/** Inquiries and targets that nothing is sent to. */
final class Inquiries {

    static final String FIRST = "http://localhost:1";
    static final String SECOND = "http://localhost:2";

    static final Provider OLLAMA =
            new OllamaProvider(new OllamaSettings(List.of(FIRST, SECOND), null, 32_768, CallLimit.NONE));
    static final Provider OPENAI =
            new OpenAiProvider(new Endpoint("openai", Side.CLOUD, FIRST, null, false, "no setting"));

    static final Target LOCAL = new Target(OLLAMA, new Place(new ModelName("ollama", "llama3.2:1b"), FIRST));
    static final Target CLOUD = new Target(OPENAI, new Place(new ModelName("openai", "gpt-4o-mini"), FIRST));

    static final Decision BY_POLICY =
            new Decision("auto", "a rule", Side.LOCAL, Side.CLOUD, null, "local-is-enough", false, false);

    private Inquiries() {}

    static ChatRequest request(Cancellation cancellation) {
        return ChatRequestReader.read(
                "id",
                "{\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}".getBytes(StandardCharsets.UTF_8),
                null,
                cancellation);
    }

    static Inquiry chosen(Target... targets) {
        return inquiry(Duration.ofMinutes(1), new Cancellation(), targets);
    }

    static Inquiry inquiry(Duration left, Cancellation cancellation, Target... targets) {
        return new Inquiry(
                Questions.chosen(request(cancellation)),
                BY_POLICY,
                List.of(targets),
                System.nanoTime() + left.toNanos());
    }

    /** The client named the model. */
    static Inquiry named(Target... targets) {
        return new Inquiry(
                Questions.named(request(new Cancellation())),
                BY_POLICY,
                List.of(targets),
                System.nanoTime() + Duration.ofMinutes(1).toNanos());
    }
}
