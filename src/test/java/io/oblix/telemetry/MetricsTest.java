package io.oblix.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.oblix.ask.attempt.AttemptRecord;
import io.oblix.ask.attempt.AttemptRecordDraft;
import io.oblix.ask.attempt.Origin;
import io.oblix.ask.attempt.Reply;
import io.oblix.ask.attempt.RescueOutcome;
import io.oblix.ask.limit.InFlightCalls;
import io.oblix.chat.AnsweredBy;
import io.oblix.chat.ModelName;
import io.oblix.chat.Place;
import io.oblix.chat.RequestRecord;
import io.oblix.chat.RequestRecordDraft;
import io.oblix.chat.Side;
import io.oblix.chat.Trace;
import io.oblix.chat.Usage;
import io.oblix.fixture.Await;
import io.oblix.problem.Problem;
import io.oblix.problem.RequestProblem;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MetricsTest {

    private final Metrics metrics = new Metrics(CircuitBreakerRegistry.ofDefaults(), new InFlightCalls());

    private static RequestRecord request(String model, String reason, @Nullable Problem problem) {
        AnsweredBy by = new AnsweredBy(
                "auto", "", "local", model, "http://127.0.0.1", "", reason, false, 1, List.of(), Map.of());
        RequestRecordDraft draft = new RequestRecordDraft("req");
        draft.streaming = true;
        draft.by = by;
        draft.usage = Usage.of(5, 7);
        draft.duration = Duration.ofMillis(300);
        draft.firstToken = Duration.ofMillis(20);
        draft.problem = problem;
        return draft.record();
    }

    private List<String> series(String start) {
        return metrics.scrape().lines().filter(line -> line.startsWith(start)).toList();
    }

    @Test
    void anAnsweredRequestCountsAsRequestFirstTokenAndDecision() {
        metrics.count(request("ollama:a", "local-is-enough", null));
        metrics.count(request("ollama:a", "local-is-enough", null));

        assertThat(series("gen_ai_server_request_duration_seconds_count"))
                .singleElement()
                .asString()
                .contains("oblix_target=\"local\"", "gen_ai_response_model=\"ollama:a\"", "error_type=\"\"")
                .endsWith(" 2");
        assertThat(series("gen_ai_server_time_to_first_token_seconds_count")).hasSize(1);
        assertThat(series("oblix_decisions_total"))
                .singleElement()
                .asString()
                .contains("policy=\"auto\"", "reason=\"local-is-enough\"", "fallback=\"false\"")
                .endsWith(" 2.0");
    }

    @Test
    void aFailedRequestCountsByItsErrorAndIsNoDecision() {
        metrics.count(request("ollama:made-up", "explicit-model", RequestProblem.modelNotFound("ollama:made-up")));

        assertThat(series("gen_ai_server_request_duration_seconds_count"))
                .singleElement()
                .asString()
                .contains("error_type=\"model_not_found\"", "gen_ai_response_model=\"other\"");
        assertThat(series("oblix_decisions_total")).isEmpty();
    }

    @Test
    void theNumberOfTimeSeriesIsBounded() {
        for (int i = 0; i < 3_000; i++) {
            metrics.count(request("ollama:model-" + i, "reason-" + i, null));
        }

        assertThat(series("oblix_decisions_total")).hasSizeBetween(500, 1_000);
        assertThat(series("gen_ai_server_request_duration_seconds_count")).hasSizeBetween(50, 1_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"tr-TR", "az-AZ", "lt-LT", "ar-EG", "fa-IR", "hi-IN-u-nu-deva", "th-TH-u-nu-thai", "en"})
    void theLocaleChangesNoLabelAndNoNumber(String language) {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.forLanguageTag(language));
        try {
            CircuitBreakerRegistry breakers = CircuitBreakerRegistry.ofDefaults();
            Metrics metrics = new Metrics(breakers, new InFlightCalls());
            breakers.circuitBreaker("ISTANBUL:ılık");
            metrics.count(request("ollama:IDLI", "local-is-enough", null));
            metrics.count(RescueOutcome.CONTINUED);

            assertThat(metrics.scrape().lines().filter(line -> line.startsWith("resilience4j_circuitbreaker_state{")))
                    .hasSize(6)
                    .allSatisfy(line -> assertThat(line).contains("name=\"ISTANBUL:ılık\""))
                    .anySatisfy(line -> assertThat(line).contains("state=\"disabled\""))
                    .anySatisfy(line -> assertThat(line).contains("state=\"metrics_only\""));
            assertThat(metrics.scrape().replace("ISTANBUL:ılık", "")).isASCII();
        } finally {
            Locale.setDefault(before);
        }
    }

    private static AttemptRecord call(String model) {
        return draft(Side.LOCAL, "ollama", model).record();
    }

    private static AttemptRecordDraft draft(Side side, String provider, String model) {
        AttemptRecordDraft draft =
                new AttemptRecordDraft(new Place(new ModelName(provider, model), "http://127.0.0.1"), side);
        draft.usage = Usage.of(5, 7);
        draft.duration = Duration.ofMillis(300);
        draft.firstToken = Duration.ofMillis(20);
        return draft;
    }

    /** A model that gives way to others takes each of its series with it, not only the one that is counted last. */
    @Test
    void theSeriesOfAModelThatIsNoLongerToldApartLeave() {
        for (int i = 0; i < 2_000; i++) {
            metrics.count(request("ollama:model-" + i, "local-is-enough", null));
            metrics.count(call("model-" + i));
        }

        for (String series : new String[] {
            "gen_ai_server_request_duration_seconds_count",
            "gen_ai_server_time_to_first_token_seconds_count",
            "gen_ai_client_inference_duration_seconds_count",
            "gen_ai_client_inference_usage_input_tokens_total",
        }) {
            assertThat(series(series)).as(series).hasSizeBetween(2, 210);
        }
    }

    @Test
    void whatIsSentToACloudIsCountedByItsProvider() {
        metrics.count(call("llama3.2:1b"));
        metrics.count(toCloud(1_200, ""));
        metrics.count(toCloud(34, ""));

        assertThat(series("oblix_cloud_bytes_total"))
                .containsExactly("oblix_cloud_bytes_total{gen_ai_provider_name=\"openai\"} 1234.0");
        assertThat(series("oblix_cloud_tokens_total"))
                .containsExactly("oblix_cloud_tokens_total{gen_ai_provider_name=\"openai\"} 10.0");
    }

    private static AttemptRecord toCloud(long bytes, String key) {
        AttemptRecordDraft draft = draft(Side.CLOUD, "openai", "gpt-4o-mini");
        draft.origin = new Origin("req", key, "chat", "", "auto", "complex-question", "chat", "", Trace.NONE);
        draft.cloudBytes = bytes;
        return draft.record();
    }

    @Test
    void seriesOfOursTellKeysApart() {
        metrics.count(toCloud(10, ""));
        metrics.count(toCloud(20, "team-a"));

        assertThat(series("oblix_cloud_bytes_total"))
                .containsExactlyInAnyOrder(
                        "oblix_cloud_bytes_total{gen_ai_provider_name=\"openai\"} 10.0",
                        "oblix_cloud_bytes_total{gen_ai_provider_name=\"openai\",key=\"team-a\"} 20.0");
    }

    private static AttemptRecord streamed(String operation, String model) {
        AttemptRecordDraft draft = draft(Side.CLOUD, "claude", "claude-sonnet-4-5");
        draft.usage = new Usage(100, 11, 40, 20, 5);
        draft.firstToken = Duration.ofMillis(100);
        draft.origin = new Origin("req", "", "chat", "", "auto", "complex-question", operation, "", Trace.NONE);
        draft.reply = new Reply(model, 5, true);
        return draft.record();
    }

    @Test
    void aStreamedCallHasItsTimesAndEachKindOfTokens() {
        metrics.count(streamed("chat", "claude-sonnet-4-5-20250929"));

        String prefix = "gen_ai_client_inference_";
        assertThat(series(prefix + "duration_seconds_count"))
                .singleElement()
                .asString()
                .contains(
                        "gen_ai_provider_name=\"anthropic\"",
                        "gen_ai_request_model=\"claude-sonnet-4-5\"",
                        "gen_ai_response_model=\"claude-sonnet-4-5-20250929\"",
                        "gen_ai_operation_name=\"chat\"",
                        "error_type=\"\"");
        assertThat(value(prefix + "time_to_first_chunk_seconds_sum")).isEqualTo(0.1);
        assertThat(value(prefix + "time_per_output_chunk_seconds_sum")).isEqualTo(0.05);
        assertThat(value(prefix + "usage_input_tokens_total")).isEqualTo(100);
        assertThat(value(prefix + "usage_output_tokens_total")).isEqualTo(11);
        assertThat(value(prefix + "usage_cache_read_input_tokens_total")).isEqualTo(40);
        assertThat(value(prefix + "usage_cache_write_input_tokens_total")).isEqualTo(20);
        assertThat(value(prefix + "usage_reasoning_output_tokens_total")).isEqualTo(5);
        assertThat(value(prefix + "operation_input_tokens_sum")).isEqualTo(100);
        assertThat(value(prefix + "operation_output_tokens_sum")).isEqualTo(11);
        assertThat(metrics.scrape()).doesNotContain("gen_ai_client_operation_duration", "gen_ai_client_token_usage");
    }

    /** Of the one series that begins like this. */
    private double value(String start) {
        List<String> found = series(start);
        assertThat(found).as(start).hasSize(1);
        return Double.parseDouble(found.get(0).substring(found.get(0).lastIndexOf(' ')));
    }

    @Test
    void embeddingsAreNoInference() {
        metrics.count(streamed("embeddings", ""));

        assertThat(series("gen_ai_client_operation_duration_seconds_count"))
                .singleElement()
                .asString()
                .contains("gen_ai_operation_name=\"embeddings\"");
        assertThat(series("gen_ai_client_inference")).isEmpty();
    }

    @Test
    void bothNamesAreCountedWhereTheSettingSaysSo() {
        Metrics both = new Metrics(CircuitBreakerRegistry.ofDefaults(), new InFlightCalls(), true, false);
        both.count(streamed("chat", "claude-sonnet-4-5-20250929"));
        both.count(streamed("embeddings", ""));

        assertThat(both.scrape()
                        .lines()
                        .filter(line -> line.startsWith("gen_ai_client_operation_duration_seconds_count")))
                .hasSize(2)
                .allSatisfy(line -> assertThat(line).endsWith(" 1"));
        assertThat(both.scrape().lines().filter(line -> line.startsWith("gen_ai_client_token_usage_sum")))
                .hasSize(4)
                .anySatisfy(line ->
                        assertThat(line).contains("gen_ai_token_type=\"input\"").endsWith(" 100.0"));
        assertThat(both.scrape()).contains("gen_ai_client_inference_duration_seconds_count{");
    }

    @Test
    void theTimeBetweenTokensIsThatAfterTheFirst() {
        metrics.count(request("ollama:a", "local-is-enough", null));

        // 280 ms for 6 tokens after the first.
        assertThat(value("gen_ai_server_time_per_output_token_seconds_sum")).isBetween(0.0466, 0.0467);
    }

    @Test
    void aCounterThatIsReadGoesOnAfterAGarbageCollection() {
        AtomicInteger lost = new AtomicInteger();
        metrics.watchLedger(() -> 0, lost::get);
        metrics.watchSpans(lost::get);
        WeakReference<Object> gone = new WeakReference<>(new Object());
        Await.until("memory is collected", () -> {
            System.gc();
            return gone.get() == null;
        });
        lost.set(7);

        assertThat(value("oblix_ledger_lost_total")).isEqualTo(7);
        assertThat(value("oblix_spans_dropped_total")).isEqualTo(7);
    }

    @Test
    void aRescueCountsByItsOutcome() {
        metrics.count(RescueOutcome.CONTINUED);

        assertThat(series("oblix_rescues_total")).singleElement().asString().contains("outcome=\"continued\"");
    }
}
