/**
 * What was used, what it cost and what it saved, in SQLite or PostgreSQL. {@link io.oblix.ledger.Ledger} takes in what has
 * ended; {@link io.oblix.ledger.LedgerWriter} writes it in {@link io.oblix.ledger.Batch}es on a thread of its own;
 * {@link io.oblix.ledger.UsageTables} reads the sums. Other rooms may keep tables of their own in the same
 * {@link io.oblix.ledger.Database}.
 */
package io.oblix.ledger;
