package io.oblix.budget;

import static org.assertj.core.api.Assertions.assertThat;

import io.oblix.key.Budget;
import io.oblix.key.Budget.WhenSpent;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** Many threads against a small budget, in one process. */
class BudgetsUnderLoadTest {

    private static final int THREADS = 200;
    private static final long PRICE = 1_000;
    private static final long LAPSE = TimeUnit.MINUTES.toNanos(10);

    private static Budgets budgets(long dayMicroUsd) {
        Budget server = new Budget(dayMicroUsd, Budget.UNLIMITED, WhenSpent.LOCAL);
        Budgets budgets = new Budgets(server, InstantSource.system(), System::nanoTime, LAPSE, null, warned -> {});
        budgets.begin(budgets.today(), Map.of());
        return budgets;
    }

    /** All begin at the same moment. */
    private static void atOnce(IntConsumer each) throws InterruptedException {
        CountDownLatch start = new CountDownLatch(1);
        List<Thread> threads = IntStream.range(0, THREADS)
                .mapToObj(i -> new Thread(() -> {
                    try {
                        start.await();
                        each.accept(i);
                    } catch (InterruptedException interrupted) {
                        Thread.currentThread().interrupt();
                    }
                }))
                .toList();
        threads.forEach(Thread::start);
        start.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
    }

    @RepeatedTest(5)
    void exactlyTenOfTwoHundredGetABudgetForTen() throws InterruptedException {
        Budgets budgets = budgets(10 * PRICE);
        AtomicInteger answered = new AtomicInteger();

        atOnce(i -> {
            if (budgets.reserve("", Budget.NONE, PRICE, PRICE, false) instanceof Reservation reservation) {
                answered.incrementAndGet();
                reservation.settle(PRICE);
            }
        });

        assertThat(answered).hasValue(10);
        assertThat(budgets.standings().get(0).spentMicroUsd()).isEqualTo(10 * PRICE);
        assertThat(budgets.standings().get(0).reservedMicroUsd()).isZero();
    }

    @Test
    void failuresAndForgottenCallsNeverOverspendAndLeaveNothingReserved() throws InterruptedException {
        long limit = 300 * PRICE;
        Budget ofKey = new Budget(limit / 3, Budget.UNLIMITED, WhenSpent.LOCAL);
        Budgets budgets = budgets(limit);
        AtomicLong paid = new AtomicLong();
        AtomicLong paidByOne = new AtomicLong();
        AtomicLong most = new AtomicLong();

        atOnce(i -> {
            Random random = new Random(i);
            String key = i % 2 == 0 ? "one" : "";
            for (int call = 0; call < 200; call++) {
                Outcome outcome = budgets.reserve(
                        key, key.isEmpty() ? Budget.NONE : ofKey, PRICE / 10, PRICE, random.nextBoolean());
                Standing now = budgets.standings().get(0);
                most.accumulateAndGet(now.spentMicroUsd() + now.reservedMicroUsd(), Math::max);
                if (outcome instanceof Reservation reservation) {
                    long cost = random.nextInt(3) == 0 ? 0 : (long) (random.nextDouble() * reservation.microUsd());
                    paid.addAndGet(cost);
                    paidByOne.addAndGet(key.isEmpty() ? 0 : cost);
                    reservation.settle(cost);
                }
            }
        });

        assertThat(most.get()).isPositive().isLessThanOrEqualTo(limit);
        assertThat(paid.get()).isLessThanOrEqualTo(limit);
        assertThat(paidByOne.get()).isLessThanOrEqualTo(limit / 3);
        assertThat(budgets.left("one", ofKey).spentTodayMicroUsd()).isEqualTo(paidByOne.get());
        assertThat(budgets.standings()).allSatisfy(standing -> {
            assertThat(standing.reservedMicroUsd()).isZero();
            assertThat(standing.leftMicroUsd()).isEqualTo(standing.limitMicroUsd() - standing.spentMicroUsd());
        });
        assertThat(budgets.standings().get(0).spentMicroUsd()).isEqualTo(paid.get());
        // What is left can be spent to the last of it.
        long left = budgets.left("", Budget.NONE).leftMicroUsd();
        assertThat(budgets.reserve("", Budget.NONE, left, left, false)).isInstanceOf(Reservation.class);
    }

    @Test
    void callsThatFailGiveAllOfItBack() throws InterruptedException {
        Budgets budgets = budgets(10 * PRICE);
        AtomicInteger made = new AtomicInteger();

        atOnce(i -> {
            for (int call = 0; call < 100; call++) {
                if (budgets.reserve("", Budget.NONE, PRICE, PRICE, false) instanceof Reservation reservation) {
                    made.incrementAndGet();
                    reservation.release();
                }
            }
        });

        assertThat(made.get()).isGreaterThanOrEqualTo(10);
        assertThat(budgets.standings().get(0).spentMicroUsd()).isZero();
        assertThat(budgets.reserve("", Budget.NONE, 10 * PRICE, 10 * PRICE, false))
                .isInstanceOf(Reservation.class);
    }
}
