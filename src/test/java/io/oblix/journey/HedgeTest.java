package io.oblix.journey;

import static io.oblix.fixture.TestServer.LOCAL;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.oblix.fixture.Await;
import io.oblix.fixture.PolicyServer;
import io.oblix.fixture.RawClient;
import io.oblix.fixture.TestServer;
import io.oblix.simulator.Fault;
import io.oblix.simulator.SimulatedAnswer;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A target that is late, and a fallback that is asked as well. The local host takes one call at a time. */
class HedgeTest {

    @RegisterExtension
    static final PolicyServer POLICIES = new PolicyServer(Map.of(
            "oblix.hedge.share", "1",
            "oblix.ollama.max-in-flight", "1",
            "oblix.local.timeout.first-token", "4s"));

    private static final String HEDGED = "auto:hedged";
    private static final String JUDGED = "auto:judged";

    private final TestServer server = POLICIES.server();
    private int localAsked;
    private int cloudAsked;
    private int localDropped;
    private int cloudDropped;
    private double leftBefore;

    @BeforeEach
    void policy() throws IOException {
        POLICIES.policy("hedged", "decide:local?fallback=cloud&reason=usual&hedge=150ms");
        POLICIES.policy("judged", "decide:local?fallback=cloud&reason=usual&hedge=150ms&escalate=1");
        POLICIES.policy("multiple", "decide:local?fallback=cloud&reason=usual&hedge=3x");
        Await.until(
                "the policies are loaded",
                () -> server.health().at("/policies/loaded").size() == 4);
        localAsked = server.ollama.chatCount();
        cloudAsked = server.openai.chatCount();
        leftBefore = hedges("client_left");
        localDropped = server.ollama.droppedCount();
        cloudDropped = server.openai.droppedCount();
    }

    @AfterEach
    void nothingIsLeft() {
        server.providers().forEach(provider -> provider.release());
        server.ollama.answering(request -> SimulatedAnswer.of("You asked: " + request.question(), 10));
        Await.until("no call is in flight and none waits", () -> {
            String metrics = server.metrics();
            return metrics.contains("oblix_calls_in_flight{target=\"local\"} 0.0")
                    && metrics.contains("oblix_calls_in_flight{target=\"cloud\"} 0.0")
                    && metrics.contains("oblix_requests_waiting 0.0");
        });
        // Its one turn is free again.
        assertThat(server.hello(LOCAL).statusCode()).isEqualTo(200);
    }

