package io.oblix.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.json.Json;
import org.junit.jupiter.api.Test;

class HistoryTest {

    private final History history = new History();

    private void add(long seconds) {
        history.add(new History.Sample(seconds, 12.345, 0, 50, 25, 30, -1, 7.25, 0));
    }

    private ObjectNode json() {
        ObjectNode json = Json.object();
        history.addTo(json);
        return json;
    }

    @Test
    void aSampleHasOneDecimalAndNothingForWhatIsNotKnown() {
        add(7);

        assertThat(history.last()).hasToString("[7,12.3,0.0,50.0,25.0,30.0,null,7.3,0.0]");
        assertThat(json().path("history")).hasSize(1);
    }

    @Test
    void withoutASampleThereIsNone() {
        assertThat(history.last()).isNull();
        assertThat(json().path("history")).isEmpty();
    }

    @Test
    void theOldestSamplesMakeRoomForTheNewest() {
        for (int i = 1; i <= History.KEPT + 10; i++) {
            add(i);
        }

        assertThat(json().path("history")).hasSize(History.KEPT);
        assertThat(json().at("/history/0/0").asInt()).isEqualTo(11);
        assertThat(json().at("/history/" + (History.KEPT - 1) + "/0").asInt()).isEqualTo(History.KEPT + 10);
    }
}
