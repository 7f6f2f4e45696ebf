package io.oblix.ask.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.oblix.ask.limit.Turn.Ending;
import io.oblix.chat.ModelName;
import io.oblix.chat.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How long a call waits at a host, and how many a host works on at a time. A call reads for 1 s and writes for 4 s. */
class BacklogTest {

    private static final Place PLACE = new Place(new ModelName("ollama", "m"), "http://localhost:1");
    private static final ServiceTime FIVE_SECONDS = new ServiceTime(1_000, 1_000, 4_000);

    private final AtomicLong now = new AtomicLong(1);
    private final AtomicInteger left = new AtomicInteger();
    private final AtomicInteger released = new AtomicInteger();
    private final Backlog backlog = new Backlog(64, now::get);

    private void pass(long millis) {
        now.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
    }

    private Turn entered(ServiceTime expected) {
        Turn turn = new Turn(backlog, PLACE, expected, left::incrementAndGet, released::incrementAndGet);
        backlog.enter(turn);
        return turn;
    }

    private Turn sent(ServiceTime expected) {
        Turn turn = entered(expected);
        turn.sent();
        return turn;
    }

    private Turn sent() {
        return sent(FIVE_SECONDS);
    }

    /** Calls that are sent together to a host that works on some of them at a time, until all have ended. */
    private void serve(int slots, int calls) {
        List<Turn> waiting = new ArrayList<>();
        for (int i = 0; i < calls; i++) {
            waiting.add(sent());
        }
        while (!waiting.isEmpty()) {
            List<Turn> working = List.copyOf(waiting.subList(0, Math.min(slots, waiting.size())));
            pass(1_000);
            working.forEach(Turn::begun);
            pass(4_000);
            working.forEach(turn -> turn.leave(Ending.ANSWERED));
            waiting.removeAll(working);
        }
    }

    @Test
    void anIdleHostMakesNothingWait() {
        assertThat(backlog.waitMillis()).isZero();
        assertThat(backlog.slots()).isEqualTo(1);
    }

    @Test
    void allThatIsLeftOfTheCallsBeforeIsWaitedFor() {
        Turn first = sent();
        sent();
        entered(FIVE_SECONDS);
        assertThat(backlog.waitMillis()).isEqualTo(15_000);
        assertThat(backlog.waitOnceSentMillis())
                .as("without the one that was not sent")
                .isEqualTo(10_000);

        pass(800);
        assertThat(backlog.waitMillis()).isEqualTo(14_200);
        first.begun();
        pass(3_000);
        assertThat(backlog.waitMillis()).isEqualTo(11_000);
        first.leave(Ending.ANSWERED);
        assertThat(backlog.waitMillis()).isEqualTo(10_000);
    }

    @Test
    void aRequestThatIsStillDecidedCountsUntilItIsOrASecondLater() {
        backlog.considered(5_000);
        backlog.considered(3_000);
        assertThat(backlog.waitMillis()).isEqualTo(8_000);
        assertThat(backlog.waitOnceSentMillis()).isZero();

        backlog.decided();
        assertThat(backlog.waitMillis()).isEqualTo(3_000);
        pass(1_001);
        assertThat(backlog.waitMillis()).isZero();
    }

    @Test
    void callsAreAsLongAsTheyAreExpectedToBe() {
        sent(new ServiceTime(80_000, 80_000, 1_000));
        sent(new ServiceTime(10, 10, 200));

        assertThat(backlog.waitMillis()).isEqualTo(81_210);
    }

    @Test
    void aCallThatTakesLongerThanExpectedIsStillWaitedFor() {
        Turn late = sent();
        late.begun();
        pass(40_000);

        assertThat(backlog.waitMillis()).isEqualTo(10_000);
    }

