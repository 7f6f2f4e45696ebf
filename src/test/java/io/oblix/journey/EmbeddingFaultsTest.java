package io.oblix.journey;

import static io.oblix.fixture.Embedders.OLLAMAS;
import static io.oblix.fixture.Embedders.OPENAIS;
import static io.oblix.fixture.Embedders.request;
import static io.oblix.fixture.TestServer.header;
import static io.oblix.fixture.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.oblix.fixture.Asked;
import io.oblix.fixture.Embedders;
import io.oblix.fixture.Parallel;
import io.oblix.fixture.TestServer;
import io.oblix.simulator.ClientApi;
import io.oblix.simulator.Fault;
import io.oblix.simulator.FaultCatalogue;
import io.oblix.simulator.Heard;
import io.oblix.simulator.SimulatedProvider;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Embeddings where a provider fails: the same model is asked again, at another of its hosts too, and no other model is. */
class EmbeddingFaultsTest {

    private static final Embedders EMBEDDERS = new Embedders();
    private static final SimulatedProvider OLLAMA = EMBEDDERS.ollama;
    private static final SimulatedProvider OPENAI = EMBEDDERS.openai;

    @RegisterExtension
    static final TestServer SERVER = new TestServer(EMBEDDERS.settings(Map.of(
            "oblix.local.timeout.whole", "1s", "oblix.cloud.timeout.whole", "1s", "oblix.retry.max-delay", "1ms")));

    /** The circuits of this server open for a model that has only failed. */
    @BeforeAll
    static void succeedOnce() {
        for (String model : List.of(OLLAMAS, OPENAIS)) {
            assertThat(embed(request(model, 1, "")).statusCode()).isEqualTo(200);
        }
    }

    @BeforeEach
    void heal() {
        EMBEDDERS.heal();
    }

    @AfterAll
    static void close() {
        EMBEDDERS.close();
    }

    private static HttpResponse<String> embed(String json, String... headers) {
        return SERVER.post("/v1/embeddings", json, headers);
    }

    @Test
    void aFailureInTheMiddleOfABatchIsRetried() {
        int before = OLLAMA.chatCount();
        OLLAMA.failNext(Fault.Status.of(500));

        assertThat(json(embed(request(OLLAMAS, 300, ""))).path("data")).hasSize(300);
        assertThat(OLLAMA.chatCount() - before).isEqualTo(3);
    }

    @Test
    void noOtherModelStandsInForOneThatFails() {
        OLLAMA.failAlways(Fault.Status.of(500));
        int before = OPENAI.chatCount();

        HttpResponse<String> response = embed(request("auto", 1, ""));

        assertThat(response.statusCode()).isEqualTo(500);
        assertThat(json(response).path("error").path("message").asText()).contains(OLLAMAS);
        assertThat(OPENAI.chatCount()).isEqualTo(before);
        assertThat(header(response, "x-oblix-model")).isEqualTo(OLLAMAS);
    }

    @Test
    void anotherHostOfTheSameModelDoes() throws Exception {
        try (SimulatedProvider broken = SimulatedProvider.ollama().withModels("nomic-embed-text:latest");
                SimulatedProvider sound = SimulatedProvider.ollama().withModels("nomic-embed-text:latest");
                TestServer server =
                        new TestServer(Map.of("oblix.ollama.base-url", broken.baseUrl() + "," + sound.baseUrl()))) {
            broken.failAlways(new Fault.Hangup());

            HttpResponse<String> response = server.post("/embeddings", request("nomic-embed-text", 1, ""));

            assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
            assertThat(header(response, "x-oblix-fallback")).isEqualTo("false");
            assertThat(sound.chatCount()).isEqualTo(1);
        }
    }

    @Test
    void errorsOfTheProvidersKeepTheirMeaning() {
        OPENAI.failNext(new Fault.Refusal(Fault.Reason.DEAD_KEY));
        assertThat(json(embed(request(OPENAIS, 1, "")))
                        .path("error")
                        .path("code")
                        .asText())
                .isEqualTo("provider_key_rejected");
        OLLAMA.failNext(new Fault.Refusal(Fault.Reason.CONTEXT_EXCEEDED));
        HttpResponse<String> tooLong = embed(request(OLLAMAS, 1, ""));
        assertThat(tooLong.statusCode()).isEqualTo(400);
        assertThat(json(tooLong).path("error").path("code").asText()).isEqualTo("context_length_exceeded");
    }

