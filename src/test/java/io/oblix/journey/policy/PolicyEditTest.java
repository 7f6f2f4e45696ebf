package io.oblix.journey.policy;

import static io.oblix.fixture.PolicyServer.FIRST_VERSION;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.oblix.fixture.Await;
import io.oblix.fixture.PolicyServer;
import io.oblix.fixture.TestServer;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Policies are files that a user edits while the server runs. */
class PolicyEditTest {

    @RegisterExtension
    static final PolicyServer policies = new PolicyServer();

    private final TestServer server = policies.server();

    @TempDir
    private Path elsewhere;

    @Test
    void aPolicyInTheFolderReplacesTheOneInTheJar() {
        assertThat(server.reason("auto")).isEqualTo(FIRST_VERSION);
    }

    @Test
    void anEditTakesEffectAndLosesNoRequest() throws Exception {
        AtomicBoolean stop = new AtomicBoolean();
        AtomicInteger answers = new AtomicInteger();
        CompletableFuture<Void> traffic = CompletableFuture.runAsync(() -> {
            while (!stop.get()) {
                HttpResponse<String> answer = server.hello("auto");
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
                assertThat(TestServer.header(answer, "x-oblix-reason")).endsWith("-version");
                answers.incrementAndGet();
            }
        });
        try {
            Await.until("there is traffic", () -> answers.get() > 0);
            policies.policy("auto", "decide:cloud?fallback=local&reason=second-version");
            policies.awaitReason("auto", "second-version");
            policies.policy("auto", "decide:local?reason=third-version");
            policies.awaitReason("auto", "third-version");
            int soFar = answers.get();
            Await.until("traffic goes on", () -> answers.get() > soFar || traffic.isDone());
        } finally {
            stop.set(true);
        }

        // Fails if one answer was wrong.
        traffic.join();
    }

    @Test
    void aNewFileAddsAPolicyAndItsDeletionRemovesIt() throws Exception {
        assertThat(server.hello("auto:mine").statusCode()).isEqualTo(404);

        policies.policy("mine", "decide:cloud?reason=mine");
        policies.awaitReason("auto:mine", "mine");
        assertThat(server.get("/v1/models").body()).contains("\"auto:mine\"");

        Files.delete(policies.folder().resolve("mine.camel.yaml"));
        Await.until("the policy is gone", () -> server.hello("auto:mine").statusCode() == 404);
    }

    @Test
    void whileTheFolderIsMissingThePoliciesInTheJarServe() throws Exception {
        Path away = elsewhere.resolve("away");
        Files.move(policies.folder(), away);
        try {
            policies.awaitReason("auto:private", "private");
            assertThat(server.reason("auto")).isEqualTo("local-is-enough");
        } finally {
            Files.move(away, policies.folder());
        }

        policies.awaitReason("auto", FIRST_VERSION);
        assertThat(server.hello("auto:private").statusCode()).isEqualTo(404);
    }

    @Test
    void aBadAutoAtTheStartIsReportedAndTheOneInTheJarServes() throws Exception {
        policies.policy("auto", "decide:nowhere");
        try (TestServer started = new TestServer(policies.settings())) {
            assertThat(started.reason("auto")).isEqualTo("local-is-enough");
            assertThat(started.health().at("/policies/rejected/0/reason").asText())
                    .contains("decide:nowhere is unknown");
        }
    }

    @Test
    void aPolicyThatRejectsARequestGivesItsReason() throws Exception {
        policies.policy("no", "decide:reject?reason=not-today");
        Await.until("the policy rejects", () -> server.hello("auto:no").statusCode() == 403);
        HttpResponse<String> answer = server.hello("auto:no");

        assertThat(TestServer.json(answer).at("/error/code").asText()).isEqualTo("rejected_by_policy");
        assertThat(answer.body()).contains("not-today");
    }

