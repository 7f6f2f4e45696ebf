package io.oblix.ask.attempt;

import io.oblix.ask.attempt.AttemptState.Failed;
import io.oblix.ask.attempt.AttemptState.Open;
import io.oblix.ask.attempt.AttemptState.Whole;
import io.oblix.ask.limit.Turn;
import io.oblix.chat.Answer;
import io.oblix.chat.AnswerEvent;
import io.oblix.chat.Charge;
import io.oblix.chat.ChatRequest;
import io.oblix.problem.ClientDisconnected;
import io.oblix.problem.FailureKind;
import io.oblix.problem.Problem;
import io.oblix.problem.UpstreamProblem;
import io.oblix.provider.Carrier;
import io.oblix.provider.Question;
import io.oblix.provider.Target;
import io.oblix.provider.Timing;
import io.oblix.settings.Timeouts;
import io.oblix.upstream.AnswerTooLong;
import io.oblix.upstream.Call;
import io.oblix.upstream.UpstreamClient;
import io.oblix.upstream.UpstreamRequest;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One call to one model, as the events of its answer. {@link Patience} says how long it may take at each point. An
 * answer that had its proper end is whole, whatever goes wrong after it.
 */
final class Attempt implements AutoCloseable {

    private final Question question;
    private final Target target;
    private final Patience patience;
    private final AttemptListener listener;
    private final Inquiry inquiry;
    private final Costs costs;
    private final Call call;
    private final Received received;
    private final Pieces pieces;
    private final AttemptReport report;
    private final @Nullable CallSpan span;

    /** Whether the question is not so large that what is made of it at the end takes long. */
    private final boolean isBrief;

    private AttemptState state = new Open(null);
    private boolean closed;
    private boolean discarded;

    /**
     * Sends the request.
     *
     * @param reading what the host is expected to do before the first token
     * @param inquiry whose bill it goes on
     * @param tariff what it costs
     */
    Attempt(
            UpstreamClient client,
            Question question,
            UpstreamRequest upstream,
            Target target,
            Reading reading,
            Timeouts timeouts,
            Inquiry inquiry,
            AttemptListener listener,
            Tariff tariff) {
        ChatRequest request = question.request();
        this.question = question;
        this.target = target;
        boolean slowToBegin = target.provider().beginsSlowly(question, target.place());
        this.patience = new Patience(
                timeouts,
                reading,
                slowToBegin,
                upstream.wholeAnswer(),
                inquiry.isLast(target),
                inquiry.deadlineNanos());
        this.listener = listener;
        this.inquiry = inquiry;
        this.received = new Received(request);
        this.costs = Costs.of(question, target, upstream.body().length, tariff);
        listener.sending(question, target.place());
        this.span = listener.span(question, target);
        UpstreamRequest sent = span == null ? upstream : upstream.with(span.headers());
        this.call = target.provider() instanceof Carrier carrier
                ? carrier.carry(request.id(), sent, target.place(), request.cancellation())
                : client.send(request.id(), sent, target.name(), timeouts, request.cancellation());
        this.pieces = new Pieces(call, patience, received);
        this.isBrief = upstream.body().length <= Received.MAX_SHORT_BYTES;
        this.report = new AttemptReport(question, target, reading, call, received, patience, pieces, costs);
    }

    /**
     * The next piece of the answer; null at its end.
     *
     * @throws UpstreamProblem when the model refuses, fails or breaks off
     * @throws ClientDisconnected when the client left
     */
    public @Nullable AnswerEvent next() {
        while (mustRead()) {
            readOn();
        }
        AnswerEvent event = pieces.events().poll();
        if (event != null) {
            note(event);
        }
        return event;
    }

    private boolean mustRead() {
        return pieces.mustRead() && !(state instanceof Whole);
    }

    private void readOn() {
        try {
            read();
        } catch (UpstreamProblem failed) {
            UpstreamProblem meant = RefusalWords.meaning(target.provider().withoutSecrets(failed), question.request());
            // Before the answer has begun, the provider may learn its window from the words first.
            onFailure(patience.isSpoken() ? target.withContextLimit(meant, question) : meant);
        } catch (AnswerTooLong tooLong) {
            onFailure(broken(tooLong));
        } catch (ClientDisconnected left) {
            state = new Failed(
                    state.response(), question.request().cancellation().why());
            throw left;
        }
    }

