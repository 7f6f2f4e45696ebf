package io.oblix.dialect.responses;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The part of a request that is remembered with its answer.
 *
 * @param caller whose it is
 * @param body a request whose {@code input} is all that is new in this one; shared, must not be changed
 * @param itemIds of the items in it
 * @param parent the response that this one goes on from; null for the first of a conversation
 * @param localOnly whether it may never reach a cloud
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record Kept(
        String caller, byte[] body, List<String> itemIds, ResponsesMemory.@Nullable Entry parent, boolean localOnly) {

    /** The same, never to be sent to a cloud. */
    Kept local() {
        return new Kept(caller, body, itemIds, parent, true);
    }
}
