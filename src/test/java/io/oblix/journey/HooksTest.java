package io.oblix.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.facts.KeyFacts;
import io.oblix.fixture.Await;
import io.oblix.fixture.Parallel;
import io.oblix.fixture.TestServer;
import io.oblix.settings.StartFailure;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.apache.camel.Exchange;
import org.apache.camel.Handler;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The operator's hooks, as routes in {@code extensions/}: what they see, what they may change, and how they fail. */
class HooksTest {

    @TempDir
    Path folder;

    @BeforeEach
    void nothingSeen() {
        Seen.EXCHANGES.clear();
    }

    @AfterEach
    void letGo() {
        Stuck.release();
    }

    /** Keeps what a hook gets. */
    public static final class Seen {

        static final Queue<Map<String, Object>> EXCHANGES = new ConcurrentLinkedQueue<>();

        @Handler
        public void see(Exchange exchange) {
            Map<String, Object> seen = new HashMap<>(exchange.getIn().getHeaders());
            seen.put("body", exchange.getIn().getBody());
            seen.put("text", exchange.getIn().getBody(String.class));
            EXCHANGES.add(seen);
        }

        static Map<String, Object> one() {
            Await.until("a run of the hook", () -> !EXCHANGES.isEmpty());
            Map<String, Object> seen = EXCHANGES.poll();
            assertThat(seen).isNotNull();
            return seen == null ? Map.of() : seen;
        }
    }

    /** Blocks until the test lets go. */
    public static final class Stuck {

        private static CountDownLatch latch = new CountDownLatch(1);

        static synchronized void release() {
            latch.countDown();
            latch = new CountDownLatch(1);
        }

        private static synchronized CountDownLatch latch() {
            return latch;
        }

        @Handler
        public void block() throws InterruptedException {
            latch().await();
        }
    }

    private void route(String from, String steps) throws IOException {
        Files.writeString(
                folder.resolve(from.replace(':', '-') + ".camel.yaml"),
                "- route:\n    id: " + from.substring(from.indexOf(':') + 1) + "\n    from:\n      uri: " + from
                        + "\n      steps:\n" + steps.indent(8));
    }

    private static String bean(Class<?> type) {
        return "- bean: {beanType: '" + type.getName() + "'}\n";
    }

    private TestServer server(String... settings) throws StartFailure {
        Map<String, String> all = new HashMap<>();
        all.put("oblix.extensions-directory", folder.toString());
        for (int i = 0; i < settings.length; i += 2) {
            all.put(settings[i], settings[i + 1]);
        }
        return new TestServer(all);
    }

    private static void assertFailed(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(500);
        assertThat(TestServer.json(answer).at("/error/code").asText()).isEqualTo("extension_failed");
    }

