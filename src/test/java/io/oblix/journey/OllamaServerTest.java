package io.oblix.journey;

import static io.oblix.fixture.TestServer.header;
import static io.oblix.fixture.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.fixture.Await;
import io.oblix.fixture.ScriptedOllama;
import io.oblix.fixture.ScriptedOllama.Refusal;
import io.oblix.fixture.TestServer;
import io.oblix.simulator.Fault;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a real Ollama does that its documentation does not say. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OllamaServerTest {

    private static final String PICTURE =
            "[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"What is it?\"},"
                    + "{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:image/png;base64,iVBORw0KGgo=\"}}]}]";
    private static final String TOOLS = "[{\"type\":\"function\",\"function\":{\"name\":\"f\","
            + "\"parameters\":{\"type\":\"object\",\"properties\":{}}}}]";
    private static final String TEXT = "[{\"role\":\"user\",\"content\":\"Hello\"}]";

    private static final String WEIGHTS =
            "\"modelfile\":\"# FROM x\\nFROM /models/blobs/sha256-dde5aa\\nSYSTEM Be brief\"";

    @TempDir
    private Path policies;

    private ScriptedOllama host;
    private TestServer server;

    @BeforeAll
    void start() throws IOException {
        host = ScriptedOllama.silent(
                        "blind:latest",
                        "copy:latest",
                        "old:latest",
                        // Asked once only, so that no earlier answer says that they are in memory.
                        "grows:latest",
                        "full:latest",
                        "wide:latest",
                        "embed:latest",
                        "thinks:latest",
                        "max:latest",
                        "never:latest")
                .describes("blind:latest", "{\"capabilities\":[\"completion\"]," + WEIGHTS + "}")
                .describes("copy:latest", "{\"capabilities\":[\"completion\"]," + WEIGHTS + "}")
                .describes("old:latest", "{\"model_info\":{\"general.architecture\":\"llama\"}}")
                .describes("grows:latest", "{\"model_info\":{\"general.architecture\":\"llama\"}}")
                .describes("full:latest", "{\"model_info\":{\"general.architecture\":\"llama\"}}")
                .describes("wide:latest", "{\"model_info\":{\"general.architecture\":\"llama\"}}")
                .describes("embed:latest", "{\"capabilities\":[\"embedding\"]}")
                .describes("thinks:latest", "{\"capabilities\":[\"completion\",\"thinking\"]}")
                .describes("never:latest", "{\"capabilities\":[\"completion\",\"thinking\"]}")
                .describes("max:latest", "{\"capabilities\":[\"completion\",\"thinking\"]}");
        host.sendList();
        host.sendDetails();
        server = new TestServer(Map.of(
                "oblix.ollama.base-url",
                host.baseUrl(),
                "oblix.local-model",
                "ollama:library/Blind",
                // A failure would open the circuit.
                "oblix.breaker.window",
                "2",
                "oblix.breaker.failure-rate",
                "1"));
        Await.until(
                "the models' details",
                () -> server.chat(chat("ollama:blind", PICTURE, "")).statusCode() == 400
                        && server.chat(chat("ollama:old", PICTURE, "")).statusCode() == 200);
    }

    @BeforeEach
    void reset() {
        host.refusing(chat -> null);
        host.chats.clear();
        server.openai.heal();
    }

    @AfterAll
    void stop() {
        server.close();
        host.close();
    }

    private static String chat(String model, String messages, String more) {
        return "{\"model\":\"" + model + "\",\"messages\":" + messages + more + "}";
    }

    private static String error(HttpResponse<String> response) {
        return json(response).at("/error/message").asText();
    }

    private ObjectNode lastChat() {
        return host.chats.stream().reduce((before, after) -> after).orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ollama:blind",
                "blind",
                "auto:private",
                "ollama:Blind",
                "BLIND:latest",
                "ollama:library/blind",
                "ollama:registry.ollama.ai/library/blind:latest"
            })
    void aPictureForAModelThatCannotSeeIsRefused(String model) {
        for (String streamed : List.of("", ",\"stream\":true")) {
            HttpResponse<String> response = server.chat(chat(model, PICTURE, streamed));

            assertThat(response.statusCode()).isEqualTo(400);
            assertThat(error(response)).contains("cannot see pictures", "vision");
            assertThat(json(response).at("/error/type").asText()).isEqualTo("invalid_request_error");
        }
        assertThat(host.chats).isEmpty();
    }

    @Test
    void aPictureIsTheNextTargetsWhereThereIsOne() {
        HttpResponse<String> response = server.chat(chat("auto:local-first", PICTURE, ""));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(header(response, "x-oblix-target")).isEqualTo("cloud");
        assertThat(host.chats).isEmpty();
    }

    @Test
    void aFallbackThatCannotSeeIsNamedInTheError() {
        server.openai.failAlways(Fault.Status.of(413));
        HttpResponse<String> response = server.chat(chat("auto:cloud-first", PICTURE, ""));

        assertThat(response.statusCode()).isEqualTo(502);
        assertThat(error(response))
                .contains("openai:gpt-4o-mini", "HTTP 413", "ollama:library/Blind", "cannot see pictures");
        assertThat(host.chats).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"image_url\",\"image_url\":\"data:image/png;base64,iVBORw0KGgo=\"}",
                "{\"type\":\"file\",\"file\":{\"file_data\":\"data:image/png;base64,iVBORw0KGgo=\",\"filename\":\"a.png\"}}",
                "{\"type\":\"file\",\"file\":{\"file_data\":\"data:application/octet-stream;base64,iVBORw0KGgo=\"}}",
                "{\"type\":\"input_image\",\"image_url\":\"data:image/png;base64,iVBORw0KGgo=\"}",
                "{\"type\":\"input_image\",\"image_url\":{\"url\":\"data:image/png;base64,iVBORw0KGgo=\"}}",
                "{\"type\":\"image\",\"source\":{\"type\":\"base64\",\"media_type\":\"image/png\",\"data\":\"iVBORw0KGgo=\"}}",
                "{\"type\":\"image\",\"source\":{\"type\":\"base64\",\"data\":\"iVBORw0KGgo=\"}}"
            })
    void aPictureIsOneInEachPartThatMayHoldIt(String part) {
        String messages =
                "[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"What is it?\"}," + part + "]}]";

        HttpResponse<String> blind = server.chat(chat("ollama:blind", messages, ""));
        assertThat(blind.statusCode()).isEqualTo(400);
        assertThat(error(blind)).contains("cannot see pictures");
        assertThat(server.chat(chat("ollama:old", messages, "")).statusCode()).isEqualTo(200);
        assertThat(lastChat().at("/messages/0/images/0").asText()).isEqualTo("iVBORw0KGgo=");
        HttpResponse<String> chosen = server.chat(chat("auto", messages, ""));
        assertThat(header(chosen, "x-oblix-target")).isEqualTo("cloud");
    }

    @Test
    void aPictureForAModelThatWasJustPulledWaitsForItsAbilities() {
        host.pulls("new:latest", "{\"capabilities\":[\"completion\"]}")
                .pulls("sees:latest", "{\"capabilities\":[\"completion\",\"vision\"]}");
        for (String model : List.of("ollama:new", "ollama:Sees")) {
            HttpResponse<String> response = server.chat(chat(model, PICTURE, ""));
            if (response.statusCode() == 503) {
                assertThat(header(response, "retry-after")).isEqualTo("1");
                assertThat(error(response)).contains("not known yet whether it can see pictures");
            }
        }
        Await.until("a look", () -> server.chat(chat("ollama:new", PICTURE, "")).statusCode() == 400);
        assertThat(host.chats).noneMatch(chat -> chat.path("model").asText().equals("new"));
        Await.until(
                "the other's details",
                () -> server.chat(chat("ollama:Sees", PICTURE, "")).statusCode() == 200);
    }

    @Test
    void aPictureGoesElsewhereUntilTheAbilitiesAreKnown() throws IOException {
        try (ScriptedOllama slow = ScriptedOllama.silent("llama3.2:1b");
                TestServer other = TestServer.justStarted(Map.of("oblix.ollama.base-url", slow.baseUrl()))) {
            for (int look = 0; look < 2; look++) {
                HttpResponse<String> named = other.chat(chat("ollama:llama3.2:1b", PICTURE, ""));
                assertThat(named.statusCode()).isEqualTo(503);
                assertThat(header(named, "retry-after")).isEqualTo("1");
                assertThat(other.chat(chat("auto:local-first", PICTURE, "")).statusCode())
                        .isEqualTo(200);
                slow.sendList();
                Await.until("the list", slow::isAskedForDetails);
            }
            assertThat(slow.chats).isEmpty();

            slow.sendDetails();
            Await.until(
                    "what an old server does not tell",
                    () -> other.chat(chat("ollama:llama3.2:1b", PICTURE, "")).statusCode() == 200);
        }
    }

    @Test
    void whatAnOlderServerDoesNotTellIsLeftToIt() {
        assertThat(server.chat(chat("ollama:old", PICTURE, "")).statusCode()).isEqualTo(200);
        assertThat(server.chat(chat("ollama:old", TEXT, ",\"tools\":" + TOOLS)).statusCode())
                .isEqualTo(200);
        Await.until(
                "a list that still lacks it",
                () -> server.chat(chat("ollama:unlisted", PICTURE, "")).statusCode() == 200);
        assertThat(host.chats).hasSize(3);
    }

    @Test
    void otherAbilitiesThatAreMissingAreRefusedToo() {
        HttpResponse<String> tools = server.chat(chat("ollama:blind", TEXT, ",\"tools\":" + TOOLS));
        HttpResponse<String> chat = server.hello("ollama:embed");

        assertThat(tools.statusCode()).isEqualTo(400);
        assertThat(error(tools)).contains("cannot call tools");
        assertThat(chat.statusCode()).isEqualTo(400);
        assertThat(error(chat)).contains("cannot chat");
        assertThat(host.chats).isEmpty();
        assertThat(server.chat(chat("ollama:blind", TEXT, ",\"tool_choice\":\"none\",\"tools\":" + TOOLS))
                        .statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "500, invalid JSON schema in format",
        "500, Failed to create new sequence: failed to process inputs: image: unknown format",
        "500, template: :108:130: executing \"\" at <index $prop.Type 0>: error calling index"
    })
    void oneClientsMistakeClosesTheModelToNoOther(int status, String text) {
        host.refusing(chat -> new Refusal(status, text));
        for (int i = 1; i <= 5; i++) {
            HttpResponse<String> response = server.chat(chat("ollama:old", TEXT, ""));

            assertThat(response.statusCode()).isEqualTo(400);
            assertThat(error(response)).contains(text);
            assertThat(host.chats).hasSize(i);
        }
        host.refusing(chat -> null);
        assertThat(server.hello("ollama:old").statusCode()).isEqualTo(200);
    }

    @Test
    void whatOneModelCannotTakeAnotherMay() {
        host.refusing(chat -> new Refusal(500, "invalid JSON schema in format"));

        assertThat(server.target("auto:local-first")).isEqualTo("cloud");
        assertThat(host.chats).hasSize(1);
    }

    @Test
    void aPromptThatProvesLongerThanItsWindowGetsALargerOne() {
        host.refusing(chat -> chat.at("/options/num_ctx").asInt(4096) < 8192
                ? new Refusal(400, "the input length exceeds the context length")
                : null);
        HttpResponse<String> response = server.hello("ollama:grows");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(header(response, "x-oblix-attempts")).isEqualTo("2");
        assertThat(host.chats).hasSize(2);
    }

    @Test
    void aPromptThatFitsNoWindowIsRefusedAfterTheLargest() {
        host.refusing(chat -> new Refusal(400, "the input length exceeds the context length"));
        HttpResponse<String> response = server.hello("ollama:full");

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(json(response).at("/error/code").asText()).isEqualTo("context_length_exceeded");
        assertThat(error(response)).contains("maximum context length is 32768 tokens");
        assertThat(host.chats.stream().map(chat -> chat.at("/options/num_ctx").asInt()))
                .containsExactly(0, 8_192, 32_768);
    }

    @Test
    void aPromptThatFitsTheLargestWindowIsAnsweredInIt() {
        host.refusing(chat -> chat.at("/options/num_ctx").asInt(4096) < 20_000
                ? new Refusal(400, "the input length exceeds the context length")
                : null);

        assertThat(server.hello("ollama:wide").statusCode()).isEqualTo(200);
        assertThat(host.chats).hasSize(3);
    }

    @Test
    void aModelThatALoadFindsInMemoryIsLoaded() throws IOException {
        Files.writeString(policies.resolve("warm.camel.yaml"), """
            - route:
                from:
                  uri: direct:policy-warm
                  steps:
                    - to: decide:cloud?reason=local-model-is-cold&warm=true
            """);
        try (ScriptedOllama shared = ScriptedOllama.with("mine:latest")
                        .hasInMemory("other:latest", "{\"digest\":\"unknown\",\"context_length\":8192}");
                TestServer other = new TestServer(Map.of(
                        "oblix.ollama.base-url", shared.baseUrl(),
                        "oblix.local-model", "ollama:mine",
                        "oblix.routes-directory", policies.toString()))) {
            assertThat(other.target("auto:warm")).isEqualTo("cloud");

            Await.until(
                    "the model counts as loaded",
                    () -> other.health().at("/models/local/loaded").asBoolean());
            assertThat(shared.chats).isEmpty();
        }
    }

    @Test
    void aServerThatKnowsNoWordsForThinkGetsTrue() {
        host.refusing(chat -> chat.path("think").isTextual()
                ? new Refusal(400, "think value \"medium\" is not supported for this model")
                : null);
        for (int asked : List.of(2, 3)) {
            HttpResponse<String> response =
                    server.chat(chat("ollama:thinks", TEXT, ",\"reasoning_effort\":\"medium\""));

            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(header(response, "x-oblix-ignored-params")).isEqualTo("reasoning_effort");
            assertThat(host.chats).hasSize(asked);
            assertThat(lastChat().path("think").isBoolean()).isTrue();
        }
    }

    @Test
    void aModelThatRefusesToThinkAnswersWithoutIt() {
        host.refusing(chat -> chat.has("think") ? new Refusal(400, "\"never\" does not support thinking") : null);
        HttpResponse<String> response = server.chat(chat("ollama:never", TEXT, ",\"reasoning_effort\":\"low\""));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(header(response, "x-oblix-ignored-params")).isEqualTo("reasoning_effort");
        assertThat(host.chats).hasSize(2);
    }

    @Test
    void aServerThatDoesNotKnowTheHighestWordGetsTheNextOne() {
        host.refusing(chat -> chat.path("think").asText().equals("max")
                ? new Refusal(
                        400, "invalid think value: \"max\" (must be \"high\", \"medium\", \"low\", true, or false)")
                : null);
        HttpResponse<String> response = server.chat(chat("ollama:max", TEXT, ",\"reasoning_effort\":\"xhigh\""));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(lastChat().path("think").asText()).isEqualTo("high");
    }

    private boolean isLoaded() {
        return server.health().at("/models/local/loaded").asBoolean();
    }

    @Test
    void aModelIsLoadedUnderTheNameOfAnotherWithTheSameWeights() {
        host.hasInMemory("copy:latest", "{\"digest\":\"digest of copy:latest\",\"context_length\":16384}");
        try {
            Await.until("the model counts as loaded", this::isLoaded);
            server.hello("ollama:blind");

            assertThat(lastChat().at("/options/num_ctx").asInt()).isEqualTo(16_384);
        } finally {
            host.hasNothingInMemory();
        }
        Await.until("the model counts as cold", () -> !isLoaded());
    }

    @Test
    void aModelThatAnswersWithoutALoadIsLoaded() {
        host.hasInMemory("other:latest", "{\"digest\":\"unknown\",\"context_length\":8192}");
        try {
            host.loadsIn(3_000_000_000L);
            server.hello("ollama:blind");
            assertThat(isLoaded()).isFalse();

            host.loadsIn(40_000_000);
            server.hello("ollama:blind");
            Await.until("the model counts as loaded", this::isLoaded);
        } finally {
            host.hasNothingInMemory().loadsIn(0);
        }
    }

    @Test
    void aServerThatDoesNotSayWhatItHasInMemoryRuns() throws IOException {
        try (ScriptedOllama busy = ScriptedOllama.with("llama3.2:1b").holdsMemory();
                TestServer other = TestServer.justStarted(Map.of("oblix.ollama.base-url", busy.baseUrl()))) {
            Await.until("the list of models", () -> other.hello("llama3.2:1b").statusCode() == 200);

            assertThat(other.health().at("/models/local/state").asText()).isEqualTo("available");
            busy.sendMemory();
        }
    }
}
