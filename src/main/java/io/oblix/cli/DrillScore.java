package io.oblix.cli;

import io.oblix.cli.DrillClient.Got;
import io.oblix.cli.DrillClient.Reply;
import io.oblix.cli.DrillFault.Expected;
import java.util.Locale;

/** Judges the replies of a drill: one line for each, and the sums. */
final class DrillScore {

    private int answers;
    private int errors;
    private int lost;

    /**
     * The line for a reply.
     *
     * @param failing the side that failed, or {@code both}
     * @param calls that the failing provider received
     */
    String judge(DrillFault fault, String failing, boolean streamed, Reply reply, int calls) {
        return String.format(
                Locale.ROOT,
                "%-30s %-5s %-8s %-8s [%s, %.1f s, %d]",
                fault.name(),
                failing,
                streamed ? "streamed" : "whole",
                verdict(fault, streamed, reply),
                reply.detail(),
                reply.after().toMillis() / 1000.0,
                calls);
    }

    private String verdict(DrillFault fault, boolean streamed, Reply reply) {
        if (reply.got() == Got.ANSWER && fault.expected() != Expected.ERROR) {
            answers++;
            return "answered";
        } else if (reply.got() == Got.ERROR && isErrorAcceptable(fault.expected(), streamed)) {
            errors++;
            return "error";
        }
        lost++;
        return "LOST";
    }

    /** A client that has received nothing yet is owed the answer, if any model can give it. */
    private static boolean isErrorAcceptable(Expected expected, boolean streamed) {
        return switch (expected) {
            case ERROR, EITHER -> true;
            case ANSWER_IF_NOTHING_WAS_SENT -> streamed;
            case ANSWER -> false;
        };
    }

    String summary() {
        return answers + " answered in full, " + errors + " failed with a clear error, " + lost + " lost";
    }

    boolean hasLosses() {
        return lost > 0;
    }
}
