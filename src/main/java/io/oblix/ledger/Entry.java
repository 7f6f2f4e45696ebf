package io.oblix.ledger;

/** Something that waits to be written. */
sealed interface Entry permits Summed, Decided, Feedback {}
