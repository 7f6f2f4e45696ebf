package io.oblix.provider.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.oblix.chat.AnswerEvent;
import io.oblix.chat.ModelName;
import io.oblix.json.Json;
import io.oblix.problem.FailureKind;
import io.oblix.problem.UpstreamProblem;
import io.oblix.provider.ReadAnswer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A server that is asked for a stream and answers in one piece. */
class OpenAiUnstreamedTest {

    private static final ModelName MODEL = new ModelName("openai", "m");

    private static ReadAnswer read(String... pieces) {
        byte[][] bytes = new byte[pieces.length][];
        for (int i = 0; i < pieces.length; i++) {
            bytes[i] = pieces[i].getBytes(StandardCharsets.UTF_8);
        }
        return ReadAnswer.of(new OpenAiUnstreamedReader(MODEL, new OpenAiStreamReader(MODEL, true, 1)), bytes);
    }

    private static List<JsonNode> chunks(ReadAnswer answer) {
        return answer.events().stream()
                .filter(AnswerEvent.Chunk.class::isInstance)
                .map(event -> (JsonNode) Objects.requireNonNull(Json.objectOrNull(((AnswerEvent.Chunk) event).json())))
                .toList();
    }

    @Test
    void aWholeAnswerBecomesItsChunks() {
        ReadAnswer answer = read(" \n", """
                {"id":"chatcmpl-1","object":"chat.completion","created":7,"model":"gpt","system_fingerprint":"fp",
                 "choices":[{"index":0,"message":{"role":"assistant","content":"All of it","refusal":null,
                   "tool_calls":[{"id":"a","type":"function","function":{"name":"f","arguments":"{}"}},
                                 {"id":"b","type":"function","function":{"name":"g","arguments":"{}"}}]},
                   "logprobs":null,"finish_reason":"tool_calls"}],
                 "usage":{"prompt_tokens":3,"completion_tokens":4,"total_tokens":7}}
                """);

        assertThat(answer.problem()).isNull();
        List<JsonNode> chunks = chunks(answer);
        assertThat(chunks).hasSize(3).allSatisfy(chunk -> {
            assertThat(chunk.path("id").asText()).isEqualTo("chatcmpl-1");
            assertThat(chunk.path("object").asText()).isEqualTo("chat.completion.chunk");
            assertThat(chunk.path("model").asText()).isEqualTo("gpt");
        });
        JsonNode delta = chunks.get(0).at("/choices/0/delta");
        assertThat(delta.path("role").asText()).isEqualTo("assistant");
        assertThat(delta.path("content").asText()).isEqualTo("All of it");
        assertThat(delta.path("tool_calls").findValuesAsText("index")).containsExactly("0", "1");
        assertThat(chunks.get(0).at("/choices/0/finish_reason").isNull()).isTrue();
        assertThat(chunks.get(1).at("/choices/0/finish_reason").asText()).isEqualTo("tool_calls");
        assertThat(chunks.get(2).at("/usage/total_tokens").asInt()).isEqualTo(7);
        assertThat(answer.events()).anyMatch(AnswerEvent.Counted.class::isInstance);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            context_length_exceeded  | invalid_request_error | Too long            | CONTEXT_EXCEEDED
            -                        | -                     | This model's maximum context length is 8192 tokens | CONTEXT_EXCEEDED
            content_policy_violation | invalid_request_error | No                  | CONTENT_POLICY
            rate_limit_exceeded      | requests              | Slow down           | RATE_LIMITED
            -                        | rate_limit_error      | Slow down           | RATE_LIMITED
            insufficient_quota       | insufficient_quota    | Pay first           | QUOTA_EXHAUSTED
            invalid_value            | invalid_request_error | Invalid value: 'x'  | REQUEST_REJECTED
            -                        | server_error          | It went wrong       | FAILED
            """)
    void anErrorIsClassifiedByItsCodeTypeOrText(String code, String type, String message, FailureKind kind) {
        var error = Json.object().put("message", message).put("type", type).put("code", code);

        ReadAnswer answer = read(Json.object().set("error", error).toString());

        assertThat(answer.events()).isEmpty();
        assertThat(answer.problem()).isInstanceOfSatisfying(UpstreamProblem.class, problem -> {
            assertThat(problem.kind()).isEqualTo(kind);
            assertThat(problem.text()).contains(message);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "{", "{}", "{\"choices\":[]}"})
    void aBodyWithoutAnAnswerIsABrokenAnswer(String body) {
        ReadAnswer answer = read(body);

        assertThat(answer.events()).isEmpty();
        assertThat(answer.problem())
                .isInstanceOfSatisfying(
                        UpstreamProblem.class,
                        problem -> assertThat(problem.kind()).isEqualTo(FailureKind.BROKEN_ANSWER));
    }

    @Test
    void aStreamWithAWrongContentTypeIsRead() {
        ReadAnswer answer = read(
                "\n",
                ": hello\n\ndata: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hi\"},",
                "\"finish_reason\":null}]}\n\n",
                "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n",
                "data: [DONE]\n\n");

        assertThat(answer.problem()).isNull();
        assertThat(chunks(answer)).hasSize(2);
    }
}
