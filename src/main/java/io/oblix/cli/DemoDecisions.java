package io.oblix.cli;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.oblix.ask.attempt.AttemptListener;
import io.oblix.ask.attempt.AttemptRecord;
import io.oblix.chat.ChatRequest;
import io.oblix.chat.ModelName;
import io.oblix.policy.Decision;
import io.oblix.problem.FailureKind;
import io.oblix.problem.UpstreamProblem;
import java.util.List;

/** Remembers what was decided and why, for the demo's models to say; real providers never see it. */
final class DemoDecisions implements AttemptListener {

    private static final int KEPT = 1_000;

    private final Cache<String, String> sentences =
            Caffeine.newBuilder().maximumSize(KEPT).build();

    @Override
    public void asking(ChatRequest request, Decision decision, ModelName model, List<UpstreamProblem> failed) {
        String why = decision.target() == null
                ? "You named the model " + model + " yourself."
                : "The policy '" + decision.policy() + "' decided for "
                        + decision.target().word() + ", because: " + decision.reason() + ".";
        String then = failed.isEmpty()
                ? ""
                : " But " + failed.get(failed.size() - 1).target() + " " + what(failed.get(failed.size() - 1)) + ", so "
                        + model + " finishes the job.";
        sentences.put(request.id(), why + then);
    }

    private static String what(UpstreamProblem failed) {
        return failed.kind() == FailureKind.DOUBTED ? failed.detail() : "failed";
    }

    String of(String requestId) {
        String sentence = sentences.getIfPresent(requestId);
        return sentence == null ? "" : sentence;
    }

    @Override
    public void ended(AttemptRecord attempt) {
        // Only the decision is of interest here.
    }
}