    private void read() {
        Response response = state.response();
        if (response == null) {
            Response begun = Response.await(call, question, target, patience);
            received.begun(begun.reader());
            state = new Open(begun);
            return;
        }
        if (!pieces.read(response.reader())) {
            state = new Whole(response);
        }
    }

    /** See {@link Answer#isHere}. What goes wrong is left to {@link #next}. */
    boolean isHere() {
        Response response = state.response();
        return state instanceof Open && response != null && pieces.isHere(response.reader());
    }

    /** See {@link Answer#lend}. */
    void lend(BooleanSupplier move) {
        if (state instanceof Open) {
            pieces.lend(move);
        }
    }

    /**
     * Reads what is here and whether {@link #next} need not wait then.
     *
     * @throws UpstreamProblem as {@link #next} does
     */
    boolean readHere() {
        while (mustRead()) {
            if (!received.isShort() || !call.isNextHere()) {
                return false;
            }
            readOn();
        }
        return true;
    }

    /** See {@link Call#leave}. */
    boolean leave(BooleanSupplier read, Runnable back) {
        return isBrief && pieces.leave(read, back);
    }

    private void note(AnswerEvent event) {
        received.said(event);
        if (span != null) {
            span.said(event);
        }
        if (event.isContent()) {
            patience.spoken(event);
            if (received.isLastEnd(event)) {
                patience.finished();
            }
        }
        if (!patience.isSpoken() && received.isTooLongAnOpening()) {
            onFailure(broken(new AnswerTooLong("an opening", Received.MAX_OPENING_BYTES)));
        }
    }

    private UpstreamProblem broken(AnswerTooLong tooLong) {
        return new UpstreamProblem(FailureKind.BROKEN_ANSWER, target.name(), "sent " + tooLong.getMessage());
    }

    /** After the proper end of the answer a failure only ends it. */
    private void onFailure(UpstreamProblem failed) {
        boolean whole = patience.isFinished() || pieces.events().stream().anyMatch(received::isLastEnd);
        if (!whole) {
            state = new Failed(state.response(), failed);
            throw failed;
        }
        Response response = state.response();
        if (response == null || state instanceof Whole) {
            return;
        }
        state = new Whole(response);
        try {
            // For the usage, which a reader may keep until the end.
            response.reader().end(pieces.events()::add);
        } catch (UpstreamProblem | AnswerTooLong afterTheEnd) {
            // The answer is whole.
        }
    }

    /** Null until its headers are there. */
    public @Nullable Response response() {
        return state.response();
    }

    Patience patience() {
        return patience;
    }

    /** Notes that the answer was given up for a reason that the call itself did not show. */
    void giveUp(Problem why) {
        state = new Failed(state.response(), why);
    }

    /** Notes that the client does not get the answer, however well the call went. */
    void discard(Problem why) {
        discarded = true;
        if (!(state instanceof Whole)) {
            giveUp(why);
        }
    }

    /** Ends the call and reports what became of it; further calls do nothing. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (state instanceof Open) {
            // Not read on: the client left, or a shutdown cuts it off.
            giveUp(question.request().cancellation().why());
        }
        call.close();
        Timing timing = state instanceof Whole whole ? whole.response().reader().timing() : null;
        if (timing != null) {
            target.provider().answered(target.place(), timing);
        }
        Charge charge = charge();
        inquiry.bill().add(charge);
        Origin origin = Origin.of(question.request(), inquiry.decision());
        AttemptRecord ended = report.record(state, timing, charge, origin);
        if (span != null) {
            span.ended(ended);
        }
        listener.ended(ended);
    }

    /** How it ended, as its host's queue may know it. */
    Turn.Ending ending() {
        return report.ending(state.outcome());
    }

    /** What the call costs, as far as it has come. */
    Charge charge() {
        return costs.charge(state, discarded, received, patience);
    }
}
