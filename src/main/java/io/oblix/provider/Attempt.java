package io.oblix.provider;

import io.oblix.chat.AnswerEvent;
import io.oblix.chat.ChatRequest;
import io.oblix.chat.Usage;
import io.oblix.problem.CallerLeft;
import io.oblix.problem.Problem;
import io.oblix.problem.UpstreamProblem;
import io.oblix.problem.UpstreamProblem.Kind;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One call to one model, as the events of its answer. It tells the four waits apart: for the status and the first
 * token, between tokens, for an unstreamed answer, and for all of it together.
 */
final class Attempt implements AutoCloseable {

    /** An error body is read to here at the most. */
    private static final int MAX_ERROR_BYTES = 64 * 1024;

    /** What is held in memory for a caller who wants the whole. */
    private static final int MAX_WHOLE_BYTES = 64 * 1024 * 1024;

    private final ChatRequest request;
    private final Target target;
    private final Timeouts timeouts;
    private final long deadlineNanos;
    private final AttemptListener listener;
    private final UpstreamCall call;
    private final boolean wholeAnswer;
    private final long startedNanos = System.nanoTime();
    private final Deque<AnswerEvent> events = new ArrayDeque<>();

    private @Nullable AnswerReader reader;
    private Usage usage = Usage.NONE;
    private long firstTokenNanos;
    private long waitedNanos;
    private long receivedBytes;
    private boolean ended;
    private boolean closed;
    private Map<String, String> headersForCaller = Map.of();
    private @Nullable Problem problem;

    Attempt(
            UpstreamClient client,
            ChatRequest request,
            UpstreamRequest upstream,
            Target target,
            Timeouts timeouts,
            long deadlineNanos,
            AttemptListener listener) {
        this.request = request;
        this.target = target;
        this.timeouts = timeouts;
        this.deadlineNanos =
                Math.min(deadlineNanos, startedNanos + timeouts.total().toNanos());
        this.listener = listener;
        this.wholeAnswer = upstream.wholeAnswer();
        listener.sending(request, target.model(), target.baseUrl());
        this.call = client.send(request.id(), upstream, target.name(), timeouts, request.cancellation());
    }

    /**
     * The next piece of the answer; null at its end.
     *
     * @throws UpstreamProblem when the model refuses, fails or breaks off
     * @throws CallerLeft when the caller left
     */
    @Nullable AnswerEvent next() {
        try {
            while (events.isEmpty() && !ended) {
                read();
            }
        } catch (Problem failed) {
            problem = failed;
            throw failed;
        } catch (AnswerTooLong tooLong) {
            UpstreamProblem broken =
                    new UpstreamProblem(Kind.BROKEN_ANSWER, target.name(), "sent " + tooLong.getMessage());
            problem = broken;
            throw broken;
        }
        AnswerEvent event = events.poll();
        if (event instanceof AnswerEvent.Counted counted) {
            usage = counted.usage();
        } else if (event != null && firstTokenNanos == 0 && event.isContent()) {
            firstTokenNanos = System.nanoTime();
        }
        return event;
    }

    private void read() {
        AnswerReader from = reader;
        if (from == null) {
            reader = open();
            return;
        }
        long askedNanos = System.nanoTime();
        byte[] piece = call.nextPiece(patience(), firstTokenNanos == 0 ? "sent no token" : "fell silent");
        waitedNanos += firstTokenNanos == 0 ? 0 : System.nanoTime() - askedNanos;
        if (piece != null) {
            receivedBytes += piece.length;
            if (!request.streaming() && receivedBytes > MAX_WHOLE_BYTES) {
                throw new AnswerTooLong("an answer", MAX_WHOLE_BYTES);
            }
            from.read(piece, events::add);
        } else {
            ended = true;
            from.end(events::add);
        }
    }

    private AnswerReader open() {
        UpstreamHead head = call.awaitHead(patience());
        if (head.status() >= 300 && head.status() < 400) {
            // A key must not follow where an answer points.
            throw new UpstreamProblem(
                    Kind.BROKEN_ANSWER,
                    target.name(),
                    "HTTP " + head.status() + ": it redirects to another address; set that one as its base URL");
        }
        if (!head.isSuccess()) {
            throw problem(head);
        }
        headersForCaller = target.provider().headersForCaller(head);
        String contentType = head.contentType();
        if (contentType.equals("text/html")) {
            throw new UpstreamProblem(
                    Kind.BROKEN_ANSWER, target.name(), "answered with a web page; a portal or proxy is in between");
        }
        return target.provider().reader(request, target.model(), contentType);
    }

    private UpstreamProblem problem(UpstreamHead head) {
        UpstreamProblem problem = target.provider().problem(target.model(), head, errorBody());
        Boolean again = head.shouldRetry();
        if (again == null && problem.kind() == Kind.TIMED_OUT) {
            // The provider gave up on itself; unlike a wait of ours that ran out, that cost no more than it took.
            again = true;
        }
        return problem.with(new UpstreamProblem.Answered(
                head.status(), again, target.provider().headersForCaller(head)));
    }

    private byte[] errorBody() {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        try {
            byte[] piece;
            while (body.size() < MAX_ERROR_BYTES && (piece = call.nextPiece(patience(), "broke off")) != null) {
                body.writeBytes(piece);
            }
        } catch (UpstreamProblem broken) {
            // The status says enough.
        }
        return body.toByteArray();
    }

    /** How long the next wait may be, of what is left in all. */
    private long patience() {
        long now = System.nanoTime();
        long step;
        if (wholeAnswer) {
            step = startedNanos + timeouts.whole().toNanos() - now;
        } else if (firstTokenNanos == 0) {
            step = startedNanos + timeouts.firstToken().toNanos() - now;
        } else {
            step = timeouts.idle().toNanos();
        }
        return Math.min(step, deadlineNanos - now);
    }

    /** Headers of the provider's answer; none before it began. */
    Map<String, String> headersForCaller() {
        return headersForCaller;
    }

    long elapsedNanos() {
        return System.nanoTime() - startedNanos;
    }

    /** Ends the call and tells what became of it; further calls do nothing. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        call.close();
        Problem outcome = problem == null && !ended ? new CallerLeft() : problem;
        Duration duration = Duration.ofNanos(elapsedNanos());
        Duration firstToken =
                firstTokenNanos == 0 || wholeAnswer ? null : Duration.ofNanos(firstTokenNanos - startedNanos);
        listener.ended(new AttemptRecord(
                target.model(),
                target.side(),
                target.baseUrl(),
                usage,
                duration,
                firstToken,
                observed(duration, firstToken),
                outcome));
    }

    private Observed observed(Duration duration, @Nullable Duration firstToken) {
        AnswerReader from = reader;
        return ended && problem == null && from != null
                ? Observed.of(from.timing(), usage, duration, firstToken, waitedNanos, call.bandwidthMbps())
                : Observed.incomplete(call.bandwidthMbps());
    }
}
