package io.oblix.ask.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import io.oblix.chat.Cancellation;
import io.oblix.chat.ChatRequest;
import io.oblix.dialect.chat.ChatRequestReader;
import io.oblix.problem.FailureKind;
import io.oblix.problem.UpstreamProblem;
import io.oblix.problem.UpstreamProblem.Answered;
import io.oblix.problem.UpstreamStatus;
import io.oblix.provider.Ability;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which refusals tell an ability, which a client's mistake, and which neither. */
class RefusalWordsTest {

    private static final ChatRequest PLAIN = request("");
    private static final ChatRequest WITH_TOOLS =
            request("\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}],\"reasoning_effort\":\"low\",");
    private static final ChatRequest WITH_PICTURE = ChatRequestReader.read(
            "id",
            ("{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\","
                            + "\"image_url\":{\"url\":\"data:image/png;base64,AAAA\"}}]}]}")
                    .getBytes(StandardCharsets.UTF_8),
            null,
            new Cancellation());

    private static ChatRequest request(String fields) {
        return ChatRequestReader.read(
                "id",
                ("{" + fields + "\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}")
                        .getBytes(StandardCharsets.UTF_8),
                null,
                new Cancellation());
    }

    private static UpstreamProblem meaning(int status, String said, ChatRequest request) {
        UpstreamProblem problem = new UpstreamProblem(
                        UpstreamStatus.kind(status), "ollama:m", "HTTP " + status + ": " + said)
                .with(new Answered(status, true, Map.of()));
        return RefusalWords.meaning(problem, request);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            400 | registry.ollama.ai/library/llama3.2:1b does not support tools
            400 | "llama3.2:1b" does not support tools
            400 | "auto" tool choice requires --enable-auto-tool-choice and --tool-call-parser to be set
            500 | tools param requires --jinja flag
            500 | Unable to generate parser for this template. Automatic parser generation failed: boom
            501 | Unsupported param: tools
            400 | Unsupported parameter: 'tools' is not supported with this model.
            400 | tools is not supported in this model. For a list of supported models, refer to our documentation
            400 | `tool calling` is not supported with this model
            404 | No endpoints found that support tool use. To learn more about provider routing, visit our docs
            400 | Function calling is not enabled for this model
            400 | Function calling is not enabled for models/gemma-3-27b-it
            400 | This model does not support Function Calling
            400 | This model doesn't support tool use.
            422 | Tool use is not supported for this model
            400 | Tool calling is disabled
            400 | Function calling isn't available for this model
            400 | tools are not allowed
            400 | The model has no tool support
            400 | This endpoint is without function calling support
            400 | There is no support for tools in this model
            400 | 'tools' is unsupported
            400 | Tools not supported
            500 | tool calls aren't supported
            400 | Tool-calling is currently unavailable.
            400 | Unknown parameter: 'tools'.
            400 | Unrecognized request argument supplied: functions
            400 | json: unknown field "tools"
            """)
    void aModelWithoutTools(int status, String said) {
        UpstreamProblem meant = meaning(status, said, WITH_TOOLS);

        assertThat(meant.kind()).isEqualTo(FailureKind.LACKS_ABILITY);
        assertThat(meant.status()).isEqualTo(400);
        assertThat(meant.worthRetrying(true)).isFalse();
        assertThat(meant.kind().providersFault()).isFalse();
        assertThat(meant.text()).contains(said);
        assertThat(Ability.lacking(said)).isEqualTo(Ability.TOOLS);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            400 | this model does not support image input
            500 | this model is missing data required for image input
            500 | image input is not supported - hint: if this is unexpected, you may need to provide the mmproj
            400 | At most 0 image(s) may be provided in one prompt.
            400 | meta-llama/Llama-3.2-1B-Instruct is not a multimodal model
            400 | Invalid content type. image_url is only supported by certain models.
            400 | messages[0].content must be a string
            400 | Failed to deserialize the JSON body into the target type: unknown variant `image_url`, expected `text`
            404 | No endpoints found that support image input
            400 | Image input modality is not enabled for models/gemma-3-1b-it
            400 | Model does not support images. Please use a model that does.
            400 | Image inputs are not supported by this model.
            400 | This model doesn't support the image content block that you provided.
            400 | This model only supports text input
            400 | The endpoint accepts only text.
            400 | Only text content is supported
            422 | Only text is supported by this model
            400 | Model is not multimodal
            400 | llama is not a vision model
            400 | There is no vision support
            400 | Image content blocks are not allowed
            400 | Image input is not enabled
            400 | images are unsupported
            400 | Images not supported
            400 | messages.0.content: Input tag 'image_url' found using 'type' does not match any of the expected tags: 'text'
            422 | expected string, got array
            400 | Invalid type for 'messages[0].content': expected a string, but got an array instead.
            400 | messages[0]: invalid type: sequence, expected a string at line 1 column 40
            400 | json: cannot unmarshal array into Go struct field ChatRequest.messages.content of type string
            """)
    void aModelThatIsBlind(int status, String said) {
        assertThat(meaning(status, said, WITH_PICTURE).kind()).isEqualTo(FailureKind.LACKS_ABILITY);
        assertThat(Ability.lacking(said)).isEqualTo(Ability.IMAGES);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"llama3.2:1b\" does not support thinking",
                "`reasoning_effort` is not supported with this model",
                "Unrecognized request argument supplied: reasoning_effort",
                "Unsupported parameter: 'reasoning_effort' is not supported with this model.",
                "adaptive thinking is not supported on this model",
                "reasoning is disabled",
                "Thinking isn't enabled for this model",
                "the model has no reasoning support",
                "Unknown parameter: 'reasoning_effort'.",
                "json: unknown field \"think\"",
                "Unexpected keyword argument 'reasoning_effort'",
                "reasoning_effort: Extra inputs are not permitted",
            })
    void aModelThatDoesNotThink(String said) {
        assertThat(meaning(400, said, WITH_TOOLS).kind()).isEqualTo(FailureKind.LACKS_ABILITY);
        assertThat(Ability.lacking(said)).isEqualTo(Ability.THINKING);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "invalid image input",
                "json: cannot unmarshal string into Go struct field ChatRequest.think of type bool",
                "json: cannot unmarshal bool into Go struct field .tools.function.parameters.properties of type api.X",
                "Invalid parameter: 'response_format' of type 'json_schema' is not supported with this model.",
                "This model does not support response format `json_schema`. See supported models at our docs",
                "'response_format.type' must be 'json_schema' or 'text'",
                "This response_format type is unavailable now",
                "audio input is not supported - hint: if this is unexpected, you may need to provide a projector",
                "At most 0 audio(s) may be provided in one request.",
                "Unsupported value: 'temperature' does not support 0.2 with this model.",
                "Unsupported value: 'messages[0].role' does not support 'system' with this model.",
                "This model does not support logprobs",
                "Developer instruction is not enabled for models/gemma-3-1b-it",
                "Conversation roles must alternate user/assistant/user/assistant/...",
                "Error rendering prompt with jinja template: Unknown StringValue filter: safe",
                "image/tiff: unsupported image format",
                "Unsupported response_format",
                "parallel tool calls are not supported",
                "tools are not supported with response_format",
                "reasoning_effort is not supported with tools",
                "Only text is supported in tool messages",
                "GIF images are not supported",
                "Remote images are unsupported",
                "image_url is not supported for the assistant role",
                "Unknown variant `audio`, expected `text`",
                "logprobs are unsupported",
                "The provided JSON schema contains features not supported by xgrammar",
                "Only user, assistant, system roles are supported",
                "image URLs are not currently supported, please use base64 encoded data instead",
                "No endpoints found that support the provided 'tool_choice' value.",
                "This model doesn't support tool use in streaming mode.",
                "tools.0.parameters: body.tools[0]: Extra inputs are not permitted",
                "think value \"low\" is not supported for this model",
                "thinking is not supported when tool_choice forces a call",
            })
    void whatAnotherModelOrServerMayDoIsNotHeldAgainstTheModelAsAWhole(String said) {
        assertThat(meaning(400, said, WITH_TOOLS).kind()).isEqualTo(FailureKind.LACKS_ABILITY);
        assertThat(Ability.lacking(said)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "simulated error 400",
                "Invalid value: 'foo'. Supported values are: 'system', 'assistant', 'user', 'function', and 'tool'.",
                "'tool_choice' is only allowed when 'tools' are specified.",
                "Missing required parameter: 'tools[0].function.name'.",
                "Invalid schema for function 'f': In context=(), 'required' is required to be supplied",
                "This model does not support assistant message prefill. The conversation must end with a user message.",
                "Invalid schema for function 'report_unsupported_file': 'required' is missing",
                "Invalid schema for function 'that-support-me': 'required' is missing",
                "'strict' is only supported when 'tools' are given",
                "tools are not allowed when tool_choice is none",
                "More than 128 tools are not allowed",
                "Duplicate tools are not allowed",
                "No tools were given",
                "temperature must be 1 unless `thinking` is disabled",
                "Unknown parameter: 'tools[0].strict'",
                "messages[0].name: expected string, got array",
                "'metadata.a': expected a string, but got an array instead",
                "The content is not an image",
                "Unknown model parameter 'foo'",
                "Invalid model parameters: foo",
                "Invalid model output in messages[1]",
                "The model's tool call id call_1 was not found in messages",
                "The model tool call call_1 does not exist",
                "In this conversation of a model and its user the tool call with the id call_1 was not found",
            })
    void otherMistakesStayTheClients(String said) {
        assertThat(meaning(400, said, WITH_TOOLS).kind()).isEqualTo(FailureKind.REQUEST_REJECTED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "The provided JSON schema contains features not supported by xgrammar",
                "Only user, assistant, system roles are supported",
                "Only user and assistant roles are supported!",
                "json: cannot unmarshal string into Go struct field ChatRequest.messages of type []api.Message",
            })
    void aServerErrorOfTheClientsMakingMayBeAnothersToAnswer(String said) {
        UpstreamProblem meant = meaning(500, said, WITH_TOOLS);

        assertThat(meant.kind()).isEqualTo(FailureKind.LACKS_ABILITY);
        assertThat(meant.status()).isEqualTo(400);
        assertThat(meant.worthRetrying(true)).isFalse();
        assertThat(meant.kind().providersFault()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            1 validation error: body.user: Input should be valid, input_value='@', input_type=str | this does not support tools
            Invalid value: @                                 | this does not support tools
            {"loc":["user"],"input":"@"}                     | tool calling is not supported
            bad \\"@\\" in user                              | image input is not supported
            input_value='@'                                  | jinja
            input_value='@'                                  | model_decommissioned
            input_value='this does n...is unsupported'       | this does not make sense as it is unsupported
            """)
    void whatIsQuotedOfTheRequestSaysNothingOfTheModel(String sentence, String user) {
        ChatRequest request = request("\"user\":\"" + user + "\",\"tools\":[{\"type\":\"function\"}],");

        UpstreamProblem meant = meaning(400, sentence.replace("@", user), request);

        assertThat(meant.kind()).isEqualTo(FailureKind.REQUEST_REJECTED);
        assertThat(Ability.lacking(meant.detail(), request)).isNull();
    }

    @Test
    void aRequestThatSpeaksOfRefusalsIsRefusedLikeOthers() {
        ChatRequest request =
                request("\"user\":\"It says: x does not support tools. Why?\",\"tools\":[{\"type\":\"function\"}],");

        assertThat(meaning(400, "\"llama3.2:1b\" does not support tools", request)
                        .kind())
                .isEqualTo(FailureKind.LACKS_ABILITY);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "The content is not an image",
                "The image is not available at its address",
                "image unavailable",
                "system messages only support text",
                "tools[0].function.name: expected string, got array",
                "cannot unmarshal array into Go struct field ChatRequest.stop of type string",
                "response_format only supports text",
            })
    void aPictureThatIsInTheRequestIsNotToBlame(String said) {
        assertThat(Ability.lacking(said, WITH_PICTURE)).isNull();
    }

    @Test
    void whatTheRequestDoesNotUseIsNotLacking() {
        assertThat(meaning(404, "No endpoints found that support tool use", PLAIN)
                        .kind())
                .isEqualTo(FailureKind.MODEL_NOT_FOUND);
        assertThat(meaning(500, "the model does not support tools", PLAIN).kind())
                .isEqualTo(FailureKind.FAILED);
        assertThat(meaning(500, "image input is not supported", WITH_TOOLS).kind())
                .isEqualTo(FailureKind.FAILED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "invalid JSON schema in format",
                "Failed to parse messages: Missing 'role' in message",
                "Failed to parse tools: Missing tool function",
                "JSON schema conversion failed: Unrecognized schema: {}",
                "failed to parse grammar",
                "Failed to initialize samplers: ",
                "cannot identify image file <_io.BytesIO object>",
                "Failed to load image or audio file",
                "Incorrect padding",
                "illegal base64 data at input byte 4",
                "temperature must be non-negative, got -1.0.",
                "max_tokens must be at least 1, got 0.",
                "1 validation error for ChatCompletionRequest",
                "litellm.BadRequestError: OpenAIException - bad value",
                "Error code: 400 - {'object': 'error'}",
                "bad response status code 400",
                "invalid regular expression: missing )",
                "re.error: nothing to repeat at position 0",
                "Error compiling regex: unterminated group",
                "Failed to generate grammar from schema: {\"title\":\"response\"}",
                "[json.exception.type_error.302] type must be string, but is null",
                "[json.exception.out_of_range.403] key 'role' not found",
                "messages: Field required",
                "body.messages.0.content: Field required",
                "Tool choice 'f' not found in tools",
                "Tool choice f not in the list of tools",
                "Unexpected tool_choice value: 7",
                "Unable to load image: broken data stream",
                "image: unknown format",
                "Invalid data URL",
                "2 validation errors for ValidatorIterator",
                "1 validation error for SamplingParams",
                "seed must be an integer",
                "top_p must be in (0, 1], got 7.0.",
                "Invalid JSON schema in response format",
                "Failed to compile the grammar of the structured output",
            })
    void aServerErrorOfTheClientsMakingIsABadRequest(String said) {
        for (int status : new int[] {500, 502}) {
            UpstreamProblem meant = meaning(status, said, PLAIN);

            assertThat(meant.kind()).isEqualTo(FailureKind.REQUEST_REJECTED);
            assertThat(meant.status()).isEqualTo(400);
            assertThat(meant.worthRetrying(true)).isFalse();
            assertThat(meant.kind().providersFault()).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "simulated error 500",
                "Internal Server Error",
                "CUDA error: out of memory",
                "model runner has unexpectedly stopped",
                "llama runner process has terminated: exit status 2",
                "EngineCore encountered an issue. See stack trace (above) for the root cause.",
                "Failed to parse input at pos 34",
                "Failed to parse input at pos 34: {\"messages\": invalid json schema",
                "error parsing tool call: raw='{\"schema\": {\"messages\": ', err=unexpected end of JSON input",
                "error parsing tool call: raw='{\"text\": \"invalid image', err=invalid character",
                "Error in extracting tool call from response: invalid grammar",
                "upstream connect error or disconnect/reset before headers",
                "The server had an error while processing your request. Sorry about that!",
                "1 validation error for ChatCompletionResponse",
                "2 validation errors for ModelOutput",
                "missing 'content' in model output",
                "invalid response from model: malformed tools output",
                "CUDA error: invalid image handle",
                "CUDA error: device kernel image is invalid",
                "failed to load image encoder: out of memory",
                "failed to load image model mmproj",
                "Failed to load image processor",
                "failed to initialize samplers: out of memory",
                "failed to parse grammar: cannot allocate memory",
                "Error parsing grammar cache file",
                "failed to parse schema file",
                "stop must be called after start",
                "seed must be initialized",
                "status code: 400 from auth service",
                "400 Bad Request for the webhook",
                "invalid image name in the manifest",
                "choices: Field required",
                "[json.exception.type_error.316] invalid UTF-8 byte at index 1",
            })
    void otherServerErrorsStayTheProviders(String said) {
        assertThat(meaning(500, said, WITH_TOOLS).kind()).isEqualTo(FailureKind.FAILED);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            400 | QUOTA_EXHAUSTED | Your credit balance is too low to access the Anthropic API.
            400 | QUOTA_EXHAUSTED | Insufficient Balance
            500 | QUOTA_EXHAUSTED | You exceeded your current quota, please check your plan and billing details.
            500 | RATE_LIMITED    | litellm.RateLimitError: too fast
            500 | RATE_LIMITED    | bad response status code 429
            400 | RATE_LIMITED    | Rate limit reached for model x
            400 | OVERLOADED      | The engine is currently overloaded, please try again later
            500 | OVERLOADED      | Loading model
            400 | MODEL_NOT_FOUND | Model Not Exist
            400 | MODEL_NOT_FOUND | The model `llama2-70b-4096` has been decommissioned and is no longer supported.
            400 | MODEL_NOT_FOUND | meta/llama-9 is not a valid model ID
            400 | MODEL_NOT_FOUND | No models loaded. Please load a model in the developer page.
            400 | MODEL_NOT_FOUND | The model `x` does not exist or you do not have access to it.
            400 | MODEL_NOT_FOUND | Invalid model: mistral-huge
            400 | MODEL_NOT_FOUND | Unknown model 'parameter-tuned'
            400 | MODEL_NOT_FOUND | Invalid model name passed in model=x
            400 | MODEL_NOT_FOUND | Model: toolace-8b does not exist
            400 | MODEL_NOT_FOUND | The requested model does not exist
            400 | MODEL_NOT_FOUND | The model with the id org/name-405B.gguf was not found
            400 | MODEL_NOT_FOUND | The model internlm2 has been retired
            500 | FAILED          | model 'x' not found on this worker
            """)
    void aProvidersStateIsNotTheClientsMistake(int status, FailureKind kind, String said) {
        UpstreamProblem meant = meaning(status, said, PLAIN);

        assertThat(meant.kind()).isEqualTo(kind);
        assertThat(meant.kind().worthFallback()).isTrue();
    }
}
