package io.oblix.provider;

import com.fasterxml.jackson.databind.JsonNode;
import io.oblix.chat.AnswerEvent;
import io.oblix.chat.ChatRequest;
import io.oblix.chat.Json;
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
 * One call to one model, as the events of its answer. What it may take at each point is {@link Patience}'s; an answer
 * that has had its proper end is whole, whatever goes wrong behind it.
 */
final class Attempt implements AutoCloseable {

    /** An error body is read to here at the most. */
    private static final int MAX_ERROR_BYTES = 64 * 1024;

    /** What is held in memory for a caller who wants the whole. */
    private static final int MAX_WHOLE_BYTES = 64 * 1024 * 1024;

    private final ChatRequest request;
    private final Target target;
    private final Patience patience;
    private final AttemptListener listener;
    private final UpstreamCall call;
    private final boolean severalAnswers;
    private final Deque<AnswerEvent> events = new ArrayDeque<>();

    private @Nullable AnswerReader reader;
    private Usage usage = Usage.NONE;
    private long writingNanos;
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
        boolean slowToBegin = target.provider().beginsSlowly(request, target.model(), target.baseUrl());
        this.patience = new Patience(timeouts, slowToBegin, upstream.wholeAnswer(), deadlineNanos);
        this.listener = listener;
        this.severalAnswers = request.body().path("n").asInt(1) > 1;
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
        while (events.isEmpty() && !ended) {
            try {
                read();
            } catch (UpstreamProblem failed) {
                fail(failed);
            } catch (AnswerTooLong tooLong) {
                fail(new UpstreamProblem(Kind.BROKEN_ANSWER, target.name(), "sent " + tooLong.getMessage()));
            } catch (CallerLeft left) {
                problem = left;
                throw left;
            }
        }
        AnswerEvent event = events.poll();
        if (event instanceof AnswerEvent.Counted counted) {
            usage = counted.usage();
        } else if (event != null && event.isContent()) {
            patience.spoken();
            if (isEnd(event)) {
                patience.finished();
            }
        }
        return event;
    }

    private void fail(UpstreamProblem failed) {
        if (patience.isFinished() || events.stream().anyMatch(this::isEnd)) {
            ended = true;
        } else {
            problem = failed;
            throw failed;
        }
    }

    private boolean isEnd(AnswerEvent event) {
        if (event instanceof AnswerEvent.Chunk chunk && !severalAnswers) {
            JsonNode choice = ChunkChoice.of(chunk);
            return choice != null && Json.text(choice, "finish_reason") != null;
        }
        return event instanceof AnswerEvent.Finish;
    }

    private void read() {
        AnswerReader from = reader;
        if (from == null) {
            reader = open();
            return;
        }
        long askedNanos = System.nanoTime();
        byte[] piece = call.nextPiece(patience.nanos(), patience);
        writingNanos += patience.isSpoken() ? System.nanoTime() - askedNanos : 0;
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
        UpstreamHead head = call.awaitHead(patience.nanos(), patience);
        patience.begun();
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
            while (body.size() < MAX_ERROR_BYTES && (piece = call.nextPiece(patience.nanos(), patience)) != null) {
                body.writeBytes(piece);
            }
        } catch (UpstreamProblem broken) {
            // The status says enough.
        }
        return body.toByteArray();
    }

    Target target() {
        return target;
    }

    /** Headers of the provider's answer; none before it began. */
    Map<String, String> headersForCaller() {
        return headersForCaller;
    }

    /** For the breaker. */
    long waitedNanos() {
        return patience.waitedNanos();
    }

    /** Notes that the answer was given up for a reason that the call itself did not show. */
    void giveUp(Problem why) {
        problem = why;
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
        Duration duration = patience.elapsed();
        Duration firstToken = patience.untilFirstToken();
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
                ? Observed.of(from.timing(), usage, duration, firstToken, writingNanos, call.bandwidthMbps())
                : Observed.incomplete(call.bandwidthMbps());
    }
}
