package io.oblix.journey;

import static io.oblix.fixture.TestServer.CLAUDE;
import static io.oblix.fixture.TestServer.LOCAL;
import static io.oblix.fixture.TestServer.OPENAI;
import static io.oblix.fixture.TestServer.header;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import com.fasterxml.jackson.databind.JsonNode;
import io.oblix.fixture.Await;
import io.oblix.fixture.KeysOnDisk;
import io.oblix.fixture.TestServer;
import io.oblix.json.Json;
import io.oblix.log.LineEncoder;
import io.oblix.settings.LogFormat;
import io.oblix.simulator.Fault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.LoggerFactory;

/** What the log says of requests, with {@code oblix.log.format=json}. */
class LogTest {

    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final KeysOnDisk KEYS = new KeysOnDisk().with("alice");

    @RegisterExtension
    static final TestServer SERVER = new TestServer(settings());

    private final Queue<JsonNode> lines = new ConcurrentLinkedQueue<>();
    private final LineEncoder encoder = new LineEncoder();
    private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            try {
                lines.add(Json.MAPPER.readTree(encoder.encode(event)));
            } catch (IOException notJson) {
                throw new UncheckedIOException(notJson);
            }
        }
    };
    private final List<Logger> loggers =
            List.of((Logger) LoggerFactory.getLogger("oblix.request"), (Logger) LoggerFactory.getLogger("io.oblix"));

    private static Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>(KEYS.setting());
        settings.put("oblix.breaker.window", "2");
        settings.put("oblix.breaker.failure-rate", "50");
        settings.put("oblix.retry.max-delay", "10ms");
        return settings;
    }

    @BeforeEach
    void listen() {
        encoder.setFormat(LogFormat.JSON);
        appender.start();
        for (Logger logger : loggers) {
            logger.setLevel(Level.INFO);
            logger.addAppender(appender);
        }
    }

    @AfterEach
    void stop() {
        for (Logger logger : loggers) {
            logger.detachAppender(appender);
            logger.setLevel(null);
        }
    }

    private List<JsonNode> of(HttpResponse<String> answer) {
        String id = header(answer, "x-oblix-request-id");
        assertThat(id).startsWith("req_");
        Await.until(
                "the request is logged",
                () -> lines.stream()
                        .anyMatch(line -> line.path("request_id").asText().equals(id) && line.has("status")));
        return lines.stream()
                .filter(line -> line.path("request_id").asText().equals(id))
                .toList();
    }

    @Test
    void eachLineOfARequestHasItsIdItsKeyAndItsTrace() {
        SERVER.ollama.failAlways(Fault.Status.of(500));

        HttpResponse<String> answer = SERVER.hello(
                "auto:local-first",
                "Authorization",
                "Bearer " + KeysOnDisk.key("alice"),
                "traceparent",
                "00-" + TRACE + "-00f067aa0ba902b7-01");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        List<JsonNode> found = of(answer);
        assertThat(found).extracting(line -> line.path("logger").asText()).contains("io.oblix.ask.limit.Circuit");
        assertThat(found).allSatisfy(line -> {
            assertThat(line.path("key").asText()).isEqualTo("alice");
            assertThat(line.path("trace_id").asText()).isEqualTo(TRACE);
        });
        JsonNode last = found.get(found.size() - 1);
        assertThat(last.path("logger").asText()).isEqualTo("oblix.request");
        assertThat(last.path("policy").asText()).isEqualTo("local-first");
        assertThat(last.path("model").asText()).isEqualTo(OPENAI);
        assertThat(last.path("fallback").asBoolean()).isTrue();
        assertThat(last.path("attempts").asInt()).isGreaterThanOrEqualTo(2);
        assertThat(last.path("input_tokens").asInt()).isEqualTo(10);
        assertThat(last.path("output_tokens").asInt()).isPositive();
        assertThat(last.path("cost_usd").asDouble()).isPositive();
        assertThat(last.path("status").asInt()).isEqualTo(200);
    }

    @Test
    void aRefusedRequestHasItsIdInHeadersBodyAndLog() {
        HttpResponse<String> answer = SERVER.post(
                "/v1/messages",
                TestServer.HELLO.formatted("auto:no-such").replace("{\"model", "{\"max_tokens\":9,\"model"),
                "x-api-key",
                KeysOnDisk.key("alice"));

        String id = header(answer, "x-oblix-request-id");
        assertThat(answer.statusCode()).isGreaterThanOrEqualTo(400);
        assertThat(header(answer, "request-id")).isEqualTo(id);
        assertThat(TestServer.json(answer).path("request_id").asText()).isEqualTo(id);
        JsonNode line = of(answer).get(0);
        assertThat(line.path("status").asInt()).isEqualTo(answer.statusCode());
        assertThat(line.path("dialect").asText()).isEqualTo("messages");
        assertThat(line.path("key").asText()).isEqualTo("alice");
        assertThat(line.has("error")).isTrue();
    }

    @Test
    void aRequestThatCannotBeReadHasALineWithoutAWordOfIt() {
        HttpResponse<String> answer = SERVER.chat("{zebra", KeysOnDisk.bearer("alice"));

        assertThat(answer.statusCode()).isEqualTo(400);
        JsonNode line = of(answer).get(0);
        assertThat(line.path("logger").asText()).isEqualTo("oblix.request");
        assertThat(line.path("path").asText()).isEqualTo("/v1/chat/completions");
        assertThat(line.path("status").asInt()).isEqualTo(400);
        assertThat(line.path("error").asText()).isEqualTo("invalid_request_error");
        assertThat(line.path("key").asText()).isEqualTo("alice");
        assertThat(line.toString()).doesNotContain("zebra");
    }

    @Test
    void noLineHasATextOfTheRequestOrTheAnswer() {
        HttpResponse<String> answer = SERVER.chat(
                "{\"model\":\"" + OPENAI + "\",\"messages\":[{\"role\":\"user\",\"content\":\"my zebra is lost\"}]}",
                KeysOnDisk.bearer("alice"));

        assertThat(answer.body()).contains("zebra");
        assertThat(of(answer)).allSatisfy(line -> assertThat(line.toString()).doesNotContain("zebra"));
    }

    /** One that waits without a thread, one whose stream has not begun, one whose stream has, and one that waits for a retry. */
    @Test
    void whatAShutdownCutsOffIsToldSoAndLogged() {
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        try (TestServer server = new TestServer(Map.of("oblix.shutdown.grace", "50ms"))) {
            server.openai.failAlways(new Fault.Silence());
            answers.add(server.helloLater(OPENAI, false));
            answers.add(server.helloLater(OPENAI, true));
            server.claude.failAlways(new Fault.Stall(1));
            answers.add(server.helloLater(CLAUDE, true));
            server.ollama.failAlways(Fault.Status.of(429).with("retry-after", "4"));
            answers.add(server.helloLater(LOCAL, false));
            Await.until(
                    "all are upstream",
                    () -> server.openai.heldCount() == 2
                            && server.claude.chatCount() == 1
                            && server.metrics().contains("error_type=\"rate_limit_exceeded\""));

            server.application().close();
        }

        for (CompletableFuture<HttpResponse<String>> answer : answers) {
            assertThat(answer.join().body()).contains("The server is shutting down.");
        }
        assertThat(answers).extracting(answer -> answer.join().statusCode()).containsExactly(503, 503, 200, 503);
        assertThat(lines.stream().filter(line -> line.path("status").asInt() == 503))
                .hasSize(4)
                .allSatisfy(line -> assertThat(line.path("error").asText()).isEqualTo("shutting_down"));
    }
}
