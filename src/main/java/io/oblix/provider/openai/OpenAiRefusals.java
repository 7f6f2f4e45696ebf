package io.oblix.provider.openai;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.oblix.problem.FailureKind;
import io.oblix.problem.UpstreamProblem;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the server of a model has refused although no client sent it: fields that are added or renamed on the way, such as
 * {@code stream_options}, which Mistral and older deployments of Azure refuse. Remembered for a day.
 */
final class OpenAiRefusals {

    private static final Logger LOG = LoggerFactory.getLogger(OpenAiRefusals.class);

    static final String STREAM_OPTIONS = "stream_options";
    static final String LIMIT = "max_completion_tokens";
    static final String OLDER_LIMIT = "max_tokens";
    static final String EFFORT = "reasoning_effort";
    static final String LOGPROBS = "logprobs";
    static final String DEVELOPER = "developer";

    /** Says of a field that it is not known, and not that its value is wrong. */
    private static final Pattern UNKNOWN = Pattern.compile(
            "unsupported|not support(ed)?\\b|unrecogni[sz]ed|unknown|not permitted|not allowed|extra (inputs|fields)"
                    + "|unexpected|deprecated|use [`'\"]?max_");

    private static final Pattern UNREADABLE = Pattern.compile("malformed|not json");

    private static final int MAX_MODELS = 500;

    /** In place of a model, for what the server refuses whatever the model. */
    private static final String ALL = "";

    private final Cache<String, Set<String>> byModel = Caffeine.newBuilder()
            .maximumSize(MAX_MODELS)
            .expireAfterWrite(Duration.ofDays(1))
            .executor(Runnable::run)
            .build();

    /** Of what is added or renamed for a model, that which its server has refused. */
    Set<String> of(String model) {
        Set<String> refused = byModel.getIfPresent(model);
        Set<String> byAll = byModel.getIfPresent(ALL);
        if (byAll == null) {
            return refused == null ? Set.of() : refused;
        }
        return refused == null ? byAll : both(refused, byAll);
    }

    /**
     * Remembers what a refusal names.
     *
     * @param ours what may have been added or renamed in the request
     * @return whether the request would now be asked in another way
     */
    boolean learn(String model, UpstreamProblem refusal, Set<String> ours) {
        String said = refusal.detail().toLowerCase(Locale.ROOT);
        boolean onLogprobs = ours.contains(LOGPROBS)
                && (said.contains(LOGPROBS)
                        || said.contains("logits")
                        // Some write NaN, which is no JSON.
                        || (refusal.kind() == FailureKind.BROKEN_ANSWER
                                && UNREADABLE.matcher(said).find()));
        if (refusal.kind() != FailureKind.REQUEST_REJECTED
                && refusal.kind() != FailureKind.LACKS_ABILITY
                && !onLogprobs) {
            return false;
        }
        String named = onLogprobs ? LOGPROBS : named(said, refusal.param(), ours);
        if (named == null) {
            return false;
        }
        // It is the server that knows it or not, and not the model.
        byModel.asMap().merge(named.equals(STREAM_OPTIONS) ? ALL : model, Set.of(named), OpenAiRefusals::both);
        LOG.info("{} refuses {}, which is added here: it is left out from now on", refusal.target(), named);
        return true;
    }

    private static Set<String> both(Set<String> some, Set<String> more) {
        Set<String> all = new TreeSet<>(some);
        all.addAll(more);
        return Set.copyOf(all);
    }

    private static @Nullable String named(String said, @Nullable String param, Set<String> ours) {
        if (ours.contains(STREAM_OPTIONS)
                && (said.contains(STREAM_OPTIONS)
                        || said.contains("include_usage")
                        || said.contains("stream options")
                        || (param != null && param.startsWith(STREAM_OPTIONS)))) {
            return STREAM_OPTIONS;
        } else if (!UNKNOWN.matcher(said).find()) {
            return null;
        } else if (ours.contains(LIMIT)) {
            String limit = limit(said, param);
            if (limit != null) {
                return limit;
            }
        }
        if (ours.contains(EFFORT) && said.contains(EFFORT)) {
            return EFFORT;
        }
        return ours.contains(DEVELOPER) && said.contains(DEVELOPER) ? DEVELOPER : null;
    }

    /** A sentence that names both names the better one last. */
    private static @Nullable String limit(String said, @Nullable String param) {
        if (LIMIT.equals(param) || OLDER_LIMIT.equals(param)) {
            return param;
        }
        int newer = said.indexOf(LIMIT);
        int older = said.indexOf(OLDER_LIMIT);
        if (newer < 0 && older < 0) {
            return null;
        }
        return older < 0 || (newer >= 0 && newer < older) ? LIMIT : OLDER_LIMIT;
    }
}
