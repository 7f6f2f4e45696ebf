package io.oblix.dialect.responses;

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
 * {@code body} of a chat completion, what is {@code ignored}, why it is {@code nativeOnly}, or how it is {@code refused}.
 */
class ResponsesGoldenTest {

    static List<Golden> requests() {
        return Golden.in(ResponsesGoldenTest.class, "requests", ".request.json");
    }

    @ParameterizedTest
    @MethodSource("requests")
    void aRequestBecomesWhatItsFileSays(Golden golden) {
        ObjectNode outcome = Json.object();
        try {
            ChatRequest request = ResponsesRequests.read(ResponsesRequests.dialect(), "", false, golden.bytes());
            outcome.set("body", request.body());
            if (!request.rendering().ignoredParams().isEmpty()) {
                outcome.set(
                        "ignored", Json.MAPPER.valueToTree(request.rendering().ignoredParams()));
            }
            RequestProblem nativeOnly = request.rendering().untranslatable();
            if (nativeOnly != null) {
                outcome.put("nativeOnly", nativeOnly.text());
            }
        } catch (RequestProblem refused) {
            outcome.put("refused", refused.text()).put("status", refused.status());
            outcome.put("param", refused.param()).put("code", refused.code());
        }
        assertThat(Golden.canonical(outcome)).isEqualTo(Golden.canonical(golden.text(".expected.json")));
    }
}
