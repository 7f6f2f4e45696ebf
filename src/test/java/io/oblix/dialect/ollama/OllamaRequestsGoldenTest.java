package io.oblix.dialect.ollama;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.Cancellation;
import io.oblix.chat.ChatRequest;
import io.oblix.dialect.Caller;
import io.oblix.fixture.Golden;
import io.oblix.json.Json;
import io.oblix.problem.RequestProblem;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What becomes of a request: {@code requests/NAME.chat.json} or {@code NAME.generate.json} becomes
 * {@code NAME.chat.expected.json}, which holds the {@code body} of a chat completion, the {@code model}, what is
 * {@code ignored}, why it is {@code ollamaOnly}, what it is {@code loading}, or how it is {@code refused}.
 */
class OllamaRequestsGoldenTest {

    static List<Golden> requests() {
        return Golden.in(OllamaRequestsGoldenTest.class, "requests", ".chat.json", ".generate.json");
    }

    static ChatRequest read(OllamaForm form, String body) {
        return read(form, body.getBytes(StandardCharsets.UTF_8));
    }

    static ChatRequest read(OllamaForm form, byte[] body) {
        return OllamaReader.read(form, new Caller("req_1", false, null, ""), body, new Cancellation());
    }

    @ParameterizedTest
    @MethodSource("requests")
    void aRequestBecomesWhatItsFileSays(Golden golden) {
        ObjectNode outcome = Json.object();
        OllamaForm form = golden.ending().equals(".chat.json") ? OllamaForm.CHAT : OllamaForm.GENERATE;
        try {
            ChatRequest request = read(form, golden.bytes());
            OllamaMemo memo = OllamaMemo.of(request);
            outcome.set("body", request.body());
            outcome.put("model", request.model());
            if (memo.isLoading()) {
                outcome.put("loading", memo.loading());
            }
            if (memo.hidesThinking()) {
                outcome.put("hidesThinking", true);
            }
            if (!request.rendering().ignoredParams().isEmpty()) {
                outcome.set(
                        "ignored", Json.MAPPER.valueToTree(request.rendering().ignoredParams()));
            }
            RequestProblem ollamaOnly = request.rendering().untranslatable();
            if (ollamaOnly != null) {
                outcome.put("ollamaOnly", ollamaOnly.text());
            }
        } catch (RequestProblem refused) {
            outcome.put("refused", refused.text());
        }
        String expected = golden.text(golden.ending().replace(".json", ".expected.json"));
        assertThat(Golden.canonical(outcome)).isEqualTo(Golden.canonical(expected));
    }
}
