package io.oblix.ask.attempt;

import io.oblix.chat.Answer;
import io.oblix.chat.AnswerEvent;
import io.oblix.problem.UpstreamProblem;
import io.oblix.provider.AnswerReader;
import io.oblix.upstream.AnswerTooLong;
import io.oblix.upstream.Call;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The body of one answer as it comes: pieces in, events out. The request's thread waits for each piece, for as long as
 * {@link Patience} says; or it lends the middle of a stream to the event loop, which takes the pieces that are here and
 * never waits, and leaves all that goes wrong to that thread.
 */
final class Pieces {

    private final Call call;
    private final Patience patience;
    private final Received received;
    private final Deque<AnswerEvent> events = new ArrayDeque<>();

    /** What went wrong on the event loop. */
    private @Nullable RuntimeException stumbled;

    /** Whether the provider has been listened to since then, though no thread waited for it. */
    private boolean listening;

    private long listeningSinceNanos;
    private long writingNanos;

    Pieces(Call call, Patience patience, Received received) {
        this.call = call;
        this.patience = patience;
        this.received = received;
    }

    /** What was read and is not taken yet. */
    Deque<AnswerEvent> events() {
        return events;
    }

    /** Whether something must be read before there is an event to take. */
    boolean mustRead() {
        return events.isEmpty() || stumbled != null;
    }

    /** How much of the time after the first content the provider was listened to. */
    long writingNanos() {
        return writingNanos;
    }

    /**
     * Waits for a piece and reads it.
     *
     * @return false at the end of the body
     * @throws UpstreamProblem when the model refuses, fails or breaks off
     * @throws AnswerTooLong when the client wants the whole answer and it is too long to be held
     * @throws io.oblix.problem.ClientDisconnected when the client left
     */
    boolean read(AnswerReader reader) {
        RuntimeException meanwhile = stumbled;
        if (meanwhile != null) {
            stumbled = null;
            throw meanwhile;
        }
        if (listening) {
            listened();
        }
        listening = false;
        listeningSinceNanos = System.nanoTime();
        byte[] piece = call.nextPiece(patience.nanos(), patience);
        listened();
        if (piece == null) {
            reader.end(events::add);
            return false;
        }
        read(piece, reader);
        return true;
    }

    private void read(byte[] piece, AnswerReader reader) {
        received.piece(piece.length);
        reader.read(piece, events::add);
        if (reader.isComplete()) {
            patience.complete();
        }
    }

    private void listened() {
        long now = System.nanoTime();
        long tookNanos = now - listeningSinceNanos;
        listeningSinceNanos = now;
        patience.listened(tookNanos);
        writingNanos += patience.isSpoken() ? tookNanos : 0;
    }

    /** See {@link Answer#isHere}. */
    boolean isHere(AnswerReader reader) {
        while (events.isEmpty() && isFlowing()) {
            byte[] piece = call.pieceHere();
            if (piece == null) {
                break;
            }
            listened();
            try {
                read(piece, reader);
            } catch (UpstreamProblem | AnswerTooLong failed) {
                stumbled = failed;
            }
        }
        return !mustRead();
    }

    /**
     * See {@link Answer#lend}. Only the middle of a stream is lent, where nothing but more of it is to be expected; the
     * shorter waits of the beginning and the end are the request's thread's.
     */
    void lend(BooleanSupplier move) {
        if (events.isEmpty() && isFlowing()) {
            listeningSinceNanos = System.nanoTime();
            call.lend(patience.nanos(), () -> move.getAsBoolean() && isFlowing());
            listened();
        }
    }

    /** See {@link Call#leave}. */
    boolean leave(BooleanSupplier read, Runnable back) {
        if (listening) {
            // Again: the silence since the last piece counts.
            listened();
        } else {
            listeningSinceNanos = System.nanoTime();
        }
        listening = true;
        return call.leave(
                patience::nanos,
                () -> {
                    boolean goesOn = read.getAsBoolean();
                    listening = true;
                    return goesOn;
                },
                back);
    }

    private boolean isFlowing() {
        return patience.isSpoken() && !patience.isFinished() && stumbled == null;
    }
}
