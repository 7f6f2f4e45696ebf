package io.oblix.dialect.messages;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.ChatRequest;
import io.oblix.fixture.Golden;
import io.oblix.json.Json;
import io.oblix.problem.RequestProblem;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What becomes of a request: {@code requests/NAME.request.json} becomes {@code NAME.expected.json}, which holds the
 * {@code body} of a chat completion, what is {@code ignored}, why it is {@code claudeOnly}, or how it is {@code refused}.
 */
class MessagesGoldenTest {

    static List<Golden> requests() {
        return Golden.in(MessagesGoldenTest.class, "requests", ".request.json");
    }

    @ParameterizedTest
    @MethodSource("requests")
    void aRequestBecomesWhatItsFileSays(Golden golden) {
        ObjectNode outcome = Json.object();
        try {
            ChatRequest request = MessagesRequests.read(golden.bytes());
            outcome.set("body", request.body());
            if (!request.rendering().ignoredParams().isEmpty()) {
                outcome.set(
                        "ignored", Json.MAPPER.valueToTree(request.rendering().ignoredParams()));
            }
            RequestProblem claudeOnly = request.rendering().untranslatable();
            if (claudeOnly != null) {
                outcome.put("claudeOnly", claudeOnly.text());
            }
        } catch (RequestProblem refused) {
            outcome.put("refused", refused.text());
        }
        assertThat(Golden.canonical(outcome)).isEqualTo(Golden.canonical(golden.text(".expected.json")));
    }
}
