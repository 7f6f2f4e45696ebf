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

/** What other servers say in words of their own reaches the client in OpenAI's. */
class OtherServersAnswersTest {

    private static final ModelName MODEL = new ModelName("any", "m");

    private static ReadAnswer stream(String text) {
        return ReadAnswer.of(new OpenAiStreamReader(MODEL, true, 1), text.getBytes(StandardCharsets.UTF_8));
    }

    private static String delta(String delta, String reason) {
        return "data: {\"id\":\"c\",\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":" + delta
                + ",\"finish_reason\":" + reason + "}]}\n\n";
    }

    private static List<JsonNode> chunks(ReadAnswer answer) {
        return answer.events().stream()
                .filter(AnswerEvent.Chunk.class::isInstance)
                .map(event -> (JsonNode) Objects.requireNonNull(Json.objectOrNull(((AnswerEvent.Chunk) event).json())))
                .toList();
    }

    private static ReadAnswer readWhole(String body) {
        return ReadAnswer.of(new OpenAiWholeReader(MODEL), body.getBytes(StandardCharsets.UTF_8));
    }

    private static JsonNode whole(String message, String reason) {
        ReadAnswer answer = readWhole("{\"id\":\"c\",\"model\":\"m\",\"choices\":[{\"index\":0,\"message\":" + message
                + ",\"finish_reason\":" + reason + "}]}");
        assertThat(answer.problem()).isNull();
        AnswerEvent.Whole whole =
                (AnswerEvent.Whole) answer.events().get(answer.events().size() - 1);
        return Objects.requireNonNull(Json.objectOrNull(whole.json())).at("/choices/0");
    }

