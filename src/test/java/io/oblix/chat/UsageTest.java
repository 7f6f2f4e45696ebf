package io.oblix.chat;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class UsageTest {

    @Test
    void countsThatNoProviderCanMeanAreNotBelieved() {
        assertThat(new Usage(-5, Long.MAX_VALUE, -1, Long.MIN_VALUE, 7))
                .isEqualTo(new Usage(0, 1_000_000_000, 0, 0, 7));
        assertThat(Usage.of(Long.MAX_VALUE, Long.MAX_VALUE).totalTokens()).isEqualTo(2_000_000_000L);
    }
}
