package io.oblix.chat;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class UnansweredTest {

    private final Unanswered<String> calls = new Unanswered<>();

    @Test
    void callsAreFoundByKeyInTheirOrderAndOnce() {
        calls.add("1", "id a", "name f");
        calls.add("2", "id b", "name f");
        calls.add("3", "id a", "name g");

        assertThat(calls.answer("name f")).isEqualTo("1");
        assertThat(calls.answer("id a")).isEqualTo("3");
        assertThat(calls.answer("id a")).isNull();
        assertThat(calls.isEmpty()).isFalse();
        assertThat(calls.stream()).containsExactly("2");
        assertThat(calls.answerFirst()).isEqualTo("2");
        assertThat(calls.isEmpty()).isTrue();
        assertThat(calls.answerFirst()).isNull();
    }
}
