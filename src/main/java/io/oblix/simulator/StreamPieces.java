package io.oblix.simulator;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The pieces of a streamed answer as they are sent, with the fault applied. */
final class StreamPieces {

    /** In place of a piece: wait for {@link SimulatedProvider#release}. */
    static final String HOLD = "hold";

    private StreamPieces() {}

    static Deque<String> of(WireFormat wire, SimulatedRequest request, SimulatedAnswer answer, @Nullable Fault fault) {
        String model = wire.model(request);
        Deque<String> pieces = new ArrayDeque<>(wire.opening(model, answer));
        List<String> text = new ArrayList<>();
        answer.pieces().forEach(piece -> text.add(wire.piece(model, piece, answer.logprob())));
        int limit = fault instanceof Fault.InStream begun ? Math.min(begun.pieces(), text.size()) : text.size();
        pieces.addAll(text.subList(0, limit));
        if (fault instanceof Fault.Hold) {
            pieces.add(HOLD);
            pieces.addAll(text.subList(limit, text.size()));
        }
        if (fault == null || fault instanceof Fault.Hold) {
            pieces.addAll(wire.end(model, answer, request));
        } else if (fault instanceof Fault.Malformed) {
            pieces.add(wire.malformed());
        } else if (fault instanceof Fault.ErrorEvent) {
            pieces.add(wire.errorEvent());
        }
        return pieces;
    }
}
