package io.oblix.problem;

import static io.oblix.problem.ErrorTerms.INVALID_REQUEST;
import static io.oblix.problem.ErrorTerms.SERVER_ERROR;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Every model that the decision allows was tried and failed; the text names each one and its error. Where there is none to
 * try, no retry changes that, so it is a 400 in every dialect.
 */
public final class AllTargetsFailed extends Problem {

    private static final long serialVersionUID = 1L;

    /** The wait if no provider named one; circuit breakers open for as long at first. */
    private static final Duration TRY_AGAIN = Duration.ofSeconds(5);

    /** @param failures the last problem of each target, in the order in which they were tried; may be empty */
    public AllTargetsFailed(List<UpstreamProblem> failures) {
        this(failures, retryAfter(failures));
    }

    private final boolean load;
    private final boolean lasting;

    private AllTargetsFailed(List<UpstreamProblem> failures, @Nullable Duration retryAfter) {
        super(
                failures.isEmpty() ? 400 : 502,
                failures.isEmpty() ? INVALID_REQUEST : SERVER_ERROR,
                code(failures),
                null,
                retryAfter,
                describe(failures, retryAfter),
                null);
        lasting = failures.stream().allMatch(failure -> switch (failure.kind()) {
            case KEY_REJECTED, MODEL_NOT_FOUND -> true;
            default -> false;
        });
        load = !failures.isEmpty()
                && failures.stream().allMatch(failure -> switch (failure.kind()) {
                    case OVERLOADED, RATE_LIMITED, QUEUE_FULL, BREAKER_OPEN -> true;
                    default -> false;
                });
    }

    /** Whether no retry changes it: there was none to try, or each one's key or name is wrong. */
    public boolean isLasting() {
        return lasting;
    }

    /** Whether each of them had too much to do, and none a fault of its own. */
    public boolean isByLoad() {
        return load;
    }

    /** A rejected key must be fixed by a person, so it comes before all other failures. */
    private static String code(List<UpstreamProblem> failures) {
        if (failures.isEmpty()) {
            return "no_model_configured";
        }
        boolean keyRejected = failures.stream().anyMatch(failure -> failure.kind() == FailureKind.KEY_REJECTED);
        return keyRejected ? "provider_key_rejected" : "all_targets_failed";
    }

    private static @Nullable Duration retryAfter(List<UpstreamProblem> failures) {
        return failures.stream()
                // The next day is far, and the other models may answer before.
                .filter(failure -> failure.kind() != FailureKind.BUDGET_SPENT)
                .map(UpstreamProblem::retryAfter)
                .filter(Objects::nonNull)
                .min(Comparator.naturalOrder())
                .orElse(failures.stream().anyMatch(failure -> failure.kind().providersFault()) ? TRY_AGAIN : null);
    }

    private static String describe(List<UpstreamProblem> failures, @Nullable Duration retryAfter) {
        if (failures.isEmpty()) {
            return "No model is configured for the side that was chosen.";
        }
        return "All targets failed. "
                + failures.stream().map(UpstreamProblem::text).collect(Collectors.joining(" | "))
                + (retryAfter == null ? "" : " | Try again in " + Math.max(1, retryAfter.toSeconds()) + " s.");
    }
}
