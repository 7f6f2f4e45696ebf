package io.oblix.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.oblix.ask.attempt.AttemptRecord;
import io.oblix.ask.attempt.Observed;
import io.oblix.ask.attempt.Origin;
import io.oblix.ask.attempt.RescueOutcome;
import io.oblix.ask.limit.InFlightCalls;
import io.oblix.chat.AnsweredBy;
import io.oblix.chat.Charge;
import io.oblix.chat.ModelName;
import io.oblix.chat.Place;
import io.oblix.chat.RequestRecord;
import io.oblix.chat.Side;
import io.oblix.chat.Usage;
import io.oblix.problem.Problem;
import io.oblix.problem.RequestProblem;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MetricsTest {

    private final Metrics metrics = new Metrics(CircuitBreakerRegistry.ofDefaults(), new InFlightCalls());

    private static RequestRecord request(String model, String reason, @Nullable Problem problem) {
        AnsweredBy by = new AnsweredBy(
                "auto", "", "local", model, "http://127.0.0.1", "", reason, false, 1, List.of(), Map.of());
        return new RequestRecord(
                "req", "auto", "", true, by, Usage.of(5, 7), Duration.ofMillis(300), Duration.ofMillis(20), problem);
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
        return new AttemptRecord(
                new Place(new ModelName("ollama", model), "http://127.0.0.1"),
                Side.LOCAL,
                Usage.of(5, 7),
                Duration.ofMillis(300),
                Duration.ofMillis(20),
                new Observed(-1, -1, -1, -1, -1, -1),
                null);
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
            "gen_ai_client_operation_duration_seconds_count",
            "gen_ai_client_token_usage_count",
        }) {
            assertThat(series(series)).as(series).hasSizeBetween(2, 210);
        }
    }

    @Test
    void whatIsSentToACloudIsCountedByItsProvider() {
        metrics.count(call("llama3.2:1b"));
        metrics.count(toCloud(1_200));
        metrics.count(toCloud(34));

        assertThat(series("oblix_cloud_bytes_total"))
                .containsExactly("oblix_cloud_bytes_total{gen_ai_provider_name=\"openai\"} 1234.0");
        assertThat(series("oblix_cloud_tokens_total"))
                .containsExactly("oblix_cloud_tokens_total{gen_ai_provider_name=\"openai\"} 10.0");
    }

    private static AttemptRecord toCloud(long bytes) {
        AttemptRecord call = call("gpt-4o-mini");
        return new AttemptRecord(
                new Place(new ModelName("openai", "gpt-4o-mini"), "http://127.0.0.1"),
                Side.CLOUD,
                call.work(),
                call.usage(),
                call.duration(),
                call.firstToken(),
                call.observed(),
                null,
                null,
                Origin.NONE,
                Charge.NONE,
                bytes);
    }

    @Test
    void aRescueCountsByItsOutcome() {
        metrics.count(RescueOutcome.CONTINUED);

        assertThat(series("oblix_rescues_total")).singleElement().asString().contains("outcome=\"continued\"");
    }
}
