package io.oblix.extension;

import io.oblix.chat.AnsweredBy;
import io.oblix.chat.Bill;
import io.oblix.chat.RequestRecord;
import io.oblix.chat.Usage;
import io.oblix.facts.KeyFacts;
import io.oblix.problem.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the hook after an answer gets: a map of plain values, so that any Camel component can write it as JSON or into a
 * table.
 */
final class AnswerReport {

    private static final double MICRO = 1e6;

    private final @Nullable AnswerTexts texts;
    private final Function<String, KeyFacts> keys;

    /**
     * @param texts null where the operator wants no texts
     * @param keys says what the caller with a key of this name has spent, and what is left to spend
     */
    AnswerReport(@Nullable AnswerTexts texts, Function<String, KeyFacts> keys) {
        this.texts = texts;
        this.keys = keys;
    }

    Map<String, Object> of(RequestRecord request) {
        Map<String, Object> report = new LinkedHashMap<>();
        AnsweredBy by = request.by();
        Usage usage = request.usage();
        Bill.Sums sums = by == null ? new Bill().sums() : by.bill().sums();
        report.put("requestId", request.id());
        report.put("time", Instant.now().toString());
        KeyFacts key = keys.apply(request.key());
        report.put("key", request.key());
        report.put("spentTodayUsd", key.spentTodayUsd());
        report.put("budgetLeftUsd", key.budgetLeftUsd());
        report.put("client", request.client());
        report.put("dialect", request.dialect());
        report.put("policy", by == null ? "" : by.policy());
        report.put("rule", by == null ? "" : by.rule());
        report.put("reason", by == null ? "" : by.reason());
        report.put("target", by == null ? "" : by.target());
        report.put("model", by == null ? request.requestedModel() : by.model());
        report.put("host", by == null ? "" : by.host());
        report.put("attempts", by == null ? 0 : by.attempts());
        report.put("fallback", by != null && by.fallback());
        report.put("inputTokens", usage.promptTokens());
        report.put("outputTokens", usage.completionTokens());
        report.put("costUsd", sums.microUsd() / MICRO);
        report.put("savedUsd", sums.savedMicroUsd() / MICRO);
        report.put("firstTokenMillis", millis(request.firstToken()));
        report.put("totalMillis", millis(request.duration()));
        report.put("outcome", outcome(request.problem()));
        if (texts != null) {
            texts.addTo(report, request.id());
        }
        return report;
    }

    private static long millis(@Nullable Duration duration) {
        return duration == null ? -1 : duration.toMillis();
    }

    private static String outcome(@Nullable Problem problem) {
        if (problem == null) {
            return "answered";
        }
        String code = problem.code();
        return code == null ? problem.type() : code;
    }
}