    @Test
    void anAnswerThatIsNoListOfVectorsIsABadGateway() {
        for (String broken : List.of(
                "{}",
                "[]",
                "nothing",
                "{\"embeddings\":[]}",
                "{\"embeddings\":[[1],[2]]}",
                "{\"embeddings\":[\"AA==\"]}",
                "{\"embeddings\":[[1]",
                "{\"embeddings\":[null]}",
                "{\"error\":\"broken\"}")) {
            OLLAMA.failNext(
                    new Fault.Status(200, "application/json", broken, Map.of()),
                    new Fault.Status(200, "application/json", broken, Map.of()),
                    new Fault.Status(200, "application/json", broken, Map.of()));
            HttpResponse<String> response = embed(request(OLLAMAS, 1, ",\"encoding_format\":\"base64\""));
            assertThat(response.statusCode()).as(broken + response.body()).isBetween(500, 502);
            assertThat(json(response).path("error").path("message").asText()).contains(OLLAMAS);
            OLLAMA.heal();
        }
    }

    /** The faults of answers in one piece: how often the model is called, and the status that a client of OpenAI's gets. */
    @ParameterizedTest
    @CsvSource({
        "rate limit with a wait, 2, 429",
        "rate limit without a wait, 1, 429",
        "error 500, 2, 500",
        "overloaded, 2, 503",
        "connection closed before headers, 2, 502",
        "connection reset before headers, 2, 502",
        "no headers, 1, 504",
        "empty 200, 1, 502",
        "empty 200 stream, 1, 502",
        "portal page, 1, 502",
        "context exceeded, 1, 400",
        "content policy, 1, 400",
        "dead key, 1, 502",
        "model not found, 1, 404",
        "cut in the middle, 2, 502",
        "stalled in the middle, 1, 504",
        "malformed event in the middle, 1, 502",
        "body shorter than its length, 2, 502"
    })
    void aModelThatFailsIsReplacedByNoOther(String fault, int calls, int status) {
        OLLAMA.failAlways(FaultCatalogue.named(fault));
        OPENAI.failAlways(FaultCatalogue.named(fault));
        Parallel.each(List.of(OLLAMAS, OPENAIS), model -> {
            SimulatedProvider failing = model.equals(OLLAMAS) ? OLLAMA : OPENAI;
            SimulatedProvider other = model.equals(OLLAMAS) ? OPENAI : OLLAMA;
            for (ClientApi api : List.of(ClientApi.EMBEDDINGS, ClientApi.OLLAMA_EMBED)) {
                Asked asked = Asked.of(SERVER, api, model, false);

                assertThat(asked.heard().end())
                        .as("%s of %s: %s", api, model, asked.body())
                        .isEqualTo(Heard.End.ERROR);
                assertThat(asked.calls(failing)).as("%s of %s", api, model).isEqualTo(calls);
                assertThat(asked.calls(other)).as("%s of %s", api, model).isZero();
                boolean isBusyInOllamasWords = api == ClientApi.OLLAMA_EMBED
                        && status == 429
                        && asked.body().contains("maximum pending");
                assertThat(asked.status())
                        .as("%s of %s: %s", api, model, asked.body())
                        .isEqualTo(isBusyInOllamasWords ? 503 : status);
            }
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rate limit with a wait",
                "error 500",
                "connection closed before headers",
                "connection reset before headers"
            })
    void aTransientFaultIsRetried(String fault) {
        for (String model : List.of(OLLAMAS, OPENAIS)) {
            SimulatedProvider failing = model.equals(OLLAMAS) ? OLLAMA : OPENAI;
            for (ClientApi api : List.of(ClientApi.EMBEDDINGS, ClientApi.OLLAMA_EMBED)) {
                failing.failNext(FaultCatalogue.named(fault));

                Asked asked = Asked.of(SERVER, api, model, false);

                assertThat(asked.heard().text()).isEqualTo(ClientApi.vectorOf("Hello"));
                assertThat(asked.calls(failing)).isEqualTo(2);
            }
        }
    }
}
