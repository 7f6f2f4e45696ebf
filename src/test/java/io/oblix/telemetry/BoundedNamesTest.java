package io.oblix.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BoundedNamesTest {

    private static final int LIMIT = 10;

    private final BoundedNames names = new BoundedNames(LIMIT, evicted -> {});

    @Test
    void aNameUnderWhichNoModelAnsweredIsOther() {
        assertThat(names.bounded("made-up", false)).isEqualTo("other");
    }

    @Test
    void anAdmittedNameIsKnownToFailedRequestsToo() {
        assertThat(names.bounded("gpt-4o", true)).isEqualTo("gpt-4o");
        assertThat(names.bounded("gpt-4o", false)).isEqualTo("gpt-4o");
    }

    @Test
    void aFloodOfNamesKeepsNoMoreThanTheLimit() {
        for (int i = 0; i < 1_000; i++) {
            names.bounded("model-" + i, true);
        }

        Set<String> known = new HashSet<>();
        for (int i = 0; i < 1_000; i++) {
            known.add(names.bounded("model-" + i, false));
        }
        known.remove("other");
        assertThat(known).hasSizeBetween(1, LIMIT);
    }

    @Test
    void aNameInUseSurvivesAFloodOfNames() {
        for (int i = 0; i < 1_000; i++) {
            names.bounded("in-use", true);
            names.bounded("model-" + i, true);
        }

        assertThat(names.bounded("in-use", false)).isEqualTo("in-use");
    }

    @Test
    void aNameThatComesIntoUseTakesThePlaceOfOneThatIsNotUsed() {
        for (int i = 0; i < LIMIT; i++) {
            names.bounded("old-" + i, true);
        }

        for (int i = 0; i < 100; i++) {
            names.bounded("new", true);
        }

        assertThat(names.bounded("new", false)).isEqualTo("new");
    }

    @Test
    void eachNameThatGivesWayIsReportedOnceAndNoOther() {
        List<String> evicted = new ArrayList<>();
        BoundedNames bounded = new BoundedNames(LIMIT, evicted::add);
        for (int i = 0; i < 100; i++) {
            bounded.bounded("model-" + i, true);
        }

        Set<String> kept = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            kept.add(bounded.bounded("model-" + i, false));
        }
        kept.remove("other");
        assertThat(evicted).doesNotHaveDuplicates().hasSize(100 - kept.size()).doesNotContainAnyElementsOf(kept);
    }
}
