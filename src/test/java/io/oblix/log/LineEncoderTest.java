package io.oblix.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import com.fasterxml.jackson.databind.JsonNode;
import io.oblix.chat.AnsweredBy;
import io.oblix.chat.Bill;
import io.oblix.chat.RequestRecord;
import io.oblix.chat.RequestRecordDraft;
import io.oblix.chat.Usage;
import io.oblix.json.Json;
import io.oblix.key.AuditLog;
import io.oblix.problem.FailureKind;
import io.oblix.problem.UpstreamProblem;
import io.oblix.settings.LogFormat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.event.KeyValuePair;

/** One line of the log, as text and as JSON. */
class LineEncoderTest {

    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final LoggedRequest REQUEST = new LoggedRequest.Kept("req_7", "alice", TRACE);

    private final LoggerContext logs = new LoggerContext();
    private final LineEncoder encoder = new LineEncoder();

    @AfterEach
    void workForNoRequest() {
        ThreadRequest.clear();
    }

    private LoggingEvent event(String message, @Nullable Throwable failure, Object... arguments) {
        LoggingEvent event = new LoggingEvent(
                "", logs.getLogger("io.oblix.ask.rescue.Rescue"), Level.WARN, message, failure, arguments);
        event.setInstant(Instant.parse("2026-11-30T11:45:18.045Z"));
        return event;
    }

    private String text(LoggingEvent event) {
        return new String(encoder.encode(event), StandardCharsets.UTF_8);
    }

    private JsonNode json(LoggingEvent event) throws IOException {
        encoder.setFormat(LogFormat.JSON);
        String line = text(event);
        assertThat(line).endsWith("\n").hasLineCount(1);
        return Json.MAPPER.readTree(line);
    }

    private static RequestRecord record(@Nullable UpstreamProblem problem) {
        AnsweredBy by = new AnsweredBy(
                "auto",
                "",
                "cloud",
                "openai:gpt-4o-mini",
                "http://127.0.0.1:1",
                "",
                "complex-question",
                false,
                1,
                List.of(),
                Map.of(),
                new Bill(),
                -1);
        RequestRecordDraft draft = new RequestRecordDraft("req_8");
        draft.client = "codex";
        draft.streaming = true;
        draft.by = by;
        draft.usage = Usage.of(12, 34);
        draft.duration = Duration.ofMillis(987);
        draft.firstToken = Duration.ofMillis(65);
        draft.problem = problem;
        draft.dialect = "messages";
        draft.key = "bob";
        return draft.record();
    }

    @Test
    void aLineOutsideOfRequestsHasTimeLevelLoggerAndMessage() throws Exception {
        assertThat(text(event("the folder {} is gone", null, "routes")))
                .matches("\\d\\d:\\d\\d:18\\.045 WARN  Rescue: the folder routes is gone\\R");
        assertThat(json(event("the folder {} is gone", null, "routes")).toString())
                .isEqualTo("{\"time\":\"2026-11-30T11:45:18.045Z\",\"level\":\"WARN\","
                        + "\"logger\":\"io.oblix.ask.rescue.Rescue\",\"message\":\"the folder routes is gone\"}");
    }

    @Test
    void aLineOfARequestHasItsIdItsKeyAndItsTrace() throws Exception {
        ThreadRequest.set(REQUEST);

        assertThat(text(event("it broke off", null))).contains("Rescue: req_7 it broke off");
        assertThat(text(event("request req_7 failed", null))).contains("Rescue: request req_7 failed");
        JsonNode line = json(event("it broke off", null));
        assertThat(line.path("request_id").asText()).isEqualTo("req_7");
        assertThat(line.path("key").asText()).isEqualTo("alice");
        assertThat(line.path("trace_id").asText()).isEqualTo(TRACE);
    }

    @Test
    void workOnAnotherThreadKeepsItsRequest() throws Exception {
        ThreadRequest.set(REQUEST);
        String[] seen = new String[1];
        Runnable task = ThreadRequest.carry(() -> seen[0] = text(event("late", null)));
        ThreadRequest.clear();

        task.run();

        assertThat(seen[0]).contains("req_7 late");
        assertThat(ThreadRequest.get()).isNull();
    }

    @Test
    void anIdThatALineBringsAlongIsItsOwn() throws Exception {
        LoggingEvent event = event("GET / failed", null);
        event.addKeyValuePair(new KeyValuePair("request_id", "req_9"));

        assertThat(text(event)).contains("Rescue: req_9 GET / failed");
        assertThat(json(event).path("request_id").asText()).isEqualTo("req_9");
    }

