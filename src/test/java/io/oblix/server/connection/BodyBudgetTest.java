package io.oblix.server.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class BodyBudgetTest {

    private static long treeOf(String json) {
        HeapEstimate weight = new HeapEstimate();
        long heap = 0;
        for (byte b : json.getBytes(StandardCharsets.UTF_8)) {
            // It arrives in pieces of any size.
            heap += weight.of(Unpooled.wrappedBuffer(new byte[] {b}));
        }
        assertThat(new HeapEstimate().of(Unpooled.copiedBuffer(json, StandardCharsets.UTF_8)))
                .isEqualTo(heap);
        return heap - 4L * json.length();
    }

    @Test
    void connectionsTogetherTakeNoMoreThanTheLimitUntilOneReleases() {
        BodyBudget budget = new BodyBudget(100);
        BodyBudget.Lease first = budget.lease();
        BodyBudget.Lease second = budget.lease();

        assertThat(first.take(60)).isTrue();
        assertThat(second.take(41)).isFalse();
        assertThat(second.couldTake(41)).isTrue();
        assertThat(first.couldTake(41)).isFalse();
        assertThat(second.take(40)).isTrue();
        first.release();
        first.release();
        assertThat(budget.taken()).isEqualTo(40);
        assertThat(second.take(60)).isTrue();
    }

    @Test
    void theDefaultLimitIsHalfOfTheHeap() {
        assertThat(new BodyBudget(0).largestBody())
                .isEqualTo(Runtime.getRuntime().maxMemory() / 2 / 4);
    }

    @Test
    void aTreeCountsItsValuesAndNotTheLengthOfItsTexts() {
        assertThat(treeOf("{\"a\":[1,2]}")).isEqualTo(4 * 64);
        assertThat(treeOf("{\"a,:[{\\\\\\\"{\":\"[[,,::\"}")).isEqualTo(2 * 64);
        assertThat(treeOf("\"\\")).isZero();
        assertThat(treeOf("")).isZero();
    }
}
