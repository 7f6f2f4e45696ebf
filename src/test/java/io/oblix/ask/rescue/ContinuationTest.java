package io.oblix.ask.rescue;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.oblix.ask.rescue.Continuation.Form;
import io.oblix.chat.AnswerEvent;
import io.oblix.chat.Cancellation;
import io.oblix.chat.ChatRequest;
import io.oblix.chat.ModelName;
import io.oblix.chat.Place;
import io.oblix.chat.Side;
import io.oblix.chat.Usage;
import io.oblix.dialect.chat.ChatRequestReader;
import io.oblix.json.Json;
import io.oblix.provider.Endpoint;
import io.oblix.provider.Provider;
import io.oblix.provider.Target;
import io.oblix.provider.ollama.OllamaProvider;
import io.oblix.provider.ollama.OllamaSettings;
import io.oblix.provider.openai.OpenAiProvider;
import io.oblix.settings.CallLimit;
import io.oblix.settings.RescueMode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How another run is asked for the rest: Ollama continues an assistant turn, OpenAI is asked in words. */
class ContinuationTest {

    private static final String URL = "http://localhost:1";
    private static final Target OLLAMA =
            target(new OllamaProvider(new OllamaSettings(List.of(URL), null, 4096, CallLimit.NONE)), "llama3.2:1b");
    private static final Target OPENAI =
            target(new OpenAiProvider(new Endpoint("openai", Side.CLOUD, URL, null, false, "none")), "gpt-4o-mini");

    private static Target target(Provider provider, String model) {
        return new Target(provider, new Place(new ModelName(provider.name(), model), URL));
    }

