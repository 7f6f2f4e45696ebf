package io.oblix.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.DefaultEventLoop;
import io.netty.channel.EventLoop;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who runs the turns of the threads on an event loop. */
class LoopTurnsTest {

    private final EventLoop loop = new DefaultEventLoop();
    private final LoopTurns turns = LoopTurns.on(loop);

    @AfterEach
    void close() {
        loop.shutdownGracefully(0, 0, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    private boolean ranOnLoop() throws Exception {
        CompletableFuture<Boolean> where = new CompletableFuture<>();
        turns.execute(() -> where.complete(loop.inEventLoop()));
        return where.get(30, TimeUnit.SECONDS);
    }

    @Test
    void theLoopRunsThem() throws Exception {
        assertThat(ranOnLoop()).isTrue();
    }

    /** As a thread that waits with a lock in its hands would, if the loop wants the same lock. */
    @Test
    void aLoopThatWaitsForOneOfThemDoesNotWaitForEver() throws Exception {
        CountDownLatch blocked = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        CompletableFuture<Boolean> gone = new CompletableFuture<>();
        loop.execute(() -> {
            blocked.countDown();
            try {
                gone.complete(released.await(30, TimeUnit.SECONDS));
            } catch (InterruptedException stopped) {
                gone.completeExceptionally(stopped);
            }
        });
        blocked.await();

        turns.execute(released::countDown);

        assertThat(gone.get(30, TimeUnit.SECONDS)).isTrue();
        assertThat(ranOnLoop()).isTrue();
    }

    @Test
    void afterTheLoopHasEndedTheyRunElsewhere() throws Exception {
        close();

        assertThat(ranOnLoop()).isFalse();
    }

    @Test
    void onlyWhatIsStartedMeanwhileIsCarried() {
        boolean[] open = new boolean[1];

        turns.open(() -> open[0] = turns.isOpen());

        assertThat(open[0]).isTrue();
        assertThat(turns.isOpen()).isFalse();
    }
}
