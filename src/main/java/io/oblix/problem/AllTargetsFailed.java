package io.oblix.problem;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Every model that the decision allowed was tried and failed; the text names each one and what it said. */
public final class AllTargetsFailed extends Problem {

    private static final long serialVersionUID = 1L;

    private final @Nullable Duration retryAfter;

    /** @param failures the last problem of each target, in the order in which they were tried; may be empty */
    public AllTargetsFailed(List<UpstreamProblem> failures) {
        super(describe(failures), null);
        this.retryAfter = failures.stream()
                .map(UpstreamProblem::retryAfter)
                .filter(Objects::nonNull)
                .min(Comparator.naturalOrder())
                .orElse(null);
    }

    private static String describe(List<UpstreamProblem> failures) {
        if (failures.isEmpty()) {
            return "No model is configured for the side that was chosen.";
        }
        return "All targets failed. "
                + failures.stream().map(UpstreamProblem::text).collect(Collectors.joining(" | "));
    }

    @Override
    public int status() {
        return 502;
    }

    @Override
    public String type() {
        return "server_error";
    }

    @Override
    public String code() {
        return "all_targets_failed";
    }

    @Override
    public @Nullable Duration retryAfter() {
        return retryAfter;
    }
}
