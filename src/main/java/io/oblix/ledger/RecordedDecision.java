package io.oblix.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * A decision of a policy, as the ledger has it.
 *
 * @param time UTC, in ISO 8601
 * @param target {@code local}, {@code cloud} or {@code reject}
 * @param byRule whether a rule decided, and not the conversation's earlier turns
 * @param facts an object, a field for each header; a missing node where they were not kept
 * @param good what the client said of the answer; null where it said nothing
 */
public record RecordedDecision(
        String time,
        String policy,
        String reason,
        String target,
        boolean byRule,
        JsonNode facts,
        @Nullable Boolean good) {

    /** What the cloud's answer would have cost, in US dollars; -1 where its price was not known. */
    double cloudCostUsd() {
        return facts.at("/OblixCloud/estimatedCostUsd").asDouble(-1);
    }
}
