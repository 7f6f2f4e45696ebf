package io.oblix.ask.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.oblix.chat.Cancellation;
import io.oblix.fixture.Await;
import io.oblix.problem.ClientDisconnected;
import io.oblix.problem.FailureKind;
import io.oblix.problem.UpstreamProblem;
import io.oblix.settings.CallLimit;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** One call at a time, two in the queue. */
class CallQueueTest {

    private static final long LONG = Duration.ofMinutes(1).toNanos();

    private final CallQueue queue = new CallQueue(new CallLimit(1, 2, Duration.ofMinutes(1)));
    private final List<String> order = new CopyOnWriteArrayList<>();

    private CompletableFuture<Void> waiter(String name, Cancellation cancellation) throws Exception {
        int before = queue.waiting();
        CompletableFuture<Void> entered = CompletableFuture.runAsync(
                () -> {
                    queue.enter(name, cancellation, LONG);
                    order.add(name);
                },
                work -> new Thread(work, name).start());
        Await.until(name + " waits", () -> queue.waiting() == before + 1);
        return entered;
    }

    @Test
    void turnsAreGivenInTheOrderOfArrival() throws Exception {
        queue.enter("running", new Cancellation(), LONG);
        CompletableFuture<Void> first = waiter("first", new Cancellation());
        CompletableFuture<Void> second = waiter("second", new Cancellation());
        assertThat(queue.load()).isEqualTo(3);

        queue.leave();
        first.join();
        assertThat(order).containsExactly("first");
        queue.leave();
        second.join();
        assertThat(order).containsExactly("first", "second");
        queue.leave();
        assertThat(queue.load()).isZero();
    }

    @Test
    void aFullQueueRejectsAtOnce() throws Exception {
        queue.enter("running", new Cancellation(), LONG);
        CompletableFuture<Void> first = waiter("first", new Cancellation());
        CompletableFuture<Void> second = waiter("second", new Cancellation());
        assertThat(first).isNotDone();
        assertThat(second).isNotDone();

        assertThatThrownBy(() -> queue.enter("third", new Cancellation(), LONG))
                .isInstanceOfSatisfying(UpstreamProblem.class, problem -> {
                    assertThat(problem.kind()).isEqualTo(FailureKind.QUEUE_FULL);
                    assertThat(problem.retryAfter()).isNotNull();
                });
        assertThat(queue.load()).isEqualTo(3);
    }

    @Test
    void aTurnThatDoesNotComeInTimeIsGivenUp() {
        queue.enter("running", new Cancellation(), LONG);

        assertThatThrownBy(() -> queue.enter("late", new Cancellation(), 1)).isInstanceOf(UpstreamProblem.class);
        assertThat(queue.load()).isEqualTo(1);
    }

    @Test
    void aClientThatLeavesFreesItsPlaceInTheQueue() throws Exception {
        queue.enter("running", new Cancellation(), LONG);
        Cancellation leaving = new Cancellation();
        CompletableFuture<Void> first = waiter("first", leaving);
        CompletableFuture<Void> second = waiter("second", new Cancellation());

        leaving.cancel();
        assertThatThrownBy(first::join)
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(ClientDisconnected.class);
        queue.leave();
        second.join();
        assertThat(order).containsExactly("second");
    }
}
