package io.oblix.dialect.messages;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.ChatRequest;
import io.oblix.chat.ModelName;
import io.oblix.chat.Side;
import io.oblix.fixture.Golden;
import io.oblix.fixture.Questions;
import io.oblix.json.Json;
import io.oblix.problem.Problem;
import io.oblix.problem.RequestProblem;
import io.oblix.provider.Endpoint;
import io.oblix.provider.Provider;
import io.oblix.provider.ollama.OlderOllama;
import io.oblix.provider.openai.OpenAiProvider;
import io.oblix.upstream.UpstreamRequest;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What becomes of a request: {@code requests/NAME.request.json} becomes {@code NAME.expected.json}, which holds the
 * {@code body} of a chat completion, what is {@code ignored}, why it is {@code claudeOnly}, or how it is {@code refused}.
 * Where there is a {@code NAME.openai.json} or {@code NAME.ollama.json}, that provider is sent it.
 */
class MessagesGoldenTest {

    private static final Map<String, Provider> PROVIDERS = Map.of(
            "openai",
            new OpenAiProvider(new Endpoint(
                    "openai", Side.CLOUD, "https://api.openai.com/v1", "any", true, "oblix.openai.api-key")),
            "ollama",
            OlderOllama.provider());

    static List<Golden> requests() {
        return Golden.in(MessagesGoldenTest.class, "requests", ".request.json");
    }

    @ParameterizedTest
    @MethodSource("requests")
    void aRequestBecomesWhatItsFileSays(Golden golden) {
        ObjectNode outcome = Json.object();
        try {
            ChatRequest request = MessagesRequests.read(golden.bytes());
            outcome.set("body", request.body());
            if (!request.rendering().ignoredParams().isEmpty()) {
                outcome.set(
                        "ignored", Json.MAPPER.valueToTree(request.rendering().ignoredParams()));
            }
            RequestProblem claudeOnly = request.rendering().untranslatable();
            if (claudeOnly != null) {
                outcome.put("claudeOnly", claudeOnly.text());
            }
        } catch (RequestProblem refused) {
            outcome.put("refused", refused.text());
        }
        assertThat(Golden.canonical(outcome)).isEqualTo(Golden.canonical(golden.text(".expected.json")));
    }

    static Stream<Arguments> translations() {
        return PROVIDERS.entrySet().stream()
                .flatMap(provider -> requests().stream()
                        .filter(golden -> golden.has("." + provider.getKey() + ".json"))
                        .map(golden -> Arguments.of(provider.getKey(), golden)));
    }

    @ParameterizedTest
    @MethodSource("translations")
    void aProviderGetsWhatItsFileSays(String name, Golden golden) {
        Provider provider = Objects.requireNonNull(PROVIDERS.get(name));
        ModelName model = new ModelName(provider.name(), name.equals("openai") ? "gpt-4o-mini" : "llama3.2");
        ObjectNode sent = Json.object();
        try {
            UpstreamRequest upstream = provider.translate(
                    Questions.chosen(MessagesRequests.read(golden.bytes())),
                    provider.places(model).get(0));
            sent = Objects.requireNonNull(Json.objectOrNull(upstream.body()));
        } catch (Problem refused) {
            sent.put("refused", refused.text());
        }
        assertThat(Golden.canonical(sent)).isEqualTo(Golden.canonical(golden.text("." + name + ".json")));
    }
}
