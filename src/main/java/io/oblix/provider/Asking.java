package io.oblix.provider;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.oblix.chat.Answer;
import io.oblix.chat.AnswerEvent;
import io.oblix.chat.AnsweredBy;
import io.oblix.chat.ChatRequest;
import io.oblix.policy.Candidate;
import io.oblix.policy.Decision;
import io.oblix.policy.Side;
import io.oblix.problem.AllTargetsFailed;
import io.oblix.problem.Problem;
import io.oblix.problem.RequestProblem;
import io.oblix.problem.UpstreamProblem;
import io.oblix.problem.UpstreamProblem.Kind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Asks the targets of a decision, one after the other, until one answers. Nothing of an attempt reaches the caller
 * before its first content (for a caller who wants the whole: before its end), so until then every failure is a retry,
 * a fallback or a proper status code.
 */
public final class Asking {

    private final Providers providers;
    private final Targets targets;
    private final UpstreamClient client;
    private final Breakers breakers;
    private final Map<Side, Timeouts> timeouts;
    private final RetrySettings retry;
    private final InFlightCalls inFlight;
    private final AttemptListener listener;

    /** @param listener is told of each call upstream */
    public Asking(
            Providers providers,
            UpstreamClient client,
            Breakers breakers,
            Map<Side, Timeouts> timeouts,
            RetrySettings retry,
            InFlightCalls inFlight,
            Expectations expectations,
            AttemptListener listener) {
        this.providers = providers;
        this.targets = new Targets(providers, expectations);
        this.client = client;
        this.breakers = breakers;
        this.timeouts = Map.copyOf(timeouts);
        this.retry = retry;
        this.inFlight = inFlight;
        this.listener = listener;
    }

    /**
     * Asks one target after the other.
     *
     * @param asked is told whom it is about to ask, each time, so that a failure can be told as well as an answer
     * @return an answer that has begun; the caller closes it
     * @throws Problem the model's own when the caller named it, {@link AllTargetsFailed} when a policy chose
     */
    public Answer ask(ChatRequest request, Decision decision, Consumer<AnsweredBy> asked) {
        return new Run(request, decision, asked).ask();
    }

    /** One request's way through its targets. */
    private final class Run {

        private final ChatRequest request;
        private final Decision decision;
        private final Consumer<AnsweredBy> asked;
        private final long deadlineNanos;
        private final List<UpstreamProblem> failures = new ArrayList<>();
        private int attempts;

        private Run(ChatRequest request, Decision decision, Consumer<AnsweredBy> asked) {
            this.request = request;
            this.decision = decision;
            this.asked = asked;
            this.deadlineNanos = request.receivedNanos() + retry.total().toNanos();
        }

        private Answer ask() {
            List<Target> inOrder = targets.of(decision, request);
            RequestProblem lost = null;
            for (Target target : inOrder) {
                try {
                    Answer answer =
                            ask(target, !target.model().equals(inOrder.get(0).model()));
                    if (answer != null) {
                        return answer;
                    }
                } catch (RequestProblem untranslatable) {
                    // This provider has no form for the request; the next one may.
                    lost = lost == null ? untranslatable : lost;
                }
            }
            if (failures.isEmpty() && lost != null) {
                throw lost;
            }
            boolean explicit = decision.target() == null;
            throw explicit && !failures.isEmpty() ? failures.get(failures.size() - 1) : new AllTargetsFailed(failures);
        }

        /** Null when this target has failed for good and the next one may try. */
        private @Nullable Answer ask(Target target, boolean fallback) {
            CircuitBreaker breaker = breakers.of(target);
            UpstreamProblem last = null;
            asked.accept(by(target, fallback, List.of(), Map.of()));
            for (int call = 1; call <= retry.maxAttempts(); call++) {
                if (last != null && !Backoff.await(last, call, retry.maxDelay(), deadlineNanos, request)) {
                    break;
                }
                if (!breaker.tryAcquirePermission()) {
                    last = last != null
                            ? last
                            : new UpstreamProblem(
                                    Kind.BREAKER_OPEN,
                                    target.name(),
                                    "left alone for a while, because it kept failing",
                                    null,
                                    breakers.openDuration());
                    break;
                }
                try {
                    return attempt(target, fallback, breaker);
                } catch (UpstreamProblem failed) {
                    target.provider().learn(failed);
                    last = failed;
                    if (!failed.kind().worthFallback() && !failed.worthRetrying()) {
                        throw failed;
                    }
                    if (!failed.worthRetrying()) {
                        break;
                    }
                }
            }
            if (last != null) {
                failures.add(last);
            }
            return null;
        }

        private Answer attempt(Target target, boolean fallback, CircuitBreaker breaker) {
            long startedNanos = System.nanoTime();
            Runnable leave = () -> {};
            Attempt attempt = null;
            try {
                leave = inFlight.enter(target, request, deadlineNanos - startedNanos);
                UpstreamRequest upstream = translate(target);
                attempts++;
                asked.accept(by(target, fallback, upstream.ignoredParams(), Map.of()));
                listener.asking(request, decision, target.model(), failures);
                attempt = new Attempt(
                        client, request, upstream, target, timeoutsOf(target.side()), deadlineNanos, listener);
                Deque<AnswerEvent> heldBack = holdBack(attempt);
                target.provider().learn(null);
                AnsweredBy by = by(target, fallback, upstream.ignoredParams(), attempt.headersForCaller());
                return new LiveAnswer(by, heldBack, attempt, breaker, leave);
            } catch (RuntimeException failed) {
                if (failed instanceof UpstreamProblem problem && problem.kind().providersFault()) {
                    breaker.onError(System.nanoTime() - startedNanos, TimeUnit.NANOSECONDS, problem);
                } else {
                    breaker.releasePermission();
                }
                if (attempt != null) {
                    attempt.close();
                }
                leave.run();
                throw failed;
            }
        }

        /** What a model refuses is the caller's to mend where he named it, and ours where we chose it. */
        private UpstreamRequest translate(Target target) {
            Provider provider = target.provider();
            return decision.target() == null
                    ? provider.translate(request, target.model(), target.baseUrl())
                    : provider.translateForOurChoice(request, target.model(), target.baseUrl());
        }

        private AnsweredBy by(
                Target target, boolean fallback, List<String> ignoredParams, Map<String, String> upstreamHeaders) {
            return new AnsweredBy(
                    decision.policy(),
                    target.side().word(),
                    target.name(),
                    decision.reason(),
                    fallback,
                    attempts,
                    ignoredParams,
                    upstreamHeaders);
        }

        /** Up to the first content of a stream; to the end for a caller who wants the whole. */
        private Deque<AnswerEvent> holdBack(Attempt attempt) {
            Deque<AnswerEvent> held = new ArrayDeque<>();
            AnswerEvent event;
            while ((event = attempt.next()) != null) {
                held.add(event);
                if (request.streaming() && event.isContent()) {
                    break;
                }
            }
            return held;
        }

        private Timeouts timeoutsOf(Side side) {
            Timeouts of = timeouts.get(side);
            if (of == null) {
                throw new IllegalStateException("no timeouts for " + side);
            }
            return of;
        }
    }

    /**
     * Whom a decision would ask, in their order.
     *
     * @throws RequestProblem when the caller named a model that nobody has, or one that must not be asked
     */
    public List<Candidate> candidates(ChatRequest request, Decision decision) {
        return targets.of(decision, request).stream()
                .map(target -> new Candidate(target.side(), target.name()))
                .distinct()
                .toList();
    }

    /** For the facts: which models there are. */
    public Providers providers() {
        return providers;
    }
}