    @Test
    void aFileAsAnEditorSavesItLoadsAndLoadsAgain() throws Exception {
        for (String version : new String[] {"one", "two"}) {
            policies.write("auto.camel.yaml", """
                - route:
                    id: route-1
                    description: As an editor saves it
                    from:
                      id: from-1
                      uri: direct
                      parameters: {name: policy-auto}
                      steps:
                        - setVariables:
                            id: setVariables-1
                            variables:
                              - {name: a, constant: "1"}
                              - {name: b, expression: {constant: {expression: "2"}}}
                        - setVariable: {id: setVariable-1, name: limit, expression: {simple: {expression: "${header.OblixMachine.cpuPercent}"}}}
                        - log: {id: log-1, message: "at ${variable.limit}", loggingLevel: WARN}
                        - filter:
                            id: filter-1
                            expression: {simple: {id: simple-1, expression: "${header.OblixRequest.turns} > 99"}}
                            steps:
                              - to: {id: to-1, uri: decide:reject, parameters: {reason: enough}}
                        - choice:
                            id: choice-1
                            when:
                              - id: when-1
                                expression: {simple: {expression: '${header.OblixMachine.state} == "CRITICAL"'}}
                                steps:
                                  - to: {id: to-2, uri: decide:cloud, parameters: {reason: critical, fallback: local}}
                            otherwise:
                              id: otherwise-1
                              steps:
                                - to: {id: to-3, uri: decide:local, parameters: {reason: saved-%s, fallback: cloud}}
                """.formatted(version));
            Await.until(
                    "version " + version + " is loaded or rejected",
                    () -> server.reason("auto").equals("saved-" + version)
                            || !policies.rejected().isEmpty());
            assertThat(policies.rejected()).isEmpty();
        }
    }

    @Test
    void aLinkThatPointsToAnotherFolderIsNoticedThoughSizesAndTimesAreEqual() throws Exception {
        Path first = folderWithReason("reason-aa");
        Path second = folderWithReason("reason-bb");
        Path link = elsewhere.resolve("link");
        Files.createSymbolicLink(link, first);
        try (TestServer linked = new TestServer(Map.of("oblix.routes-directory", link.toString()))) {
            assertThat(linked.reason("auto")).isEqualTo("reason-aa");

            Path next = elsewhere.resolve("next");
            Files.createSymbolicLink(next, second);
            Files.move(next, link, StandardCopyOption.ATOMIC_MOVE);
            Await.until("the other folder is read", () -> linked.reason("auto").equals("reason-bb"));
        }
    }

    private Path folderWithReason(String reason) throws Exception {
        policies.policy("auto", "decide:local?reason=" + reason);
        Path folder = Files.createDirectory(elsewhere.resolve(reason));
        Path file = Files.copy(policies.folder().resolve("auto.camel.yaml"), folder.resolve("auto.camel.yaml"));
        Files.setLastModifiedTime(file, FileTime.fromMillis(1_700_000_000_000L));
        return folder;
    }

    @Test
    void aLogStepWritesForRequestsAndNotForTrials() throws Exception {
        ListAppender<ILoggingEvent> written = new ListAppender<>();
        written.start();
        Logger log = (Logger) LoggerFactory.getLogger("policy.auto");
        log.addAppender(written);
        try {
            policies.write("auto.examples.yaml", "- {given: {}, then: {target: local, reason: logged}}");
            policies.write("auto.camel.yaml", """
                - route:
                    from:
                      uri: direct:policy-auto
                      steps:
                        - log: "asked for ${header.OblixRequest.model}"
                        - to: decide:local?fallback=cloud&reason=logged
                """);
            Await.until(
                    "the policy is loaded",
                    () -> policies.rejected().isEmpty() && server.reason("auto").equals("logged"));
            assertThat(written.list)
                    .hasSize(1)
                    .allSatisfy(line -> assertThat(line.getFormattedMessage()).isEqualTo("asked for auto"))
                    .allSatisfy(line -> assertThat(line.getLevel()).isEqualTo(Level.INFO));
        } finally {
            log.detachAppender(written);
        }
    }

    @Test
    void healthNamesThePoliciesThatTheJarStandsInFor() throws Exception {
        assertThat(server.health().at("/policies/from_jar")).isEmpty();

        Files.delete(policies.folder().resolve("auto.camel.yaml"));
        policies.awaitReason("auto", "local-is-enough");

        assertThat(server.health().at("/policies/from_jar/auto").asText()).isEqualTo("auto.camel.yaml (in the jar)");
        assertThat(server.health().at("/policies/loaded").toString()).isEqualTo("[\"auto\"]");
    }
}
