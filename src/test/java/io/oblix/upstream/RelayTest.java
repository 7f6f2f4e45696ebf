package io.oblix.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.util.HashedWheelTimer;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.oblix.fixture.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A mailbox that its reader lends to the event loop. */
@Timeout(60)
class RelayTest {

    private static final long LONG_NANOS = Duration.ofSeconds(30).toNanos();

    private final HashedWheelTimer timer =
            new HashedWheelTimer(new DefaultThreadFactory("timeouts", true), 10, TimeUnit.MILLISECONDS);
    private final ExecutorService loop = Executors.newSingleThreadExecutor();
    private final Mailbox<Integer> mailbox = new Mailbox<>(timer);
    private final List<Integer> moved = new ArrayList<>();

    @BeforeEach
    void start() {
        timer.start();
    }

    @AfterEach
    void stop() {
        timer.stop();
        loop.shutdownNow();
    }

    private boolean moveAll() {
        Integer letter;
        while ((letter = mailbox.poll()) != null) {
            moved.add(letter);
        }
        return true;
    }

    private void post(int letter) {
        loop.execute(() -> {
            mailbox.put(letter);
            mailbox.wake();
        });
    }

    private CompletableFuture<Void> lendLater(BooleanSupplier move) {
        CompletableFuture<Void> lent = new CompletableFuture<>();
        Thread reader = new Thread(() -> {
            mailbox.lend(System.nanoTime() + LONG_NANOS, move);
            lent.complete(null);
        });
        reader.setDaemon(true);
        reader.start();
        Await.until("the reader waits", () -> reader.getState() == Thread.State.WAITING);
        return lent;
    }

    @Test
    void whatComesIsMovedWhileTheReaderSleeps() throws Exception {
        CompletableFuture<Void> lent = lendLater(this::moveAll);
        for (int i = 0; i < 100; i++) {
            post(i);
        }
        loop.submit(() -> {}).get();

        assertThat(moved).hasSize(100);
        assertThat(lent).isNotDone();
        mailbox.wakeReader();
        lent.get();
    }

    @Test
    void theReaderIsWokenWhenTheLoopCannotGoOn() throws Exception {
        CompletableFuture<Void> lent = lendLater(() -> false);
        post(1);

        lent.get();
        assertThat(mailbox.take(System.nanoTime())).isEqualTo(1);
    }

    @Test
    void aLetterThatTheLoopLeavesInWakesTheReader() throws Exception {
        CompletableFuture<Void> lent = lendLater(() -> true);
        post(1);

        lent.get();
        assertThat(mailbox.take(System.nanoTime())).isEqualTo(1);
    }

    @Test
    void lettersThatCameBeforeAreLeftToTheReader() {
        mailbox.put(1);
        mailbox.lend(System.nanoTime() + LONG_NANOS, this::moveAll);

        assertThat(moved).isEmpty();
        assertThat(mailbox.poll()).isEqualTo(1);
    }

    @Test
    void aLoanEndsAtItsDeadline() {
        long start = System.nanoTime();
        mailbox.lend(start + Duration.ofMillis(50).toNanos(), this::moveAll);

        assertThat(System.nanoTime() - start)
                .isBetween(
                        Duration.ofMillis(50).toNanos(), Duration.ofSeconds(20).toNanos());
    }

    @Test
    void anInterruptEndsALoanAndIsLeftToTheNextWait() {
        Thread.currentThread().interrupt();
        mailbox.lend(System.nanoTime() + LONG_NANOS, this::moveAll);

        assertThatThrownBy(() -> mailbox.take(System.nanoTime() + LONG_NANOS)).isInstanceOf(InterruptedException.class);
    }

    @Test
    void aFailureOfTheLoopGivesTheMailboxBack() throws Exception {
        CompletableFuture<Void> lent = lendLater(() -> {
            throw new IllegalStateException("a bug, which this test is about");
        });
        post(1);

        lent.get();
        assertThat(mailbox.poll()).isEqualTo(1);
    }

    /** The reader is woken at any moment; each letter is read once, in order, and never by two threads at a time. */
    @Test
    void noLetterIsMissedOrReadTwiceHoweverOftenTheReaderWakesUp() throws Exception {
        int letters = 200_000;
        AtomicBoolean reading = new AtomicBoolean();
        AtomicInteger both = new AtomicInteger();
        CompletableFuture<Void> writer = CompletableFuture.runAsync(
                () -> {
                    for (int i = 0; i < letters; i++) {
                        mailbox.put(i);
                        mailbox.wake();
                    }
                },
                loop);
        CompletableFuture<Void> waker = CompletableFuture.runAsync(() -> {
            while (!writer.isDone()) {
                mailbox.wakeReader();
                if (ThreadLocalRandom.current().nextInt(50) == 0) {
                    Thread.onSpinWait();
                }
            }
        });
        while (moved.size() < letters) {
            mailbox.lend(System.nanoTime() + LONG_NANOS, () -> {
                both.addAndGet(reading.compareAndSet(false, true) ? 0 : 1);
                // Leaves some to the reader.
                boolean all = moved.size() % 7 == 0 || moveAll();
                reading.set(false);
                return all;
            });
            both.addAndGet(reading.compareAndSet(false, true) ? 0 : 1);
            Integer letter = mailbox.take(System.nanoTime());
            if (letter != null) {
                moved.add(letter);
            }
            reading.set(false);
        }
        writer.join();
        waker.join();

        assertThat(both).hasValue(0);
        assertThat(moved).hasSize(letters).isSorted();
    }

