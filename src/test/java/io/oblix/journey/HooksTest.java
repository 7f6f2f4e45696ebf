package io.oblix.journey;

import static io.oblix.fixture.ExtensionFolder.bean;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.facts.KeyFacts;
import io.oblix.fixture.ExtensionFolder;
import io.oblix.fixture.Parallel;
import io.oblix.fixture.TestServer;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The operator's hooks, as routes in {@code extensions/}: what they see, what they may change, and how they fail. */
class HooksTest {

    private final ExtensionFolder folder;

    HooksTest(@TempDir Path path) {
        folder = new ExtensionFolder(path);
    }

    @BeforeEach
    void nothingSeen() {
        SeenByHook.clear();
    }

    @AfterEach
    void letGo() {
        StuckHook.release();
    }

    private static void assertFailed(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(500);
        assertThat(TestServer.json(answer).at("/error/code").asText()).isEqualTo("extension_failed");
    }

    @Test
    void aHookBeforeTheFactsSeesTheRequestAndNothingOfItsHttpHeaders() throws Exception {
        folder.route("direct:on-request", bean(SeenByHook.class));
        try (TestServer server = folder.server("oblix.budget.day", "5")) {
            HttpResponse<String> answer = server.chat(
                    String.format(TestServer.HELLO, "auto"), "Authorization", "Bearer secret", "X-Other", "other");

            assertThat(answer.statusCode()).isEqualTo(200);
            Map<String, Object> seen = SeenByHook.one();
            assertThat(seen.get("body")).isInstanceOf(ObjectNode.class);
            assertThat((String) seen.get("text")).contains("Hello");
            assertThat(seen)
                    .containsEntry("OblixRequestId", TestServer.header(answer, "x-oblix-request-id"))
                    .containsEntry("OblixDialect", "chat")
                    .containsEntry("OblixKey", new KeyFacts("", 0, 5, "local", "any"))
                    .containsOnlyKeys("OblixRequestId", "OblixDialect", "OblixKey", "body", "text");
        }
    }

    @Test
    void aHookAfterTheDecisionSeesTheFactsAndTheDecision() throws Exception {
        folder.route("direct:on-decision", bean(SeenByHook.class));
        try (TestServer server = folder.server()) {
            assertThat(server.hello("auto:cloud-first").statusCode()).isEqualTo(200);

            Map<String, Object> seen = SeenByHook.one();
            assertThat(seen).containsKeys("OblixRequest", "OblixMachine", "OblixNetwork", "OblixLocal", "OblixCloud");
            assertThat(seen.get("OblixDecision")).hasToString(String.valueOf(seen.get("OblixDecision")));
            assertThat(String.valueOf(seen.get("OblixDecision")))
                    .contains("cloud-first")
                    .contains("CLOUD");
        }
    }

    @Test
    void aChangedBodyGoesOnToTheModel() throws Exception {
        folder.route(
                "direct:on-request", "- setBody: {simple: \"${bodyAs(String).replace('Hello', 'Good morning')}\"}\n");
        try (TestServer server = folder.server()) {
            assertThat(server.hello("openai:gpt-4o-mini").statusCode()).isEqualTo(200);
            assertThat(server.openai.chatRequests().get(0).question()).isEqualTo("Good morning");
        }
    }

    @Test
    void aHookSeesAndChangesARequestOfAnotherDialectInTheSameWords() throws Exception {
        folder.route(
                "direct:on-request",
                bean(SeenByHook.class)
                        + "- setBody: {simple: \"${bodyAs(String).replace('Hello', 'Good morning')}\"}\n");
        try (TestServer server = folder.server()) {
            HttpResponse<String> answer = server.post(
                    "/v1/messages",
                    "{\"model\":\"claude:claude-sonnet-4-5\",\"max_tokens\":9,\"stream\":true,\"system\":\"s\","
                            + "\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}");

            assertThat(answer.body()).contains("event: message_stop");
            assertThat(SeenByHook.one()).containsEntry("OblixDialect", "messages");
            assertThat(server.claude.chatRequests().get(0).question()).isEqualTo("Good morning");
            assertThat(server.claude.chatRequests().get(0).body().toString()).contains("\"s\"");
        }
    }

    @Test
    void aHookCannotTurnAStreamedAnswerIntoAWholeOne() throws Exception {
        folder.route("direct:on-request", "- setBody: {simple: \"${bodyAs(String).replace('true', 'false')}\"}\n");
        try (TestServer server = folder.server()) {
            HttpResponse<String> answer = server.chat("{\"model\":\"openai:gpt-4o-mini\",\"stream\":true,"
                    + "\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}");
            assertThat(answer.body()).contains("data: [DONE]");
        }
    }

