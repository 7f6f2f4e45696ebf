/**
 * What budgets keep in the ledger's database: {@link io.oblix.ledger.lease.EarlierSpending} reads what was spent before the
 * start, and {@link io.oblix.ledger.lease.Leases} takes a replica's part of limits that several share. All of it on threads of
 * its own; no request waits for the database longer than a moment, and none is answered by it.
 */
package io.oblix.ledger.lease;
