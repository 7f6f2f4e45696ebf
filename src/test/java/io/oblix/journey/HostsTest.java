package io.oblix.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.oblix.fixture.Await;
import io.oblix.fixture.TestServer;
import io.oblix.settings.StartFailure;
import io.oblix.simulator.Fault;
import io.oblix.simulator.SimulatedAnswer;
import io.oblix.simulator.SimulatedProvider;
import java.net.http.HttpResponse;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Several Ollama hosts with the same model: the best one is asked, and the others take over. */
class HostsTest {

    private static final String LOCAL = "ollama:llama3.2:1b";

    private final SimulatedProvider first = SimulatedProvider.ollama().withModels("llama3.2:1b");
    private final SimulatedProvider second = SimulatedProvider.ollama().withModels("llama3.2:1b");

    @AfterEach
    void stop() {
        first.close();
        second.close();
    }

    private TestServer server() throws StartFailure {
        return new TestServer(Map.of(
                "oblix.ollama.base-url", first.baseUrl() + "," + second.baseUrl(), "oblix.retry.max-attempts", "1"));
    }

    private static JsonNode localHealth(TestServer server) {
        try {
            return TestServer.json(server.get("/health")).path("models").path("local");
        } catch (Exception failed) {
            throw new AssertionError(failed);
        }
    }

    @Test
    void theHostWithTheModelInMemoryAnswers() throws Exception {
        first.cold();
        try (TestServer server = server()) {
            assertThat(server.hello(LOCAL).statusCode()).isEqualTo(200);
            assertThat(localHealth(server).path("loaded").asBoolean()).isTrue();
        }
        assertThat(first.chatCount()).isZero();
        assertThat(second.chatCount()).isEqualTo(1);
    }

    @Test
    void aHostThatFailsIsFollowedByTheOtherOneUnseen() throws Exception {
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
    void aHostThatGoesIsNotAskedAnyMore() throws Exception {
        try (TestServer server = server()) {
            first.close();
            HttpResponse<String> atOnce = server.hello(LOCAL);
            assertThat(TestServer.header(atOnce, "x-oblix-attempts")).isEqualTo("2");
            Await.until("the next look", () -> hosts(server).equals(List.of("unavailable", "available")));
            assertThat(TestServer.header(server.hello(LOCAL), "x-oblix-attempts"))
                    .isEqualTo("1");
            assertThat(localHealth(server).path("state").asText()).isEqualTo("available");
        }
    }

    private static List<String> hosts(TestServer server) {
        return localHealth(server).path("hosts").findValuesAsText("state");
    }

    @Test
    void aHostThatComesIsAskedWithoutARestart() throws Exception {
        SimulatedProvider late = SimulatedProvider.ollama();
        try (TestServer server = new TestServer(Map.of("oblix.ollama.base-url", late.baseUrl()))) {
            assertThat(server.hello("auto:local-first").headers().firstValue("x-oblix-target"))
                    .contains("cloud");

            late.withModels("llama3.2:1b");
            Await.until(
                    "the next look",
                    () -> localHealth(server).path("state").asText().equals("available"));
            assertThat(server.hello("auto:local-first").headers().firstValue("x-oblix-target"))
                    .contains("local");
        } finally {
            late.close();
        }
    }

    @Test
    void requestsAtTheSameTimeAreSpreadOverTheHosts() throws Exception {
        first.failNext(new Fault.Silence());
        second.failNext(new Fault.Silence());
        try (TestServer server = server()) {
            Thread one = new Thread(() -> ask(server));
            one.start();
            Await.until("a call", () -> first.heldCount() + second.heldCount() == 1);
            Thread two = new Thread(() -> ask(server));
            two.start();
            Await.until("one call at each", () -> first.heldCount() == 1 && second.heldCount() == 1);
            first.release();
            second.release();
            one.join();
            two.join();
        }
    }

    private static void ask(TestServer server) {
        try {
            server.hello(LOCAL);
        } catch (Exception failed) {
            throw new AssertionError(failed);
        }
    }

    @Test
    void theFactsAreLearnedFromRealAnswersAndTheMoneyIsCounted() throws Exception {
        try (TestServer server = server()) {
            assertThat(localHealth(server).path("write_tokens_per_second").isNull())
                    .isTrue();
            first.answering(request -> new SimulatedAnswer(Collections.nCopies(20, "word "), "stop", 100));
            server.hello(LOCAL);
            Await.until(
                    "a speed",
                    () -> localHealth(server).path("write_tokens_per_second").asDouble(0) > 0);
            // The simulated model writes in two seconds and reads in a tenth of one.
            assertThat(localHealth(server).path("write_tokens_per_second").asDouble())
                    .isEqualTo(10);
            assertThat(localHealth(server).path("read_tokens_per_second").asDouble())
                    .isEqualTo(1_000);

            server.hello("openai:gpt-4o-mini");
            Await.until("the cost", () -> metrics(server).contains("oblix_cost_usd_total{"));
            assertThat(metrics(server))
                    .containsPattern("oblix_cost_usd_total\\{.*gen_ai_provider_name=\"openai\".*} [0-9.E-]+")
                    .doesNotContainPattern("oblix_cost_usd_total\\{.*ollama");
        }
    }

    private static String metrics(TestServer server) {
        try {
            return server.get("/metrics").body();
        } catch (Exception failed) {
            throw new AssertionError(failed);
        }
    }
}
