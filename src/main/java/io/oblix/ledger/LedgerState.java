package io.oblix.ledger;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.json.Json;

/**
 * How the ledger is.
 *
 * @param word one of the constants here
 * @param where the file or the address, without a secret
 * @param detail why it is not as it should be; else empty
 */
public record LedgerState(String word, String where, String detail) {

    public static final String OFF = "off";

    /** It is not open yet; what ends meanwhile waits. */
    public static final String OPENING = "opening";

    public static final String WRITING = "writing";

    /** It is lost when the process ends. */
    public static final String MEMORY = "in memory";

    /** It cannot be written at the moment; what ends meanwhile waits. */
    public static final String FAILING = "failing";

    /**
     * For {@code /health}.
     *
     * @param waiting calls and requests that are not written yet
     * @param lost those that never will be
     */
    ObjectNode json(int waiting, long lost) {
        return Json.object()
                .put("state", word)
                .put("where", where)
                .put("detail", detail)
                .put("waiting", waiting)
                .put("lost", lost);
    }
}
