package io.oblix.budget;

import static org.assertj.core.api.Assertions.assertThat;

import io.oblix.key.Budget;
import io.oblix.key.Budget.WhenSpent;
import io.oblix.key.Key;
import io.oblix.key.Limits;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class BudgetsTest {

    private static final long LAPSE = TimeUnit.MINUTES.toNanos(10);
    private static final LocalDate TODAY = LocalDate.of(2026, 11, 30);

    private final AtomicLong millis =
            new AtomicLong(Instant.parse("2026-11-30T10:00:00Z").toEpochMilli());
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
    private final List<Standing> warned = new ArrayList<>();

    private static Budget budget(long day, long month) {
        return new Budget(day, month, WhenSpent.LOCAL);
    }

    private static Budget aDay(long microUsd) {
        return budget(microUsd, Budget.UNLIMITED);
    }

    private Budgets budgets(Budget server) {
        Budgets budgets = unread(server);
        budgets.begin(budgets.today(), Map.of());
        return budgets;
    }

    private Budgets unread(Budget server) {
        InstantSource clock = () -> Instant.ofEpochMilli(millis.get());
        return new Budgets(server, clock, nanos::get, LAPSE, null, warned::add);
    }

    private static Outcome reserve(Budgets budgets, long microUsd) {
        return budgets.reserve("", Budget.NONE, microUsd, microUsd, false);
    }

    private static Reservation reserved(Budgets budgets, long microUsd) {
        return (Reservation) reserve(budgets, microUsd);
    }

    private static Shortage refused(Budgets budgets, long microUsd) {
        return (Shortage) reserve(budgets, microUsd);
    }

    private static Standing standing(Budgets budgets) {
        return budgets.standings().get(0);
    }

    private void at(String time) {
        millis.set(Instant.parse(time).toEpochMilli());
    }

    @Test
    void whatIsReservedIsNotGivenToAnotherCall() {
        Budgets budgets = budgets(aDay(100));

        Reservation first = reserved(budgets, 60);
        Shortage second = refused(budgets, 60);

        assertThat(first.microUsd()).isEqualTo(60);
        assertThat(second.cause()).isEqualTo(Shortage.Cause.RESERVED);
        assertThat(second.mayPass()).isTrue();
        assertThat(second.reservedMicroUsd()).isEqualTo(60);
    }

    @Test
    void aCallThatCostLessThanReservedLeavesTheRestToOthers() {
        Budgets budgets = budgets(aDay(100));

        reserved(budgets, 60).settle(10);

        assertThat(reserve(budgets, 90)).isInstanceOf(Reservation.class);
        assertThat(refused(budgets, 1).cause()).isEqualTo(Shortage.Cause.RESERVED);
    }

    @Test
    void aSpentBudgetIsFreeAgainAtMidnightInUtc() {
        Budgets budgets = budgets(aDay(100));
        reserved(budgets, 100).settle(100);

        Shortage spent = refused(budgets, 1);

        assertThat(spent.cause()).isEqualTo(Shortage.Cause.SPENT);
        assertThat(spent.mayPass()).isFalse();
        assertThat(spent.account()).isEqualTo(Budgets.SERVER);
        assertThat(spent.period()).isEqualTo(Period.DAY);
        assertThat(spent.limitMicroUsd()).isEqualTo(100);
        assertThat(spent.spentMicroUsd()).isEqualTo(100);
        assertThat(spent.periodLeft()).isEqualTo(Duration.ofHours(14));
        at("2026-11-30T23:59:59.999Z");
        assertThat(reserve(budgets, 1)).isInstanceOf(Shortage.class);
        at("2026-12-01T00:00:00Z");
        assertThat(reserve(budgets, 100)).isInstanceOf(Reservation.class);
    }

    @Test
    void aMonthGoesOnWhenItsDaysEnd() {
        Budgets budgets = budgets(budget(100, 150));
        at("2026-12-30T12:00:00Z");
        reserved(budgets, 100).settle(100);
        at("2026-12-31T12:00:00Z");

        Shortage month = refused(budgets, 51);

        assertThat(month.period()).isEqualTo(Period.MONTH);
        assertThat(month.periodLeft()).isEqualTo(Duration.ofHours(12));
        reserved(budgets, 50).settle(50);
        at("2027-01-01T00:00:00Z");
        assertThat(reserve(budgets, 100)).isInstanceOf(Reservation.class);
    }

    @Test
    void ofTwoThatAreSpentTheOneIsNamedThatIsSpentForLonger() {
        Budgets budgets = budgets(budget(100, 100));
        at("2026-12-12T12:00:00Z");
        reserved(budgets, 100).settle(100);

        Shortage spent = refused(budgets, 1);

        assertThat(spent.period()).isEqualTo(Period.MONTH);
        assertThat(spent.retryAfter()).isEqualTo(Duration.ofHours(12 + 19 * 24));
    }

    @Test
    void ofTwoThatAreSpentTheStricterHoldsWhicheverIsNamed() {
        Budget refusing = new Budget(100, Budget.UNLIMITED, WhenSpent.REFUSE);
        Budgets budgets = budgets(budget(100, 100));
        ((Reservation) budgets.reserve("a", refusing, 100, 100, false)).settle(100);

        Shortage ofKey = (Shortage) budgets.reserve("a", refusing, 1, 1, false);

        assertThat(ofKey.account()).isEqualTo(Budgets.SERVER);
        assertThat(ofKey.whenSpent()).isEqualTo(WhenSpent.REFUSE);
        assertThat(budgets.left("a", refusing).whenSpent()).isEqualTo(WhenSpent.REFUSE);
        assertThat(refused(budgets, 1).whenSpent()).isEqualTo(WhenSpent.LOCAL);
    }

    @Test
    void aCallAcrossMidnightIsPaidFromTheNewDay() {
        Budgets budgets = budgets(aDay(100));
        Reservation late = reserved(budgets, 80);
        at("2026-12-01T00:00:01Z");

        assertThat(reserve(budgets, 30)).isInstanceOf(Shortage.class);
        late.settle(80);

        assertThat(standing(budgets).spentMicroUsd()).isEqualTo(80);
        assertThat(standing(budgets).reservedMicroUsd()).isZero();
    }

    @Test
    void aClockThatIsSetBackBeginsNoDayForTheSecondTime() {
        Budgets budgets = budgets(aDay(100));
        at("2026-12-01T00:00:00Z");
        reserved(budgets, 100).settle(100);
        at("2026-11-30T23:59:00Z");
        assertThat(reserve(budgets, 1)).isInstanceOf(Shortage.class);

        at("2026-12-01T00:00:01Z");

        assertThat(reserve(budgets, 1)).isInstanceOf(Shortage.class);
    }

    @Test
    void aForgottenReservationLapsesAndItsCallStillCountsWhenItEnds() {
        Budgets budgets = budgets(aDay(100));
        Reservation forgotten = reserved(budgets, 100);
        nanos.addAndGet(LAPSE - 1);
        assertThat(reserve(budgets, 1)).isInstanceOf(Shortage.class);
        nanos.addAndGet(1);

        Reservation next = reserved(budgets, 40);
        forgotten.settle(70);

        assertThat(standing(budgets).spentMicroUsd()).isEqualTo(70);
        assertThat(standing(budgets).reservedMicroUsd()).isEqualTo(40);
        next.release();
        assertThat(refused(budgets, 31).cause()).isEqualTo(Shortage.Cause.SPENT);
    }

    @Test
    void aReservationIsSettledOnce() {
        Budgets budgets = budgets(aDay(100));
        Reservation once = reserved(budgets, 50);

        once.settle(20);
        once.settle(20);
        once.release();

        assertThat(standing(budgets).spentMicroUsd()).isEqualTo(20);
        assertThat(standing(budgets).reservedMicroUsd()).isZero();
    }

    @Test
    void aCallThatCostsMoreThanReservedIsBookedInFull() {
        Budgets budgets = budgets(aDay(100));

        reserved(budgets, 90).settle(120);

        assertThat(standing(budgets).spentMicroUsd()).isEqualTo(120);
        assertThat(standing(budgets).leftMicroUsd()).isZero();
        assertThat(refused(budgets, 1).cause()).isEqualTo(Shortage.Cause.SPENT);
    }

    @Test
    void aKeyIsBoundByItsOwnBudgetAndByThatOfAll() {
        Budgets budgets = budgets(aDay(100));

        Outcome overOwn = budgets.reserve("a", aDay(40), 41, 41, false);
        ((Reservation) budgets.reserve("a", aDay(40), 40, 40, false)).settle(40);
        Outcome overAll = budgets.reserve("b", aDay(1_000), 61, 61, false);

        assertThat(((Shortage) overOwn).account()).isEqualTo("a");
        assertThat(((Shortage) overAll).account()).isEqualTo(Budgets.SERVER);
        assertThat(budgets.left("a", aDay(40))).isEqualTo(new Budgets.Left(40, 0, WhenSpent.LOCAL));
        assertThat(budgets.left("b", aDay(1_000))).isEqualTo(new Budgets.Left(0, 60, WhenSpent.LOCAL));
        assertThat(budgets.left("c", Budget.NONE)).isEqualTo(new Budgets.Left(0, 60, WhenSpent.LOCAL));
    }

    @Test
    void aRefusalOfOneBudgetReservesNothingOfAnother() {
        Budgets budgets = budgets(aDay(100));
        budgets.reserve("a", aDay(10), 11, 11, false);

        assertThat(standing(budgets).reservedMicroUsd()).isZero();
    }

    @Test
    void aChangedLimitHoldsAtOnce() {
        Budgets budgets = budgets(Budget.NONE);
        ((Reservation) budgets.reserve("a", aDay(10), 10, 10, false)).settle(10);

        assertThat(budgets.reserve("a", aDay(10), 1, 1, false)).isInstanceOf(Shortage.class);
        assertThat(budgets.reserve("a", aDay(20), 10, 10, false)).isInstanceOf(Reservation.class);
        assertThat(budgets.reserve("a", Budget.NONE, 1_000, 1_000, false)).isInstanceOf(Reservation.class);
    }

    private static Key key(String name, Budget budget) {
        return new Key(name, List.of(), false, List.of(), List.of(), Limits.NONE, budget, false, null);
    }

    @Test
    void aKeyIsListedBeforeItsFirstCallWithWhatItHadSpentBeforeTheStart() {
        Budgets budgets = unread(Budget.NONE);
        budgets.use(List.of(key("a", aDay(100)), key("b", Budget.NONE)));
        budgets.begin(TODAY, Map.of("a", new Spent(100, 100), "b", new Spent(5, 5)));

        assertThat(budgets.standings()).containsExactly(new Standing("a", Period.DAY, 100, 100, 0, 0));
    }

    @Test
    void aKeyThatIsGoneIsListedNoLongerAlsoWhileARequestOfItsGoesOn() {
        Budgets budgets = budgets(Budget.NONE);
        budgets.use(List.of(key("a", aDay(10)), key("b", aDay(20))));
        Reservation running = (Reservation) budgets.reserve("a", aDay(10), 6, 6, false);

        budgets.use(List.of(key("b", aDay(20))));

        assertThat(budgets.reserve("a", aDay(10), 6, 6, false)).isInstanceOf(Shortage.class);
        running.settle(6);
        assertThat(budgets.standings()).extracting(Standing::account).containsExactly("b");
        budgets.use(List.of(key("a", aDay(10))));
        assertThat(budgets.standings()).containsExactly(new Standing("a", Period.DAY, 10, 6, 0, 4));
        budgets.use(List.of(key("a", Budget.NONE)));
        assertThat(budgets.standings()).isEmpty();
    }

    @Test
    void anEditHoldsForRequestsThatBeganBeforeItToo() {
        Budgets budgets = budgets(Budget.NONE);
        budgets.use(List.of(key("a", aDay(10))));
        budgets.use(List.of(key("a", aDay(20))));

        assertThat(budgets.reserve("a", aDay(10), 15, 15, false)).isInstanceOf(Reservation.class);
        assertThat(standing(budgets).limitMicroUsd()).isEqualTo(20);
    }

    @Test
    void whatReplicasShareIsListedAsSpentBeforeTheFirstLeaseAndAfterMidnight() {
        InstantSource clock = () -> Instant.ofEpochMilli(millis.get());
        Budgets budgets = new Budgets(budget(100, 1_000), clock, nanos::get, LAPSE, (limit, wish) -> {}, warned::add);
        budgets.begin(TODAY, Map.of(Budgets.SERVER, new Spent(90, 900)));

        assertThat(budgets.standings()).extracting(Standing::spentMicroUsd).containsExactly(90L, 900L);
        at("2026-12-01T00:00:00Z");
        assertThat(budgets.standings()).extracting(Standing::spentMicroUsd).containsExactly(0L, 0L);
    }

    @Test
    void aMonthThatReplicasShareIsListedAsSpentOnItsNextDay() {
        at("2026-12-10T12:00:00Z");
        InstantSource clock = () -> Instant.ofEpochMilli(millis.get());
        Budgets budgets = new Budgets(budget(100, 1_000), clock, nanos::get, LAPSE, (limit, wish) -> {}, warned::add);
        LocalDate day = LocalDate.of(2026, 12, 10);
        budgets.begin(day, Map.of(Budgets.SERVER, new Spent(0, 500)));
        budgets.grant(Budgets.SERVER, Period.DAY, day, 50, 50, 0);
        budgets.grant(Budgets.SERVER, Period.MONTH, day, 50, 550, 0);
        reserved(budgets, 40).settle(40);
        assertThat(budgets.standings()).extracting(Standing::spentMicroUsd).containsExactly(40L, 540L);

        at("2026-12-11T00:00:00Z");

        assertThat(budgets.standings()).extracting(Standing::spentMicroUsd).containsExactly(0L, 540L);
        assertThat(refused(budgets, 1).cause()).isEqualTo(Shortage.Cause.UNKNOWN);
    }

    @Test
    void aCallThatCostsMoreThanTheWholeLimitIsToldSoAndNotToComeBackTomorrow() {
        Budgets budgets = budgets(budget(100_000, 5_000_000));
        reserved(budgets, 50_000).settle(50_000);

        Shortage never = refused(budgets, 1_200_000);

        assertThat(never.cause()).isEqualTo(Shortage.Cause.NEVER);
        assertThat(never.mayPass()).isFalse();
        assertThat(never.retryAfter()).isNull();
        assertThat(never.text())
                .isEqualTo("This request may cost 1.20 USD, more than the server's budget for the day allows at all:"
                        + " 0.10 USD. Nothing was sent.");
        assertThat(refused(budgets, 60_000).cause()).isEqualTo(Shortage.Cause.SPENT);
    }

    @Test
    void withoutALimitNothingIsLeftOutAndWhatAKeySpendsIsCounted() {
        Budgets budgets = unread(Budget.NONE);

        Reservation reservation = (Reservation) budgets.reserve("a", Budget.NONE, 5, 500, false);
        reservation.settle(123);

        assertThat(reservation.microUsd()).isEqualTo(500);
        assertThat(budgets.left("a", Budget.NONE)).isEqualTo(new Budgets.Left(123, -1, WhenSpent.LOCAL));
    }

    @Test
    void aCallWithoutALimitOfItsOwnGetsAnEighthOfWhatIsLeftAndNeverLessThanItsLeast() {
        Budgets budgets = budgets(aDay(800));

        assertThat(((Reservation) budgets.reserve("", Budget.NONE, 10, 1_000, false)).microUsd())
                .isEqualTo(100);
        assertThat(((Reservation) budgets.reserve("", Budget.NONE, 10, 40, false)).microUsd())
                .isEqualTo(40);
        assertThat(((Reservation) budgets.reserve("", Budget.NONE, 660, 1_000, false)).microUsd())
                .isEqualTo(660);
        assertThat(budgets.reserve("", Budget.NONE, 10, 1_000, false)).isInstanceOf(Shortage.class);
    }

    @Test
    void nothingLimitedIsSpentBeforeItIsKnownWhatWasSpentBefore() {
        Budgets budgets = unread(aDay(100));

        Shortage unknown = refused(budgets, 1);
        boolean begun = budgets.begin(TODAY, Map.of(Budgets.SERVER, new Spent(99, 5_000)));

        assertThat(unknown.cause()).isEqualTo(Shortage.Cause.UNKNOWN);
        assertThat(begun).isTrue();
        assertThat(refused(budgets, 2).cause()).isEqualTo(Shortage.Cause.SPENT);
        assertThat(reserve(budgets, 1)).isInstanceOf(Reservation.class);
    }

    @Test
    void sumsOfYesterdayAreNotTakenForThoseOfToday() {
        Budgets budgets = unread(aDay(100));
        at("2026-12-01T00:00:00Z");

        assertThat(budgets.begin(TODAY, Map.of(Budgets.SERVER, new Spent(100, 100))))
                .isFalse();
        assertThat(budgets.isKnown()).isFalse();
    }

    @Test
    void fourFifthsWarnOnceInAPeriod() {
        Budgets budgets = budgets(aDay(100));

        reserved(budgets, 79).settle(79);
        assertThat(warned).isEmpty();
        reserved(budgets, 1).settle(1);
        reserved(budgets, 5).settle(5);
        at("2026-12-01T00:00:00Z");
        reserved(budgets, 90).settle(90);

        assertThat(warned).extracting(Standing::spentMicroUsd).containsExactly(80L, 90L);
        assertThat(warned).extracting(Standing::account).containsOnly(Budgets.SERVER);
    }

    @Test
    void aWaitIsOverWhenSomethingWasSettled() {
        Budgets budgets = budgets(aDay(100));
        Reservation held = reserved(budgets, 100);
        var change = budgets.nextChange();
        assertThat(change.getCount()).isOne();

        held.release();

        assertThat(change.getCount()).isZero();
    }
}
