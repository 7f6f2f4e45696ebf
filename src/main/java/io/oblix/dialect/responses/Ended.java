package io.oblix.dialect.responses;

import java.util.List;

/**
 * A response of ours at its end.
 *
 * @param itemIds of its output
 * @param json all of it; must not be changed
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record Ended(String id, List<String> itemIds, byte[] json) {}
