package io.oblix.journey;

import static io.oblix.fixture.TestServer.header;
import static io.oblix.fixture.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.openai.core.http.StreamResponse;
import com.openai.models.completions.Completion;
import com.openai.models.completions.CompletionCreateParams;
import io.oblix.fixture.TestServer;
import io.oblix.json.Json;
import io.oblix.simulator.Fault;
import io.oblix.simulator.SimulatedAnswer;
import io.oblix.simulator.SimulatedProvider;
import io.oblix.simulator.SimulatedRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Completions over HTTP, whole and streamed: native where the provider has them, as a chat where it does not. */
class CompletionsTest {

    private static final String CODER = "ollama:qwen2.5-coder:1.5b-base";
    private static final String LLAMA = "ollama:llama3.2:1b";
    private static final String INSTRUCT = "openai:gpt-3.5-turbo-instruct";
    private static final String CHAT = "openai:gpt-4o-mini";
    private static final String CLAUDE = "claude:claude-sonnet-4-5";

    private static final SimulatedProvider OLLAMA =
            SimulatedProvider.ollama().withModels("llama3.2:1b", "qwen2.5-coder:1.5b-base");

    @RegisterExtension
    static final TestServer SERVER = new TestServer(Map.of("oblix.ollama.base-url", OLLAMA.baseUrl()));

    @BeforeEach
    void heal() {
        OLLAMA.heal();
        OLLAMA.answering(request -> SimulatedAnswer.of("You asked: " + request.question(), 10));
    }

    @AfterAll
    static void close() {
        OLLAMA.close();
    }

    private static HttpResponse<String> complete(String json, String... headers) {
        return SERVER.post("/v1/completions", json, headers);
    }

    private static String request(String model, String more) {
        return "{\"model\":\"" + model + "\",\"prompt\":\"Say hello\"" + more + "}";
    }

    private static SimulatedRequest last(SimulatedProvider provider) {
        List<SimulatedRequest> all = provider.chatRequests();
        return all.get(all.size() - 1);
    }

    private static SimulatedProvider provider(String model) {
        return model.startsWith("ollama:") ? OLLAMA : SERVER.provider(model);
    }

    /** The JSON of each event of a stream, up to its end. */
    private static List<ObjectNode> events(HttpResponse<String> stream) {
        List<ObjectNode> events = new ArrayList<>();
        String[] lines = stream.body().split("\n\n");
        for (String line : lines) {
            if (line.startsWith("data: {")) {
                events.add(Objects.requireNonNull(
                        Json.objectOrNull(line.substring(6).getBytes(StandardCharsets.UTF_8))));
            }
        }
        assertThat(lines[lines.length - 1]).isEqualTo("data: [DONE]");
        return events;
    }

