package io.oblix.provider.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.Cancellation;
import io.oblix.chat.ModelName;
import io.oblix.chat.Place;
import io.oblix.chat.Side;
import io.oblix.dialect.chat.ChatRequestReader;
import io.oblix.fixture.Questions;
import io.oblix.json.Json;
import io.oblix.provider.Endpoint;
import io.oblix.upstream.UpstreamRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A model chosen by a policy is not sent what it rejects; a model named by the client gets the request unchanged. */
class OpenAiChosenModelTest {

    private static final String OPENAI = "https://api.openai.com/v1";
    private static final String OTHER = "http://localhost:1/v1";
    private static final String SAMPLING = "\"temperature\":0.2,\"top_p\":0.5,\"logprobs\":true,\"top_logprobs\":2,"
            + "\"presence_penalty\":1,\"frequency_penalty\":1,\"logit_bias\":{\"1\":1},\"stop\":\"x\",\"seed\":7";
    private static final String TOOLS = "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"clock\"}}]";

    private record Sent(JsonNode body, List<String> ignored) {}

    @ParameterizedTest
    @ValueSource(strings = {"o1", "o3", "o4-mini", "gpt-5", "gpt-5-mini", "gpt-5.6-sol", "gpt-6", "openai/o3"})
    void reasoningModelsGetNoSamplingParameters(String model) {
        Sent sent = chosen(model, OPENAI, SAMPLING);

        assertThat(sent.ignored)
                .containsExactly(
                        "frequency_penalty",
                        "logit_bias",
                        "logprobs",
                        "presence_penalty",
                        "stop",
                        "temperature",
                        "top_logprobs",
                        "top_p");
        assertThat(sent.body.fieldNames()).toIterable().containsExactly("seed", "messages", "model");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gpt-4.1", "gpt-4o-mini", "gpt-5-chat-latest", "gpt-5.1-chat", "gpt-oss-20b", "omni"})
    void otherModelsGetSamplingParameters(String model) {
        Sent sent = chosen(model, OPENAI, SAMPLING);

        assertThat(sent.ignored).isEmpty();
        assertThat(sent.body.has("temperature")).isTrue();
    }

    @Test
    void reasoningModelsWithoutEffortGetSamplingParameters() {
        assertThat(chosen("gpt-5.1", OPENAI, "\"reasoning_effort\":\"none\"," + SAMPLING).ignored)
                .isEmpty();
        assertThat(chosen("gpt-5", OPENAI, "\"reasoning_effort\":\"none\"," + SAMPLING).ignored)
                .isNotEmpty();
    }

    @Test
    void aModelNamedByTheClientGetsTheRequestUnchanged() {
        Sent sent = named("o3", OPENAI, SAMPLING + ",\"thinking\":{}");

        assertThat(sent.ignored).isEmpty();
        assertThat(sent.body.has("temperature")).isTrue();
        assertThat(sent.body.has("thinking")).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "gpt-5.4, none",
        "gpt-5.6-sol, none",
        "gpt-6, none",
        "gpt-5.3, high",
        "gpt-5, high",
        "o3, high",
        "gpt-6-astra, high",
        "gpt-6.1-sol, high"
    })
    void modelsThatCallToolsOnlyWithoutReasoningGetEffortNone(String model, String effort) {
        Sent sent = chosen(model, OPENAI, "\"reasoning_effort\":\"high\"," + TOOLS);

        assertThat(sent.body.path("reasoning_effort").asText()).isEqualTo(effort);
        assertThat(sent.ignored).isEqualTo(effort.equals("none") ? List.of("reasoning_effort") : List.of());
        assertThat(sent.body.has("tools")).isTrue();
    }

