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
    void whatIsTakenIsGivenBackAndNeverOverTheLimit() {
        BodyBudget memory = new BodyBudget(100);

        assertThat(memory.take(60)).isTrue();
        assertThat(memory.take(41)).isFalse();
        assertThat(memory.take(40)).isTrue();
        memory.give(60);
        assertThat(memory.taken()).isEqualTo(40);
        assertThat(memory.take(60)).isTrue();
    }

    @Test
    void withoutALimitItIsHalfOfTheHeap() {
        assertThat(new BodyBudget(0).largestBody())
                .isEqualTo(Runtime.getRuntime().maxMemory() / 2 / 4);
    }

    @Test
    void aTreeCountsByItsValuesAndNotByItsTexts() {
        assertThat(treeOf("{\"a\":[1,2]}")).isEqualTo(4 * 64);
        assertThat(treeOf("{\"a,:[{\\\\\\\"{\":\"[[,,::\"}")).isEqualTo(2 * 64);
        assertThat(treeOf("\"\\")).isZero();
        assertThat(treeOf("")).isZero();
    }
}
