package io.oblix.budget;

/** What becomes of the wish to put money aside: it is, or there is too little. */
public sealed interface Outcome permits Reservation, Shortage {}
