package io.oblix.provider.openai;

import static org.assertj.core.api.Assertions.assertThat;

import io.oblix.chat.AnswerEvent;
import io.oblix.chat.Cancellation;
import io.oblix.chat.ChatRequest;
import io.oblix.chat.ModelName;
import io.oblix.dialect.chat.ChatRequestReader;
import io.oblix.provider.Question;
import io.oblix.provider.Question.ChosenBy;
import io.oblix.provider.Work;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests and answers pass through byte for byte where nothing has to change. */
class OpenAiPassThroughTest {

    private static final ModelName MODEL = new ModelName("openai", "gpt-4.1");
    private static final String MESSAGES = "\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]";

    @Test
    void numbersAndOrderOfARequestStayAsTheyWereWritten() {
        assertThat(sent("{\"temperature\":1.50,\"model\":\"auto\",\"seed\":9007199254740993,"
                        + "\"messages\":[ {\"content\":\"Gr\\u00fc\\u00dfe\",\"role\":\"user\"}],\"top_p\":0.10}"))
                .isEqualTo("{\"temperature\":1.50,\"model\":\"gpt-4.1\",\"seed\":9007199254740993,"
                        + "\"messages\":[ {\"content\":\"Gr\\u00fc\\u00dfe\",\"role\":\"user\"}],\"top_p\":0.10}");
    }

    @Test
    void theLastOfTwoConversationsIsSent() {
        assertThat(sent("{\"messages\":[{\"role\":\"user\",\"content\":\"first\"}],\"model\":\"auto\","
                        + "\"messages\": [{\"role\":\"user\",\"content\":\"second\"}] }"))
                .contains("second")
                .doesNotContain("first");
    }

    @Test
    void aChangedConversationIsSerialisedAgain() {
        assertThat(sentToOpenAi("{\"messages\":[{\"role\":\"assistant\",\"content\":\"a\",\"reasoning_content\":\"b\"},"
                        + " {\"role\":\"user\",\"content\":\"c\"}]}"))
                .contains("\"content\":\"a\"", "\"content\":\"c\"")
                .doesNotContain("reasoning_content");
    }

    @Test
    void aRequestInAnotherEncodingIsSentInUtf8() {
        ChatRequest request = ChatRequestReader.read(
                "id",
                "{\"messages\":[{\"role\":\"user\",\"content\":\"Grüße\"}]}".getBytes(StandardCharsets.UTF_16),
                null,
                new Cancellation());
        assertThat(sent(request, false)).contains("Grüße");
    }

    @Test
    void aLoneSurrogateBesideAConversationSurvives() {
        assertThat(sent("{" + MESSAGES + ",\"user\":\"\\ud83d\"}")).containsIgnoringCase("\"\\ud83d\"");
    }

    @Test
    void theClientsRequestIsNotChanged() {
        ChatRequest request =
                request("{\"stream\":true,\"stream_options\":{},\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}");
        String before = request.body().toString();
        assertThat(sent(request, false)).isNotEmpty();
        assertThat(request.body().toString()).isEqualTo(before);
    }

    @Test
    void openAiGetsTheTokenLimitUnderItsNewerName() {
        assertThat(sentToOpenAi("{" + MESSAGES + ",\"max_tokens\":7}"))
                .contains("\"max_completion_tokens\":7")
                .doesNotContain("max_tokens");
        assertThat(sentToOpenAi("{" + MESSAGES + ",\"max_tokens\":7,\"max_completion_tokens\":5}"))
                .contains("\"max_completion_tokens\":5")
                .doesNotContain("max_tokens");
    }

    @Test
    void otherServersGetTheTokenLimitUnchanged() {
        assertThat(sent("{" + MESSAGES + ",\"max_tokens\":7}"))
                .contains("\"max_tokens\":7")
                .doesNotContain("max_completion_tokens");
    }

    @Test
    void aLoneSurrogateSurvives() {
        assertThat(sent("{\"messages\":[{\"role\":\"user\",\"content\":\"\\ud83d\"}]}"))
                .containsIgnoringCase("\"\\ud83d\"");
    }

    @Test
    void theBytesOfAnAnswerStayAsTheyWereWritten() {
        String answer = "{ \"id\":\"x\",\n \"model\" : \"gpt-4.1-2025\", \"choices\":[{\"a\":1.50,\"b\":\"\\u00fc\"}],"
                + "\"usage\":{\"prompt_tokens\":1e1} }\n";
        assertThat(whole(answer)).isEqualTo(answer);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', textBlock = """
        {"choices":[{}]}              | {"choices":[{}],"model":"gpt-4.1"}
        {"model":"","choices":[{}]}   | {"model":"gpt-4.1","choices":[{}]}
        {"model":null,"choices":[{}]} | {"model":"gpt-4.1","choices":[{}]}
        {"model":7,"choices":[{}]}    | {"model":"gpt-4.1","choices":[{}]}
        """)
    void anAnswerWithoutAModelGetsTheNameThatWasAskedFor(String answer, String passedOn) {
        assertThat(whole(answer)).isEqualTo(passedOn);
    }

    @Test
    void aChunkIsPassedOnAsItCame() {
        String chunk =
                "{ \"model\" : \"gpt-4.1-2025\", \"choices\":[{\"index\":0,\"delta\":{\"content\":\"\\u00fc\"}}]}";
        List<AnswerEvent> events = new ArrayList<>();
        new OpenAiStreamReader(MODEL, false, 1)
                .read(("data: " + chunk + "\n\n").getBytes(StandardCharsets.UTF_8), events::add);

        assertThat(events)
                .singleElement()
                .isInstanceOfSatisfying(
                        AnswerEvent.Chunk.class,
                        passed -> assertThat(passed.json())
                                .asString(StandardCharsets.UTF_8)
                                .isEqualTo(chunk));
    }

    private static String whole(String answer) {
        List<AnswerEvent> events = new ArrayList<>();
        OpenAiWholeReader reader = new OpenAiWholeReader(MODEL);
        reader.read(answer.getBytes(StandardCharsets.UTF_8), events::add);
        reader.end(events::add);
        return new String(((AnswerEvent.Whole) events.get(events.size() - 1)).json(), StandardCharsets.UTF_8);
    }

    private static String sent(String body) {
        return sent(request(body), false);
    }

    private static String sentToOpenAi(String body) {
        return sent(request(body), true);
    }

    private static String sent(ChatRequest request, boolean openAi) {
        return new String(
                OpenAiRequest.translate(
                                new Question(request, Work.NONE, ChosenBy.CLIENT),
                                "gpt-4.1",
                                new OpenAiRequest.Server(openAi, openAi),
                                Set.of())
                        .bytes(),
                StandardCharsets.UTF_8);
    }

    private static ChatRequest request(String body) {
        return ChatRequestReader.read("id", body.getBytes(StandardCharsets.UTF_8), null, new Cancellation());
    }
}
