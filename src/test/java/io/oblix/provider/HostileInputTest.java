package io.oblix.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.Cancellation;
import io.oblix.chat.ChatRequest;
import io.oblix.chat.ModelName;
import io.oblix.chat.Place;
import io.oblix.chat.Side;
import io.oblix.dialect.chat.ChatRequestReader;
import io.oblix.fixture.Golden;
import io.oblix.fixture.Questions;
import io.oblix.json.Json;
import io.oblix.problem.Problem;
import io.oblix.provider.claude.ClaudeProvider;
import io.oblix.provider.ollama.OllamaProvider;
import io.oblix.provider.ollama.OllamaSettings;
import io.oblix.provider.openai.OpenAiProvider;
import io.oblix.settings.CallLimit;
import io.oblix.upstream.UpstreamHead;
import io.oblix.upstream.UpstreamRequest;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Malformed input, hostile or damaged, ends in an answer or a {@code Problem} and never in another exception. */
class HostileInputTest {

    private static final int ROUNDS = 40;
    private static final byte[][] POISONS = {
        {(byte) 0xFF},
        {0},
        {(byte) 0xC3},
        {(byte) 0xED, (byte) 0xA0, (byte) 0x80},
        {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF},
        "[".repeat(20_000).getBytes(StandardCharsets.UTF_8),
        "{\"a\":".repeat(2_000).getBytes(StandardCharsets.UTF_8),
        "x".repeat(300_000).getBytes(StandardCharsets.UTF_8),
        "1e999999999".getBytes(StandardCharsets.UTF_8),
        "\"\\ud83d\"".getBytes(StandardCharsets.UTF_8),
        "null".getBytes(StandardCharsets.UTF_8),
        "\n\ndata: \n\n".getBytes(StandardCharsets.UTF_8),
    };

    static Stream<Provider> providers() {
        return Stream.of(
                new ClaudeProvider(endpoint("claude")),
                new OpenAiProvider(endpoint("openai")),
                new OllamaProvider(new OllamaSettings(List.of("http://localhost:1"), null, 4096, CallLimit.NONE)));
    }

    private static Endpoint endpoint(String name) {
        return new Endpoint(name, Side.CLOUD, "http://localhost:1", null, false, "no setting");
    }

    @ParameterizedTest
    @MethodSource("providers")
    void aMalformedAnswerIsReadOrBecomesAProblem(Provider provider) {
        ModelName model = new ModelName(provider.name(), "m");
        for (Golden golden : Golden.in(Provider.class, provider.name() + "/answers", ".sse", ".ndjson", ".json")) {
            boolean whole = golden.ending().equals(".json");
            String type = whole ? "application/json" : "text/event-stream";
            for (int seed = 0; seed < ROUNDS; seed++) {
                byte[] poisoned = poisoned(golden.bytes(), new RandomJson(seed));
                assertThatCode(() -> {
                            ReadAnswer answer = ReadAnswer.of(provider.reader(request(!whole), model, type), poisoned);
                            assertThat(whole ? answer.whole("a:b") : answer.stream("a:b", true))
                                    .isNotEmpty();
                        })
                        .as("%s with seed %d", golden, seed)
                        .doesNotThrowAnyException();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("providers")
    void aMalformedErrorBodyFallsBackToTheStatus(Provider provider) {
        byte[] error = "{\"error\":{\"type\":\"x\",\"message\":\"y\",\"code\":429,\"details\":{}},\"type\":\"error\"}"
                .getBytes(StandardCharsets.UTF_8);
        for (int seed = 0; seed < 400; seed++) {
            RandomJson random = new RandomJson(seed);
            UpstreamHead head = new UpstreamHead(400 + random.below(200), Map.of());
            assertThat(provider.problem(new ModelName("a", "b"), head, poisoned(error, random))
                            .status())
                    .isBetween(400, 599);
        }
    }

    @ParameterizedTest
    @MethodSource("providers")
    void aMalformedRequestIsTranslatedOrRejected(Provider provider) {
        ModelName model = new ModelName(provider.name(), "m");
        for (Golden golden : Golden.in(Provider.class, provider.name() + "/requests", ".request.json")) {
            for (int seed = 0; seed < ROUNDS; seed++) {
                byte[] twisted = Json.bytes(twisted(golden.bytes(), new RandomJson(seed)));
                assertThatCode(() -> translate(provider, model, twisted))
                        .as("%s with seed %d: %s", golden, seed, new String(twisted, StandardCharsets.UTF_8))
                        .doesNotThrowAnyException();
            }
        }
    }

    private static void translate(Provider provider, ModelName model, byte[] body) {
        try {
            ChatRequest request = ChatRequestReader.read("id", body, null, new Cancellation());
            Place place = provider.places(model).get(0);
            for (UpstreamRequest sent : List.of(
                    provider.translate(Questions.named(request), place),
                    provider.translate(Questions.chosen(request), place))) {
                assertThat(Json.objectOrNull(sent.body())).isNotNull();
            }
        } catch (Problem refused) {
            // 503: what the model can see is not known.
            assertThat(refused.status()).isIn(400, 503);
        }
    }

    /** A piece is left out, put twice, or replaced by poison. */
    private static byte[] poisoned(byte[] bytes, RandomJson random) {
        int from = random.below(bytes.length + 1);
        int to = Math.min(bytes.length, from + random.below(4));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(bytes, 0, from);
        switch (random.below(4)) {
            case 0 -> out.writeBytes(Arrays.copyOfRange(bytes, Math.max(0, from - random.below(200)), from));
            case 1 -> to = Math.min(bytes.length, from + random.below(200));
            default -> out.writeBytes(random.oneOf(POISONS));
        }
        out.write(bytes, to, bytes.length - to);
        return out.toByteArray();
    }

    /** One value, anywhere in it, is another one. */
    private static JsonNode twisted(byte[] json, RandomJson random) {
        ObjectNode request = Json.objectOrNull(json);
        assertThat(request).isNotNull();
        List<JsonNode> containers = new ArrayList<>();
        collect(request, containers);
        JsonNode in = containers.get(random.below(containers.size()));
        if (in instanceof ArrayNode array && !array.isEmpty()) {
            array.set(random.below(array.size()), random.value(3));
        } else if (in instanceof ObjectNode object && !object.isEmpty()) {
            List<String> names = new ArrayList<>();
            object.fieldNames().forEachRemaining(names::add);
            object.set(names.get(random.below(names.size())), random.value(3));
        }
        return request;
    }

    private static void collect(JsonNode node, List<JsonNode> containers) {
        if (node.isContainerNode()) {
            containers.add(node);
            node.forEach(child -> collect(child, containers));
        }
    }

    private static ChatRequest request(boolean streaming) {
        String body = "{\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"stream\":" + streaming
                + ",\"stream_options\":{\"include_usage\":true}}";
        return ChatRequestReader.read("id", body.getBytes(StandardCharsets.UTF_8), null, new Cancellation());
    }
}
