package io.oblix.cli;

import io.oblix.simulator.Fault;
import io.oblix.simulator.FaultCatalogue;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One way in which a provider fails in the drill.
 *
 * @param fault what the simulated provider does; null where it cannot be reached in the first place
 * @param once whether it is well again after one call
 * @param address where it would be reached instead; null for its own address
 * @param expected the least that a caller may expect
 */
record DrillFault(
        String name,
        @Nullable Fault fault,
        boolean once,
        @Nullable String address,
        Expected expected) {

    /** What the caller is owed. */
    enum Expected {
        /** The whole answer, because the other side is well, or this one will be. */
        ANSWER,

        /** The whole answer; in a stream that has begun, an honest error will do. */
        ANSWER_IF_NOTHING_WAS_SENT,

        /** Either, honestly: the other one is only asked where it can take more. */
        EITHER,

        /** An honest error: nobody can answer, or nobody should. */
        ERROR
    }

    private static final Set<String> IN_THE_MIDDLE = Set.of(
            "cut in the middle",
            "stalled in the middle",
            "malformed event in the middle",
            "error event in the middle",
            "no terminator",
            "body shorter than its length");

    private static final String NOBODY_LISTENS = "http://127.0.0.1:9";
    private static final String NO_SUCH_HOST = "http://no-such-host.invalid:80";

    static List<DrillFault> all() {
        List<DrillFault> all = new ArrayList<>();
        all.add(new DrillFault("error 500, once", Fault.Status.of(500), true, null, Expected.ANSWER));
        all.add(new DrillFault("nobody listens", null, false, NOBODY_LISTENS, Expected.ANSWER));
        all.add(new DrillFault("no such host", null, false, NO_SUCH_HOST, Expected.ANSWER));
        FaultCatalogue.all()
                .forEach((name, fault) -> all.add(new DrillFault(name, fault, false, null, expected(name))));
        return all;
    }

    private static Expected expected(String fault) {
        if (fault.equals("content policy")) {
            return Expected.ERROR;
        }
        if (fault.equals("context exceeded")) {
            return Expected.EITHER;
        }
        return IN_THE_MIDDLE.contains(fault) ? Expected.ANSWER_IF_NOTHING_WAS_SENT : Expected.ANSWER;
    }
}