    @Test
    void aHookBeforeTheFactsSeesTheRequestAndNothingOfItsHttpHeaders() throws Exception {
        route("direct:on-request", bean(Seen.class));
        try (TestServer server = server("oblix.budget.day", "5")) {
            HttpResponse<String> answer = server.chat(
                    String.format(TestServer.HELLO, "auto"), "Authorization", "Bearer secret", "X-Other", "other");

            assertThat(answer.statusCode()).isEqualTo(200);
            Map<String, Object> seen = Seen.one();
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
        route("direct:on-decision", bean(Seen.class));
        try (TestServer server = server()) {
            assertThat(server.hello("auto:cloud-first").statusCode()).isEqualTo(200);

            Map<String, Object> seen = Seen.one();
            assertThat(seen).containsKeys("OblixRequest", "OblixMachine", "OblixNetwork", "OblixLocal", "OblixCloud");
            assertThat(seen.get("OblixDecision")).hasToString(String.valueOf(seen.get("OblixDecision")));
            assertThat(String.valueOf(seen.get("OblixDecision")))
                    .contains("cloud-first")
                    .contains("CLOUD");
        }
    }

    @Test
    void aChangedBodyGoesOnToTheModel() throws Exception {
        route("direct:on-request", "- setBody: {simple: \"${bodyAs(String).replace('Hello', 'Good morning')}\"}\n");
        try (TestServer server = server()) {
            assertThat(server.hello("openai:gpt-4o-mini").statusCode()).isEqualTo(200);
            assertThat(server.openai.chatRequests().get(0).question()).isEqualTo("Good morning");
        }
    }

    @Test
    void aHookSeesAndChangesARequestOfAnotherDialectInTheSameWords() throws Exception {
        route(
                "direct:on-request",
                bean(Seen.class) + "- setBody: {simple: \"${bodyAs(String).replace('Hello', 'Good morning')}\"}\n");
        try (TestServer server = server()) {
            HttpResponse<String> answer = server.post(
                    "/v1/messages",
                    "{\"model\":\"claude:claude-sonnet-4-5\",\"max_tokens\":9,\"stream\":true,\"system\":\"s\","
                            + "\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}");

            assertThat(answer.body()).contains("event: message_stop");
            assertThat(Seen.one()).containsEntry("OblixDialect", "messages");
            assertThat(server.claude.chatRequests().get(0).question()).isEqualTo("Good morning");
            assertThat(server.claude.chatRequests().get(0).body().toString()).contains("\"s\"");
        }
    }

    @Test
    void aHookCannotTurnAStreamedAnswerIntoAWholeOne() throws Exception {
        route("direct:on-request", "- setBody: {simple: \"${bodyAs(String).replace('true', 'false')}\"}\n");
        try (TestServer server = server()) {
            HttpResponse<String> answer = server.chat("{\"model\":\"openai:gpt-4o-mini\",\"stream\":true,"
                    + "\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}");
            assertThat(answer.body()).contains("data: [DONE]");
        }
    }

    @Test
    void aHookRefusesARequestWithTheStatusOfAPolicysRefusal() throws Exception {
        route("direct:on-request", """
            - choice:
                when:
                  - simple: "${bodyAs(String)} contains 'PRIVATE KEY'"
                    steps:
                      - to: decide:reject?reason=contains-a-key
            """);
        try (TestServer server = server()) {
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
        route("direct:on-decision", "- to: decide:reject?reason=not-today\n");
        try (TestServer server = server()) {
            assertThat(server.hello("auto").statusCode()).isEqualTo(403);
            assertThat(server.ollama.chatCount() + server.openai.chatCount()).isZero();
        }
    }

    @Test
    void aHookThatDecidesForAModelFails() throws Exception {
        route("direct:on-decision", "- to: decide:cloud?reason=i-know-better\n");
        try (TestServer server = server()) {
            assertFailed(server.hello("auto"));
        }
    }

    @Test
    void anExceptionRefusesTheRequestAndStaysInTheLog() throws Exception {
        route("direct:on-request", "- throwException: {exceptionType: java.io.IOException, message: vault sealed}\n");
        try (TestServer server = server()) {
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
        route("direct:on-request", """
            - doTry:
                steps:
                  - throwException: {exceptionType: java.io.IOException, message: vault sealed}
                doCatch:
                  - exception: [java.io.IOException]
                    steps:
                      - log: {message: the vault is sealed}
            """);
        try (TestServer server = server()) {
            assertThat(server.hello("auto").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void aHookThatBlocksCountsAsFailed() throws Exception {
        route("direct:on-request", bean(Stuck.class));
        try (TestServer server = server("oblix.extensions.timeout", "100ms")) {
            assertFailed(server.hello("auto"));
        }
    }

    @Test
    void aHookRunsForManyRequestsAtATime() throws Exception {
        route("direct:on-request", "- delay: {constant: 300}\n");
        try (TestServer server = server()) {
            assertThat(Parallel.statuses(32, () -> server.hello("auto"))).containsOnly(200);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"direct:on-request?block=false", "direct://on-request"})
    void aHookIsFoundHoweverItsAddressIsWritten(String address) throws Exception {
        Files.writeString(
                folder.resolve("guard.camel.yaml"),
                "- from:\n    uri: " + address + "\n    steps:\n      - to: decide:reject?reason=always\n");
        try (TestServer server = server()) {
            assertThat(server.hello("auto").statusCode()).isEqualTo(403);
        }
    }

    @Test
    void aHookThatRefusesInACopyOfTheExchangeRefuses() throws Exception {
        route("direct:reject", "- to: decide:reject?reason=always\n");
        route("direct:on-request", "- recipientList: {constant: 'direct:reject'}\n");
        try (TestServer server = server()) {
            assertThat(server.hello("auto").statusCode()).isEqualTo(403);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"route:\n  from:\n    uri: direct:on-request\n    steps: [log: x]\n", "hello\n", "\n"})
    void aFileThatHoldsNoListStopsTheStart(String text) throws Exception {
        Files.writeString(folder.resolve("guard.camel.yaml"), text);
        assertStopped("guard.camel.yaml", "must be a list");
    }

    @Test
    void aRouteIdOfTheServersOwnStopsTheStart() throws Exception {
        Files.writeString(
                folder.resolve("guard.camel.yaml"),
                "- route:\n    id: decide\n    from:\n      uri: direct:x\n      steps:\n        - log: x\n");
        assertStopped("guard.camel.yaml line 1", "the route id decide is taken");
    }

    @Test
    void aFailureAfterAnAnswerIsCounted() throws Exception {
        route("direct:on-answer", "- throwException: {exceptionType: java.io.IOException, message: disk full}\n");
        try (TestServer server = server()) {
            server.hello("auto");
            Await.until(
                    "the count",
                    () -> server.get("/metrics")
                            .body()
                            .contains("oblix_extension_events_total{hook=\"on-answer\",outcome=\"failed\"} 1.0"));
        }
    }

    @Test
    void aBodyThatIsNoChatRequestRefusesTheRequest() throws Exception {
        route("direct:on-request", "- setBody: {constant: '{\"messages\":[]}'}\n");
        try (TestServer server = server()) {
            assertFailed(server.hello("auto"));
        }
    }

    @Test
    void theHookAfterAnAnswerGetsAReport() throws Exception {
        route("direct:on-answer", bean(Seen.class));
        try (TestServer server = server()) {
            HttpResponse<String> answer = server.hello("auto:cloud-first");

            Object body = Seen.one().get("body");
            assertThat(body).isInstanceOf(Map.class);
            Map<?, ?> report = (Map<?, ?>) body;
            assertThat(List.copyOf(report.keySet()))
                    .isEqualTo(List.of(
                            "requestId",
                            "time",
                            "key",
                            "spentTodayUsd",
                            "budgetLeftUsd",
                            "client",
                            "dialect",
                            "policy",
                            "rule",
                            "reason",
                            "target",
                            "model",
                            "host",
                            "attempts",
                            "fallback",
                            "inputTokens",
                            "outputTokens",
                            "costUsd",
                            "savedUsd",
                            "firstTokenMillis",
                            "totalMillis",
                            "outcome"));
            assertThat(report.get("requestId")).isEqualTo(TestServer.header(answer, "x-oblix-request-id"));
            assertThat(report.get("reason")).isEqualTo("cloud-first");
            assertThat(report.get("client")).isEqualTo("Java-http-client");
            assertThat(report.get("model")).isEqualTo("openai:gpt-4o-mini");
            assertThat(report.get("host")).isEqualTo(server.openai.baseUrl());
            assertThat(report.get("outcome")).isEqualTo("answered");
            assertThat((Double) report.get("costUsd")).isPositive();
        }
    }

    @Test
    void theHookAfterAnAnswerGetsTheTextsWhereTheSettingSaysSo() throws Exception {
        route("direct:on-answer", bean(Seen.class));
        try (TestServer server = server("oblix.extensions.texts", "true")) {
            String whole = TestServer.json(server.hello("openai:gpt-4o-mini"))
                    .at("/choices/0/message/content")
                    .asText();
            Map<?, ?> report = Objects.requireNonNull((Map<?, ?>) Seen.one().get("body"));
            assertThat((String) report.get("request")).contains("Hello");
            assertThat(report.get("answer")).isEqualTo(whole);

            server.chat("{\"model\":\"ollama:llama3.2:1b\",\"stream\":true,"
                    + "\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}");
            report = Objects.requireNonNull((Map<?, ?>) Seen.one().get("body"));
            assertThat((String) report.get("answer")).isNotBlank();
        }
    }

    @Test
    void aHookAfterAnAnswerThatBlocksDelaysNoAnswerAndItsReportsAreDroppedAndCounted() throws Exception {
        route("direct:on-answer", bean(Stuck.class));
        try (TestServer server = server()) {
            // One is being handled, 1,000 wait, the rest is dropped.
            Parallel.each(Collections.nCopies(8, server), client -> {
                for (int i = 0; i < 130; i++) {
                    assertThat(client.hello("nowhere:unlisted").statusCode()).isEqualTo(404);
                }
            });
            Await.until(
                    "dropped reports",
                    () -> server.get("/metrics")
                            .body()
                            .contains("oblix_extension_events_total{hook=\"on-answer\",outcome=\"dropped\"}"));
            Stuck.release();
        }
    }

    @Test
    void aFileThatIsNoYamlStopsTheStartWithItsNameAndReason() throws Exception {
        Files.writeString(folder.resolve("bad.camel.yaml"), "- route:\n    from:\n      uri: [\n");
        assertStopped("bad.camel.yaml");
    }

    @Test
    void aComponentThatIsNotThereStopsTheStartWithFileAndLine() throws Exception {
        route("direct:on-request", "- log: fine\n- to: no-such-component:x\n");
        assertStopped("direct-on-request.camel.yaml line 7: ", "no-such-component");
    }

    private void assertStopped(String... parts) {
        assertThatThrownBy(this::server)
                .cause()
                .isInstanceOfSatisfying(
                        StartFailure.class,
                        failure -> assertThat(failure.exitStatus()).isEqualTo(StartFailure.WRONG_SETTINGS))
                .message()
                .contains(parts)
                .doesNotContain("\n");
    }

    @Test
    void aFolderBehindASymbolicLinkIsRead() throws Exception {
        route("direct:on-request", "- to: decide:reject?reason=always\n");
        Path link = Files.createSymbolicLink(folder.resolveSibling(folder.getFileName() + "-link"), folder);
        try (TestServer server = server("oblix.extensions-directory", link.toString())) {
            assertThat(server.hello("auto").statusCode()).isEqualTo(403);
        } finally {
            Files.delete(link);
        }
    }
}
