package io.oblix.ask;

import io.oblix.ask.attempt.AttemptListener;
import io.oblix.ask.attempt.Inquiry;
import io.oblix.ask.attempt.Layer;
import io.oblix.ask.attempt.LiveAnswer;
import io.oblix.ask.judge.Doubt;
import io.oblix.ask.judge.Judges;
import io.oblix.ask.judge.Judges.Judgement;
import io.oblix.ask.judge.Watched;
import io.oblix.chat.ChatRequest;
import io.oblix.chat.CompletionRequest;
import io.oblix.chat.EmbeddingRequest;
import io.oblix.chat.Side;
import io.oblix.dialect.ollama.OllamaMemo;
import io.oblix.policy.Decision;
import io.oblix.problem.FailureKind;
import io.oblix.problem.UpstreamProblem;
import io.oblix.provider.Question;
import io.oblix.provider.Target;
import io.oblix.settings.CascadeSettings;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Judges local answers while they are held, where the decision wants that and another model can answer instead. */
public record Judging(Judges judges, CascadeSettings settings, AttemptListener listener) {

    /**
     * Whether the local answer to a request will be judged. If not, its log probabilities are not asked for, as nothing
     * would take them out.
     *
     * @param targets that may be asked
     */
    static boolean applies(Decision decision, ChatRequest request, List<Target> targets) {
        return decision.takeover().escalate() > 0
                && targets.stream().anyMatch(target -> target.side() != Side.LOCAL)
                && EmbeddingRequest.of(request) == null
                && CompletionRequest.of(request) == null
                && !(request.rendering().memo() instanceof OllamaMemo memo && memo.isLoading())
                && request.body().path("n").asInt(1) == 1;
    }

    /** The layer for first answers; the rest of one that broke off is not judged. */
    Layer over(Layer next) {
        return (inquiry, target, question) -> {
            LiveAnswer answer = next.ask(inquiry, target, question);
            // Perhaps of the fallback, which was asked as well.
            boolean local = answer.target().side() == Side.LOCAL;
            if (!question.judged() || !local) {
                return answer;
            }
            UpstreamProblem doubt = doubt(answer, inquiry, question);
            if (doubt != null) {
                inquiry.doubted(answer, doubt, () -> listener.undoubted(question.request(), inquiry.decision()));
                throw doubt;
            }
            return answer.named();
        };
    }

    /**
     * Holds an answer that has begun until it can be judged.
     *
     * @return why it should not be sent; null when it may
     * @throws UpstreamProblem when the model fails before
     */
    private @Nullable UpstreamProblem doubt(LiveAnswer answer, Inquiry inquiry, Question question) {
        Target target = answer.target();
        Watched watched = new Watched(question.request(), settings.gateTokens());
        try {
            answer.hold(watched);
        } catch (RuntimeException failed) {
            if (failed instanceof UpstreamProblem problem) {
                target.provider().learn(problem);
            }
            answer.close();
            throw failed;
        }
        Judgement judgement = judges.judge(
                target.name(), watched, inquiry.decision().takeover().escalate());
        inquiry.judged(judgement.confidence());
        Doubt doubt = judgement.doubt();
        if (doubt == null) {
            return null;
        }
        listener.doubted(question.request(), target.model(), doubt.label());
        return new UpstreamProblem(FailureKind.DOUBTED, target.name(), doubt.words());
    }
}
