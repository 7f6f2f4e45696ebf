/**
 * Budgets: how much may be spent in a day and in a month on models that cost money, by each key and by all callers
 * together. {@link io.oblix.budget.Budgets} holds the accounts; a call to such a model takes a
 * {@link io.oblix.budget.Reservation} before and settles it after. Several replicas share a budget by leases from the
 * ledger's database, which {@code budget.lease} takes in the background. Money is in millionths of a US dollar, as a long.
 */
package io.oblix.budget;
