package io.oblix.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.Side;
import io.oblix.json.Json;
import io.oblix.simulator.SimulatedRequest;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DemoModelTest {

    private static final DemoModel LOCAL = new DemoModel(Side.LOCAL, new DemoDecisions());
    private static final DemoModel CLOUD = new DemoModel(Side.CLOUD, new DemoDecisions());

    /** @param turns the user's and the assistant's, in turn */
    private static SimulatedRequest request(String... turns) {
        ObjectNode body = Json.object();
        ArrayNode messages = body.putArray("messages");
        for (int i = 0; i < turns.length; i++) {
            messages.addObject().put("role", i % 2 == 0 ? "user" : "assistant").put("content", turns[i]);
        }
        return new SimulatedRequest("POST", "/v1/chat/completions", Map.of(), body);
    }

    @Test
    void theOtherModelGoesOnWithAnAnswerThatBrokeOff() {
        String whole = LOCAL.apply(request("Who are you?")).text();
        String begun = whole.substring(0, 60);

        String rest = CLOUD.apply(request("Who are you?", begun, "Go on.")).text();

        assertThat(whole).endsWith(rest);
        assertThat(begun + rest.substring(rest.indexOf(begun.substring(50)) + 10))
                .isEqualTo(whole);
    }

    @Test
    void aConversationIsAnsweredByItsLastQuestion() {
        String before = LOCAL.apply(request("Who are you?")).text();

        assertThat(CLOUD.apply(request("Who are you?", before, "And who am I?")).text())
                .contains("simulated cloud model")
                .contains("\"And who am I?\"");
    }

    @Test
    void onlyTheLocalModelIsUnsureOfAGuess() {
        assertThat(LOCAL.apply(request("Guess a number")).logprob()).isLessThan(-1);
        assertThat(LOCAL.apply(request("Name a number")).logprob()).isGreaterThan(-1);
        assertThat(CLOUD.apply(request("Guess a number")).logprob()).isNull();
    }
}
