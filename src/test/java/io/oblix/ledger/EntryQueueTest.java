package io.oblix.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.oblix.fixture.Await;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class EntryQueueTest {

    private static final Entry ENTRY = new Entry.Feedback("req_1", "", true);
    private static final long LONG_MILLIS = TimeUnit.MINUTES.toMillis(10);

    private final EntryQueue queue = new EntryQueue();

    private void add(int entries) {
        for (int i = 0; i < entries; i++) {
            queue.add(ENTRY);
        }
    }

    @Test
    void enoughEntriesWakeTheThreadThatWrites() {
        CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> queue.awaitEnough(LONG_MILLIS));

        add(EntryQueue.ENOUGH - 1);
        assertThat(writer).isNotDone();
        add(1);
        writer.join();

        assertThat(queue.take(EntryQueue.MAX_WAITING)).hasSize(EntryQueue.ENOUGH);
        add(EntryQueue.ENOUGH);
        queue.awaitEnough(LONG_MILLIS);
    }

    @Test
    void whatManyThreadsAddIsTakenOnce() {
        int threads = 4;
        int each = 20_000;
        List<CompletableFuture<Void>> adding = IntStream.range(0, threads)
                .mapToObj(i -> CompletableFuture.runAsync(() -> add(each)))
                .toList();

        Await.until("all are taken or lost", () -> {
            queue.done(queue.take(4_000).size());
            return adding.stream().allMatch(CompletableFuture::isDone) && queue.isEmpty();
        });

        assertThat(queue.taken() + queue.lost()).isEqualTo((long) threads * each);
        assertThat(queue.isDone(queue.taken())).isTrue();
        assertThat(queue.waiting()).isZero();
    }

    @Test
    void beyondItsBoundEntriesAreLostAndCounted() {
        add(EntryQueue.MAX_WAITING + 7);

        assertThat(queue.lost()).isEqualTo(7);
        assertThat(queue.taken()).isEqualTo(EntryQueue.MAX_WAITING);
        queue.done(queue.take(10).size());
        add(11);
        assertThat(queue.lost()).isEqualTo(8);
    }

    @Test
    void oneThatIsClosedTakesNothingAndWaitsForNothing() {
        queue.close();
        add(1);
        queue.awaitEnough(LONG_MILLIS);

        assertThat(queue.lost()).isEqualTo(1);
        assertThat(queue.isEmpty()).isTrue();
    }
}
