package io.oblix.ask.rescue;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.oblix.ask.rescue.Continuation.Form;
import io.oblix.chat.AnswerEvent;
import io.oblix.chat.Cancellation;
import io.oblix.chat.ChatRequest;
import io.oblix.chat.Usage;
import io.oblix.dialect.chat.ChatRequestReader;
import io.oblix.json.Json;
import io.oblix.settings.RescueMode;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How another run is asked for the rest. */
class ContinuationTest {

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
    void aModelIsAskedToGoOnFromTheLastWords() {
        ChatRequest request = request(",\"max_tokens\":100");

        Continuation how = Continuation.of(request, sent("One, ", "two, "), RescueMode.CONTINUE);

        assertThat(how.form()).isEqualTo(Form.ASKED);
        JsonNode messages = how.request().body().path("messages");
        assertThat(messages).hasSize(3);
        assertThat(messages.get(1)).isEqualTo(json("{'role':'assistant','content':'One, two,'}"));
        assertThat(messages.get(2).path("role").asText()).isEqualTo("user");
        assertThat(messages.get(2).path("content").asText()).contains("broke off", "\n\nOne, two,\n\n");
        assertThat(how.request().body().path("max_tokens").asInt())
                .as("with the words to repeat")
                .isEqualTo(100 - 2 + 3);
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
        Continuation how = Continuation.of(request, sent("One, two, "), RescueMode.CONTINUE);

        assertThat(how.form()).isEqualTo(Form.SAME);
        assertThat(how.request()).isSameAs(request);
        assertThat(how.begunTokens()).isZero();
        assertThat(how.quoted(request, sent("One, two, "))).isNull();
    }

    @Test
    void aBegunAnswerOfTheClientsOwnIsAskedForAgain() {
        ChatRequest request = read("[{'role':'user','content':'Count.'},{'role':'assistant','content':'Zero,'}]");

        assertThat(Continuation.of(request, sent(" one, two, "), RescueMode.CONTINUE)
                        .form())
                .isEqualTo(Form.SAME);
    }

    @Test
    void onlyTheSameAgainIsAskedForWhereOnlyThatIsWanted() {
        ChatRequest request = request("");

        Continuation how = Continuation.of(request, sent("One, two, "), RescueMode.IDENTICAL);
        assertThat(how.request()).isSameAs(request);
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
        Continuation how = Continuation.of(request, sent, RescueMode.CONTINUE).quoted(request, sent);

        assertThat(how).isNotNull();
        JsonNode asked = how.request().body().path("messages");
        assertThat(asked).hasSize(count);
        assertThat(asked.at(where).asText()).contains("begun to answer", "\n\nOne, two,\n\n");
        assertThat(how.quoted(request, sent)).isNull();
        assertThat(request.body()).as("the client's request").hasToString(before);
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

        assertThat(Continuation.ways(request(more), sent, true, RescueMode.CONTINUE))
                .extracting(Continuation::form)
                .containsExactly(Form.SAME, Form.ASKED);
        assertThat(Continuation.ways(request(more), sent, false, RescueMode.CONTINUE))
                .extracting(Continuation::form)
                .containsExactly(Form.ASKED);
        assertThat(Continuation.ways(request(""), sent, true, RescueMode.CONTINUE))
                .extracting(Continuation::form)
                .containsExactly(Form.ASKED);
    }

    @Test
    void aPromptThatCannotHoldTheBegunAnswerWasCountedWithoutIt() {
        Continuation how = Continuation.of(request(""), sent("One, ", "two, "), RescueMode.CONTINUE);
        int added = how.addedTokens();

        assertThat(added).isGreaterThan(30);
        assertThat(how.inAll(Usage.of(8 + added, 10), 7)).isEqualTo(Usage.of(8, 12));
        assertThat(how.inAll(Usage.of(6 + added, 10), 7)).isEqualTo(Usage.of(7, 12));
        assertThat(how.inAll(Usage.of(10, 10), 7)).isEqualTo(Usage.of(10, 12));
        assertThat(how.inAll(new Usage(8 + added, 10, 8 + added, 0, 3), 7)).isEqualTo(new Usage(8, 12, 8, 0, 3));
    }

    @Test
    void tooLittleToContinueFromIsAskedAgain() {
        assertThat(Continuation.of(request(""), sent("On"), RescueMode.CONTINUE).goesOn())
                .isFalse();
    }

    @Test
    void anAnswerThatEndsInHalfAStopSequenceIsAskedAgain() {
        assertThat(Continuation.of(request(",\"stop\":\"END\""), sent("One, two, EN"), RescueMode.CONTINUE)
                        .goesOn())
                .isFalse();
    }

    @Test
    void theTokensOfBothPartsAreCountedAndThePromptOnce() {
        Continuation how = Continuation.of(request(""), sent("One, ", "two, "), RescueMode.CONTINUE);

        assertThat(how.inAll(Usage.of(40 + how.addedTokens(), 10), 40)).isEqualTo(Usage.of(40, 12));
    }

    @Test
    void theWordsThatTheRunRepeatsAreNotCountedTwice() {
        Continuation how = Continuation.of(request(""), sent("It lies ", "on the ", "river "), RescueMode.CONTINUE);
        how.fit().feed("on the river Seine.");
        how.fit().end();

        assertThat(how.fit().cutChars()).isEqualTo("on the river ".length());
        assertThat(how.inAll(Usage.of(7, 10), 7)).isEqualTo(Usage.of(7, 3 + 10 - 4));
        assertThat(how.inAll(Usage.of(7, 1), 7)).isEqualTo(Usage.of(7, 3));
    }

    @ParameterizedTest
    @CsvSource({"max_tokens, 3, true", "max_completion_tokens, 2, true", "max_tokens, 4, false", "n, 1, false"})
    void anAnswerWithAllTheTokensThatTheClientWantsIsWhole(String limit, int tokens, boolean spent) {
        assertThat(Continuation.isSpent(request(",\"" + limit + "\":" + tokens).body(), 3))
                .isEqualTo(spent);
    }
}
