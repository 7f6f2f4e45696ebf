package io.oblix.journey.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.fixture.Await;
import io.oblix.fixture.TestServer;
import io.oblix.simulator.Fault;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The server explains where a request would go and why, and lists its last decisions. */
class ExplainTest {

    private static final String POLICY = """
            - route:
                description: Short prompts stay here
                from:
                  uri: direct:policy-auto
                  steps:
                    - choice:
                        when:
                          - description: There is no network
                            simple: "${header.OblixNetwork.state} == 'DISCONNECTED'"
                            steps:
                              - to: decide:local?reason=network-disconnected
                          - description: The prompt is long
                            simple: "${header.OblixRequest.promptTokens} >= {{policy.auto.long:500}} && ${header.OblixCloud.available} == true"
                            steps:
                              - to: decide:cloud?fallback=local&reason=long-prompt
                          - description: Twenty turns are enough
                            simple: "${header.OblixRequest.turns} > 20"
                            steps:
                              - to: decide:reject?reason=too-many-turns
                        otherwise:
                          description: The prompt is short
                          steps:
                            - to: decide:local?fallback=cloud&reason=short-prompt
            """;

    private static final String TOOLS =
            "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"look\",\"parameters\":{\"type\":\"object\"}}}]";
    private static final String CALL = "{\"role\":\"assistant\",\"tool_calls\":[{\"id\":\"c1\",\"type\":\"function\","
            + "\"function\":{\"name\":\"look\",\"arguments\":\"{}\"}}]}";

    @TempDir
    private Path folder;

    private TestServer server;