    @Test
    void aHookRefusesARequestWithTheStatusOfAPolicysRefusal() throws Exception {
        folder.route("direct:on-request", """
            - choice:
                when:
                  - simple: "${bodyAs(String)} contains 'PRIVATE KEY'"
                    steps:
                      - to: decide:reject?reason=contains-a-key
            """);
        try (TestServer server = folder.server()) {
            HttpResponse<String> refused =
                    server.chat("{\"model\":\"auto:cloud-first\",\"messages\":[{\"role\":\"user\","
                            + "\"content\":\"This is my PRIVATE KEY\"}]}");

            assertThat(refused.statusCode()).isEqualTo(403);
            assertThat(TestServer.json(refused).at("/error/code").asText()).isEqualTo("rejected_by_policy");
            assertThat(TestServer.json(refused).at("/error/message").asText()).contains("contains-a-key");
            assertThat(server.openai.chatCount()).isZero();
            assertThat(server.hello("auto:cloud-first").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void aHookAfterTheDecisionRefusesToo() throws Exception {
        folder.route("direct:on-decision", "- to: decide:reject?reason=not-today\n");
        try (TestServer server = folder.server()) {
            assertThat(server.hello("auto").statusCode()).isEqualTo(403);
            assertThat(server.ollama.chatCount() + server.openai.chatCount()).isZero();
        }
    }

    @Test
    void aHookThatDecidesForAModelFails() throws Exception {
        folder.route("direct:on-decision", "- to: decide:cloud?reason=i-know-better\n");
        try (TestServer server = folder.server()) {
            assertFailed(server.hello("auto"));
        }
    }

    @Test
    void anExceptionRefusesTheRequestAndStaysInTheLog() throws Exception {
        folder.route(
                "direct:on-request", "- throwException: {exceptionType: java.io.IOException, message: vault sealed}\n");
        try (TestServer server = folder.server()) {
            HttpResponse<String> answer = server.hello("auto");
            assertFailed(answer);
            assertThat(answer.body()).doesNotContain("vault").contains("on-request");
            assertThat(server.ollama.chatCount()).isZero();
            assertThat(server.get("/metrics").body())
                    .contains("oblix_extension_events_total{hook=\"on-request\",outcome=\"failed\"} 1.0");
        }
    }

    @Test
    void anExceptionThatTheRouteHandlesRefusesNothing() throws Exception {
        folder.route("direct:on-request", """
            - doTry:
                steps:
                  - throwException: {exceptionType: java.io.IOException, message: vault sealed}
                doCatch:
                  - exception: [java.io.IOException]
                    steps:
                      - log: {message: the vault is sealed}
            """);
        try (TestServer server = folder.server()) {
            assertThat(server.hello("auto").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void aHookThatBlocksCountsAsFailed() throws Exception {
        folder.route("direct:on-request", bean(StuckHook.class));
        try (TestServer server = folder.server("oblix.extensions.timeout", "100ms")) {
            assertFailed(server.hello("auto"));
        }
    }

    @Test
    void aHookRunsForManyRequestsAtATime() throws Exception {
        folder.route("direct:on-request", "- delay: {constant: 300}\n");
        try (TestServer server = folder.server()) {
            assertThat(Parallel.statuses(32, () -> server.hello("auto"))).containsOnly(200);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"direct:on-request?block=false", "direct://on-request"})
    void aHookIsFoundHoweverItsAddressIsWritten(String address) throws Exception {
        folder.write(
                "guard.camel.yaml",
                "- from:\n    uri: " + address + "\n    steps:\n      - to: decide:reject?reason=always\n");
        try (TestServer server = folder.server()) {
            assertThat(server.hello("auto").statusCode()).isEqualTo(403);
        }
    }

    @Test
    void aHookThatRefusesInACopyOfTheExchangeRefuses() throws Exception {
        folder.route("direct:reject", "- to: decide:reject?reason=always\n");
        folder.route("direct:on-request", "- recipientList: {constant: 'direct:reject'}\n");
        try (TestServer server = folder.server()) {
            assertThat(server.hello("auto").statusCode()).isEqualTo(403);
        }
    }

    @Test
    void aBodyThatIsNoChatRequestRefusesTheRequest() throws Exception {
        folder.route("direct:on-request", "- setBody: {constant: '{\"messages\":[]}'}\n");
        try (TestServer server = folder.server()) {
            assertFailed(server.hello("auto"));
        }
    }
}
