package io.oblix.extension;

import io.oblix.ask.forecast.Prices;
import io.oblix.chat.AnsweredBy;
import io.oblix.chat.ModelName;
import io.oblix.chat.RequestRecord;
import io.oblix.chat.Usage;
import io.oblix.problem.Problem;
import io.oblix.settings.Price;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the hook after an answer gets: a map of plain values, so that any Camel component can write it as JSON or into a
 * table.
 */
final class AnswerReport {

    private final Prices prices;
    private final @Nullable ModelName cloudModel;
    private final @Nullable AnswerTexts texts;

    /**
     * @param cloudModel what an answer of the local model is compared with; null when none is configured
     * @param texts null where the operator wants no texts
     */
    AnswerReport(Prices prices, @Nullable ModelName cloudModel, @Nullable AnswerTexts texts) {
        this.prices = prices;
        this.cloudModel = cloudModel;
        this.texts = texts;
    }

    Map<String, Object> of(RequestRecord request) {
        Map<String, Object> report = new LinkedHashMap<>();
        AnsweredBy by = request.by();
        Usage usage = request.usage();
        double costUsd = by == null ? 0 : usd(ModelName.parse(by.model()), usage);
        report.put("requestId", request.id());
        report.put("time", Instant.now().toString());
        report.put("key", "");
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
        report.put("costUsd", costUsd);
        report.put("savedUsd", Math.max(0, usd(cloudModel, usage) - costUsd));
        report.put("firstTokenMillis", millis(request.firstToken()));
        report.put("totalMillis", millis(request.duration()));
        report.put("outcome", outcome(request.problem()));
        if (texts != null) {
            texts.addTo(report, request.id());
        }
        return report;
    }

    /** 0 where the price is not known: a local model costs nothing. */
    private double usd(@Nullable ModelName model, Usage usage) {
        Price price = model == null ? null : prices.of(model);
        return price == null ? 0 : price.usd(usage);
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