    @Test
    void aModelWithoutReasoningGetsNoEffort() {
        assertThat(chosen("gpt-4.1", OPENAI, "\"reasoning_effort\":\"low\"").ignored)
                .containsExactly("reasoning_effort");
        assertThat(chosen("qwen3", OTHER, "\"reasoning_effort\":\"low\"").ignored)
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "o3, https://api.openai.com/v1, max_completion_tokens",
        "gpt-4.1, https://api.openai.com/v1, max_completion_tokens",
        "qwen3, http://localhost:1/v1, max_tokens",
        "openai/o3, http://localhost:1/v1, max_completion_tokens"
    })
    void theTokenLimitHasTheNameThatTheServerKnows(String model, String baseUrl, String name) {
        for (String asked : List.of("max_tokens", "max_completion_tokens")) {
            JsonNode body = named(model, baseUrl, "\"" + asked + "\":7").body;
            assertThat(body.path(name).asInt()).isEqualTo(7);
            assertThat(body.has("max_tokens") && body.has("max_completion_tokens"))
                    .isFalse();
        }
    }

    @Test
    void fieldsOfOtherProvidersAreRemoved() {
        Sent sent = chosen("gpt-4.1", OPENAI, "\"thinking\":{\"type\":\"enabled\"},\"top_k\":40,\"min_p\":null");

        assertThat(sent.ignored).containsExactly("thinking", "top_k");
        assertThat(sent.body.has("min_p")).isFalse();
        assertThat(chosen("qwen3", OTHER, "\"thinking\":{},\"top_k\":40").ignored)
                .containsExactly("thinking");
    }

    @ParameterizedTest
    @CsvSource({
        "o3, https://api.openai.com/v1, developer, developer",
        "o1-mini, https://api.openai.com/v1, user, user",
        "gpt-4.1, https://api.openai.com/v1, system, developer",
        "qwen3, http://localhost:1/v1, system, system"
    })
    void instructionsHaveTheRoleThatTheModelKnows(String model, String baseUrl, String system, String developer) {
        String messages = "[{\"role\":\"system\",\"content\":\"a\"},{\"role\":\"developer\",\"content\":\"b\"}]";
        JsonNode sent = chosen(model, baseUrl, "\"messages\":" + messages).body.path("messages");

        assertThat(sent.at("/0/role").asText()).isEqualTo(system);
        assertThat(sent.at("/1/role").asText()).isEqualTo(developer);
    }

    @Test
    void aConversationWithAnotherModelIsMadeAcceptable() {
        String history = """
            [{"role":"user","content":[{"type":"text","text":"a","cache_control":{"type":"ephemeral"}}]},
             {"role":"assistant","content":"b","reasoning_content":"c","annotations":[],
              "thinking_blocks":[{"type":"thinking","thinking":"c","signature":"d"}]},
             {"role":"assistant","content":null,"refusal":"No."},
             {"role":"assistant","content":null,"tool_calls":[]},
             {"role":"assistant","content":null,"tool_calls":[{"id":"toolu_1","type":"function",
              "function":{"name":"clock","arguments":"{}"}}]},
             {"role":"tool","tool_call_id":"toolu_1","content":""}]\
            """;
        assertThat(Json.bytes(chosen("gpt-4.1", OPENAI, "\"messages\":" + history)
                        .body
                        .path("messages")))
                .asString()
                .isEqualToIgnoringWhitespace("""
                    [{"role":"user","content":[{"type":"text","text":"a"}]},
                     {"role":"assistant","content":"b","annotations":[]},
                     {"role":"assistant","content":"No."},
                     {"role":"assistant","content":""},
                     {"role":"assistant","content":null,"tool_calls":[{"id":"toolu_1","type":"function",
                      "function":{"name":"clock","arguments":"{}"}}]},
                     {"role":"tool","tool_call_id":"toolu_1","content":""}]\
                    """);
        // Some servers want their models' thinking back.
        assertThat(chosen("deepseek-reasoner", OTHER, "\"messages\":" + history)
                        .body
                        .toString())
                .contains("reasoning_content")
                .doesNotContain("thinking_blocks");
    }

    @Test
    void openAiNeverGetsFieldsOfAGatewaysAnswers() {
        String history = "\"messages\":[{\"role\":\"assistant\",\"content\":\"b\",\"reasoning_content\":\"c\"}]";

        assertThat(named("gpt-4.1", OPENAI, history).body.toString()).doesNotContain("reasoning_content");
        assertThat(named("gpt-4.1", OTHER, history).body.toString()).contains("reasoning_content");
    }

    @Test
    void toolCallsOfOtherModelsGetIdsThatOpenAiAccepts() {
        String call = "{\"type\":\"function\",\"function\":{\"name\":\"clock\",\"arguments\":\"{}\"}";
        String tooLong = "toolu_" + "x".repeat(60);
        String history = "\"messages\":[{\"role\":\"user\",\"content\":\"a\"},"
                + "{\"role\":\"assistant\",\"tool_calls\":[" + call + ",\"id\":null}," + call + "},"
                + call + ",\"id\":\"" + tooLong + "\"}]},"
                + "{\"role\":\"tool\",\"content\":\"1\"},"
                + "{\"role\":\"tool\",\"tool_call_id\":\"" + tooLong + "\",\"content\":\"3\"},"
                + "{\"role\":\"tool\",\"tool_call_id\":\"its-own\",\"content\":\"2\"}]";

        JsonNode messages = named("gpt-4.1", OPENAI, history).body.path("messages");

        assertThat(messages.get(1).path("tool_calls").findValuesAsText("id"))
                .containsExactly(
                        messages.get(2).path("tool_call_id").asText(),
                        messages.get(4).path("tool_call_id").asText(),
                        messages.get(3).path("tool_call_id").asText())
                .doesNotHaveDuplicates()
                .allMatch(id -> !id.isEmpty() && id.length() <= 40);
        assertThat(named("gpt-4.1", OPENAI, history).body.path("messages"))
                .as("the next time")
                .isEqualTo(messages);
        assertThat(chosen("qwen3", OTHER, history)
                        .body
                        .at("/messages/1/tool_calls")
                        .findValuesAsText("id"))
                .hasSize(3);
    }

    @Test
    void argumentsGivenAsAnObjectBecomeText() {
        String history = "\"messages\":[{\"role\":\"assistant\",\"tool_calls\":[{\"id\":\"a\",\"type\":\"function\","
                + "\"function\":{\"name\":\"clock\",\"arguments\":{\"at\":1.50}}}]}]";

        assertThat(chosen("gpt-4.1", OPENAI, history)
                        .body
                        .at("/messages/0/tool_calls/0/function/arguments")
                        .textValue())
                .isEqualTo("{\"at\":1.50}");
    }

    @Test
    void theEffortOfTheResponsesApiIsRenamed() {
        Sent sent = chosen("o3", OPENAI, "\"reasoning\":{\"effort\":\"high\"}");

        assertThat(sent.body.path("reasoning_effort").asText()).isEqualTo("high");
        assertThat(sent.body.has("reasoning")).isFalse();
        assertThat(chosen("o3", OPENAI, "\"reasoning\":{\"summary\":\"auto\"}").ignored)
                .containsExactly("reasoning");
    }

    @Test
    void aLimitAboveTheModelsOwnIsLowered() {
        Sent sent = chosen("gpt-4o-mini-2024-07-18", OPENAI, "\"max_tokens\":64000");

        assertThat(sent.body.path("max_completion_tokens").asInt()).isEqualTo(16_384);
        assertThat(sent.ignored).containsExactly("max_tokens");
        assertThat(chosen("gpt-9", OPENAI, "\"max_tokens\":640000")
                        .body
                        .path("max_completion_tokens")
                        .asInt())
                .isEqualTo(640_000);
        assertThat(named("gpt-4o-mini", OPENAI, "\"max_tokens\":64000").ignored).isEmpty();
    }

    @Test
    void cacheMarksAreRemovedAndListed() {
        String marked =
                "\"messages\":[{\"role\":\"user\",\"content\":\"a\",\"cache_control\":{\"type\":\"ephemeral\"}}]";

        assertThat(chosen("gpt-4.1", OPENAI, marked).ignored).containsExactly("cache_control");
    }

    @ParameterizedTest
    @CsvSource({
        "https://api.openai.com/v1, true",
        "https://api.openai.com, true",
        "https://api.openai.com:443/v1, true",
        "https://eu.api.openai.com/v1, true",
        "https://us.api.openai.com/v1, true",
        "https://notapi.openai.com/v1, false",
        "https://api.openai.com.example.com/v1, false",
        "http://api.openai.com/v1, false",
        "http://localhost:1/v1, false"
    })
    void regionalAddressesCountAsOpenAi(String baseUrl, boolean openAi) {
        assertThat(OpenAiType.isOpenAi(baseUrl)).isEqualTo(openAi);
        assertThat(named("gpt-4.1", baseUrl, "\"max_tokens\":7").body.has("max_completion_tokens"))
                .isEqualTo(openAi);
    }

    private static Sent chosen(String model, String baseUrl, String fields) {
        return sent(true, model, baseUrl, fields);
    }

    private static Sent named(String model, String baseUrl, String fields) {
        return sent(false, model, baseUrl, fields);
    }

    private static Sent sent(boolean ourChoice, String model, String baseUrl, String fields) {
        String messages =
                fields.contains("\"messages\"") ? "" : ",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]";
        var request = ChatRequestReader.read(
                "id", ("{" + fields + messages + "}").getBytes(StandardCharsets.UTF_8), null, new Cancellation());
        ObjectNode before = request.body().deepCopy();
        OpenAiProvider openAi =
                new OpenAiProvider(new Endpoint("openai", Side.CLOUD, baseUrl, null, false, "no setting"));
        UpstreamRequest sent = openAi.translate(
                ourChoice ? Questions.chosen(request) : Questions.named(request),
                new Place(new ModelName("openai", model), baseUrl));
        assertThat(request.body())
                .as("the client's request, which may be sent to others")
                .isEqualTo(before);
        return new Sent(Objects.requireNonNull(Json.objectOrNull(sent.body())), sent.ignoredParams());
    }
}
