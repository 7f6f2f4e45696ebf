/**
 * What was used, what it cost and what it saved, in SQLite or PostgreSQL. {@link io.oblix.ledger.Ledger} takes in what has
 * ended; {@link io.oblix.ledger.LedgerWriter} writes it in {@link io.oblix.ledger.Batch}es on a thread of its own: from
 * its {@link io.oblix.ledger.EntryQueue} to its {@link io.oblix.ledger.Storage}, with its {@link io.oblix.ledger.LedgerStatus}
 * for all to see.
 * {@link io.oblix.ledger.UsageTables} reads the sums. {@link io.oblix.ledger.DecisionTable}
 * has what was decided and what users said of it, {@link io.oblix.ledger.ReplayReport} what would be decided now. Other rooms may keep tables of their own in the same
 * {@link io.oblix.ledger.Database}.
 */
package io.oblix.ledger;