    @ParameterizedTest
    @ValueSource(strings = {LLAMA, CODER, INSTRUCT, CHAT, CLAUDE, "auto", "auto:cloud-first", ""})
    void eachModelCompletesWhole(String model) {
        HttpResponse<String> response = complete(request(model, ",\"max_tokens\":20"));

        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        ObjectNode body = json(response);
        assertThat(body.path("object").asText()).isEqualTo("text_completion");
        assertThat(body.path("id").asText()).startsWith("cmpl-");
        JsonNode choice = body.path("choices").path(0);
        assertThat(choice.path("text").asText()).isEqualTo("You asked: Say hello");
        assertThat(choice.path("index").asInt()).isZero();
        assertThat(choice.path("finish_reason").asText()).isEqualTo("stop");
        assertThat(choice.get("logprobs").isNull()).isTrue();
        assertThat(body.path("usage").path("prompt_tokens").asInt()).isEqualTo(10);
        if (model.startsWith("auto") || model.isEmpty()) {
            assertThat(header(response, "x-oblix-policy"))
                    .startsWith(model.isEmpty() ? "auto" : "auto".equals(model) ? "auto" : "cloud-first");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {LLAMA, INSTRUCT, CHAT, CLAUDE, "auto"})
    void eachModelCompletesInAStream(String model) {
        for (boolean counted : new boolean[] {false, true}) {
            HttpResponse<String> response = complete(request(
                    model, ",\"stream\":true" + (counted ? ",\"stream_options\":{\"include_usage\":true}" : "")));

            assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
            List<ObjectNode> events = events(response);
            StringBuilder text = new StringBuilder();
            String finish = null;
            for (ObjectNode event : events) {
                assertThat(event.path("object").asText()).isEqualTo("text_completion");
                for (JsonNode choice : event.path("choices")) {
                    assertThat(finish).isNull();
                    text.append(choice.path("text").asText());
                    finish = choice.path("finish_reason").isNull()
                            ? null
                            : choice.path("finish_reason").asText();
                }
                if (!counted) {
                    assertThat(event.has("usage")).isFalse();
                }
            }
            assertThat(text).hasToString("You asked: Say hello");
            assertThat(finish).isEqualTo("stop");
            ObjectNode end = events.get(events.size() - 1);
            assertThat(end.path("choices").isEmpty()).isEqualTo(counted);
            assertThat(end.path("usage").path("prompt_tokens").asInt()).isEqualTo(counted ? 10 : 0);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {LLAMA, INSTRUCT, CHAT, CLAUDE})
    void openAisClientReadsBoth(String model) {
        CompletionCreateParams params = CompletionCreateParams.builder()
                .model(model)
                .prompt("Say hello")
                .maxTokens(20)
                .build();

        Completion whole = SERVER.client().completions().create(params);
        whole.validate();
        assertThat(whole.choices().get(0).text()).isEqualTo("You asked: Say hello");
        StringBuilder text = new StringBuilder();
        try (StreamResponse<Completion> stream = SERVER.client().completions().createStreaming(params)) {
            stream.stream()
                    .flatMap(completion -> completion.choices().stream())
                    .forEach(choice -> text.append(choice.text()));
        }
        assertThat(text).hasToString("You asked: Say hello");
    }

    @Test
    void ollamaGetsThePromptAndNoChat() {
        complete(
                request(
                        LLAMA,
                        ",\"max_tokens\":7,\"temperature\":0.5,\"stop\":[\"x\"],\"seed\":3,\"user\":\"u\",\"logit_bias\":{\"1\":2}"));

        ObjectNode sent = last(OLLAMA).body();
        assertThat(last(OLLAMA).path()).isEqualTo("/api/generate");
        assertThat(sent.path("prompt").asText()).isEqualTo("Say hello");
        assertThat(sent.has("messages")).isFalse();
        assertThat(sent.has("raw")).isFalse();
        assertThat(sent.path("truncate").asBoolean(true)).isFalse();
        assertThat(sent.path("options").path("num_predict").asInt()).isEqualTo(7);
        assertThat(sent.path("options").path("temperature").asDouble()).isEqualTo(0.5);
        assertThat(sent.path("options").path("stop").path(0).asText()).isEqualTo("x");
        assertThat(sent.path("options").path("seed").asInt()).isEqualTo(3);
    }

    @Test
    void openAisOwnLimitOfSixteenTokensIsNotAddedForOllama() {
        complete(request(LLAMA, ",\"raw\":true"));

        assertThat(last(OLLAMA).body().path("options").has("num_predict")).isFalse();
        assertThat(last(OLLAMA).body().path("raw").asBoolean()).isTrue();
    }

    @Test
    void theClientsOwnBytesGoToAModelThatCompletes() {
        String rest = ",\"suffix\":\"end\",\"n\":2,\"logprobs\":3,\"echo\":false,\"best_of\":2,\"new_field\":[1.0]}";
        HttpResponse<String> response = complete("{\"model\":\"" + INSTRUCT + "\",\"prompt\":[\"a\",\"b\"]" + rest);

        assertThat(json(response).path("choices")).hasSize(4);
        assertThat(last(SERVER.openai).body())
                .isEqualTo(Json.objectOrNull(("{\"model\":\"gpt-3.5-turbo-instruct\",\"prompt\":[\"a\",\"b\"]" + rest)
                        .getBytes(StandardCharsets.UTF_8)));
        assertThat(header(response, "x-oblix-ignored-params")).isEmpty();
    }

    @Test
    void aGapIsFilledByAModelThatInserts() {
        HttpResponse<String> response = complete(request(CODER, ",\"suffix\":\"return x\""));

        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(last(OLLAMA).body().path("suffix").asText()).isEqualTo("return x");
        assertThat(events(complete(request(CODER, ",\"stream\":true,\"suffix\":\"return x\""))))
                .isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {LLAMA, CHAT, CLAUDE, "auto"})
    void aGapIsRefusedByAModelThatDoesNot(String model) {
        int before = OLLAMA.chatCount() + SERVER.chatCount();
        HttpResponse<String> response = complete(request(model, ",\"suffix\":\"return x\""));

        assertThat(response.statusCode()).isEqualTo(400);
        JsonNode error = json(response).path("error");
        assertThat(error.path("param").asText()).isEqualTo("suffix");
        assertThat(error.path("message").asText()).contains("qwen2.5-coder");
        assertThat(OLLAMA.chatCount() + SERVER.chatCount()).isEqualTo(before);
    }

    @Test
    void aPolicyTakesTheSideThatCanFillAGap() throws Exception {
        try (TestServer server = new TestServer(Map.of("oblix.cloud-model", INSTRUCT))) {
            HttpResponse<String> response =
                    server.post("/v1/completions", request("auto:local-first", ",\"suffix\":\"end\""));

            assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
            assertThat(header(response, "x-oblix-model")).isEqualTo(INSTRUCT);
            assertThat(header(response, "x-oblix-fallback")).isEqualTo("true");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"n\":2 | n",
                "\"logprobs\":1 | logprobs",
                "\"echo\":true | echo",
                "\"best_of\":2 | best_of",
                "\"max_tokens\":0 | max_tokens"
            })
    void aModelThatOnlyChatsRefusesWhatAChatCannotSay(String field, String param) {
        for (String model : List.of(CHAT, CLAUDE)) {
            HttpResponse<String> response = complete(request(model, "," + field));
            assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
            assertThat(json(response).path("error").path("param").asText()).isEqualTo(param);
            assertThat(complete(request(INSTRUCT, "," + field)).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void severalPromptsAndAnswersOfOllamaComeInOrder() {
        int before = OLLAMA.chatCount();
        HttpResponse<String> response =
                complete("{\"model\":\"" + LLAMA + "\",\"prompt\":[\"a\",\"b\"],\"n\":2,\"echo\":true}");

        ObjectNode body = json(response);
        assertThat(body.path("choices")).as(response.body()).hasSize(4);
        for (int i = 0; i < 4; i++) {
            String prompt = i < 2 ? "a" : "b";
            assertThat(body.path("choices").get(i).path("index").asInt()).isEqualTo(i);
            assertThat(body.path("choices").get(i).path("text").asText()).isEqualTo(prompt + "You asked: " + prompt);
            assertThat(body.path("choices").get(i).path("finish_reason").asText())
                    .isEqualTo("stop");
        }
        assertThat(body.path("usage").path("prompt_tokens").asInt()).isEqualTo(40);
        assertThat(OLLAMA.chatCount() - before).isEqualTo(4);
        assertThat(header(response, "x-oblix-attempts")).isEqualTo("4");
    }

    @Test
    void severalPromptsInAStreamOfOllamaAreRefused() {
        HttpResponse<String> response =
                complete("{\"model\":\"" + LLAMA + "\",\"prompt\":[\"a\",\"b\"],\"stream\":true}");

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(json(response).path("error").path("param").asText()).isEqualTo("prompt");
    }

    @Test
    void echoComesFirstInAStream() {
        List<ObjectNode> events = events(complete(request(LLAMA, ",\"stream\":true,\"echo\":true")));

        assertThat(events.get(0).path("choices").path(0).path("text").asText()).isEqualTo("Say hello");
    }

    @Test
    void aServerWithoutCompletionsIsAskedAsAChatFromThenOn() throws Exception {
        try (SimulatedProvider other = SimulatedProvider.openAi().withModels("small");
                TestServer server = new TestServer(Map.of("oblix.provider.other.base-url", other.baseUrl()))) {
            for (int i = 0; i < 2; i++) {
                HttpResponse<String> response =
                        server.post("/completions", request("other:small", i == 0 ? "" : ",\"stream\":true"));
                assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
                assertThat(response.body()).contains("text_completion", "asked");
            }
            assertThat(other.chatRequests())
                    .extracting(SimulatedRequest::path)
                    .containsExactly("/v1/completions", "/v1/chat/completions", "/v1/chat/completions");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {LLAMA, INSTRUCT, CHAT})
    void aStreamThatBreaksOffEndsInAnErrorAndIsNotPassedOffAsWhole(String model) {
        provider(model).failAlways(new Fault.Cut(1));

        HttpResponse<String> response = complete(request(model, ",\"stream\":true"));

        assertThat(response.body()).contains("\"error\"").doesNotContain("[DONE]", "\"finish_reason\":\"stop\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {LLAMA, INSTRUCT, CHAT})
    void aFailureBeforeTheFirstWordIsHidden(String model) {
        provider(model).failNext(Fault.Status.of(500));

        assertThat(complete(request(model, "")).statusCode()).isEqualTo(200);
    }

    @Test
    void anotherSideStandsInForTheOneThatFails() {
        OLLAMA.failAlways(new Fault.Hangup());

        HttpResponse<String> response = complete(request("auto:local-first", ""));

        assertThat(json(response).path("choices").path(0).path("text").asText()).isEqualTo("You asked: Say hello");
        assertThat(header(response, "x-oblix-fallback")).isEqualTo("true");
        assertThat(complete(request("auto:local-first", ""), "X-Oblix-Privacy", "local-only")
                        .statusCode())
                .isGreaterThanOrEqualTo(500);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"prompt\":5}                               | prompt      | an integer",
                "{\"prompt\":[]}                              | prompt      | empty array",
                "{\"prompt\":{}}                              | prompt      | an object",
                "{\"prompt\":[\"a\",1]}                       | prompt[1]   | an integer",
                "{\"prompt\":[[1],\"a\"]}                     | prompt[1]   | a string",
                "{\"prompt\":[1,\"a\"]}                       | prompt[1]   | a string",
                "{\"prompt\":[null]}                          | prompt[0]   | null",
                "{\"prompt\":\"a\",\"max_tokens\":-1}         | max_tokens  | Expected a value >= 0, but got -1 instead",
                "{\"prompt\":\"a\",\"max_tokens\":\"5\"}      | max_tokens  | a string",
                "{\"prompt\":\"a\",\"temperature\":3}         | temperature | Expected a value <= 2",
                "{\"prompt\":\"a\",\"n\":0}                   | n           | Expected a value >= 1",
                "{\"prompt\":\"a\",\"n\":129}                 | n           | Expected a value <= 128",
                "{\"prompt\":\"a\",\"n\":3,\"best_of\":2}     | best_of     | less than 'n'",
                "{\"prompt\":\"a\",\"logprobs\":6}            | logprobs    | Expected a value <= 5",
                "{\"prompt\":\"a\",\"logprobs\":true}         | logprobs    | a boolean",
                "{\"prompt\":\"a\",\"echo\":1}                | echo        | an integer",
                "{\"prompt\":\"a\",\"stream\":1}              | stream      | an integer",
                "{\"prompt\":\"a\",\"suffix\":1}              | suffix      | an integer",
                "{\"prompt\":\"a\",\"stop\":1}                | stop        | an integer",
                "{\"prompt\":\"a\",\"stream_options\":1}      | stream_options | an integer",
                "{\"prompt\":null}                            | prompt      | An empty prompt",
                "{}                                           | prompt      | An empty prompt",
                "{\"prompt\":\"\"}                            | prompt      | An empty prompt",
                "{\"prompt\":[1,2]}                           | prompt      | token numbers"
            })
    void aMistakeIsNamed(String body, String param, String message) {
        HttpResponse<String> response = complete(body);

        assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
        JsonNode error = json(response).path("error");
        assertThat(error.path("type").asText()).isEqualTo("invalid_request_error");
        assertThat(error.path("param").asText()).isEqualTo(param);
        assertThat(error.path("message").asText()).contains(message);
    }

    @Test
    void fieldsThatAChatHasNoPlaceForAreNamed() {
        assertThat(header(complete(request(CHAT, ",\"unknown\":5")), "x-oblix-ignored-params"))
                .isEqualTo("unknown");
        assertThat(header(complete(request(LLAMA, ",\"unknown\":5")), "x-oblix-ignored-params"))
                .isEqualTo("unknown");
    }

    @Test
    void anUnknownModelIsNotFound() {
        HttpResponse<String> response = complete(request("no-such-model", ""));

        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(json(response).path("error").path("code").asText()).isEqualTo("model_not_found");
    }
}
