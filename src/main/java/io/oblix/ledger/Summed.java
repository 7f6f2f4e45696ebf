package io.oblix.ledger;

import java.time.Instant;

/** Something that is added to the sums of an hour and its day. */
sealed interface Summed extends Entry permits Call, RequestEnd {

    Instant time();

    String key();

    String model();

    String client();

    /** Whether its model has done something. */
    boolean hasWorked();

    Totals totals();
}
