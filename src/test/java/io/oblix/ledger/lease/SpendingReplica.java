package io.oblix.ledger.lease;

import io.oblix.ask.attempt.AttemptRecordDraft;
import io.oblix.ask.attempt.Origin;
import io.oblix.budget.Budgets;
import io.oblix.budget.Outcome;
import io.oblix.budget.Reservation;
import io.oblix.budget.Shortage;
import io.oblix.chat.Charge;
import io.oblix.chat.ModelName;
import io.oblix.chat.Place;
import io.oblix.chat.Side;
import io.oblix.chat.Trace;
import io.oblix.chat.Usage;
import io.oblix.key.Budget;
import io.oblix.key.Budget.WhenSpent;
import io.oblix.ledger.Ledger;
import io.oblix.settings.LedgerSettings;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/**
 * A replica without a server around it: threads that spend a shared budget until it is spent. As a program it writes a line
 * for each payment, so that what a killed one has spent is known.
 */
final class SpendingReplica implements AutoCloseable {

    static final long PRICE = 10_000;

    private final Ledger ledger;
    private final Leases leases;
    private final Budgets budgets;

    SpendingReplica(String url, long dayMicroUsd) {
        ledger = Ledger.of(new LedgerSettings(url, Duration.ofDays(90)), List.of("budget"), InstantSource.system());
        leases = new Leases(Objects.requireNonNull(ledger.database()), ledger.writer());
        Budget server = new Budget(dayMicroUsd, Budget.UNLIMITED, WhenSpent.LOCAL);
        budgets = new Budgets(
                server, InstantSource.system(), System::nanoTime, TimeUnit.MINUTES.toNanos(10), leases, warned -> {});
        ledger.start();
        leases.start(budgets);
    }

    /** Pays once; false when the budget is spent. Waits for a lease, as long as one may come. */
    boolean pay() {
        return pay("", Budget.NONE);
    }

    /** Pays for a key, and writes it to the ledger. */
    boolean payFor(String key, long dayMicroUsd) {
        boolean paid = pay(key, new Budget(dayMicroUsd, Budget.UNLIMITED, WhenSpent.LOCAL));
        if (paid) {
            AttemptRecordDraft call =
                    new AttemptRecordDraft(new Place(new ModelName("openai", "paid"), "http://paid"), Side.CLOUD);
            call.origin = new Origin("", key, "", "", "", "", "chat", "", Trace.NONE);
            call.charge = new Charge(Usage.NONE, PRICE, true, 0, false);
            ledger.ended(call.record());
        }
        return paid;
    }

    /** Waits until what was paid is in the ledger. */
    void flush() {
        ledger.flush(Duration.ofSeconds(30));
    }

    private boolean pay(String key, Budget ofKey) {
        while (true) {
            var change = budgets.nextChange();
            Outcome outcome = budgets.reserve(key, ofKey, PRICE, PRICE, true);
            if (outcome instanceof Reservation reservation) {
                reservation.settle(PRICE);
                return true;
            } else if (((Shortage) outcome).cause() == Shortage.Cause.SPENT) {
                return false;
            }
            try {
                change.await(20, TimeUnit.MILLISECONDS);
            } catch (InterruptedException interrupted) {
                throw new IllegalStateException(interrupted);
            }
        }
    }

    /** Pays from many threads until the budget is spent; how often. */
    long payAll(int threads, Runnable paid) throws InterruptedException {
        AtomicLong count = new AtomicLong();
        AtomicBoolean failed = new AtomicBoolean();
        List<Thread> all = IntStream.range(0, threads)
                .mapToObj(i -> new Thread(() -> {
                    try {
                        while (pay()) {
                            count.incrementAndGet();
                            paid.run();
                        }
                    } catch (RuntimeException unexpected) {
                        failed.set(true);
                    }
                }))
                .toList();
        all.forEach(Thread::start);
        for (Thread thread : all) {
            thread.join();
        }
        if (failed.get()) {
            throw new IllegalStateException("a thread failed");
        }
        return count.get();
    }

    @Override
    public void close() {
        leases.close();
        ledger.close();
    }

    /** @param args the URL, and the limit of the day in millionths of a dollar */
    public static void main(String[] args) throws InterruptedException {
        try (SpendingReplica replica = new SpendingReplica(args[0], Long.parseLong(args[1]))) {
            replica.payAll(8, () -> {
                System.out.println("paid");
                // As calls take their time, two replicas spend in turns.
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
            });
        }
        System.out.println("spent");
    }
}