    private static LongSupplier deadline(Duration limit) {
        long deadlineNanos = System.nanoTime() + limit.toNanos();
        return () -> deadlineNanos;
    }

    /** What runs when a reader that is away is needed. */
    private CompletableFuture<Void> leave(Duration limit, BooleanSupplier move) {
        CompletableFuture<Void> back = new CompletableFuture<>();
        assertThat(mailbox.leave(deadline(limit), move, () -> back.complete(null)))
                .isTrue();
        return back;
    }

    @Test
    void aReaderThatIsAwayIsCalledWhenEnoughHasCome() throws Exception {
        CompletableFuture<Void> back = leave(Duration.ofSeconds(30), () -> moveAll() && moved.size() < 3);
        post(1);
        post(2);
        loop.submit(() -> {}).get();
        assertThat(back).isNotDone();
        post(3);

        back.get();
        post(4);
        assertThat(mailbox.take(System.nanoTime() + LONG_NANOS)).isEqualTo(4);
        assertThat(moved).containsExactly(1, 2, 3);
    }

    @Test
    void aReaderThatIsAwayIsCalledForALetterThatTheLoopLeavesIn() throws Exception {
        CompletableFuture<Void> back = leave(Duration.ofSeconds(30), () -> true);
        post(1);

        back.get();
        assertThat(mailbox.poll()).isEqualTo(1);
    }

    @Test
    void aReaderThatIsAwayIsCalledAtTheDeadline() throws Exception {
        long start = System.nanoTime();
        leave(Duration.ofMillis(50), this::moveAll).get();

        assertThat(System.nanoTime() - start)
                .isGreaterThanOrEqualTo(Duration.ofMillis(50).toNanos());
    }

    /** After a letter the reader is needed sooner, and after the next one later. */
    @Test
    void theDeadlineOfAReaderThatIsAwayMovesWithEachLetter() throws Exception {
        long start = System.nanoTime();
        AtomicLong deadline = new AtomicLong(start + LONG_NANOS);
        CompletableFuture<Void> back = new CompletableFuture<>();
        assertThat(mailbox.leave(deadline::get, this::moveAll, () -> back.complete(null)))
                .isTrue();
        deadline.set(start + Duration.ofMillis(100).toNanos());
        post(1);
        loop.submit(() -> {}).get();
        deadline.set(System.nanoTime() + Duration.ofMillis(300).toNanos());
        post(2);

        back.get(20, TimeUnit.SECONDS);
        assertThat(System.nanoTime()).isGreaterThanOrEqualTo(deadline.get());
        assertThat(moved).containsExactly(1, 2);
    }

    @Test
    void aReaderDoesNotLeaveAfterTheDeadline() {
        assertThat(mailbox.leave(deadline(Duration.ofMillis(-1)), this::moveAll, () -> moved.add(0)))
                .isFalse();
        assertThat(moved).isEmpty();
    }

    @Test
    void aReaderDoesNotLeaveLettersThatHaveCome() {
        mailbox.put(1);
        assertThat(mailbox.leave(deadline(Duration.ofSeconds(30)), this::moveAll, () -> moved.add(0)))
                .isFalse();

        assertThat(mailbox.poll()).isEqualTo(1);
        assertThat(moved).isEmpty();
    }

    @Test
    void aReaderDoesNotLeaveAServerThatIsClosed() {
        timer.stop();
        assertThat(mailbox.leave(deadline(Duration.ofSeconds(30)), this::moveAll, () -> moved.add(0)))
                .isFalse();
        assertThat(moved).isEmpty();
    }

    /** The last letter, the deadline and a call come at the same moment. */
    @Test
    void aReaderThatIsAwayIsCalledOnce() throws Exception {
        for (int i = 0; i < 2_000; i++) {
            Mailbox<Integer> box = new Mailbox<>(timer);
            AtomicInteger calls = new AtomicInteger();
            CompletableFuture<Void> called = new CompletableFuture<>();
            Runnable back = () -> {
                calls.incrementAndGet();
                called.complete(null);
            };
            CompletableFuture<Void> caller = CompletableFuture.runAsync(box::wakeReader);
            CompletableFuture<Void> writer = CompletableFuture.runAsync(
                    () -> {
                        box.put(1);
                        box.wake();
                    },
                    loop);
            boolean left = box.leave(deadline(Duration.ofSeconds(30)), () -> box.poll() == null, back);
            if (left) {
                called.get(20, TimeUnit.SECONDS);
            }
            writer.join();
            caller.join();
            assertThat(calls).hasValue(left ? 1 : 0);
        }
    }
}
