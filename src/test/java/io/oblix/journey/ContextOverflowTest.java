package io.oblix.journey;

import static io.oblix.fixture.TestServer.header;
import static io.oblix.fixture.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.oblix.fixture.RawProvider;
import io.oblix.fixture.TestServer;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A prompt that is too long for a model of another server: the fallback is asked, and the error names the window. */
class ContextOverflowTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', textBlock = """
            {"object":"error","message":"This model's maximum context length is 8192 tokens. However, you requested 9000 tokens","type":"BadRequestError","param":null,"code":400} | 8192
            {"object":"error","message":"The input (9000 tokens) is longer than the model's context length (8192 tokens).","type":"BadRequestError","param":null,"code":400} | 8192
            {"error":{"code":400,"message":"the request exceeds the available context size, try increasing it","type":"exceed_context_size_error","n_prompt_tokens":9000,"n_ctx":4096}} | 4096
            {"error":"Trying to keep the first 9000 tokens when context the overflows. However, the model is loaded with context length of only 4096 tokens, which is not enough."} | 4096
            {"error":"Input validation error: `inputs` tokens + `max_new_tokens` must be <= 4096. Given: 5000 `inputs` tokens and 100 `max_new_tokens`","error_type":"validation"} | 4096
            {"object":"error","message":"Prompt contains 40000 tokens and 0 draft tokens, too large for model with 32768 maximum context length","type":"invalid_request_error","param":null,"code":"3051"} | 32768
            """)
    void goesToTheFallbackAndIsReportedInOpenAisWords(String refusal, int tokens) throws IOException {
        try (RawProvider local = new RawProvider();
                TestServer server = new TestServer(
                        Map.of("oblix.provider.vllm.base-url", local.baseUrl(), "oblix.local-model", "vllm:m"))) {
            local.replies((request, out) -> out.write(
                    RawProvider.bytes("HTTP/1.1 400 Bad Request\r\ncontent-type: application/json\r\ncontent-length: "
                            + refusal.length() + "\r\n\r\n" + refusal)));

            HttpResponse<String> fallback = server.hello("auto:local-first");
            assertThat(fallback.statusCode()).as(fallback.body()).isEqualTo(200);
            assertThat(header(fallback, "x-oblix-fallback")).isEqualTo("true");

            HttpResponse<String> named = server.hello("vllm:m");
            assertThat(named.statusCode()).isEqualTo(400);
            assertThat(json(named).at("/error/code").asText()).isEqualTo("context_length_exceeded");
            assertThat(json(named).at("/error/message").asText())
                    .contains("maximum context length is " + tokens + " tokens");
        }
    }

    /** llama.cpp fills the window in the middle of an answer, or says so with a 200 at once. */
    @ParameterizedTest
    @CsvSource({"true, '', 4096", "true, ',\"n_ctx\":4096', 8192", "false, ',\"n_ctx\":4096', 8192"})
    void isToldInsideOfAStreamToo(boolean begun, String field, String setWindow) throws IOException {
        try (RawProvider local = new RawProvider();
                TestServer server = new TestServer(Map.of(
                        "oblix.provider.vllm.base-url", local.baseUrl(), "oblix.provider.vllm.context", setWindow))) {
            local.replies((request, out) -> {
                out.write(RawProvider.bytes(RawProvider.STREAM_HEAD));
                if (begun) {
                    out.write(RawProvider.choice(0, "\"content\":\"Once\"", "null"));
                }
                out.write(RawProvider.event("{\"error\":{\"code\":500,\"message\":\"Context size has been exceeded.\","
                        + "\"type\":\"server_error\"" + field + "}}"));
            });

            assertThat(server.hello("vllm:m", true).body()).contains("maximum context length is 4096 tokens");
        }
    }
}
