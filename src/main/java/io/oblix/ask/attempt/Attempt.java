package io.oblix.ask.attempt;

import com.fasterxml.jackson.databind.JsonNode;
import io.oblix.chat.AnswerEvent;
import io.oblix.chat.ChatRequest;
import io.oblix.chat.Usage;
import io.oblix.problem.ClientDisconnected;
import io.oblix.problem.Problem;
import io.oblix.problem.UpstreamProblem;
import io.oblix.problem.UpstreamProblem.Kind;
import io.oblix.provider.AnswerReader;
import io.oblix.provider.ChunkChoice;
import io.oblix.provider.Question;
import io.oblix.provider.Target;
import io.oblix.settings.Timeouts;
import io.oblix.upstream.AnswerTooLong;
import io.oblix.upstream.UpstreamCall;
import io.oblix.upstream.UpstreamClient;
import io.oblix.upstream.UpstreamHead;
import io.oblix.upstream.UpstreamRequest;
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

    /** And for so long: the status alone says enough. */
    private static final long ERROR_BODY_NANOS = Duration.ofSeconds(2).toNanos();

    /** What a stream may send before its first content, which is held in memory until then. */
    private static final int MAX_OPENING_BYTES = 1024 * 1024;

    /** What is held in memory for a caller who wants the whole. */
    private static final int MAX_WHOLE_BYTES = 64 * 1024 * 1024;

    private final ChatRequest request;
    private final Target target;
    private final Patience patience;
    private final AttemptListener listener;
    private final UpstreamCall call;
    private final ChoicesEnded choices;
    private final Deque<AnswerEvent> events = new ArrayDeque<>();

    private @Nullable AnswerReader reader;
    private Usage usage = Usage.NONE;
    private long writingNanos;
    private long receivedBytes;
    private boolean ended;
    private boolean closed;
    private Map<String, String> headersForClient = Map.of();
    private @Nullable Problem problem;

    Attempt(
            UpstreamClient client,
            Question question,
            UpstreamRequest upstream,
            Target target,
            Timeouts timeouts,
            long deadlineNanos,
            AttemptListener listener) {
        this.request = question.request();
        this.target = target;
        boolean slowToBegin = target.provider().beginsSlowly(question, target.place());
        this.patience = new Patience(timeouts, slowToBegin, upstream.wholeAnswer(), deadlineNanos);
        this.listener = listener;
        this.choices = new ChoicesEnded(request.body().path("n").asInt(1));
        listener.sending(question, target.place());
        this.call = client.send(request.id(), upstream, target.name(), timeouts, request.cancellation());
    }

    /**
     * The next piece of the answer; null at its end.
     *
     * @throws UpstreamProblem when the model refuses, fails or breaks off
     * @throws ClientDisconnected when the caller left
     */
    public @Nullable AnswerEvent next() {
        while (events.isEmpty() && !ended) {
            try {
                read();
            } catch (UpstreamProblem failed) {
                fail(failed);
            } catch (AnswerTooLong tooLong) {
                fail(broken(tooLong));
            } catch (ClientDisconnected left) {
                problem = left;
                throw left;
            }
        }
        AnswerEvent event = events.poll();
        if (event instanceof AnswerEvent.Counted counted) {
            usage = counted.usage();
        } else if (event != null && event.isContent()) {
            patience.spoken(isOfToolCall(event));
            if (choices.note(event)) {
                patience.finished();
            }
        }
        if (event != null && request.streaming() && !patience.isSpoken() && receivedBytes > MAX_OPENING_BYTES) {
            fail(broken(new AnswerTooLong("an opening", MAX_OPENING_BYTES)));
        }
        return event;
    }

    private UpstreamProblem broken(AnswerTooLong tooLong) {
        return new UpstreamProblem(Kind.BROKEN_ANSWER, target.name(), "sent " + tooLong.getMessage());
    }

    private void fail(UpstreamProblem failed) {
        if (patience.isFinished() || events.stream().anyMatch(choices::note)) {
            ended = true;
            endReader();
        } else {
            problem = failed;
            throw failed;
        }
    }

    /** For what a reader keeps until the end, the usage: nothing else is due. */
    private void endReader() {
        AnswerReader from = reader;
        try {
            if (from != null) {
                from.end(events::add);
            }
        } catch (UpstreamProblem | AnswerTooLong behindTheEnd) {
            // The answer is whole.
        }
    }

    private static boolean isOfToolCall(AnswerEvent event) {
        if (event instanceof AnswerEvent.Chunk chunk) {
            JsonNode choice = ChunkChoice.of(chunk);
            return choice != null && !choice.path("delta").path("tool_calls").isEmpty();
        }
        return event instanceof AnswerEvent.ToolCallStart || event instanceof AnswerEvent.ToolCallArguments;
    }

    private void read() {
        AnswerReader from = reader;
        if (from == null) {
            reader = open();
            return;
        }
        long askedNanos = System.nanoTime();
        byte[] piece = call.nextPiece(patience.nanos(), patience);
        long tookNanos = System.nanoTime() - askedNanos;
        patience.listened(tookNanos);
        writingNanos += patience.isSpoken() ? tookNanos : 0;
        if (piece != null) {
            receivedBytes += piece.length;
            if (!request.streaming() && receivedBytes > MAX_WHOLE_BYTES) {
                throw new AnswerTooLong("an answer", MAX_WHOLE_BYTES);
            }
            from.read(piece, events::add);
            if (from.isComplete()) {
                patience.complete();
            }
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
        headersForClient = target.provider().headersForClient(head);
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
        if (problem.kind() == Kind.CONTENT_POLICY) {
            // What it does not want to answer it is not asked again, whatever it says.
            again = null;
        }
        if (again == null && problem.kind() == Kind.TIMED_OUT) {
            // The provider gave up on itself; unlike a wait of ours that ran out, that cost no more than it took.
            again = true;
        }
        return problem.with(new UpstreamProblem.Answered(
                head.status(), again, target.provider().headersForClient(head)));
    }

    private byte[] errorBody() {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        long sinceNanos = System.nanoTime();
        try {
            byte[] piece;
            while (body.size() < MAX_ERROR_BYTES
                    && (piece = call.nextPiece(
                                    Math.min(patience.nanos(), sinceNanos + ERROR_BODY_NANOS - System.nanoTime()),
                                    patience))
                            != null) {
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

    /** As the provider names it in its answer, else as it was asked for. */
    String model() {
        String said = reader == null ? null : reader.model();
        return said == null || said.isBlank() ? target.model().name() : said;
    }

    /** Headers of the provider's answer; none before it began. */
    Map<String, String> headersForClient() {
        return headersForClient;
    }

    /** How long the first content took, for the breaker. */
    long waitedNanos() {
        return patience.waitedNanos();
    }

    /** Whether a problem only says that the time for the whole request is over, which is no fault of this provider. */
    boolean isTimeOver(UpstreamProblem failed) {
        return failed.kind() == Kind.TIMED_OUT && patience.isRequestsTimeOver();
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
        Problem outcome = problem == null && !ended ? new ClientDisconnected() : problem;
        Duration duration = patience.elapsed();
        Duration firstToken = patience.untilFirstToken();
        listener.ended(new AttemptRecord(
                target.place(), target.side(), usage, duration, firstToken, observed(duration, firstToken), outcome));
    }

    private Observed observed(Duration duration, @Nullable Duration firstToken) {
        AnswerReader from = reader;
        return ended && problem == null && from != null
                ? Observed.of(from.timing(), usage, duration, firstToken, writingNanos, call.bandwidthMbps())
                : Observed.incomplete(call.bandwidthMbps());
    }
}