    @Test
    void aHostWithOneSlotStaysKnownAsThat() {
        serve(1, 4);
        serve(1, 4);

        assertThat(backlog.slots()).isEqualTo(1);
        for (int i = 0; i < 4; i++) {
            sent();
        }
        assertThat(backlog.waitMillis()).isEqualTo(20_000);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 16})
    void aHostWithMoreSlotsIsKnownAfterOneBurst(int slots) {
        serve(slots, slots);

        assertThat(backlog.slots()).isEqualTo(slots);
        for (int i = 1; i < slots; i++) {
            sent();
        }
        assertThat(backlog.waitMillis()).as("a slot is free").isZero();
        sent();
        assertThat(backlog.waitMillis()).isCloseTo(5_000.0 / slots, within(0.001));
        sent();
        assertThat(backlog.waitMillis()).isCloseTo(2 * 5_000.0 / slots, within(0.001));
    }

    @Test
    void aHostThatMayStillReadGetsTheNextCallAllTheSame() {
        Turn given = sent();

        given.leave(Ending.GIVEN_UP);

        assertThat(left).hasValue(1);
        assertThat(released).as("it counts as busy").hasValue(0);
        given.leave(Ending.OTHER);
        assertThat(left).hasValue(1);
    }

    @Test
    void noMoreSlotsAreBelievedThanTheHostIsEverGiven() {
        Backlog limited = new Backlog(2, now::get);
        List<Turn> turns = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            Turn turn = new Turn(limited, PLACE, FIVE_SECONDS, () -> {}, () -> {});
            limited.enter(turn);
            turn.sent();
            turn.begun();
            turns.add(turn);
        }
        pass(4_000);
        turns.forEach(turn -> turn.leave(Ending.ANSWERED));

        assertThat(limited.slots()).isEqualTo(2);
    }

    @Test
    void answersThatFollowEachOtherAtOnceAreNotTakenForTwoSlots() {
        Turn first = sent();
        Turn second = sent();
        first.begun();
        pass(400);
        // The next one begins before the end of this one is noticed.
        second.begun();
        pass(20);
        first.leave(Ending.ANSWERED);

        assertThat(backlog.slots()).isEqualTo(1);
    }

    @Test
    void anAnswerToASlowReaderSaysNothing() {
        Turn first = sent();
        Turn second = sent();
        first.begun();
        pass(1_000);
        second.begun();
        pass(4_000);
        first.leave(Ending.OTHER);

        assertThat(backlog.slots()).isEqualTo(1);
    }

    @Test
    void aHostThatLostItsSlotsIsKnownAfterAFewCalls() {
        serve(4, 4);
        assertThat(backlog.slots()).isEqualTo(4);

        serve(1, 4);
        assertThat(backlog.slots()).isEqualTo(1);
    }

    @Test
    void aHostThatLostItsSlotsIsKnownUnderALightLoadToo() {
        serve(4, 4);
        for (int i = 0; i < 4; i++) {
            serve(1, 2);
        }

        assertThat(backlog.slots()).isEqualTo(1);
    }

    @Test
    void callsThatComeWhenAnotherIsNearlyDoneDoNotCostAHostItsSlots() {
        serve(4, 4);
        Turn before = sent();
        pass(4_900);
        for (int i = 0; i < 10; i++) {
            Turn next = sent();
            pass(100);
            before.begun();
            before.leave(Ending.ANSWERED);
            pass(900);
            next.begun();
            pass(3_900);
            before = next;
        }

        assertThat(backlog.slots()).isEqualTo(4);
    }

    /** Their first tokens are not seen, but one that was sent later cannot end sooner where there is one slot. */
    @Test
    void answersInOnePieceShowSlotsByOvertaking() {
        Turn first = sent();
        pass(1_000);
        Turn second = sent();
        pass(2_000);
        second.leave(Ending.ANSWERED);
        assertThat(backlog.slots()).isEqualTo(2);

        first.leave(Ending.ANSWERED);
        assertThat(backlog.slots()).isEqualTo(2);
    }

    @Test
    void answersInOnePieceThatEndInTheirOrderShowNoSlots() {
        Turn first = sent();
        pass(1_000);
        Turn second = sent();
        pass(4_000);
        first.leave(Ending.ANSWERED);
        pass(5_000);
        second.leave(Ending.ANSWERED);

        assertThat(backlog.slots()).isEqualTo(1);
    }

    @Test
    void aPromptThatWasGivenUpIsReadToItsEnd() {
        Turn given = sent(new ServiceTime(60_000, 60_000, 4_000));
        pass(20_000);
        given.leave(Ending.GIVEN_UP);

        assertThat(backlog.waitMillis()).isEqualTo(40_000);
        assertThat(released).hasValue(0);
        pass(30_000);
        assertThat(backlog.waitMillis()).isEqualTo(10_000);
        pass(20_000);
        assertThat(backlog.waitMillis()).isZero();
    }

    @Test
    void aLaterCallThatBeginsShowsThatItWasRead() {
        Turn given = sent(new ServiceTime(60_000, 60_000, 4_000));
        given.leave(Ending.GIVEN_UP);
        Turn next = sent();
        pass(3_000);
        next.begun();

        assertThat(released).hasValue(1);
        assertThat(backlog.waitMillis()).isEqualTo(4_000);
    }

    @Test
    void aCallThatWasGivenUpBeforeTheHostTurnedToItIsGone() {
        sent();
        sent().leave(Ending.GIVEN_UP);

        assertThat(backlog.waitMillis()).isEqualTo(5_000);
        assertThat(released).hasValue(1);
    }

    @Test
    void whatIsGivenUpAfterItsFirstTokenOrFailsLeavesNothingBehind() {
        Turn begun = sent(new ServiceTime(60_000, 60_000, 60_000));
        begun.begun();
        begun.leave(Ending.GIVEN_UP);
        sent(new ServiceTime(60_000, 60_000, 60_000)).leave(Ending.OTHER);

        assertThat(backlog.waitMillis()).isZero();
        assertThat(released).hasValue(2);
    }
}
