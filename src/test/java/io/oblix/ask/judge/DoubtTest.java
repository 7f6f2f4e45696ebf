package io.oblix.ask.judge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.AnswerEvent;
import io.oblix.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What shows of an answer without a comparison. */
class DoubtTest {

    private static final String PLAIN = "{}";

    private static final String TOOLS = """
        {"tools":[{"type":"function","function":{"name":"weather","parameters":{"type":"object",
        "properties":{"city":{"type":"string"},"days":{"type":"integer"}},"required":["city"],
        "additionalProperties":false}}}]}""";

    private static final String SCHEMA = """
        {"response_format":{"type":"json_schema","json_schema":{"name":"a","schema":{"type":"object",
        "properties":{"size":{"enum":["small","large"]},"tags":{"type":"array","items":{"$ref":"#/$defs/tag"}}},
        "required":["size"],"$defs":{"tag":{"type":"string"}}}}}}""";

    private static ObjectNode json(String text) {
        return Objects.requireNonNull(Json.objectOrNull(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static @Nullable Doubt doubt(String request, AnswerEvent... events) {
        Asked asked = new Asked(json(request));
        Said said = new Said(asked.wantsJson());
        List.of(events).forEach(said::add);
        return asked.doubt(said);
    }

    private static @Nullable Doubt text(String request, String text, String finish) {
        return doubt(request, new AnswerEvent.Text(text), new AnswerEvent.Finish(finish));
    }

    private static @Nullable Doubt call(String name, String arguments) {
        return doubt(
                TOOLS,
                new AnswerEvent.ToolCallStart(0, "id", name, ""),
                new AnswerEvent.ToolCallArguments(0, arguments),
                new AnswerEvent.Finish("tool_calls"));
    }

    @Test
    void anOrdinaryAnswerIsInNoDoubt() {
        assertThat(text(PLAIN, "Paris is the capital of France.", "stop")).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {" ", "\n\n\t"})
    void anAnswerOfNothingIsEmpty(String text) {
        assertThat(text(PLAIN, text, "stop")).isEqualTo(Doubt.EMPTY);
        assertThat(doubt(PLAIN, new AnswerEvent.Reasoning("Hm."), new AnswerEvent.Finish("stop")))
                .isEqualTo(Doubt.EMPTY);
    }

    @Test
    void anAnswerThatTheClientItselfMadeEmptyIsNot() {
        assertThat(text("{\"stop\":[\"END\"]}", " ", "stop")).isNull();
        assertThat(text("{\"max_tokens\":1}", " ", "length")).isNull();
    }

    @Test
    void anAnswerIsCutOffWhereTheClientSetNoLimit() {
        assertThat(text(PLAIN, "Once upon a", "length")).isEqualTo(Doubt.CUT_OFF);
        assertThat(text("{\"max_completion_tokens\":3}", "Once upon a", "length"))
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "I'm sorry, but I can't help with that.",
                "I\u2019m sorry, but I can\u2019t help with that.",
                "  \"As an AI language model, I have no opinion.\"",
                "Es tut mir leid, aber ich kann dabei nicht helfen.",
                "JE NE SAIS PAS."
            })
    void anAnswerThatBeginsWithARefusalIsOne(String text) {
        assertThat(text(PLAIN, text, "stop")).isEqualTo(Doubt.REFUSED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Say \"I'm sorry, but I can't come\" to decline.",
                "I can help with that.",
                "Sorry is an English word.",
                "The phrase 'as an AI language model' is often seen."
            })
    void theSameWordsLaterOnAreNoRefusal(String text) {
        assertThat(text(PLAIN, text, "stop")).isNull();
    }

    @Test
    void aRefusalOfTheModelsApiIsOne() {
        assertThat(doubt(PLAIN, new AnswerEvent.Refusal("No."), new AnswerEvent.Finish("stop")))
                .isEqualTo(Doubt.REFUSED);
        assertThat(text(PLAIN, "Well", "content_filter")).isEqualTo(Doubt.REFUSED);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        weather | {"city":"Paris"}           |
        weather | {"city":"Paris","days":2}  |
        weather | {"city":"Paris","days":2.0} |
        weather | {"city":"Par               | BAD_TOOL_CALL
        weather | ["Paris"]                  | BAD_TOOL_CALL
        weather | {"days":2}                 | BAD_TOOL_CALL
        weather | {"city":7}                 | BAD_TOOL_CALL
        weather | {"city":"Paris","x":1}     | BAD_TOOL_CALL
        climate | {"city":"Paris"}           | BAD_TOOL_CALL
        """)
    void aToolCallMustFitTheTool(String name, String arguments, @Nullable Doubt doubt) {
        assertThat(call(name, arguments)).isEqualTo(doubt);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        {"size":"small"}                   |
        {"size":"small","tags":["a","b"]}  |
        {"size":"huge"}                    | BAD_JSON
        {"tags":[]}                        | BAD_JSON
        {"size":"small","tags":[1]}        | BAD_JSON
        Here is the JSON: {"size":"small"} | BAD_JSON
        {"size":"sm                        | BAD_JSON
        """)
    void jsonMustFitTheSchema(String text, @Nullable Doubt doubt) {
        assertThat(text(SCHEMA, text, "stop")).isEqualTo(doubt);
    }

    @Test
    void aJsonObjectMustBeOne() {
        String request = "{\"response_format\":{\"type\":\"json_object\"}}";

        assertThat(text(request, "{\"a\":1}", "stop")).isNull();
        assertThat(text(request, "[1]", "stop")).isEqualTo(Doubt.BAD_JSON);
        assertThat(text(request, "a", "stop")).isEqualTo(Doubt.BAD_JSON);
    }

    private static String words(int from, int count) {
        return IntStream.range(from, from + count).mapToObj(i -> "w" + i).collect(Collectors.joining(" ", "", " "));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 7, 20, 33, 60})
    void aTextThatGoesRoundInCirclesIsFound(int circle) {
        String thrice = words(1_000, circle).repeat(1 + 60 / circle * 2);

        assertThat(text(PLAIN, words(0, 50) + thrice, "stop")).isEqualTo(Doubt.REPEATS);
    }

    @Test
    void whatIsSaidTwiceOrWithOtherWordsInBetweenIsNoCircle() {
        assertThat(text(PLAIN, words(0, 30).repeat(2), "stop")).isNull();
        assertThat(text(PLAIN, words(0, 30) + "a " + words(0, 30) + "b " + words(0, 30) + "c ", "stop"))
                .isNull();
        assertThat(text(PLAIN, words(0, 3_000), "stop")).isNull();
    }

    @Test
    void charactersWithoutSpacesCountAsWords() {
        assertThat(text(PLAIN, "\u6211\u4e0d\u77e5\u9053\u3002".repeat(13), "stop"))
                .isEqualTo(Doubt.REPEATS);
    }

    @Test
    void anAnswerInOpenAisFormatIsReadToo() {
        String whole =
                "{\"choices\":[{\"index\":0,\"message\":{\"content\":\"I cannot help with that\"},\"finish_reason\":\"stop\"}]}";
        assertThat(doubt(PLAIN, new AnswerEvent.Whole(whole.getBytes(StandardCharsets.UTF_8))))
                .isEqualTo(Doubt.REFUSED);

        ObjectNode chunk = json("{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"length\"}]}");
        assertThat(doubt(
                        PLAIN,
                        new AnswerEvent.Text("A"),
                        new AnswerEvent.Chunk(Json.bytes(chunk), true, chunk.get("choices"))))
                .isEqualTo(Doubt.CUT_OFF);
    }

    /** Each level doubles the work of a validator that tries all ways. */
    @Test
    void aHostileSchemaEndsSoon() {
        ObjectNode schema = Json.object();
        ObjectNode definitions = schema.putObject("$defs");
        for (int i = 0; i < 60; i++) {
            ObjectNode level = definitions.putObject("d" + i);
            for (int twice = 0; twice < 2; twice++) {
                level.withArray("anyOf").addObject().put("$ref", "#/$defs/d" + (i + 1));
            }
        }
        definitions.putObject("d60").put("type", "string");
        schema.put("$ref", "#/$defs/d0");
        ObjectNode circle = Json.object().put("$ref", "#");

        assertThat(SchemaFit.fits(Json.object(), schema)).isTrue();
        assertThat(SchemaFit.fits(Json.object(), circle)).isTrue();
    }
}
