package io.oblix.provider.ollama;

import static org.assertj.core.api.Assertions.assertThat;

import io.oblix.chat.ModelName;
import io.oblix.json.Json;
import io.oblix.problem.FailureKind;
import io.oblix.problem.UpstreamProblem;
import io.oblix.upstream.UpstreamHead;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whose fault an error of Ollama's is; the sentences are its own. */
class OllamaErrorsTest {

    private static final ModelName MODEL = new ModelName("ollama", "llama3.2:1b");

    private static UpstreamProblem problem(int status, String text) {
        return OllamaErrors.problem(
                MODEL,
                new UpstreamHead(status, Map.of()),
                Json.bytes(Json.object().put("error", text)),
                null);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
        500 | invalid JSON schema in format                                             | response_format
        500 | invalid format: "xml"; expected "json" or a valid JSON Schema object      | response_format
        500 | failed to load model vocabulary required for format                       | response_format
        500 | Failed to create new sequence: unable to create sampling context          | response_format
        400 | Failed to parse grammar                                                   | response_format
        500 | failed to parse grammar                                                   | response_format
        500 | Failed to create new sequence: failed to process inputs: image: unknown format | messages
        500 | Failed to create new sequence: failed to process inputs: received zero length image | messages
        500 | Failed to create new sequence: failed to process inputs: invalid image index: 3 | messages
        500 | Failed to create new sequence: failed to process inputs: png: invalid format: not enough pixel data | messages
        500 | failed to process image                                                   | messages
        500 | SameBatch may not be specified within numKeep (index: 3 numKeep: 4 SameBatch: 1565) | messages
        400 | this model is missing data required for image input                       | messages
        500 | this model only supports one image while more than one image requested    | messages
        500 | Failed to load image or audio file                                        | messages
        400 | illegal base64 data at input byte 4                                       | messages
        500 | template: :108:130: executing "" at <index $prop.Type 0>: error calling index: reflect: slice index out of range | -
        500 | Conversation roles must alternate user/assistant/user/assistant/...       | messages
        500 | Value is not callable: null at row 12, column 5                           | -
        400 | json: cannot unmarshal array into Go struct field ChatRequest.messages.content of type string | -
        400 | option "num_ctx" must be of type integer                                  | -
        500 | option "stop" must be of type array                                       | -
        400 | registry.ollama.ai/library/llama3.2:1b does not support tools             | tools
        400 | "qwen2.5" does not support thinking                                       | reasoning_effort
        400 | think value "medium" is not supported for this model                      | reasoning_effort
        400 | "nomic-embed-text" does not support chat                                  | messages
        """)
    void aMistakeOfTheRequestIsNoFailureOfTheModel(int status, String text, @Nullable String param) {
        UpstreamProblem whole = problem(status, text);
        UpstreamProblem inStream = OllamaErrors.inAnswer(MODEL, text, null);

        for (UpstreamProblem problem : new UpstreamProblem[] {whole, inStream}) {
            assertThat(problem.status()).isEqualTo(400);
            assertThat(problem.kind().providersFault()).isFalse();
            assertThat(problem.worthRetrying(true)).isFalse();
            assertThat(problem.text()).contains(text);
        }
        assertThat(whole.param()).isEqualTo(param);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "llama runner process has terminated: exit status 2",
                "model requires more system memory (5.6 GiB) than is available (2.1 GiB)",
                "an error was encountered while running the model: CUDA error: out of memory",
                "model runner has unexpectedly stopped, this may be due to resource limitations or an internal error",
                "unexpected EOF",
                "error parsing tool call: raw='{\"grammar\": ', err=unexpected end of JSON input",
                "timed out waiting for llama runner to start"
            })
    void aFailureOfTheModelIsNoMistakeOfTheRequest(String text) {
        assertThat(problem(500, text).kind()).isEqualTo(FailureKind.FAILED);
        assertThat(OllamaErrors.inAnswer(MODEL, text, null).kind()).isEqualTo(FailureKind.FAILED);
    }

    @ParameterizedTest
    @CsvSource({"503, OVERLOADED", "404, MODEL_NOT_FOUND", "401, KEY_REJECTED"})
    void aStatusThatSaysItAllCountsMoreThanTheSentence(int status, FailureKind kind) {
        assertThat(problem(status, "invalid image").kind()).isEqualTo(kind);
    }
}
