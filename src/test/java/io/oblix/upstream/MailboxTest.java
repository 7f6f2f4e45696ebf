package io.oblix.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.util.HashedWheelTimer;
import io.netty.util.TimerTask;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class MailboxTest {

    private final HashedWheelTimer timer =
            new HashedWheelTimer(new DefaultThreadFactory("timeouts", true), 10, TimeUnit.MILLISECONDS);
    private final Mailbox<Object> mailbox = new Mailbox<>(timer);

    /** Starting it inside a test would swallow an interrupt. */
    @BeforeEach
    void start() {
        timer.start();
    }

    @AfterEach
    void stop() {
        timer.stop();
    }

    private @Nullable Object take(Duration patience) throws InterruptedException {
        return mailbox.take(System.nanoTime() + patience.toNanos());
    }

    @Test
    void lettersAreReturnedInOrderEvenAfterTheDeadline() throws Exception {
        mailbox.put("first");
        mailbox.put("second");
        assertThat(take(Duration.ofSeconds(-1))).isEqualTo("first");
        assertThat(take(Duration.ZERO)).isEqualTo("second");
        assertThat(take(Duration.ZERO)).isNull();
    }

    @Test
    void aWaitEndsAtItsDeadlineAndNotBefore() throws Exception {
        long start = System.nanoTime();
        assertThat(take(Duration.ofMillis(50))).isNull();
        assertThat(System.nanoTime() - start)
                .isGreaterThanOrEqualTo(Duration.ofMillis(50).toNanos());
    }

    /** Two threads exchange a hundred thousand letters as fast as they can, and none is missed. */
    @Test
    void noLetterIsMissed() throws Exception {
        CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> {
            for (int i = 0; i < 100_000; i++) {
                mailbox.put(i);
                if (i % 3 != 0) {
                    mailbox.wake();
                }
            }
            mailbox.wake();
        });
        for (int i = 0; i < 100_000; i++) {
            assertThat(take(Duration.ofSeconds(20))).isEqualTo(i);
        }
        writer.join();
        assertThat(take(Duration.ofMillis(1))).isNull();
    }

    /** A timer that waits for another thread while it sets a timeout, as the wheel does with its first one. */
    private static final class ParkingTimer extends HashedWheelTimer {

        private Runnable meanwhile = () -> {};

        @Override
        public io.netty.util.Timeout newTimeout(TimerTask task, long delay, TimeUnit unit) {
            meanwhile.run();
            LockSupport.park();
            return super.newTimeout(task, delay, unit);
        }
    }

    @Test
    void aWakeUpConsumedWhileTheTimeoutIsSetIsNotMissed() throws Exception {
        ParkingTimer parking = new ParkingTimer();
        Mailbox<Object> box = new Mailbox<>(parking);
        parking.meanwhile = () -> {
            box.put("a letter");
            box.wake();
        };
        long start = System.nanoTime();

        assertThat(box.take(start + Duration.ofSeconds(20).toNanos())).isEqualTo("a letter");
        assertThat(System.nanoTime() - start).isLessThan(Duration.ofSeconds(10).toNanos());
        parking.stop();
    }

    @Test
    void aWakeUpWithoutALetterDoesNotEndAWait() throws Exception {
        CompletableFuture<@Nullable Object> taken = new CompletableFuture<>();
        Thread reader = new Thread(() -> {
            try {
                taken.complete(take(Duration.ofSeconds(20)));
            } catch (InterruptedException interrupted) {
                taken.completeExceptionally(interrupted);
            }
        });
        reader.start();
        for (int i = 0; i < 1_000; i++) {
            mailbox.wake();
        }
        assertThat(taken).isNotDone();
        mailbox.put("a letter");
        mailbox.wake();
        assertThat(taken.get()).isEqualTo("a letter");
    }

    @Test
    void aStoppedTimerEndsAWait() throws Exception {
        timer.stop();
        assertThat(take(Duration.ofSeconds(20))).isNull();
    }

    @Test
    void anInterruptEndsAWait() {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> take(Duration.ofSeconds(20))).isInstanceOf(InterruptedException.class);
    }
}
