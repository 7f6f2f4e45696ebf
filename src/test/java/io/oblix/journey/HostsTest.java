package io.oblix.journey;

import static io.oblix.fixture.TestServer.LOCAL;
import static io.oblix.fixture.TestServer.OPENAI;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.oblix.fixture.Await;
import io.oblix.fixture.TestServer;
import io.oblix.simulator.Fault;
import io.oblix.simulator.SimulatedAnswer;
import io.oblix.simulator.SimulatedProvider;
import java.net.http.HttpResponse;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Of several Ollama hosts with the same model the best one is asked, and the others take over. */
class HostsTest {

    private final SimulatedProvider first = SimulatedProvider.ollama().withModels("llama3.2:1b");
    private final SimulatedProvider second = SimulatedProvider.ollama().withModels("llama3.2:1b");

    @AfterEach
    void stop() {
        first.close();
        second.close();
    }

    private TestServer server() {
        return new TestServer(Map.of(
                "oblix.ollama.base-url", first.baseUrl() + "," + second.baseUrl(), "oblix.retry.max-attempts", "1"));
    }

    private static JsonNode local(TestServer server) {
        return server.health().at("/models/local");
    }

    private static List<String> hostStates(TestServer server) {
        return local(server).path("hosts").findValuesAsText("state");
    }

    @Test
    void theHostWithTheModelInMemoryAnswers() {
        first.cold();
        try (TestServer server = server()) {
            HttpResponse<String> response = server.hello(LOCAL);
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(TestServer.header(response, "x-oblix-host"))
                    .isEqualTo(second.baseUrl().substring("http://".length()));
            assertThat(TestServer.header(server.hello(OPENAI), "x-oblix-host")).isEmpty();
            assertThat(local(server).path("loaded").asBoolean()).isTrue();
        }
        assertThat(first.chatCount()).isZero();
        assertThat(second.chatCount()).isEqualTo(1);
    }

    @Test
    void whenOneHostFailsTheOtherAnswersWithoutAFallback() {
        first.failAlways(new Fault.Hangup());
        try (TestServer server = server()) {
            HttpResponse<String> answer = server.hello(LOCAL);

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(TestServer.header(answer, "x-oblix-fallback")).isEqualTo("false");
            assertThat(TestServer.header(answer, "x-oblix-attempts")).isEqualTo("2");
        }
        assertThat(second.chatCount()).isEqualTo(1);
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void aHostThatStopsIsNoLongerAsked() {
        try (TestServer server = server()) {
            first.close();
            assertThat(TestServer.header(server.hello(LOCAL), "x-oblix-attempts"))
                    .isEqualTo("2");
            Await.until(
                    "the host is known to be gone",
                    () -> hostStates(server).equals(List.of("unavailable", "available")));
            assertThat(TestServer.header(server.hello(LOCAL), "x-oblix-attempts"))
                    .isEqualTo("1");
            assertThat(local(server).path("state").asText()).isEqualTo("available");
        }
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void aModelThatIsPulledLaterIsAskedWithoutARestart() {
        try (SimulatedProvider late = SimulatedProvider.ollama();
                TestServer server = new TestServer(Map.of("oblix.ollama.base-url", late.baseUrl()))) {
            assertThat(server.target("auto:local-first")).isEqualTo("cloud");

            late.withModels("llama3.2:1b");
            Await.until(
                    "the model is known to be there",
                    () -> local(server).path("state").asText().equals("available"));
            assertThat(server.target("auto:local-first")).isEqualTo("local");
        }
    }

    @Test
    void requestsAtTheSameTimeAreSpreadOverTheHosts() {
        first.failNext(new Fault.Silence());
        second.failNext(new Fault.Silence());
        try (TestServer server = server()) {
            CompletableFuture<HttpResponse<String>> one = server.helloLater(LOCAL, false);
            Await.until("one request is upstream", () -> first.heldCount() + second.heldCount() == 1);
            CompletableFuture<HttpResponse<String>> two = server.helloLater(LOCAL, false);
            Await.until("each host has one", () -> first.heldCount() == 1 && second.heldCount() == 1);
            first.release();
            second.release();

            assertThat(one.join().statusCode()).isEqualTo(200);
            assertThat(two.join().statusCode()).isEqualTo(200);
        }
    }

    @Test
    void answersShowTheSpeedOfTheLocalModelAndTheCostOfTheCloud() {
        try (TestServer server = server()) {
            assertThat(local(server).path("write_tokens_per_second").isNull()).isTrue();
            first.answering(request -> new SimulatedAnswer(Collections.nCopies(20, "word "), "stop", 100));
            server.hello(LOCAL);
            Await.until(
                    "the speed is known",
                    () -> local(server).path("write_tokens_per_second").asDouble(0) > 0);
            // The simulated model writes for two seconds and reads for a tenth of one.
            assertThat(local(server).path("write_tokens_per_second").asDouble()).isEqualTo(10);
            assertThat(local(server).path("read_tokens_per_second").asDouble()).isEqualTo(1_000);

            server.hello(OPENAI);
            Await.until("the cost is counted", () -> server.metrics().contains("oblix_cost_usd_total{"));
            assertThat(server.metrics())
                    .containsPattern("oblix_cost_usd_total\\{.*gen_ai_provider_name=\"openai\".*} [0-9.E-]+")
                    .doesNotContainPattern("oblix_cost_usd_total\\{.*ollama");
        }
    }
}