    private static JsonNode json(String json) {
        return Objects.requireNonNull(Json.objectOrNull(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8)));
    }

    private static ChatRequest read(String messages) {
        String body = "{'stream':true,'messages':" + messages + "}";
        return ChatRequestReader.read(
                "id", body.replace('\'', '"').getBytes(StandardCharsets.UTF_8), null, new Cancellation());
    }

    private static ChatRequest request(String more) {
        String body = "{\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"Count.\"}]" + more + "}";
        return ChatRequestReader.read("id", body.getBytes(StandardCharsets.UTF_8), null, new Cancellation());
    }

    private static SentSoFar sent(String... pieces) {
        SentSoFar sent = new SentSoFar();
        for (String piece : pieces) {
            sent.add(new AnswerEvent.Text(piece));
        }
        return sent;
    }

    @Test
    void aModelThatContinuesIsShownTheBegunAnswerWithoutBlanksAtItsEnd() {
        ChatRequest request = request(",\"max_tokens\":100");

        Continuation how = Continuation.of(request, sent("One, ", "two, "), OLLAMA, RescueMode.CONTINUE);

        assertThat(how.goesOn()).isTrue();
        JsonNode messages = how.request().body().path("messages");
        assertThat(messages).hasSize(2);
        assertThat(messages.get(1).path("role").asText()).isEqualTo("assistant");
        assertThat(messages.get(1).path("content").asText()).isEqualTo("One, two,");
        assertThat(how.request().body().path("max_tokens").asInt()).isEqualTo(100 - how.begunTokens());
        assertThat(request.messages()).as("the client's request").hasSize(1);
    }

    @Test
    void aModelThatDoesNotContinueIsAskedToGoOnFromTheLastWords() {
        ChatRequest request = request(",\"max_tokens\":100");

        Continuation how = Continuation.of(request, sent("One, ", "two, "), OPENAI, RescueMode.CONTINUE);

        assertThat(how.form()).isEqualTo(Form.ASKED);
        JsonNode messages = how.request().body().path("messages");
        assertThat(messages).hasSize(3);
        assertThat(messages.get(1)).isEqualTo(json("{'role':'assistant','content':'One, two,'}"));
        assertThat(messages.get(2).path("role").asText()).isEqualTo("user");
        assertThat(messages.get(2).path("content").asText()).contains("broke off", "\n\nOne, two,\n\n");
        assertThat(how.request().body().path("max_tokens").asInt()).isEqualTo(100 - how.begunTokens());
        assertThat(how.begunTokens()).isEqualTo(2);
        assertThat(request.messages()).as("the client's request").hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ",\"response_format\":{\"type\":\"json_object\"}",
                ",\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"x\",\"schema\":{}}}",
                ",\"logprobs\":true",
                ",\"modalities\":[\"text\",\"audio\"],\"audio\":{\"voice\":\"x\",\"format\":\"wav\"}",
                ",\"stop\":\", two, three\"",
            })
    void whatCannotBeAskedForInWordsIsAskedForAgain(String more) {
        ChatRequest request = request(more);
        Continuation how = Continuation.of(request, sent("One, two, "), OPENAI, RescueMode.CONTINUE);

        assertThat(how.form()).isEqualTo(Form.SAME);
        assertThat(how.request()).isSameAs(request);
        assertThat(how.begunTokens()).isZero();
        assertThat(how.quoted(request, sent("One, two, "))).isNull();
    }

    @Test
    void aBegunAnswerOfTheClientsOwnIsAskedForAgain() {
        ChatRequest request = read("[{'role':'user','content':'Count.'},{'role':'assistant','content':'Zero,'}]");

        assertThat(Continuation.of(request, sent(" one, two, "), OPENAI, RescueMode.CONTINUE)
                        .form())
                .isEqualTo(Form.SAME);
    }

    @Test
    void onlyTheSameAgainIsAskedForWhereOnlyThatIsWanted() {
        ChatRequest request = request("");

        for (Target target : List.of(OLLAMA, OPENAI)) {
            Continuation how = Continuation.of(request, sent("One, two, "), target, RescueMode.IDENTICAL);
            assertThat(how.request()).isSameAs(request);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[{'role':'user','content':'Count.'}] | /0/content | 1",
                "[{'role':'user','content':[{'type':'text','text':'Count.'}]}] | /0/content/1/text | 1",
                "[{'role':'user','content':'Count.'},{'role':'assistant','tool_calls':[{'id':'a','type':'function',"
                        + "'function':{'name':'f','arguments':'{}'}}]},{'role':'tool','tool_call_id':'a','content':'x'}]"
                        + " | /3/content | 4",
            })
    void aModelThatRefusesTheTurnGetsItAsAQuotation(String messages, String where, int count) {
        ChatRequest request = read(messages);
        String before = request.body().toString();
        SentSoFar sent = sent("One, ", "two, ");
        for (Target target : List.of(OLLAMA, OPENAI)) {
            Continuation how =
                    Continuation.of(request, sent, target, RescueMode.CONTINUE).quoted(request, sent);

            assertThat(how).isNotNull();
            JsonNode asked = how.request().body().path("messages");
            assertThat(asked).hasSize(count);
            assertThat(asked.at(where).asText()).contains("begun to answer", "\n\nOne, two,\n\n");
            assertThat(how.quoted(request, sent)).isNull();
            assertThat(request.body()).as("the client's request").hasToString(before);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // Short answers whole, longer ones from the beginning of a word, and from where nothing is said twice.
                "One, two | One, two",
                "It lies on the banks of the river Sei | the banks of the river Sei",
                "a row of boats in a row. Another row of boats in a row | Another row of boats in a row",
            })
    void theLastWordsSayWhereTheRestBelongs(String begun, String words) {
        assertThat(Instruction.lastWords(begun)).endsWith(words);
        assertThat(begun).endsWith(Instruction.lastWords(begun));
        assertThat(begun.indexOf(Instruction.lastWords(begun)))
                .isEqualTo(begun.lastIndexOf(Instruction.lastWords(begun)));
    }

    @ParameterizedTest
    @ValueSource(strings = {",\"temperature\":0", ",\"temperature\":0.0", ",\"seed\":7"})
    void theModelThatBrokeOffIsFirstAskedForTheSameWhereItSaysTheSameAgain(String more) {
        SentSoFar sent = sent("One, ", "two, ");

        assertThat(Continuation.ways(request(more), sent, OPENAI, true, RescueMode.CONTINUE))
                .extracting(Continuation::form)
                .containsExactly(Form.SAME, Form.ASKED);
        assertThat(Continuation.ways(request(more), sent, OPENAI, false, RescueMode.CONTINUE))
                .extracting(Continuation::form)
                .containsExactly(Form.ASKED);
        assertThat(Continuation.ways(request(""), sent, OPENAI, true, RescueMode.CONTINUE))
                .extracting(Continuation::form)
                .containsExactly(Form.ASKED);
        assertThat(Continuation.ways(request(more), sent, OLLAMA, true, RescueMode.CONTINUE))
                .extracting(Continuation::form)
                .containsExactly(Form.PREFILLED);
    }

    @Test
    void aPromptThatCannotHoldTheBegunAnswerWasCountedWithoutIt() {
        Continuation how = Continuation.of(request(""), sent("One, ", "two, "), OPENAI, RescueMode.CONTINUE);
        int added = how.addedTokens();

        assertThat(added).isGreaterThan(30);
        assertThat(how.inAll(Usage.of(8 + added, 10), 7)).isEqualTo(Usage.of(8, 12));
        assertThat(how.inAll(Usage.of(6 + added, 10), 7)).isEqualTo(Usage.of(7, 12));
        assertThat(how.inAll(Usage.of(10, 10), 7)).isEqualTo(Usage.of(10, 12));
        assertThat(how.inAll(new Usage(8 + added, 10, 8 + added, 0, 3), 7)).isEqualTo(new Usage(8, 12, 8, 0, 3));
    }

    @Test
    void tooLittleToContinueFromIsAskedAgain() {
        assertThat(Continuation.of(request(""), sent("On"), OLLAMA, RescueMode.CONTINUE)
                        .goesOn())
                .isFalse();
    }

    @Test
    void anAnswerThatEndsInHalfAStopSequenceIsAskedAgain() {
        assertThat(Continuation.of(request(",\"stop\":\"END\""), sent("One, two, EN"), OLLAMA, RescueMode.CONTINUE)
                        .goesOn())
                .isFalse();
    }

    @Test
    void theTokensOfBothPartsAreCountedAndThePromptOnce() {
        Continuation how = Continuation.of(request(""), sent("One, ", "two, "), OLLAMA, RescueMode.CONTINUE);

        assertThat(how.inAll(Usage.of(50, 10), 40)).isEqualTo(Usage.of(48, 10 + how.begunTokens()));
    }
}
