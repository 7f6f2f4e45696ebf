package io.oblix.provider.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.ModelName;
import io.oblix.chat.Side;
import io.oblix.json.Json;
import io.oblix.problem.UpstreamProblem;
import io.oblix.provider.Endpoint;
import io.oblix.upstream.UpstreamHead;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The window of a model of another server, from each place that tells it. */
class OpenAiWindowsTest {

    private static final Endpoint ENDPOINT = new Endpoint("vllm", Side.LOCAL, "http://localhost:1/v1", null, false, "");

    private final OpenAiProvider provider = new OpenAiProvider(ENDPOINT);

    private static ObjectNode list(String row) {
        String body = "{\"data\":[{\"id\":\"other\"}," + row + "]}";
        return Objects.requireNonNull(Json.objectOrNull(body.getBytes(StandardCharsets.UTF_8)));
    }

    private static UpstreamProblem refusal(OpenAiProvider provider, String body) {
        return provider.problem(
                new ModelName("vllm", "m"), new UpstreamHead(400, Map.of()), body.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', textBlock = """
            {"id":"m","max_model_len":8192}                              | 8192
            {"id":"m","context_length":131072,"top_provider":{"context_length":9}} | 131072
            {"id":"m","context_window":131072}                           | 131072
            {"id":"m","max_context_length":32768,"loaded_context_length":4096} | 4096
            {"id":"m","meta":{"n_ctx_train":131072}}                     | 131072
            {"id":"m","meta":{"n_ctx_train":131072,"n_ctx":8192}}        | 8192
            {"id":"m","top_provider":{"context_length":65536}}           | 65536
            {"id":"m","context_length":"16384"}                          | 16384
            """)
    void theListOfModelsTellsIt(String row, int tokens) {
        provider.listed(list(row));

        assertThat(provider.state("m").contextTokens()).isEqualTo(tokens);
        assertThat(provider.knowsWindow("m")).isTrue();
        assertThat(provider.knowsWindow("other")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', textBlock = """
            {"id":"m"}
            {"id":"m","context_length":null,"max_model_len":0}
            {"id":"m","context_length":-1,"context_window":9999999999}
            {"id":"m","meta":"none"}
            """)
    void aListThatDoesNotTellItLeavesItUnknown(String row) {
        provider.listed(list(row));
        assertThat(provider.knowsWindow("m")).isFalse();
        assertThat(provider.state("m").contextTokens()).isEqualTo(128_000);
    }

    @Test
    void aPromptThatWasTooLongTellsIt() {
        provider.learn(refusal(
                provider,
                "{\"object\":\"error\",\"message\":\"This model's maximum context length is 8192 tokens. However, you"
                        + " requested 9000 tokens\",\"type\":\"BadRequestError\",\"param\":null,\"code\":400}"));

        assertThat(provider.knowsWindow("m")).isTrue();
        assertThat(provider.state("m").contextTokens()).isEqualTo(8192);
        assertThat(provider.knowsWindow("other")).isFalse();
    }

    @Test
    void aNumberBesideTheWordsTellsIt() {
        UpstreamProblem problem = refusal(
                provider,
                "{\"error\":{\"code\":400,\"message\":\"the request exceeds the available context size, try increasing"
                        + " it\",\"type\":\"exceed_context_size_error\",\"n_prompt_tokens\":9000,\"n_ctx\":4096}}");
        assertThat(problem.text()).contains("maximum context length is 4096 tokens");

        provider.learn(problem);
        assertThat(provider.state("m").contextTokens()).isEqualTo(4096);
    }

    @Test
    void anythingElseTellsNothing() {
        provider.learn(null);
        provider.learn(refusal(provider, "{\"message\":\"n is too large: limit 8192\"}"));
        provider.learn(refusal(provider, "{\"message\":\"Context size has been exceeded.\"}"));
        assertThat(provider.knowsWindow("m")).isFalse();
    }

    @Test
    void theOperatorsSettingGoesBeforeTheList() {
        OpenAiProvider set = new OpenAiProvider(ENDPOINT, 4_096);
        set.listed(list("{\"id\":\"m\",\"max_model_len\":8192}"));
        assertThat(set.state("m").contextTokens()).isEqualTo(4_096);
        assertThat(set.knowsWindow("any")).isTrue();

        set.learn(refusal(set, "{\"message\":\"maximum context length is 2048 tokens\"}"));
        assertThat(set.state("m").contextTokens()).isEqualTo(2_048);
    }
}