    @ParameterizedTest
    @CsvSource({
        "eos, stop",
        "eos_token, stop",
        "end_turn, stop",
        "stop_sequence, stop",
        "STOP, stop",
        "FinishReason.STOP, stop",
        "COMPLETE, stop",
        "reason_of_tomorrow, stop",
        "model_length, length",
        "MAX_TOKENS, length",
        "max_tokens, length",
        "SAFETY, content_filter",
        "sensitive, content_filter",
        "refusal, content_filter",
        "tool_call, tool_calls",
        "tool_use, tool_calls",
        "'', stop",
        "function_call, function_call",
        "FINISH_REASON_STOP, stop",
        "FINISH_REASON_MAX_TOKENS, length",
        "FINISH_REASON_SAFETY, content_filter",
        "FINISH_REASON_UNSPECIFIED, stop",
        "context_window_exceeded, length",
        "max_context_length, length"
    })
    void anAnswerEndsForAReasonThatOpenAiHas(String theirs, String ours) {
        String quoted = "\"" + theirs + "\"";
        assertThat(whole("{\"content\":\"Hi\"}", quoted).path("finish_reason").asText())
                .isEqualTo(ours);

        ReadAnswer streamed = stream(delta("{\"content\":\"Hi\"}", "null") + delta("{}", quoted) + "data: [DONE]\n\n");
        assertThat(streamed.problem()).isNull();
        List<JsonNode> chunks = chunks(streamed);
        assertThat(chunks.get(chunks.size() - 1).at("/choices/0/finish_reason").asText())
                .isEqualTo(ours);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "error",
                "ERROR",
                "abort",
                "insufficient_system_resource",
                "network_error",
                "MALFORMED_FUNCTION_CALL",
                "cancelled",
                "FINISH_REASON_ERROR",
                "model_error",
                "engine_overloaded",
                "fail",
                "rate_limit",
                "exception"
            })
    void anAnswerThatFailedIsNotWhole(String reason) {
        assertThat(stream(delta("{\"content\":\"Hi\"}", "\"" + reason + "\"") + "data: [DONE]\n\n")
                        .problem())
                .isInstanceOf(UpstreamProblem.class);
    }

    @Test
    void aReasonMayBeAnObject() {
        assertThat(whole("{\"content\":\"Hi\"}", "{\"type\":\"stop\"}")
                        .path("finish_reason")
                        .asText())
                .isEqualTo("stop");
    }

    @Test
    void callsOfOneChunkUnderOneIndexAreToldApart() {
        String call = "{\"index\":0,\"function\":{\"name\":\"%s\",\"arguments\":\"{}\"}}";
        ReadAnswer answer =
                stream(delta("{\"tool_calls\":[" + call.formatted("a") + "," + call.formatted("b") + "]}", "null")
                        + delta("{}", "\"stop\"") + "data: [DONE]\n\n");

        JsonNode calls = chunks(answer).get(0).at("/choices/0/delta/tool_calls");
        assertThat(calls.at("/0/index").asInt()).isZero();
        assertThat(calls.at("/1/index").asInt()).isOne();
        assertThat(calls.at("/0/id").asText()).isNotEqualTo(calls.at("/1/id").asText());
    }

    @Test
    void anEmptyReasonBeforeTheFinishEndsNothing() {
        ReadAnswer cutOff = stream(delta("{\"content\":\"Hi\"}", "\"\""));
        assertThat(cutOff.problem()).isInstanceOf(UpstreamProblem.class);
        assertThat(chunks(cutOff).get(0).at("/choices/0/finish_reason").isNull())
                .isTrue();
    }

    @Test
    void aChoicesOwnErrorIsReported() {
        ReadAnswer answer = stream("data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"error\","
                + "\"error\":{\"code\":429,\"message\":\"Slow down\"}}]}\n\n");
        assertThat(answer.problem()).isInstanceOfSatisfying(UpstreamProblem.class, problem -> {
            assertThat(problem.kind()).isEqualTo(FailureKind.RATE_LIMITED);
            assertThat(problem.text()).contains("Slow down");
        });
    }

    @Test
    void toolCallsWithoutAnIndexAreToldApart() {
        ReadAnswer answer =
                stream(delta("{\"tool_calls\":[{\"function\":{\"name\":\"a\",\"arguments\":\"{}\"}}]}", "null")
                        + delta(
                                "{\"tool_calls\":[{\"id\":\"\",\"function\":{\"name\":\"b\",\"arguments\":{\"x\":1}}}]}",
                                "\"stop\"")
                        + "data: [DONE]\n\n");

        assertThat(answer.problem()).isNull();
        List<JsonNode> chunks = chunks(answer);
        JsonNode first = chunks.get(0).at("/choices/0/delta/tool_calls/0");
        JsonNode second = chunks.get(1).at("/choices/0/delta/tool_calls/0");
        assertThat(first.path("index").asInt(-1)).isZero();
        assertThat(second.path("index").asInt(-1)).isOne();
        assertThat(first.path("id").asText()).startsWith("call_");
        assertThat(second.path("id").asText())
                .startsWith("call_")
                .isNotEqualTo(first.path("id").asText());
        assertThat(first.path("type").asText()).isEqualTo("function");
        assertThat(second.at("/function/arguments").textValue()).isEqualTo("{\"x\":1}");
        assertThat(chunks.get(1).at("/choices/0/finish_reason").asText()).isEqualTo("tool_calls");
    }

    @Test
    void callsUnderTheSameIndexAreToldApartByTheirIds() {
        String call = "{\"tool_calls\":[{\"index\":0,\"id\":\"%s\",\"type\":\"function\","
                + "\"function\":{\"name\":\"a\",\"arguments\":\"{}\"}}]}";
        List<JsonNode> chunks = chunks(stream(
                delta(call.formatted("c1"), "null") + delta(call.formatted("c2"), "null") + delta("{}", "\"STOP\"")));

        assertThat(chunks.get(0).at("/choices/0/delta/tool_calls/0/index").asInt())
                .isZero();
        assertThat(chunks.get(1).at("/choices/0/delta/tool_calls/0/index").asInt())
                .isOne();
        assertThat(chunks.get(2).at("/choices/0/finish_reason").asText()).isEqualTo("tool_calls");
    }

    @Test
    void theArgumentsOfACallWithoutAnIndexStayTogether() {
        List<JsonNode> chunks = chunks(stream(delta(
                        "{\"tool_calls\":[{\"id\":\"c1\",\"type\":\"function\",\"function\":{\"name\":\"a\",\"arguments\":\"\"}}]}",
                        "null")
                + delta("{\"tool_calls\":[{\"function\":{\"arguments\":\"{\"}}]}", "null")
                + delta("{\"tool_calls\":[{\"id\":\"c1\",\"function\":{\"arguments\":\"}\"}}]}", "\"tool_calls\"")));

        assertThat(chunks)
                .allSatisfy(chunk -> assertThat(
                                chunk.at("/choices/0/delta/tool_calls/0/index").asInt(-1))
                        .isZero());
    }

    @Test
    void theCallsOfAWholeAnswerHaveAllThatOpenAisHave() {
        JsonNode choice = whole(
                "{\"content\":null,\"tool_calls\":[{\"function\":{\"name\":\"a\",\"arguments\":{\"x\":1.50}}},"
                        + "{\"id\":\"\",\"function\":{\"name\":\"b\"}}]}",
                "\"stop\"");

        assertThat(choice.path("finish_reason").asText()).isEqualTo("tool_calls");
        assertThat(choice.at("/message/tool_calls/0/id").asText()).startsWith("call_");
        assertThat(choice.at("/message/tool_calls/0/type").asText()).isEqualTo("function");
        assertThat(choice.at("/message/tool_calls/0/function/arguments").textValue())
                .isEqualTo("{\"x\":1.50}");
        assertThat(choice.at("/message/tool_calls/1/function/arguments").textValue())
                .isEqualTo("{}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', nullValues = "-", textBlock = """
            [{"type":"thinking","thinking":[{"type":"text","text":"hm"}]},{"type":"text","text":"Hi"}] | Hi | hm
            [{"type":"thinking","thinking":"hm"},"Hi"]           | Hi   | hm
            [{"type":"reasoning","text":"hm"},{"type":"output_text","text":"Hi"}] | Hi | hm
            [{"type":"text","text":"H"},{"type":"reference","reference_ids":[0]},{"type":"text","text":"i"}] | Hi | -
            {"type":"text","text":"Hi"}                          | Hi   | -
            [{"type":"thinking","thinking":"hm"}]                | -    | hm
            []                                                   | ^^   | -
            """)
    void contentInPartsIsAText(String content, String text, String thought) {
        String said = "{\"content\":" + content + "}";
        JsonNode delta = chunks(stream(delta(said, "null"))).get(0).at("/choices/0/delta");

        for (JsonNode one : List.of(delta, whole(said, "\"stop\"").path("message"))) {
            assertThat(Json.text(one, "content")).isEqualTo(text);
            assertThat(Json.text(one, "reasoning_content")).isEqualTo(thought);
        }
    }

    @Test
    void aByteOrderMarkIsDropped() {
        String mark = "\uFEFF";
        assertThat(chunks(stream(mark + delta("{\"content\":\"Hi\"}", "\"stop\"") + "data: [DONE]\n\n")))
                .hasSize(1);
        assertThat(readWhole(mark + "{\"model\":\"m\",\"choices\":[{\"finish_reason\":\"stop\"}]}")
                        .problem())
                .isNull();
        ReadAnswer unstreamed = ReadAnswer.of(
                new OpenAiUnstreamedReader(MODEL, new OpenAiStreamReader(MODEL, true, 1)),
                (mark + "{\"model\":\"m\",\"choices\":[{\"message\":{\"content\":\"Hi\"},\"finish_reason\":\"\"}]}")
                        .getBytes(StandardCharsets.UTF_8));
        assertThat(unstreamed.problem()).isNull();
        assertThat(chunks(unstreamed)).hasSize(2);
    }

    @Test
    void chunksWithoutChoicesGetNone() {
        assertThat(chunks(stream("data: {\"type\":\"ping\"}\n\n")).get(0).path("choices"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "event: error\ndata: {\"message\":\"boom\"}\n\n",
                "event: error\r\ndata: boom\r\n\r\n",
                "event:error\ndata: \"boom\"\n\n",
                "data: {\"message\":\"boom\"}\n\n",
                "data: {\"object\":\"error\",\"message\":\"boom\",\"type\":\"x\",\"param\":null,\"code\":null}\n\n",
                "data: {\"detail\":\"boom\"}\n\n",
                "data: {\"code\":\"InternalError\",\"message\":\"boom\",\"choices\":null}\n\n",
                "data: {\"code\":500,\"msg\":\"boom\"}\n\n",
                "data: {\"errors\":[{\"message\":\"boom\"}]}\n\n",
                "data: {\"error\":\"boom\",\"error_type\":\"generation\"}\n\n",
                "data: {\"error\":true,\"message\":\"boom\"}\n\n",
                "data: [{\"error\":{\"code\":500,\"message\":\"boom\"}}]\n\n",
                "data: {\"base_resp\":{\"status_code\":1013,\"status_msg\":\"boom\"}}\n\n",
                "{\"error\":{\"message\":\"boom\"}}\n\n",
                "{\n  \"error\": {\n    \"message\": \"boom\"\n  }\n}\n",
            })
    void anErrorInAStreamIsReportedWhateverItsShape(String event) {
        ReadAnswer answer = stream(delta("{\"content\":\"a\"}", "null") + event);

        assertThat(chunks(answer)).hasSize(1);
        assertThat(answer.problem()).isInstanceOfSatisfying(UpstreamProblem.class, problem -> {
            assertThat(problem.kind()).isEqualTo(FailureKind.FAILED);
            assertThat(problem.text()).endsWith("boom");
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"message\":\"boom\"}",
                "[{\"error\":{\"message\":\"boom\"}}]",
                "{\"error\":true,\"detail\":\"boom\"}",
                "{\"choices\":[],\"detail\":[{\"loc\":[\"body\"],\"msg\":\"boom\"}]}"
            })
    void anErrorWithStatus200IsReportedWhateverItsShape(String body) {
        assertThat(readWhole(body).problem())
                .isInstanceOfSatisfying(
                        UpstreamProblem.class,
                        problem -> assertThat(problem.text()).endsWith("boom"));
        assertThat(ReadAnswer.of(
                                new OpenAiUnstreamedReader(MODEL, new OpenAiStreamReader(MODEL, true, 1)),
                                body.getBytes(StandardCharsets.UTF_8))
                        .problem())
                .isInstanceOfSatisfying(
                        UpstreamProblem.class,
                        problem -> assertThat(problem.text()).endsWith("boom"));
    }
}
