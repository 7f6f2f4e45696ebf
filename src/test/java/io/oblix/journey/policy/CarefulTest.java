package io.oblix.journey.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.fixture.Await;
import io.oblix.fixture.ScriptedOllama;
import io.oblix.fixture.TestServer;
import io.oblix.json.Json;
import io.oblix.simulator.Fault;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Under {@code careful}, what holds secrets or personal data stays here on a machine whose every other request leaves. */
class CarefulTest {

    private static final String SECRET = "postgres://app:k4Rk7zq@10.0.0.7/db";
    private static final String ADDRESS = "anna.kowalska@poczta.pl";

    /** With thresholds of 0 the machine is always at its limits, so that the policy auto decides for the cloud. */
    private static final Map<String, String> BUSY = Map.of(
            "oblix.resource.cpu-threshold", "0",
            "oblix.resource.memory-threshold", "0",
            "oblix.resource.load-threshold", "0.001");

    @RegisterExtension
    static final TestServer SERVER = new TestServer(BUSY);

    @BeforeAll
    static void awaitTheFirstLookAtTheMachine() {
        Await.until("the first look at the machine", () -> SERVER.application().isReady());
    }

    private int before = SERVER.openai.chatCount();
    private final ObjectNode body = Json.object().put("model", "auto:careful");
    private final ArrayNode messages = body.putArray("messages");

    private CarefulTest say(String role, String text) {
        messages.addObject().put("role", role).put("content", text);
        return this;
    }

    private HttpResponse<String> answer() {
        return SERVER.chat(body.toString());
    }

    private void assertStayed(HttpResponse<String> answer, String reason) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(TestServer.header(answer, "x-oblix-target")).isEqualTo("local");
        assertThat(TestServer.header(answer, "x-oblix-reason")).isEqualTo(reason);
        assertThat(SERVER.openai.chatCount()).isEqualTo(before);
    }

    private static double cloudBytes(TestServer server, String provider) {
        String series = "oblix_cloud_bytes_total{gen_ai_provider_name=\"" + provider + "\"} ";
        return server.metrics()
                .lines()
                .filter(line -> line.startsWith(series))
                .mapToDouble(line -> Double.parseDouble(line.substring(series.length())))
                .sum();
    }

    @Test
    void anOrdinaryQuestionIsDecidedAsByAutoAndItsBytesAreCounted() {
        double sent = cloudBytes(SERVER, "openai");

        HttpResponse<String> answer = say("user", "Hello").answer();

        Await.until("what left the machine is counted", () -> cloudBytes(SERVER, "openai") > sent + 50);

        assertThat(TestServer.header(answer, "x-oblix-target")).isEqualTo("cloud");
        assertThat(TestServer.header(answer, "x-oblix-reason")).isEqualTo("machine-critical");
    }

    @ParameterizedTest
    @CsvSource({SECRET + ", holds-secrets", ADDRESS + ", holds-personal-data"})
    void whatMustNotLeaveIsAnsweredHereInEachLaterTurn(String text, String reason) {
        double sent = cloudBytes(SERVER, "openai");

        assertStayed(say("user", "Who is " + text + "?").answer(), reason);

        assertStayed(say("assistant", "I do not know.").say("user", "Why not?").answer(), reason);
        assertThat(cloudBytes(SERVER, "openai")).isEqualTo(sent);
    }

    @Test
    void aLoopOfToolCallsComesHomeOnceAToolReadsASecret() {
        body.putArray("tools")
                .addObject()
                .put("type", "function")
                .putObject("function")
                .put("name", "read_file")
                .putObject("parameters")
                .put("type", "object");
        HttpResponse<String> begun = say("user", "What does .env say?").answer();
        assertThat(TestServer.header(begun, "x-oblix-target")).isEqualTo("cloud");
        before = SERVER.openai.chatCount();
        ObjectNode call = messages.addObject()
                .put("role", "assistant")
                .putArray("tool_calls")
                .addObject();
        call.put("id", "call_1")
                .put("type", "function")
                .putObject("function")
                .put("name", "read_file")
                .put("arguments", "{\"path\":\".env\"}");
        messages.addObject().put("role", "tool").put("tool_call_id", "call_1").put("content", "DATABASE_URL=" + SECRET);

        assertStayed(answer(), "holds-secrets");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aFailureOfTheLocalModelIsReportedAndNoCloudIsAsked(boolean streamed) {
        SERVER.ollama.failAlways(Fault.Status.of(500));
        body.put("stream", streamed);

        HttpResponse<String> answer = say("user", "Use " + SECRET).answer();

        assertThat(answer.statusCode()).isGreaterThanOrEqualTo(500);
        assertThat(answer.body()).doesNotContain("k4Rk7zq");
        assertThat(SERVER.openai.chatCount()).isEqualTo(before);
    }

    @Test
    void aLocalModelThatRunsElsewhereIsNotAsked() throws Exception {
        try (ScriptedOllama host = ScriptedOllama.with("llama3.2:1b").listsAsRemote("llama3.2:1b");
                TestServer remote = new TestServer(Map.of("oblix.ollama.base-url", host.baseUrl()))) {
            HttpResponse<String> answer =
                    remote.chat(say("user", "Use " + SECRET).body.toString());

            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
            assertThat(answer.body())
                    .contains("local_only")
                    .contains("nothing was sent")
                    .doesNotContain("k4Rk7zq");
            assertThat(host.asked).isEmpty();
            assertThat(remote.openai.chatCount()).isZero();
            assertThat(cloudBytes(remote, "ollama")).isZero();

            assertThat(remote.hello(TestServer.LOCAL).statusCode()).isEqualTo(200);
            Await.until("what left the machine is counted", () -> cloudBytes(remote, "ollama") > 50);
        }
    }

    @Test
    void theExplanationNamesTheFactAndWhatWouldHappenWithoutIt() {
        JsonNode told = TestServer.json(
                SERVER.post("/v1/route", say("user", "Use " + SECRET).body.toString()));

        assertThat(told.path("reason").asText()).isEqualTo("holds-secrets");
        assertThat(told.at("/because/0/fact").asText()).isEqualTo("OblixRequest.hasSecrets");
        assertThat(told.at("/alternatives/0/sentence").asText())
                .isEqualTo("cloud, if OblixRequest.hasSecrets were false (it is true)");
        assertThat(told.toString()).doesNotContain("k4Rk7zq");
    }

    @Test
    void underOtherPoliciesTheTextsAreNotSearched() {
        body.put("model", "auto");

        JsonNode told = TestServer.json(
                SERVER.post("/v1/route", say("user", "Use " + SECRET).body.toString()));

        assertThat(told.at("/facts/OblixRequest/hasSecrets").asBoolean(true)).isFalse();
        assertThat(told.path("reason").asText()).isEqualTo("machine-critical");
    }
}
