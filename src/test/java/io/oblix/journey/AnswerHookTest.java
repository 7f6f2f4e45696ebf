package io.oblix.journey;

import static io.oblix.fixture.ExtensionFolder.bean;
import static org.assertj.core.api.Assertions.assertThat;

import io.oblix.fixture.Await;
import io.oblix.fixture.ExtensionFolder;
import io.oblix.fixture.Parallel;
import io.oblix.fixture.TestServer;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The hook after an answer: what it is told, and that no answer waits for it. */
class AnswerHookTest {

    private final ExtensionFolder folder;

    AnswerHookTest(@TempDir Path path) {
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

    @Test
    void aFailureAfterAnAnswerIsCounted() throws Exception {
        folder.route(
                "direct:on-answer", "- throwException: {exceptionType: java.io.IOException, message: disk full}\n");
        try (TestServer server = folder.server()) {
            server.hello("auto");
            Await.until(
                    "the count",
                    () -> server.get("/metrics")
                            .body()
                            .contains("oblix_extension_events_total{hook=\"on-answer\",outcome=\"failed\"} 1.0"));
        }
    }

    @Test
    void theHookAfterAnAnswerGetsAReport() throws Exception {
        folder.route("direct:on-answer", bean(SeenByHook.class));
        try (TestServer server = folder.server()) {
            HttpResponse<String> answer = server.hello("auto:cloud-first");

            Object body = SeenByHook.one().get("body");
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
        folder.route("direct:on-answer", bean(SeenByHook.class));
        try (TestServer server = folder.server("oblix.extensions.texts", "true")) {
            String whole = TestServer.json(server.hello("openai:gpt-4o-mini"))
                    .at("/choices/0/message/content")
                    .asText();
            Map<?, ?> report =
                    Objects.requireNonNull((Map<?, ?>) SeenByHook.one().get("body"));
            assertThat((String) report.get("request")).contains("Hello");
            assertThat(report.get("answer")).isEqualTo(whole);

            server.chat("{\"model\":\"ollama:llama3.2:1b\",\"stream\":true,"
                    + "\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}");
            report = Objects.requireNonNull((Map<?, ?>) SeenByHook.one().get("body"));
            assertThat((String) report.get("answer")).isNotBlank();
        }
    }

    @Test
    void aHookAfterAnAnswerThatBlocksDelaysNoAnswerAndItsReportsAreDroppedAndCounted() throws Exception {
        folder.route("direct:on-answer", bean(StuckHook.class));
        try (TestServer server = folder.server()) {
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
            StuckHook.release();
        }
    }
}