    @Test
    void aStackTraceAndALineBreakStayInOneLine() throws Exception {
        Exception failure = new IllegalStateException("no\nway", new IOException("gone"));

        assertThat(text(event("failed\nbadly", failure))).contains("java.io.IOException: gone", "\tat ");
        JsonNode line = json(event("failed\nbadly", failure));
        assertThat(line.path("message").asText()).isEqualTo("failed\nbadly");
        assertThat(line.path("stack_trace").asText())
                .startsWith("java.lang.IllegalStateException: no\nway")
                .contains("Caused by: java.io.IOException: gone", "\tat io.oblix.log.LineEncoderTest");
    }

    @Test
    void theLineOfARequestHasAFieldForEachFigure() throws Exception {
        JsonNode line = json(event("{}", null, new RequestLine(record(null), TRACE)));

        assertThat(line).isEqualTo(Json.MAPPER.readTree("""
                {"time":"2026-11-30T11:45:18.045Z","level":"WARN","logger":"io.oblix.ask.rescue.Rescue",
                 "message":"req_8 auto -> openai:gpt-4o-mini (cloud, complex-question, attempts 1) tokens 12+34 first token 65 ms 987 ms",
                 "request_id":"req_8","trace_id":"%s","key":"bob","dialect":"messages","requested_model":"auto",
                 "policy":"auto","reason":"complex-question","target":"cloud","model":"openai:gpt-4o-mini",
                 "fallback":false,"attempts":1,"input_tokens":12,"output_tokens":34,"cost_usd":0.000000,
                 "first_token_ms":65,"total_ms":987,"status":200}""".formatted(TRACE)));
    }

    @Test
    void theLineOfAFailedRequestHasItsStatusAndNoTextThatMayQuoteIt() throws Exception {
        UpstreamProblem refused =
                new UpstreamProblem(FailureKind.REQUEST_REJECTED, "openai:x", "'my secret' is not allowed");
        JsonNode line = json(event("{}", null, new RequestLine(record(refused), "")));

        assertThat(line.path("status").asInt()).isEqualTo(400);
        assertThat(line.path("error").asText()).isEqualTo("invalid_request_error");
        assertThat(line.has("trace_id")).isFalse();
        assertThat(line.toString()).doesNotContain("secret");
    }

    @Test
    void aLineOfTheAuditIsJsonInBothFormats() throws Exception {
        LoggingEvent event = event(
                "{}",
                null,
                AuditLog.line("refusal", "alice").put("request", "req_7").put("status", 429));

        assertThat(text(event)).startsWith("{\"at\":").endsWith("\"status\":429}\n");
        JsonNode line = json(event);
        assertThat(line.path("message").asText()).isEqualTo("refusal");
        assertThat(line.path("who").asText()).isEqualTo("alice");
        assertThat(line.path("time").asText()).isEqualTo("2026-11-30T11:45:18.045Z");
    }

    @Test
    void theAuditOfARequestSaysWhoAndWhatInBothFormats() throws Exception {
        LoggingEvent event = event("{}", null, new RequestAudit.Line(record(null), 1_764_502_518_045L));

        String fields =
                "\"at\":\"2025-11-30T11:35:18.045Z\",\"event\":\"request\",\"who\":\"bob\",\"request\":\"req_8\","
                        + "\"dialect\":\"messages\",\"policy\":\"auto\",\"reason\":\"complex-question\",\"target\":\"cloud\","
                        + "\"model\":\"openai:gpt-4o-mini\",\"attempts\":1,\"tokens\":46,\"status\":200}";
        assertThat(text(event)).isEqualTo("{" + fields + "\n");
        assertThat(event.getFormattedMessage()).isEqualTo("{" + fields);
        ThreadRequest.set(REQUEST);
        assertThat(json(event).toString())
                .contains("\"message\":\"request\",\"request_id\":\"req_7\"", "\"key\":\"alice\"")
                .endsWith(fields);
    }

    @Test
    void theAuditOfARefusedRequestHasItsCode() {
        UpstreamProblem refused =
                new UpstreamProblem(FailureKind.REQUEST_REJECTED, "openai:x", "'my secret' is not allowed");

        assertThat(text(event("{}", null, new RequestAudit.Line(record(refused), 0))))
                .endsWith("\"status\":400,\"code\":\"invalid_request_error\"}\n")
                .doesNotContain("secret");
    }

    @Test
    void aLoneSurrogateIsStillALineOfJson() throws Exception {
        assertThat(json(event("half of \ud83d", null)).path("message").asText()).isEqualTo("half of \ud83d");
    }
}
