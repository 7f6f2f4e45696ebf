package io.oblix.provider.claude;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.oblix.problem.RequestProblem;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ToolCallIdsTest {

    private final ToolCallIds ids = new ToolCallIds();

    /** One id for all, or none, as some servers give them. */
    @ParameterizedTest
    @ValueSource(strings = {"c", ""})
    void thousandsOfCallsWithOneIdAreToldApartAndAnsweredInOrder(String id) {
        List<String> sent = new ArrayList<>();
        List<String> answered = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            sent.add(ids.call(id));
        }
        for (int i = 0; i < 10_000; i++) {
            answered.add(ids.result(id, "tool", i));
        }

        assertThat(sent).doesNotHaveDuplicates();
        assertThat(answered).isEqualTo(sent);
        ids.requireAnswered();
    }

    @Test
    void aResultWithoutItsCallIsRefused() {
        String nameless = ids.call("");
        ids.call("a");

        assertThat(ids.result("unknown", "tool", 0)).isEqualTo(nameless);
        assertThatThrownBy(() -> ids.result("unknown", "tool", 0)).isInstanceOf(RequestProblem.class);
        assertThatThrownBy(ids::requireAnswered)
                .isInstanceOf(RequestProblem.class)
                .hasMessageContaining("a");
    }
}
