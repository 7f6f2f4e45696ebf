package io.oblix.dialect.completions;

/** Why a completion ended: it knows three reasons, and no tool calls. */
final class FinishReasons {

    private FinishReasons() {}

    static String of(String reason) {
        return reason.equals("length") || reason.equals("content_filter") ? reason : "stop";
    }
}
