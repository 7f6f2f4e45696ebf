package io.oblix.telemetry;

import io.oblix.problem.Problem;
import org.jspecify.annotations.Nullable;

/** Words of OpenTelemetry's conventions, for metrics and traces alike. */
public final class Conventions {

    private Conventions() {}

    /** {@code gen_ai.provider.name}. */
    public static String provider(String provider) {
        return provider.equals("claude") ? "anthropic" : provider;
    }

    /** {@code error.type}: a code, or else the status; empty, which is the same as none, without a problem. */
    public static String errorType(@Nullable Problem problem) {
        if (problem == null) {
            return "";
        }
        String code = problem.code();
        return code == null ? Integer.toString(problem.status()) : code;
    }
}
