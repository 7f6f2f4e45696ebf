package io.oblix.chat;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class BodyMemoryTest {

    private static long treeOf(String json) {
        return BodyMemory.ofTree(json.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void whatIsTakenIsGivenBackAndNeverOverTheLimit() {
        BodyMemory memory = new BodyMemory(100);

        assertThat(memory.take(60)).isTrue();
        assertThat(memory.take(41)).isFalse();
        assertThat(memory.take(40)).isTrue();
        memory.give(60);
        assertThat(memory.taken()).isEqualTo(40);
        assertThat(memory.take(60)).isTrue();
    }

    @Test
    void withoutALimitItIsHalfOfTheHeap() {
        assertThat(new BodyMemory(0).largestBody())
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
