package io.oblix.cli;

import io.oblix.simulator.Fault;
import io.oblix.simulator.FaultCatalogue;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One way in which a provider fails in the drill.
 *
 * @param fault what the simulated provider does; null when it cannot be reached at all
 * @param once whether it works again after one call
 * @param address the address that is tried instead of the provider's; null for its own
 * @param expected the least that a client may expect
 */
record DrillFault(
        String name,
        @Nullable Fault fault,
        boolean once,
        @Nullable String address,
        Expected expected) {

    /** What the client is owed. */
    enum Expected {
        /** The whole answer, because the other model works, or this one will. */
        ANSWER,

        /** The whole answer; a stream that has begun may end with an error. */
        ANSWER_IF_NOTHING_WAS_SENT,

        /** Either: no other model is asked, or only one whose context window is larger. */
        EITHER,

        /** A clear error: no model can answer, or none should. */
        ERROR
    }

    /** The same where no other model stands in: an error is what a client may expect unless the fault passes by itself. */
    DrillFault withoutAnotherModel() {
        return once || expected == Expected.ERROR ? this : new DrillFault(name, fault, once, address, Expected.EITHER);
    }

    private static final String NOTHING_LISTENS = "http://127.0.0.1:9";
    private static final String NO_SUCH_HOST = "http://no-such-host.invalid:80";

    static List<DrillFault> all() {
        List<DrillFault> all = new ArrayList<>();
        all.add(new DrillFault("error 500, once", Fault.Status.of(500), true, null, Expected.ANSWER));
        all.add(new DrillFault("nothing listens", null, false, NOTHING_LISTENS, Expected.ANSWER));
        all.add(new DrillFault("no such host", null, false, NO_SUCH_HOST, Expected.ANSWER));
        FaultCatalogue.all()
                .forEach((name, fault) -> all.add(new DrillFault(name, fault, false, null, expected(fault))));
        return all;
    }

    private static Expected expected(Fault fault) {
        if (fault instanceof Fault.Refusal refusal) {
            return switch (refusal.reason()) {
                case CONTENT_POLICY -> Expected.ERROR;
                case CONTEXT_EXCEEDED -> Expected.EITHER;
                case DEAD_KEY, OVERLOADED -> Expected.ANSWER;
            };
        }
        boolean inTheMiddle = (fault instanceof Fault.InStream begun && begun.pieces() > 0)
                || fault instanceof Fault.NoEnd
                || fault instanceof Fault.ShortBody;
        return inTheMiddle ? Expected.ANSWER_IF_NOTHING_WAS_SENT : Expected.ANSWER;
    }
}