    @BeforeEach
    void start() throws Exception {
        Files.writeString(folder.resolve("auto.camel.yaml"), POLICY);
        server = new TestServer(Map.of("oblix.routes-directory", folder.toString(), "oblix.retry.max-delay", "10ms"));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static String body(String model, String... messages) {
        return "{\"model\":\"" + model + "\"," + TOOLS + ",\"messages\":[" + String.join(",", messages) + "]}";
    }

    private static String user(String text) {
        return "{\"role\":\"user\",\"content\":\"" + text + "\"}";
    }

    private static String result(String text) {
        return "{\"role\":\"tool\",\"tool_call_id\":\"c1\",\"content\":\"" + text + "\"}";
    }

    private HttpResponse<String> route(String body, String... headers) {
        return server.post("/v1/route", body, headers);
    }

    @Test
    void aDryRunSaysWhereARequestWouldGoAndAsksNoModel() throws Exception {
        ObjectNode explained = TestServer.json(route(body("auto", user("Hello"))));

        assertThat(explained.path("target").asText()).isEqualTo("local");
        assertThat(explained.path("model").asText()).isEqualTo("ollama:llama3.2:1b");
        assertThat(explained.path("fallback").asText()).isEqualTo("cloud");
        assertThat(explained.path("fallbackModel").asText()).isEqualTo("openai:gpt-4o-mini");
        assertThat(explained.path("policy").asText()).isEqualTo("auto");
        assertThat(explained.path("rule").asText()).isEqualTo("The prompt is short");
        assertThat(explained.path("reason").asText()).isEqualTo("short-prompt");
        assertThat(explained.path("facts").fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder(
                        "OblixRequest", "OblixMachine", "OblixNetwork", "OblixLocal", "OblixCloud", "OblixKey");
        assertThat(explained.at("/facts/OblixRequest/hasTools").asBoolean()).isTrue();
        assertThat(server.ollama.chatCount() + server.openai.chatCount()).isZero();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        completions | {"model":"auto","prompt":"Hello"}
        ollama      | {"model":"auto:latest","prompt":"Hello","options":{"num_ctx":4096}}
        ollama      | {"model":"auto","messages":[{"role":"user","content":"Hello","images":["iVBORw0KGgo="]}]}
        messages    | {"model":"auto","system":"Be brief","messages":[{"role":"user","content":"Hello"}]}
        responses   | {"model":"auto","input":"Hello"}
        """)
    void aDryRunReadsTheBodyOfAnyApi(String dialect, String body) {
        JsonNode explained = TestServer.json(route(body));

        assertThat(explained.path("policy").asText()).isEqualTo("auto");
        assertThat(explained.at("/facts/OblixRequest/dialect").asText()).isEqualTo(dialect);
        assertThat(explained.at("/facts/OblixRequest/hasImages").asBoolean()).isEqualTo(body.contains("images"));
    }

    @Test
    void aDryRunSaysWhichFactWouldChangeTheDecision() throws Exception {
        JsonNode alternatives =
                TestServer.json(route(body("auto", user("Hello")))).path("alternatives");

        assertThat(alternatives).hasSize(2);
        JsonNode cloud = alternatives.get(0);
        assertThat(cloud.path("target").asText()).isEqualTo("cloud");
        assertThat(cloud.path("reason").asText()).isEqualTo("long-prompt");
        assertThat(cloud.path("fact").asText()).isEqualTo("OblixRequest.promptTokens");
        assertThat(cloud.path("operator").asText()).isEqualTo(">=");
        assertThat(cloud.path("threshold").asInt()).isEqualTo(500);
        assertThat(cloud.path("value").asInt()).isPositive().isLessThan(500);
        assertThat(cloud.path("sentence").asText())
                .startsWith("cloud, if OblixRequest.promptTokens were at least 500 (it is ");
        assertThat(alternatives.get(1).path("target").asText()).isEqualTo("reject");
    }

    @Test
    void aDryRunSaysWhyARuleAppliedAndWhatWouldBeNext() throws Exception {
        ObjectNode explained = TestServer.json(route(body("auto", user("word ".repeat(3000)))));

        assertThat(explained.path("reason").asText()).isEqualTo("long-prompt");
        assertThat(explained.path("because")).hasSize(2);
        assertThat(explained.at("/because/0/fact").asText()).isEqualTo("OblixRequest.promptTokens");
        assertThat(explained.at("/because/0/threshold").asInt()).isEqualTo(500);
        assertThat(explained.path("alternatives"))
                .anySatisfy(other -> assertThat(other.path("sentence").asText())
                        .startsWith("local, if OblixRequest.promptTokens were under 500 (it is "))
                .anySatisfy(other -> assertThat(other.path("sentence").asText())
                        .startsWith("local, if OblixNetwork.state were DISCONNECTED (it is "));
    }

    @Test
    void anExplicitModelIsItsOwnReason() throws Exception {
        ObjectNode explained = TestServer.json(route(body("gpt-4o-mini", user("Hello"))));

        assertThat(explained.path("target").asText()).isEqualTo("cloud");
        assertThat(explained.path("model").asText()).isEqualTo("openai:gpt-4o-mini");
        assertThat(explained.path("policy").asText()).isEqualTo("none");
        assertThat(explained.path("reason").asText()).isEqualTo("explicit-model");
        assertThat(explained.path("fallback").asText()).isEqualTo("none");
    }

    @Test
    void mistakesAreAnsweredAsInAChat() throws Exception {
        assertThat(route("{").statusCode()).isEqualTo(400);
        assertThat(route(body("no-such-model", user("Hello"))).statusCode()).isEqualTo(404);
        assertThat(route(body("auto:no-such-policy", user("Hello"))).statusCode())
                .isEqualTo(404);
        assertThat(server.get("/v1/route").statusCode()).isEqualTo(405);
    }

    @Test
    void aLocalOnlyRequestHasNoWayToACloud() throws Exception {
        String body = body("auto", user("word ".repeat(3000)));
        ObjectNode explained = TestServer.json(route(body, "X-Oblix-Privacy", "local-only"));

        assertThat(explained.path("target").asText()).isEqualTo("local");
        assertThat(explained.path("fallback").asText()).isEqualTo("none");
        assertThat(explained.path("reason").asText()).isEqualTo("local-only");
        assertThat(explained.path("alternatives")).isEmpty();
        assertThat(explained.at("/because/0/sentence").asText()).isEqualTo("OblixRequest.privacy is local-only");
    }

    @Test
    void aRejectionIsExplainedToo() throws Exception {
        String[] turns = new String[21];
        Arrays.fill(turns, user("more"));
        ObjectNode explained = TestServer.json(route(body("auto", turns)));

        assertThat(explained.path("target").asText()).isEqualTo("reject");
        assertThat(explained.path("reason").asText()).isEqualTo("too-many-turns");
        assertThat(explained.path("rule").asText()).isEqualTo("Twenty turns are enough");
    }

    @Test
    void aToolCallLoopStaysWithTheModelThatStartedIt() throws Exception {
        String question = user("What is in the file?");
        String longFile = result("word ".repeat(3000));

        assertThat(target(body("auto", question))).isEqualTo("local");
        assertThat(target(body("auto", question, CALL, longFile))).isEqualTo("local");
        ObjectNode explained = TestServer.json(route(body("auto", question, CALL, longFile)));
        assertThat(explained.path("continued").asBoolean()).isTrue();

        String instruction = "{\"role\":\"system\",\"content\":\"Answer in German.\"}";
        assertThat(target(body("auto", question, CALL, longFile, instruction))).isEqualTo("local");

        // A user's turn starts over.
        assertThat(target(body("auto", question, CALL, longFile, user("And now?"))))
                .isEqualTo("cloud");
    }

    @Test
    void anUnknownToolCallLoopIsDecidedAsNew() throws Exception {
        String longFile = result("word ".repeat(3000));

        assertThat(target(body("auto", user("Something else"), CALL, longFile))).isEqualTo("cloud");
    }

    @Test
    void aToolCallLoopStaysWithTheFallbackThatTookOver() throws Exception {
        String question = user("What is in the other file?");
        assertThat(target(body("auto", question))).isEqualTo("local");

        server.ollama.failNext(Fault.Status.of(503), Fault.Status.of(503));
        assertThat(target(body("auto", question, CALL, result("one")))).isEqualTo("cloud");
        assertThat(target(body("auto", question, CALL, result("one"), CALL, result("two"))))
                .isEqualTo("cloud");
    }

    private String target(String body) throws Exception {
        HttpResponse<String> answer = server.chat(body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return TestServer.header(answer, "x-oblix-target");
    }

    @Test
    void theLastDecisionsAreListedWithTheirOutcomeAndWithoutPrompts() throws Exception {
        server.chat(body("auto", user("a-secret-question")));
        server.openai.failNext(Fault.Status.of(400));
        server.chat(body("openai:gpt-4o-mini", user("another-secret")));
        Await.until("both requests have ended", () -> hasEnded(0) && hasEnded(1));

        JsonNode decisions = decisions();
        assertThat(decisions.get(1).path("reason").asText()).isEqualTo("short-prompt");
        assertThat(decisions.get(1).path("state").asText()).isEqualTo("answered");
        assertThat(decisions.get(1).path("model").asText()).isEqualTo("ollama:llama3.2:1b");
        assertThat(decisions.get(1).path("completionTokens").asInt()).isPositive();
        assertThat(decisions.get(1).at("/facts/OblixLocal/available").asBoolean())
                .isTrue();
        assertThat(decisions.get(0).path("policy").asText()).isEqualTo("none");
        assertThat(decisions.get(0).path("state").asText()).isEqualTo("failed");
        assertThat(decisions.get(0).path("status").asInt()).isEqualTo(400);
        assertThat(decisions.toString()).doesNotContain("secret");
        assertThat(TestServer.json(server.get("/v1/decisions?limit=1")).path("decisions"))
                .hasSize(1);
    }

    private boolean hasEnded(int index) {
        String state = decisions().path(index).path("state").asText();
        return state.equals("answered") || state.equals("failed");
    }

    private JsonNode decisions() {
        return TestServer.json(server.get("/v1/decisions")).path("decisions");
    }

    @Test
    void aConversationThatWasLocalOnlyOnceStaysSoWithoutTheHeader() throws Exception {
        String longFile = result("word ".repeat(3000));
        String question = user("What is in the secret file?");
        HttpResponse<String> marked = server.chat(body("auto", question), "X-Oblix-Privacy", "local-only");
        assertThat(TestServer.header(marked, "x-oblix-target")).isEqualTo("local");

        HttpResponse<String> unmarked = server.chat(body("auto", question, CALL, longFile));
        assertThat(TestServer.header(unmarked, "x-oblix-target")).isEqualTo("local");
    }
}
