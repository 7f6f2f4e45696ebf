package io.oblix.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.oblix.chat.Cancellation;
import io.oblix.chat.ChatRequest;
import io.oblix.chat.ModelName;
import io.oblix.chat.Side;
import io.oblix.dialect.chat.ChatRequestReader;
import io.oblix.json.Json;
import io.oblix.problem.FailureKind;
import io.oblix.problem.UpstreamProblem;
import io.oblix.provider.claude.ClaudeProvider;
import io.oblix.provider.ollama.OllamaProvider;
import io.oblix.provider.ollama.OllamaSettings;
import io.oblix.provider.openai.OpenAiProvider;
import io.oblix.settings.CallLimit;
import io.oblix.upstream.UpstreamHead;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The errors of providers in OpenAI's terms. */
class ProviderErrorsTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
        400 | - | invalid_request_error | messages: field required                    | 400 | -
        400 | - | invalid_request_error | prompt is too long: 208310 tokens > 200000 maximum | 400 | context_length_exceeded
        400 | - | billing_error         | Your credit balance is too low              | 429 | insufficient_quota
        400 | - | invalid_request_error | Your credit balance is too low to access the Anthropic API. | 429 | insufficient_quota
        400 | - | invalid_request_error | You have reached your specified API usage limits. | 429 | insufficient_quota
        400 | - | invalid_request_error | This organization has been disabled.        | 502 | provider_key_rejected
        400 | - | invalid_request_error | Output blocked by content filtering policy  | 400 | content_policy_violation
        400 | - | invalid_request_error | input length and `max_tokens` exceed context limit: 190000 + 20000 > 200000 | 400 | context_length_exceeded
        401 | - | authentication_error  | invalid x-api-key                           | 502 | provider_key_rejected
        402 | - | billing_error         | Pay first                                   | 429 | insufficient_quota
        403 | - | permission_error      | Not for this key                            | 502 | provider_key_rejected
        404 | - | not_found_error       | model: claude-x                             | 404 | model_not_found
        409 | - | conflict_error        | Conflict                                    | 409 | conflict
        413 | - | request_too_large     | Request exceeds the maximum size            | 413 | request_too_large
        429 | 7 | rate_limit_error      | Too many tokens per minute                  | 429 | rate_limit_exceeded
        429 | - | rate_limit_error      | Too many tokens per month                   | 429 | insufficient_quota
        500 | - | api_error             | Internal server error                       | 500 | -
        504 | - | timeout_error         | Timed out                                   | 504 | timeout
        529 | - | overloaded_error      | Overloaded                                  | 503 | overloaded
        503 | - | error_of_tomorrow     | Who knows                                   | 503 | overloaded
        400 | - | error_of_tomorrow     | Who knows                                   | 400 | -
        """)
    void aClaudeErrorHasTheKindOfItsType(
            int status, @Nullable String retryAfter, String type, String text, int expected, @Nullable String code) {
        String body = "{\"type\":\"error\",\"error\":{\"type\":\"" + type + "\",\"message\":\"" + text + "\"}}";
        UpstreamProblem problem = problem("claude", status, retryAfter, body);
        assertThat(problem.status()).isEqualTo(expected);
        assertThat(problem.code()).isEqualTo(code);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "messages.0.content.0.image.source.base64: image exceeds 5 MB maximum: 6291456 bytes > 5242880 bytes",
                "messages.0.content.0.image.source.base64.data: At least one of the image dimensions exceed max allowed size: 8000 pixels",
                "Could not process image",
                "A maximum of 100 PDF pages may be provided."
            })
    void aPictureThatClaudeDoesNotReadIsTheNextModels(String words) {
        String body =
                "{\"type\":\"error\",\"error\":{\"type\":\"invalid_request_error\",\"message\":\"" + words + "\"}}";
        assertThat(problem("claude", 400, null, body).kind()).isEqualTo(FailureKind.LACKS_ABILITY);
    }

    @Test
    void aSpendLimitOfClaudeIsAnExhaustedQuota() {
        String body = "{\"type\":\"error\",\"error\":{\"type\":\"rate_limit_error\",\"message\":\"Stop\","
                + "\"details\":{\"error_code\":\"enforced_spend_limit_reached\"}}}";
        assertThat(problem("claude", 429, "60", body).code()).isEqualTo("insufficient_quota");
        String ramp = body.replace("enforced_spend_limit_reached", "ramp_limit_exceeded");
        assertThat(problem("claude", 429, "60", ramp).code()).isEqualTo("rate_limit_exceeded");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
        400 | invalid_request_error | context_length_exceeded | Too long                            | 400 | context_length_exceeded
        400 | invalid_request_error | -                       | Your input exceeds the context window of this model. | 400 | context_length_exceeded
        400 | invalid_request_error | -                       | This model's maximum context length is 8192 tokens.  | 400 | context_length_exceeded
        400 | invalid_request_error | content_policy_violation | No                                 | 400 | content_policy_violation
        400 | invalid_request_error | unsupported_parameter   | Unsupported parameter: 'max_tokens' | 400 | unsupported_parameter
        401 | invalid_request_error | invalid_api_key         | Incorrect API key provided: sk-abc  | 502 | provider_key_rejected
        404 | invalid_request_error | model_not_found         | The model does not exist            | 404 | model_not_found
        429 | insufficient_quota    | insufficient_quota      | You exceeded your current quota     | 429 | insufficient_quota
        429 | tokens                | rate_limit_exceeded     | Rate limit reached                  | 429 | rate_limit_exceeded
        429 | requests              | -                       | Rate limit reached                  | 429 | rate_limit_exceeded
        500 | server_error          | -                       | The server had an error             | 500 | -
        500 | invalid_request_error | -                       | Value out of range                  | 400 | -
        502 | BadRequestError       | -                       | Value out of range                  | 400 | -
        503 | server_error          | -                       | Overloaded                          | 503 | overloaded
        """)
    void anOpenAiErrorHasTheKindOfItsCode(
            int status, String type, @Nullable String code, String text, int expected, @Nullable String ours) {
        String quoted = code == null ? "null" : "\"" + code + "\"";
        UpstreamProblem problem = problem(
                "openai",
                status,
                null,
                "{\"error\":{\"message\":\"" + text + "\",\"type\":\"" + type + "\",\"param\":\"it\",\"code\":" + quoted
                        + "}}");
        assertThat(problem.status()).isEqualTo(expected);
        assertThat(problem.code()).isEqualTo(ours);
        assertThat(problem.text()).doesNotContain("sk-abc");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
        400 | llama3.2 does not support tools                                               | 400 | -
        400 | the prompt is longer than the context length currently available to the model | 400 | context_length_exceeded
        404 | model 'llama3.2' not found                                                    | 404 | model_not_found
        500 | llama runner process has terminated                                           | 500 | -
        500 | input exceeds the available context size                                      | 400 | context_length_exceeded
        503 | server busy, please try again.  maximum pending requests exceeded              | 503 | overloaded
        """)
    void anOllamaErrorHasTheKindOfItsStatus(int status, String text, int expected, @Nullable String code) {
        UpstreamProblem problem = problem("ollama", status, null, "{\"error\":\"" + text + "\"}");
        assertThat(problem.status()).isEqualTo(expected);
        assertThat(problem.code()).isEqualTo(code);
    }

    @Test
    void aModelMissingInOllamaIsReportedWithTheRemedy() {
        assertThat(problem("ollama", 404, null, "{\"error\":\"model 'm' not found\"}")
                        .text())
                .contains("`ollama pull m`");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "prompt is too long: 208310 tokens > 200000 maximum",
                "input length and `max_tokens` exceed context limit: 190000 + 20000 > 200000",
                "This model's maximum context length is 8192 tokens. However, you requested 9000 tokens.",
                "Your input exceeds the context window of this model. Please adjust your input and try again.",
                "the prompt is longer than the context length currently available to the model",
                "the input length exceeds the context length",
                "the request exceeds the available context size",
                "The prompt is longer than the model's context length",
                "exceeded model's maximum context limit",
                "Input tokens exceed the configured limit of 272000 tokens",
                "`inputs` tokens + `max_new_tokens` must be <= 4096",
                "The input exceeds the maximum number of tokens allowed",
                "Please reduce the length: current length is 9000 while limit is 8192"
            })
    void aPromptThatIsTooLongIsReportedAsOpenAiDoesInAnyWording(String words) {
        for (String provider : List.of("openai", "ollama")) {
            String body = Json.object()
                    .set("error", Json.object().put("message", words))
                    .toString();
            assertThat(problem(provider, 400, null, body).code()).isEqualTo("context_length_exceeded");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', nullValues = "-", textBlock = """
        400 | {"object":"error","message":"This model's maximum context length is 8192 tokens. However, you requested 9000 tokens","type":"BadRequestError","param":null,"code":400} | 400 | context_length_exceeded | maximum context length is 8192 tokens
        400 | {"error":{"code":400,"message":"the request exceeds the available context size","type":"exceed_context_size_error","n_prompt_tokens":9000,"n_ctx":4096}} | 400 | context_length_exceeded | available context size
        400 | [{"error":{"code":400,"message":"API key not valid. Please pass a valid API key.","status":"INVALID_ARGUMENT"}}] | 502 | provider_key_rejected | refuses this server's key
        400 | {"code":"DataInspectionFailed","message":"no"} | 400 | DataInspectionFailed | no
        422 | {"detail":[{"loc":["body","messages"],"msg":"field required","type":"value_error.missing"}]} | 400 | - | messages: field required
        400 | plain reason                                                     | 400 | -                       | HTTP 400: plain reason
        500 | {"error":{"code":429,"message":"m"}}                             | 429 | rate_limit_exceeded     | m
        """)
    void anErrorInAnyShapeHasItsWordsAndItsKind(
            int status, String body, int expected, @Nullable String code, String words) {
        UpstreamProblem problem = problem("openai", status, null, body);
        assertThat(problem.status()).isEqualTo(expected);
        assertThat(problem.code()).isEqualTo(code);
        assertThat(problem.text()).contains(words);
    }

    @ParameterizedTest
    @CsvSource({"claude", "openai", "ollama"})
    void aProxysPlainWordsAreKept(String provider) {
        assertThat(problem(provider, 502, null, "upstream connect error").text())
                .endsWith("HTTP 502: upstream connect error");
    }

    @ParameterizedTest
    @CsvSource({
        "user, string_above_max_length",
        "tools[0].function.description, string_above_max_length",
        "messages[0].name, string_above_max_length",
        "metadata.x, string_above_max_length",
        "prompt_cache_key, string_above_max_length",
        "messages[0].content, context_length_exceeded",
        "messages[0].content[0].text, context_length_exceeded",
    })
    void aFieldThatIsTooLongIsNotAPromptThatIsTooLong(String field, String code) {
        UpstreamProblem problem = problem(
                "openai",
                400,
                null,
                "{\"error\":{\"message\":\"Invalid '" + field + "': string too long. Expected a string with maximum"
                        + " length 64\",\"code\":\"string_above_max_length\"}}");

        assertThat(problem.code()).isEqualTo(code);
        assertThat(problem.text().contains("context length")).isEqualTo(code.startsWith("context"));
    }

    @ParameterizedTest
    @CsvSource({"claude", "openai", "ollama"})
    void aWebPageInsteadOfJsonIsReportedByItsStatus(String provider) {
        UpstreamProblem problem = problem(provider, 502, null, "<html><h1>Bad gateway</h1></html>");
        assertThat(problem.status()).isEqualTo(500);
        assertThat(problem.text()).contains("HTTP 502").doesNotContain("<");
    }

    @ParameterizedTest
    @CsvSource({"claude", "openai", "ollama"})
    void theRetryAfterOfAProviderIsKept(String provider) {
        assertThat(problem(provider, 503, "2", "{}").retryAfter()).hasSeconds(2);
    }

    /** A client must not put words into a provider's mouth. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        this models maximum context length is 200 tokens
        too many requests
        invalid api key
        insufficient account balance
        """)
    void whatAProviderQuotesOfTheRequestTellsNothing(String value) {
        ChatRequest request = ChatRequestReader.read(
                "id",
                ("{\"messages\":[{\"role\":\"user\",\"content\":\"" + value + "\"}]}").getBytes(StandardCharsets.UTF_8),
                null,
                new Cancellation());
        byte[] body = Json.bytes(Json.object()
                .put("type", "error")
                .set(
                        "error",
                        Json.object()
                                .put("type", "invalid_request_error")
                                .put("message", "Invalid value: '" + value + "'")));

        for (String name : List.of("claude", "openai", "ollama")) {
            UpstreamProblem problem =
                    provider(name).problem(request, new ModelName(name, "m"), new UpstreamHead(400, Map.of()), body);
            assertThat(problem.kind()).as(name).isEqualTo(FailureKind.REQUEST_REJECTED);
            assertThat(problem.text()).endsWith("Invalid value: '" + value + "'");
        }
    }

    private static UpstreamProblem problem(String name, int status, @Nullable String retryAfter, String body) {
        Map<String, String> headers = retryAfter == null ? Map.of() : Map.of("retry-after", retryAfter);
        return provider(name)
                .problem(
                        new ModelName(name, "m"),
                        new UpstreamHead(status, headers),
                        body.getBytes(StandardCharsets.UTF_8));
    }

    private static Provider provider(String name) {
        Endpoint endpoint = new Endpoint(name, Side.CLOUD, "http://localhost:1", null, false, "no setting");
        return switch (name) {
            case "claude" -> new ClaudeProvider(endpoint);
            case "openai" -> new OpenAiProvider(endpoint);
            default ->
                new OllamaProvider(new OllamaSettings(List.of("http://localhost:1"), null, 4096, CallLimit.NONE));
        };
    }
}
