package io.oblix.ask;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.oblix.ask.attempt.Inquiry;
import io.oblix.ask.attempt.Layer;
import io.oblix.ask.attempt.LiveAnswer;
import io.oblix.ask.forecast.Expectations;
import io.oblix.ask.rescue.Rescue;
import io.oblix.ask.rescue.UnbrokenAnswer;
import io.oblix.chat.Answer;
import io.oblix.chat.ChatRequest;
import io.oblix.chat.CompletionRequest;
import io.oblix.chat.EmbeddingRequest;
import io.oblix.chat.ModelName;
import io.oblix.chat.Side;
import io.oblix.facts.Facts;
import io.oblix.policy.Decision;
import io.oblix.problem.FailureKind;
import io.oblix.problem.Problem;
import io.oblix.problem.UpstreamProblem;
import io.oblix.provider.Providers;
import io.oblix.provider.Question;
import io.oblix.provider.Target;
import io.oblix.provider.Work;
import io.oblix.settings.RescueMode;
import java.util.List;

/**
 * From a decision to an answer. Nothing of an attempt reaches the client before its first content (for a client that
 * wants the whole: before its end), so until then every failure is a retry, a fallback or a proper status code. A stream
 * that breaks off later is continued by {@link Rescue}.
 */
public final class Asking {

    private final Providers providers;
    private final Stack stack;
    private final Layer layers;
    private final Fallback fallback;
    private final Targets targets;
    private final RescueMode rescue;

    /** How many inputs for embeddings some models take in a call, where they have refused more. */
    private final Cache<ModelName, Integer> batches =
            Caffeine.newBuilder().maximumSize(200).executor(Runnable::run).build();

    public Asking(Providers providers, Expectations expectations, Stack stack, Judging judging, RescueMode rescue) {
        this.providers = providers;
        this.stack = stack;
        this.layers = stack.layers(expectations);
        this.rescue = rescue;
        this.fallback = new Fallback(judging.over(layers));
        this.targets = new Targets(providers, expectations);
    }

    /** @throws Problem when the client named a model that no provider has, or one that must not be asked */
    Inquiry inquiry(ChatRequest request, Decision decision, Facts facts) {
        List<Target> chosen = Allowed.of(targets.of(decision, facts), request, decision);
        Question question = new Question(
                request,
                Work.of(facts.asRead()),
                decision.target() == null ? Question.ChosenBy.CLIENT : Question.ChosenBy.POLICY,
                Judging.applies(decision, request, chosen));
        long deadlineNanos = request.receivedNanos() + stack.retry().total().toNanos();
        return new Inquiry(question, decision, chosen, deadlineNanos, decision.hedgeAfter(facts));
    }

    /**
     * Whether the thread has nothing to do between the first call and its answer: the answer is wanted whole, by one call,
     * and neither judged nor raced.
     */
    static boolean mayLeave(Inquiry inquiry) {
        ChatRequest request = inquiry.question().request();
        return !request.streaming()
                && !inquiry.question().judged()
                && inquiry.hedgeAfter() == null
                && EmbeddingRequest.of(request) == null
                && !isOneByOne(inquiry);
    }

    private static boolean isOneByOne(Inquiry inquiry) {
        return CompletionRequest.of(inquiry.question().request()) != null && OneByOne.suits(inquiry);
    }

    /**
     * @return an answer that has begun, or is left by its {@link Inquiry#leave}; the caller closes it
     * @throws Problem when no target answers
     */
    Answer ask(Inquiry inquiry) {
        Answer answer;
        try {
            answer = begun(inquiry);
        } catch (UpstreamProblem failed) {
            throw withSimilar(failed);
        }
        return answer instanceof LiveAnswer live
                        && isRescuable(inquiry.question().request())
                ? new UnbrokenAnswer(live, new Rescue(layers, inquiry, stack.listener(), rescue))
                : answer;
    }

    private Answer begun(Inquiry inquiry) {
        ChatRequest request = inquiry.question().request();
        EmbeddingRequest embeddings = EmbeddingRequest.of(request);
        CompletionRequest completion = CompletionRequest.of(request);
        if (embeddings != null) {
            return InBatches.ask(fallback, batches, inquiry, embeddings);
        }
        return completion != null && isOneByOne(inquiry)
                ? OneByOne.ask(fallback, inquiry, completion)
                : fallback.ask(inquiry);
    }

    /** Names are passed on unchecked, so only the provider's answer tells that it has no such model. */
    private UpstreamProblem withSimilar(UpstreamProblem failed) {
        String similar = failed.kind() == FailureKind.MODEL_NOT_FOUND ? providers.similar(failed.target()) : null;
        return similar == null ? failed : failed.withHint("There is `" + similar + "`.");
    }

    /**
     * Nothing was sent of an answer that is held whole, several answers at once cannot be continued, and a completion is no
     * turn of a conversation.
     */
    private boolean isRescuable(ChatRequest request) {
        return rescue != RescueMode.OFF
                && request.streaming()
                && CompletionRequest.of(request) == null
                && request.body().path("n").asInt(1) == 1;
    }

    /**
     * A model that a decision would ask.
     *
     * @param model {@code provider:name}
     */
    public record Candidate(Side side, String model) {}

    /**
     * The models that a decision would ask, in their order.
     *
     * @throws Problem when the client named a model that no provider has, or one that must not be asked
     */
    public List<Candidate> candidates(ChatRequest request, Decision decision, Facts facts) {
        return Allowed.of(targets.of(decision, facts), request, decision).stream()
                .map(target -> new Candidate(target.side(), target.name()))
                .distinct()
                .toList();
    }
}
