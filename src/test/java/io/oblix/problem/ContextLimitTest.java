package io.oblix.problem;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ContextLimitTest {

    private static final String PHRASE = "maximum context length is ";

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', textBlock = """
                prompt is too long: 208310 tokens > 200000 maximum | 200000
                input length and `max_tokens` exceed context limit: 190000 + 20000 > 200000, decrease input length or `max_tokens` | 200000
                This model's maximum context length is 8192 tokens. However, you requested 9000 tokens (8000 in the messages, 1000 in the completion). | 8192
                This endpoint's maximum context length is 131,072 tokens. However, you requested about 200000 tokens | 131072
                Your input exceeds the context window of this model. Please adjust your input and try again. | 0
                Input tokens exceed the configured limit of 272000 tokens. Your messages resulted in 300000 tokens. | 272000
                the prompt is longer than the context length currently available to the model | 0
                the input length exceeds the context length | 0
                'max_tokens' or 'max_completion_tokens' is too large: 4096. This model's maximum context length is 4096 tokens and your request has 31 input tokens (4096 > 4096 - 31). | 4096
                max_tokens must be at least 1, got -1234. | 0
                The decoder prompt (length 9000) is longer than the maximum model length of 8192. Make sure that `max_model_len` is no smaller than the number of text tokens | 8192
                The prompt (total length 9000) is too long to fit into the model (context length 8192). Make sure that `max_model_len` is no smaller | 8192
                You passed 9000 input tokens and requested 100 output tokens. However, the model's context length is only 8192 tokens, resulting in a maximum input length of 8092 tokens. Please reduce the length of the input prompt. | 8192
                The input (9000 tokens) is longer than the model's context length (8192 tokens). | 8192
                Input length (9000 tokens) exceeds the maximum allowed length (8187 tokens). Use a shorter input or enable --allow-auto-truncate. | 8187
                Requested token count exceeds the model's maximum context length of 8192 tokens. You requested a total of 9000 tokens: 8000 tokens from the input messages and 1000 tokens for the completion. | 8192
                the request exceeds the available context size. try increasing the context size or enable context shift | 0
                request (9000 tokens) exceeds the available context size (4096 tokens), try increasing it | 4096
                Context size has been exceeded. | 0
                Requested tokens (2500) exceed context window of 2048 | 2048
                Trying to keep the first 9000 tokens when context the overflows. However, the model is loaded with context length of only 4096 tokens, which is not enough. Try to load the model with a larger context length, or provide a shorter input | 4096
                The number of tokens to keep from the initial prompt is greater than the context length (n_keep: 9000>= n_ctx: 4096). Try to load the model with a larger context length, or provide a shorter input | 4096
                Reached context length of 4096 tokens with model (arch: llama) that does not currently support mid-generation context overflow. | 4096
                Input validation error: `inputs` tokens + `max_new_tokens` must be <= 4096. Given: 5000 `inputs` tokens and 100 `max_new_tokens` | 4096
                Input validation error: `inputs` must have less than 1024 tokens. Given: 2000 | 1024
                Prompt contains 40000 tokens and 0 draft tokens, too large for model with 32768 maximum context length | 32768
                Please reduce the length of the messages or completion. | 0
                Please reduce the length of the messages or completion. Current length is 9000 while limit is 8192 | 8192
                The prompt is too long: 9000, model maximum context length: 8191 | 8191
                This model's maximum prompt length is 131072 but the request contains 150000 tokens. | 131072
                The input token count (1100000) exceeds the maximum number of tokens allowed (1048576). | 1048576
                Unable to submit request because the input token count is 1100000 but model only supports up to 1048576. Reduce the input token count and try again. | 1048576
                too many tokens: total number of tokens in the prompt cannot exceed 4081 - received 5000. | 4081
                Input is too long for requested model. | 0
                <400> InternalError.Algo.InvalidParameter: Range of input length should be [1, 30720] | 30720
                Invalid request: Your request exceeded model token limit: 8192 (requested: 9000) | 8192
                invalid params, context window exceeds limit (2013) | 0
                Prompt exceeds max length | 0
                The estimated number of input and maximum output tokens (5000) exceeded this model context window limit (4096). | 4096
                Request body too large for gpt-4o model. Max size: 8000 tokens. | 8000
                prompt token count of 90000 exceeds the limit of 64000 | 64000
                the number of input tokens 9000 cannot exceed the total tokens limit 8192 for this model | 8192
                Prompt length 9000 is greater than max_seq_len 8192 | 8192
                Context length 9000 is greater than max_seq_len 8192 | 8192
                Request prompt has 9000 tokens in total, larger than the model input length limit 8192. | 8192
                The sum of prompt length (9000.0), query length (0) should not exceed max_num_tokens (8192) | 8192
                Prompt length (9000) exceeds maximum input length (8192). | 8192
                exceeded model's maximum context limit | 0
                input tokens exceeds the limit of 1000000 | 1000000
                Prompt length 5000 exceeds the maximum of 4096 | 4096
                The number of tokens in the prompt (5000) exceeds the model limit (4096) | 4096
                Input length 5000 exceeds maximum allowed token size 4096 | 4096
                Your prompt exceeds the maximum number of tokens (4096) | 4096
                Request exceeds max context 4096 | 4096
                Context overflow: shorten the prompt | 0
                Prompt length 5000 exceeds max_prompt_len 4096 | 4096
                The input (140k tokens) is longer than the model's context length of 131k tokens. | 131000
                This model's maximum context length is 128K tokens. However, you requested 140K tokens. | 128000
                This model's maximum context length is 32,768 tokens. However, you requested 40,000 tokens. | 32768
                This model's maximum context length is 32768. Please shorten the prompt. | 32768
                input is too large to process. increase the physical batch size (current batch size: 512) | 0
                Invalid 'messages[1].content': string too long. Expected a string with maximum length 1048576, but got a string with length 2000000 instead. | 0
                Invalid 'messages[0].content[0].text': string too long. Expected a string with maximum length 1048576 | 0
                Invalid 'input': string too long. Expected a string with maximum length 10485760 | 0
                Invalid 'input[0].content[0].text': string too long. Expected a string with maximum length 10485760 | 0
                """)
    void aPromptThatIsTooLongIsUnderstoodInAnyWording(String said, int tokens) {
        assertThat(ContextLimit.isExceeded(said)).isTrue();
        assertThat(ContextLimit.tokens(said)).isEqualTo(tokens);

        String told = new UpstreamProblem(FailureKind.CONTEXT_EXCEEDED, "any:m", said).text();
        assertThat(told).startsWith("any:m: " + said.substring(0, 20));
        if (tokens > 0) {
            assertThat(told).contains(PHRASE + tokens + " tokens");
        } else {
            assertThat(told).contains("maximum context length");
            assertThat(new UpstreamProblem(FailureKind.CONTEXT_EXCEEDED, "any:m", said)
                            .withContextLimit(4096)
                            .text())
                    .contains(PHRASE + "4096 tokens");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Invalid 'user': string too long. Expected a string with maximum length 64",
                "Invalid 'tools[0].function.description': string too long. Expected a string with maximum length 1024",
                "Invalid 'messages[0].name': string too long. Expected a string with maximum length 64",
                "Invalid 'messages[1].tool_calls[0].function.name': string too long. Expected a string with maximum"
                        + " length 64",
                "Invalid 'input[1].call_id': string too long. Expected a string with maximum length 64",
                "Invalid 'metadata.x': string too long. Expected a string with maximum length 512",
                "Invalid 'prompt_cache_key': string too long. Expected a string with maximum length 64",
                "prompt_cache_key exceeds the maximum length of 64",
                "Input array length 3000 exceeds the maximum of 2048",
                "max_tokens 5000 exceeds the maximum of 4096",
                "Request size exceeds the limit of 32 MB",
                "The number of tools exceeds the maximum of 128",
                "Your request exceeds the rate limit of 50 requests",
                "n exceeds the maximum of 128",
                "Rate limit reached on tokens per minute (TPM): Limit 6000, Requested 9000. Please reduce your message size",
                "Request too large for model `m` on tokens per min (TPM): Limit 30000, Requested 40000."
                        + " Please reduce the length of the messages",
                "max_tokens is too large: 5000. This model supports at most 4096 completion tokens",
                "max_tokens must be at least 1, got 0.",
                "The image is too large",
                "messages: field required",
                "context is not a field of this request",
                ""
            })
    void anythingElseIsNot(String said) {
        assertThat(ContextLimit.isExceeded(said)).isFalse();
    }

    @Test
    void theErrorNamesTheWindowOnceItIsKnown() {
        UpstreamProblem problem = new UpstreamProblem(FailureKind.CONTEXT_EXCEEDED, "any:m", "Too long");
        assertThat(problem.text())
                .isEqualTo("any:m: Too long. This model's maximum context length is exceeded;"
                        + " please reduce the length of the messages.");
        assertThat(problem.withContextLimit(0)).isSameAs(problem);
        UpstreamProblem alike = new UpstreamProblem(
                FailureKind.CONTEXT_EXCEEDED, "any:m", "the input length exceeds the context length");
        assertThat(alike.text()).contains(PHRASE + "exceeded");
        assertThat(alike.withContextLimit(4096).text())
                .isEqualTo(
                        "any:m: the input length exceeds the context length. This model's " + PHRASE + "4096 tokens.");
        assertThat(problem.withContextLimit(4096).withCode("c").text())
                .isEqualTo("any:m: Too long. This model's maximum context length is 4096 tokens.");
        assertThat(problem.withContextLimit(4096).withContextLimit(8192).text())
                .contains("4096")
                .doesNotContain("8192");
    }

    @Test
    void otherProblemsKeepTheirWords() {
        UpstreamProblem problem = new UpstreamProblem(FailureKind.REQUEST_REJECTED, "any:m", "Too long");
        assertThat(problem.withContextLimit(4096).text()).isEqualTo("any:m: Too long");
    }
}
