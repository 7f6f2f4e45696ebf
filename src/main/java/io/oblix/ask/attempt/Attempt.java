package io.oblix.ask.attempt;

import io.oblix.chat.AnswerEvent;
import io.oblix.chat.Cancellation;
import io.oblix.chat.Usage;
import io.oblix.problem.ClientDisconnected;
import io.oblix.problem.Problem;
import io.oblix.problem.UpstreamProblem;
import io.oblix.problem.UpstreamProblem.Kind;
import io.oblix.provider.AnswerReader;
import io.oblix.provider.Carrier;
import io.oblix.provider.Question;
import io.oblix.provider.Target;
import io.oblix.settings.Timeouts;
import io.oblix.upstream.AnswerTooLong;
import io.oblix.upstream.Call;
import io.oblix.upstream.UpstreamClient;
import io.oblix.upstream.UpstreamRequest;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One call to one model, as the events of its answer. {@link Patience} says how long it may take at each point. An
 * answer that had its proper end is whole, whatever goes wrong after it.
 *
 * <pre>
 * Sent ---- headers ----> Reading ---- end ----> Whole
 *   \                        \                     \
 *    +------- failed, or given up by the client ----+--> Failed
 * </pre>
 */
final class Attempt implements AutoCloseable {

    /** What a stream may send before its first content; it is held in memory until then. */
    private static final int MAX_OPENING_BYTES = 1024 * 1024;

    /** What is held in memory for a client that wants the answer in one piece. */
    private static final int MAX_WHOLE_BYTES = 64 * 1024 * 1024;

    /** Where the call stands; the response is null until its headers are there. */
    private sealed interface State {
        public @Nullable Response response();
    }

    private record Sent(@Nullable Response response) implements State {}

    private record Reading(Response response) implements State {}

    private record Whole(Response response) implements State {}

    private record Failed(@Nullable Response response, Problem problem) implements State {}

    private static final State SENT = new Sent(null);

    private final Question question;
    private final boolean streaming;
    private final Target target;
    private final Patience patience;
    private final AttemptListener listener;
    private final Call call;
    private final ChoicesEnded choices;
    private final Deque<AnswerEvent> events = new ArrayDeque<>();

    private State state = SENT;
    private Usage usage = Usage.NONE;
    private long writingNanos;
    private long receivedBytes;
    private boolean closed;

    /** Sends the request. */
    Attempt(
            UpstreamClient client,
            Question question,
            UpstreamRequest upstream,
            Target target,
            Timeouts timeouts,
            long deadlineNanos,
            AttemptListener listener) {
        this.question = question;
        this.streaming = question.request().streaming();
        this.target = target;
        boolean slowToBegin = target.provider().beginsSlowly(question, target.place());
        this.patience = new Patience(timeouts, slowToBegin, upstream.wholeAnswer(), deadlineNanos);
        this.listener = listener;
        this.choices = new ChoicesEnded(question.request().body().path("n").asInt(1));
        listener.sending(question, target.place());
        String id = question.request().id();
        Cancellation cancellation = question.request().cancellation();
        this.call = target.provider() instanceof Carrier carrier
                ? carrier.carry(id, upstream, target.place(), cancellation)
                : client.send(id, upstream, target.name(), timeouts, cancellation);
    }

    /**
     * The next piece of the answer; null at its end.
     *
     * @throws UpstreamProblem when the model refuses, fails or breaks off
     * @throws ClientDisconnected when the client left
     */
    public @Nullable AnswerEvent next() {
        while (events.isEmpty() && !(state instanceof Whole)) {
            try {
                read();
            } catch (UpstreamProblem failed) {
                onFailure(failed);
            } catch (AnswerTooLong tooLong) {
                onFailure(broken(tooLong));
            } catch (ClientDisconnected left) {
                state = new Failed(state.response(), left);
                throw left;
            }
        }
        AnswerEvent event = events.poll();
        if (event != null) {
            note(event);
        }
        return event;
    }

    private void read() {
        if (!(state instanceof Reading reading)) {
            state = new Reading(Response.await(call, question, target, patience));
            return;
        }
        AnswerReader reader = reading.response().reader();
        long askedNanos = System.nanoTime();
        byte[] piece = call.nextPiece(patience.nanos(), patience);
        long tookNanos = System.nanoTime() - askedNanos;
        patience.listened(tookNanos);
        writingNanos += patience.isSpoken() ? tookNanos : 0;
        if (piece == null) {
            reader.end(events::add);
            state = new Whole(reading.response());
            return;
        }
        receivedBytes += piece.length;
        if (!streaming && receivedBytes > MAX_WHOLE_BYTES) {
            throw new AnswerTooLong("an answer", MAX_WHOLE_BYTES);
        }
        reader.read(piece, events::add);
        if (reader.isComplete()) {
            patience.complete();
        }
    }

    private void note(AnswerEvent event) {
        if (event instanceof AnswerEvent.Counted counted) {
            usage = counted.usage();
        } else if (event.isContent()) {
            patience.spoken(event);
            if (choices.note(event)) {
                patience.finished();
            }
        }
        if (streaming && !patience.isSpoken() && receivedBytes > MAX_OPENING_BYTES) {
            onFailure(broken(new AnswerTooLong("an opening", MAX_OPENING_BYTES)));
        }
    }

    private UpstreamProblem broken(AnswerTooLong tooLong) {
        return new UpstreamProblem(Kind.BROKEN_ANSWER, target.name(), "sent " + tooLong.getMessage());
    }

    /** After the proper end of the answer a failure only ends it. */
    private void onFailure(UpstreamProblem failed) {
        boolean whole = patience.isFinished() || events.stream().anyMatch(choices::note);
        if (!whole) {
            state = new Failed(state.response(), failed);
            throw failed;
        }
        if (state instanceof Reading reading) {
            state = new Whole(reading.response());
            endQuietly(reading.response().reader());
        }
    }

    /** For the usage, which a reader may keep until the end; nothing else is due. */
    private void endQuietly(AnswerReader reader) {
        try {
            reader.end(events::add);
        } catch (UpstreamProblem | AnswerTooLong afterTheEnd) {
            // The answer is whole.
        }
    }

    Target target() {
        return target;
    }

    /** Headers of the provider's response; none before it began. */
    Map<String, String> headersForClient() {
        Response response = state.response();
        return response == null ? Map.of() : response.headersForClient();
    }

    /** The model's name as the provider gives it in its answer, or else as it was asked for. */
    String model() {
        Response response = state.response();
        String given = response == null ? null : response.reader().model();
        return given == null || given.isBlank() ? target.model().name() : given;
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
        state = new Failed(state.response(), why);
    }

    /** Ends the call and reports what became of it; further calls do nothing. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        call.close();
        Duration duration = patience.elapsed();
        Duration firstToken = patience.untilFirstToken();
        double bandwidthMbps = call.bandwidthMbps();
        Observed observed = state instanceof Whole whole
                ? Observed.of(
                        whole.response().reader().timing(), usage, duration, firstToken, writingNanos, bandwidthMbps)
                : Observed.incomplete(bandwidthMbps);
        listener.ended(
                new AttemptRecord(target.place(), target.side(), usage, duration, firstToken, observed, outcome()));
    }

    private @Nullable Problem outcome() {
        if (state instanceof Failed failed) {
            return failed.problem();
        }
        return state instanceof Whole ? null : new ClientDisconnected();
    }
}
