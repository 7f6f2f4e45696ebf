package io.oblix.ledger;

import java.time.Instant;

/** Something that is added to the sums of an hour and its day. */
interface Entry {

    Instant time();

    String key();

    String model();

    String client();

    Totals totals();
}