    private double hedges(String outcome) {
        return server.metrics()
                .lines()
                .filter(line -> line.startsWith("oblix_hedges_total{outcome=\"" + outcome + "\"}"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    private static void assertAnswered(HttpResponse<String> answer, String target, boolean fallback) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(TestServer.header(answer, "x-oblix-target")).isEqualTo(target);
        assertThat(TestServer.header(answer, "x-oblix-fallback")).isEqualTo(Boolean.toString(fallback));
        assertThat(TestServer.header(answer, "x-oblix-reason")).isEqualTo("usual");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theFallbackAnswersWhileTheTargetIsSilentAndTheTargetsConnectionIsClosed(boolean streamed) {
        double before = hedges("fallback_first");
        server.ollama.failNext(new Fault.Silence());

        HttpResponse<String> answer = server.hello(HEDGED, streamed);

        assertAnswered(answer, "cloud", true);
        assertThat(answer.body()).contains("asked: ").contains("Hello");
        assertThat(TestServer.header(answer, "x-oblix-attempts")).isEqualTo("2");
        Await.until("the target's call is ended", () -> server.ollama.droppedCount() == localDropped + 1);
        assertThat(server.openai.droppedCount()).isEqualTo(cloudDropped);
        assertThat(server.lastDecision().path("hedge").asText()).isEqualTo("fallback_first");
        assertThat(hedges("fallback_first")).isEqualTo(before + 1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theTargetAnswersWhenItBeginsFirstAndTheFallbacksConnectionIsClosed(boolean streamed) {
        server.ollama.failNext(streamed ? new Fault.Hold(0) : new Fault.Silence());
        server.openai.failNext(new Fault.Silence());

        CompletableFuture<HttpResponse<String>> later = server.helloLater(HEDGED, streamed);
        Await.until("both are asked", () -> server.openai.heldCount() == 1 && server.ollama.heldCount() == 1);
        server.ollama.release();

        HttpResponse<String> answer = later.join();
        assertAnswered(answer, "local", false);
        Await.until("the fallback's call is ended", () -> server.openai.droppedCount() == cloudDropped + 1);
        assertThat(server.ollama.droppedCount()).isEqualTo(localDropped);
        assertThat(server.lastDecision().path("hedge").asText()).isEqualTo("target_first");
    }

    @Test
    void aTargetThatBeginsInTimeIsNotHedged() {
        assertAnswered(server.hello(HEDGED, true), "local", false);

        assertThat(server.openai.chatCount()).isEqualTo(cloudAsked);
        assertThat(server.lastDecision().path("hedge").isNull()).isTrue();
    }

    @Test
    void theTargetGoesOnWhenTheFallbackFails() {
        server.ollama.failNext(new Fault.Hold(0));
        server.openai.failNext(Fault.Status.of(401));

        CompletableFuture<HttpResponse<String>> later = server.helloLater(HEDGED, true);
        Await.until("the fallback has failed", () -> server.openai.chatCount() == cloudAsked + 1);
        server.ollama.release();

        assertAnswered(later.join(), "local", false);
    }

    @Test
    void theFallbackAnswersWhenTheTargetGivesNoTokenWhileBothAreAsked() {
        server.ollama.failNext(new Fault.Silence());
        server.openai.failNext(new Fault.Silence());

        CompletableFuture<HttpResponse<String>> later = server.helloLater(HEDGED, true);
        Await.until("both are asked", () -> server.openai.heldCount() == 1 && server.ollama.heldCount() == 1);
        Await.until("the target's time is over", () -> server.ollama.droppedCount() == localDropped + 1);
        server.openai.release();

        assertAnswered(later.join(), "cloud", true);
        assertThat(server.ollama.chatCount()).isEqualTo(localAsked + 1);
    }

    @Test
    void aRequestThatWaitsForItsTurnIsHedgedToo() {
        server.ollama.failNext(new Fault.Silence());
        CompletableFuture<HttpResponse<String>> first = server.helloLater(LOCAL, true);
        Await.until("the host is busy", () -> server.ollama.heldCount() == 1);

        assertAnswered(server.hello(HEDGED, true), "cloud", true);

        assertThat(server.ollama.chatCount()).isEqualTo(localAsked + 1);
        server.ollama.release();
        assertThat(first.join().statusCode()).isEqualTo(200);
    }

    @Test
    void aJudgedAnswerThatIsLateIsHedgedAndTheFallbacksIsNotJudged() {
        server.ollama.failNext(new Fault.Silence());

        HttpResponse<String> answer = server.hello(JUDGED, true);

        assertAnswered(answer, "cloud", true);
        assertThat(TestServer.header(answer, "x-oblix-confidence")).isEmpty();
        Await.until("the target's call is ended", () -> server.ollama.droppedCount() == localDropped + 1);
    }

    /** The local answer begins first and ends the fallback's call; then it is in doubt. */
    private HttpResponse<String> doubtedAfterTheRace() {
        server.ollama.answering(request -> SimulatedAnswer.of("I'm sorry, but I can't help with that.", 10));
        server.ollama.failNext(new Fault.Hold(0));
        CompletableFuture<HttpResponse<String>> later = server.helloLater(JUDGED, true);
        Await.until("both are asked", () -> server.openai.heldCount() == 1 && server.ollama.heldCount() == 1);
        server.ollama.release();
        Await.until("the fallback's call is ended", () -> server.openai.droppedCount() == cloudDropped + 1);
        return later.join();
    }

    @Test
    void anAnswerThatWonTheRaceAndIsInDoubtIsReplacedByTheFallbackWhichIsAskedAgain() {
        server.openai.failNext(new Fault.Silence());

        HttpResponse<String> answer = doubtedAfterTheRace();

        assertThat(answer.body()).contains("asked: ").doesNotContain("sorry");
        assertThat(TestServer.header(answer, "x-oblix-target")).isEqualTo("cloud");
        assertThat(TestServer.header(answer, "x-oblix-reason")).isEqualTo("local-was-unsure");
        assertThat(TestServer.header(answer, "x-oblix-attempts")).isEqualTo("3");
        assertThat(server.lastDecision().path("hedge").asText()).isEqualTo("target_first");
        assertThat(server.openai.chatCount()).isEqualTo(cloudAsked + 2);
    }

    @Test
    void anAnswerThatWonTheRaceAndIsInDoubtIsSentWhereTheFallbackFails() {
        server.openai.failNext(new Fault.Silence(), Fault.Status.of(401));

        HttpResponse<String> answer = doubtedAfterTheRace();

        assertThat(answer.body()).contains("sorry");
        assertThat(TestServer.header(answer, "x-oblix-target")).isEqualTo("local");
        assertThat(TestServer.header(answer, "x-oblix-reason")).isEqualTo("local-was-unsure");
    }

    @ParameterizedTest
    @ValueSource(strings = {HEDGED, JUDGED})
    void aClientThatLeavesDuringTheRaceEndsBoth(String policy) throws Exception {
        server.ollama.failNext(new Fault.Silence());
        server.openai.failNext(new Fault.Silence());
        try (RawClient client = new RawClient(server.port())) {
            client.send(RawClient.post(TestServer.helloBody(policy, true)));
            Await.until("both are asked", () -> server.openai.heldCount() == 1 && server.ollama.heldCount() == 1);
        }

        Await.until(
                "both calls are ended",
                () -> server.ollama.droppedCount() == localDropped + 1
                        && server.openai.droppedCount() == cloudDropped + 1);
        Await.until("it is counted", () -> hedges("client_left") == leftBefore + 1);
    }

    @Test
    void aLocalOnlyRequestIsNeverHedged() {
        server.ollama.failNext(new Fault.Hold(0));
        CompletableFuture<HttpResponse<String>> later =
                server.chatLater(TestServer.helloBody(HEDGED, true), "X-Oblix-Privacy", "local-only");
        Await.until("the target is asked", () -> server.ollama.heldCount() == 1);

        // A later request is hedged meanwhile, because it waits for its turn.
        assertAnswered(server.hello(HEDGED, true), "cloud", true);
        assertThat(server.openai.chatCount()).isEqualTo(cloudAsked + 1);

        server.ollama.release();
        assertAnswered(later.join(), "local", false);
        assertThat(server.openai.chatCount()).isEqualTo(cloudAsked + 1);
    }

    @Test
    void losingARaceTeachesNothingOfTheModelAndOpensNoCircuit() {
        assertAnswered(server.hello(HEDGED, true), "local", false);
        String speed = server.health().at("/local/write_tokens_per_second").asText();
        String calls = circuitCalls();
        server.ollama.failNext(new Fault.Silence());

        assertAnswered(server.hello(HEDGED, true), "cloud", true);

        Await.until("the target's call is ended", () -> server.ollama.droppedCount() == localDropped + 1);
        assertThat(server.health().at("/local/write_tokens_per_second").asText())
                .isEqualTo(speed);
        assertThat(circuitCalls()).isEqualTo(calls);
        assertThat(server.metrics()).contains("error_type=\"overtaken\"");
    }

    /** How many calls the local model's circuit has counted. */
    private String circuitCalls() {
        return server.metrics()
                .lines()
                .filter(line ->
                        line.startsWith("resilience4j_circuitbreaker_calls_seconds_count") && line.contains("ollama:"))
                .sorted()
                .toList()
                .toString();
    }

    @Test
    void aDryRunSaysAfterWhichTimeTheFallbackWouldBeAsked() {
        assertThat(route(HEDGED, false).path("hedgeAfterMillis").asLong()).isEqualTo(150);
        assertThat(route("auto:multiple", true).path("hedgeAfterMillis").asLong())
                .isGreaterThanOrEqualTo(2_000);
        assertThat(route("auto:multiple", false).has("hedgeAfterMillis")).isFalse();
        assertThat(route("auto", true).has("hedgeAfterMillis")).isFalse();
        assertThat(server.chatCount()).isEqualTo(localAsked + cloudAsked);
    }

    private JsonNode route(String model, boolean streamed) {
        return TestServer.json(server.post("/v1/route", TestServer.helloBody(model, streamed)));
    }
}
