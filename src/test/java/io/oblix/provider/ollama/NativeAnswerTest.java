package io.oblix.provider.ollama;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.AnswerEvent;
import io.oblix.chat.ModelName;
import io.oblix.dialect.ollama.OllamaForm;
import io.oblix.dialect.ollama.OllamaMemo;
import io.oblix.fixture.Golden;
import io.oblix.json.Json;
import io.oblix.provider.Provider;
import io.oblix.provider.ReadAnswer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Ollama's answers for clients of its own API. */
class NativeAnswerTest {

    static List<Golden> answers() {
        return Golden.in(Provider.class, "ollama/answers", ".ndjson", ".json").stream()
                .filter(golden -> !golden.toString().endsWith(".whole"))
                .toList();
    }

    private static ReadAnswer read(String model, boolean streaming, byte[]... pieces) {
        OllamaMemo memo = new OllamaMemo(OllamaForm.CHAT, model, false, "");
        return ReadAnswer.of(
                new NativeAnswer(new OllamaToOpenAiAnswer(new ModelName("ollama", "m")), memo, streaming, false),
                pieces);
    }

    private static String sent(ReadAnswer answer) {
        return answer.events().stream()
                .map(event -> new String(((AnswerEvent.Frame) event).bytes(), StandardCharsets.UTF_8))
                .collect(Collectors.joining());
    }

    private static List<AnswerEvent> words(ReadAnswer answer) {
        return answer.events().stream()
                .flatMap(event -> ((AnswerEvent.Frame) event).says().stream())
                .toList();
    }

    @ParameterizedTest
    @MethodSource("answers")
    void linesGoOutAsTheyAreWithAnotherModel(Golden golden) {
        ReadAnswer answer = read("asked:latest", true, golden.bytes());
        ReadAnswer inWords = ReadAnswer.of(new OllamaToOpenAiAnswer(new ModelName("ollama", "m")), golden.bytes());

        assertThat(words(answer)).hasSameSizeAs(inWords.events());
        assertThat(answer.problem() == null).isEqualTo(inWords.problem() == null);
        String in = new String(golden.bytes(), StandardCharsets.UTF_8);
        String[] lines = sent(answer).split("\n", -1);
        for (int i = 0; i < lines.length - 1; i++) {
            ObjectNode line = Json.objectOrNull(lines[i].getBytes(StandardCharsets.UTF_8));
            assertThat(line).isNotNull();
            assertThat(line.path("model").asText()).isEqualTo("asked:latest");
            assertThat(in).contains(lines[i].substring(lines[i].indexOf(",", lines[i].indexOf("asked:latest"))));
        }
    }

    @ParameterizedTest
    @MethodSource("answers")
    void whereverTheNetworkCutsTheLinesTheyAreTheSame(Golden golden) {
        ReadAnswer whole = read("a", true, golden.bytes());
        ReadAnswer inBytes = read("a", true, ReadAnswer.byteByByte(golden.bytes()));

        assertThat(sent(inBytes)).isEqualTo(sent(whole));
    }

    @Test
    void aNameThatIsTheSameLeavesTheBytesAlone() {
        String line = "{\"model\":\"llama3.2\",\"message\":{\"content\":\"x\"},\"done\":true}";

        assertThat(sent(read("llama3.2", false, line.getBytes(StandardCharsets.UTF_8))))
                .isEqualTo(line);
        assertThat(sent(read("other", false, line.getBytes(StandardCharsets.UTF_8))))
                .isEqualTo(line.replace("llama3.2", "other"));
    }

    @Test
    void aNameElsewhereOrWithEscapesIsReplacedToo() {
        for (String line : List.of(
                "{\"done\":true,\"model\":\"m\",\"message\":{\"content\":\"x\"}}",
                "{\"model\":\"\\u006d\",\"message\":{\"content\":\"\\\"model\\\":\"},\"done\":true}",
                "{ \"model\" : \"m\",\"message\":{\"content\":\"x\"},\"done\":true}",
                "{\"message\":{\"content\":\"x\"},\"done\":true}")) {
            String sent = sent(read("other", false, line.getBytes(StandardCharsets.UTF_8)));

            ObjectNode read = Json.objectOrNull(sent.getBytes(StandardCharsets.UTF_8));
            assertThat(read).isNotNull();
            assertThat(read.path("model").asText()).isEqualTo("other");
            assertThat(read.path("done").asBoolean()).isTrue();
        }
    }

    /** They must not be taken for those of a model that is sure of all that it says. */
    @ParameterizedTest
    @ValueSource(strings = {"", ",\"logprob\":null", ",\"logprob\":\"-0.1\"", ",\"logprob\":{}"})
    void aLogProbabilityThatIsNoNumberIsNotKnown(String written) {
        String lines = """
                {"model":"m","response":"Hi","done":false,"logprobs":[{"token":"Hi"%s}]}
                {"model":"m","response":"","done":true,"done_reason":"stop","eval_count":1}
                """.formatted(written);

        List<AnswerEvent> words = words(read("m", true, lines.getBytes(StandardCharsets.UTF_8)));

        assertThat(words.get(0)).isInstanceOfSatisfying(AnswerEvent.Text.class, text -> {
            ArrayNode tokens = text.logprobs();
            assertThat(tokens).isNotNull();
            assertThat(tokens.path(0).path("logprob").asInt()).isEqualTo(-9999);
        });
    }

    @Test
    void aLogProbabilityThatIsNoJsonLeavesTheTextAsItIs() {
        byte[] lines = """
                {"model":"m","response":"Hi","done":false,"logprobs":[{"token":"Hi","logprob":NaN}]}
                {"model":"m","response":"","done":true,"done_reason":"stop","eval_count":1}
                """.getBytes(StandardCharsets.UTF_8);
        OllamaMemo memo = new OllamaMemo(OllamaForm.CHAT, "m", false, "");

        ReadAnswer untold = ReadAnswer.of(
                new NativeAnswer(new OllamaToOpenAiAnswer(new ModelName("ollama", "m")), memo, true, true), lines);

        assertThat(untold.problem()).isNull();
        assertThat(words(untold)).contains(new AnswerEvent.Text("Hi"), new AnswerEvent.Finish("stop"));
        assertThat(sent(untold)).contains("\"Hi\"").doesNotContain("NaN", "logprobs");
    }

    @Test
    void anAnswerToAPromptIsReadToo() {
        String lines = """
                {"model":"m","response":"Hi","done":false}
                {"model":"m","response":"","done":true,"done_reason":"stop","eval_count":1}
                """;

        assertThat(words(read("m", true, lines.getBytes(StandardCharsets.UTF_8))))
                .contains(new AnswerEvent.Text("Hi"), new AnswerEvent.Finish("stop"));
    }
}
