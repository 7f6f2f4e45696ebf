package io.oblix.facts;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.Cancellation;
import io.oblix.chat.ChatRequest;
import io.oblix.dialect.Caller;
import io.oblix.dialect.chat.ChatRequestReader;
import io.oblix.json.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SideTasksTest {

    private final SideTasks tasks = SideTasks.load();
    private final ArrayNode messages = Json.MAPPER.createArrayNode();

    private SideTasksTest says(String role, String text) {
        messages.addObject().put("role", role).put("content", text);
        return this;
    }

    private String task(boolean hasTools, String header) {
        ObjectNode body = Json.object();
        body.set("messages", messages);
        ChatRequest request = ChatRequestReader.read(
                new Caller("req", false, null, "", header), Json.bytes(body), new Cancellation());
        return tasks.of(request, hasTools);
    }

    private String task() {
        return task(false, "");
    }

    @ParameterizedTest
    @CsvSource({
        "title, x, '### Task:|Generate a concise, 3-5 word title with an emoji summarizing the chat history.'",
        "tags, x, '### Task:|Generate 1-3 broad tags categorizing the main themes of the chat history'",
        "follow-ups, x, '### Task:|Suggest 3-5 relevant follow-up questions or prompts'",
        "search-query, x, '### Task:|Analyze the chat history to determine the necessity of generating search queries, in'",
        "autocomplete, x, '### Task:|You are an autocompletion system. Continue the text in `<text>`'",
        "image-prompt, x, '### Task:|Generate a detailed prompt for am image generation task'",
        "emoji, x, 'Your task is to reflect the speaker''s likely facial expression through a fitting emoji. Interpret'",
        "quota-check, x, 'quota'",
        "warm-up, x, ' Warmup '",
        "title, x, 'Please write a 5-10 word title for the following conversation: hello'",
        "title, x, 'Provide a concise, 5-word-or-less title for the conversation, using title case conventions.'"
    })
    void aProgramsTaskIsKnownByItsFixedWords(String task, String unused, String question) {
        assertThat(says("user", question.replace('|', '\n')).task()).isEqualTo(task);
    }

    @ParameterizedTest
    @CsvSource({
        "title, 'Gib dem Gespräch einen Titel aus drei bis fünf Wörtern.', '{ \"title\": \"Titel\" }'",
        "tags, 'Vergib ein bis drei allgemeine Schlagwörter.', '{ \"tags\": [\"eins\", \"zwei\"] }'",
        "follow-ups, 'Schlage drei bis fünf weitere Fragen vor.', '{ \"follow_ups\": [\"Warum?\"] }'",
        "search-query, 'Sind Suchanfragen nötig?', '{ \"queries\": [\"Anfrage\"] }'",
        "image-prompt, 'Beschreibe das Bild genau.', '{ \"prompt\": \"Bild\" }'",
        "autocomplete, 'Setze den Text in `<text>` fort.', '{\"text\": \"weiter\"}'"
    })
    void aTaskInTheOperatorsOwnLanguageIsKnownByItsForm(String task, String words, String json) {
        String prompt = "### Aufgabe:\n" + words + "\n### Ausgabe:\nJSON: " + json
                + "\n### Verlauf:\n<chat_history>\nUSER: \"title\": Hallo\n</chat_history>";

        assertThat(says("user", prompt).task()).isEqualTo(task);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "### Frage\nWas bedeutet \"title\": in JSON?",
                "### Frage\nWas ist das?\n<chat_history>\n\"title\": x\n</chat_history>",
                "Was heißt \"title\":\n<chat_history>\nx\n</chat_history>"
            })
    void aQuestionOfAnotherFormIsNoTask(String question) {
        assertThat(says("user", question).task()).isEmpty();
    }

    @Test
    void aTaskIsKnownByItsInstructions() {
        says("system", "You are Claude Code, Anthropic's official CLI for Claude.")
                .says("system", "Analyze if this message indicates a new conversation topic. If it does, extract")
                .says("user", "how do I revert a commit?");

        assertThat(task()).isEqualTo("classifier");
    }

    @Test
    void aHeaderNamesTheTaskWhateverTheWordsAre() {
        says("user", "Fasse das Gespräch in drei Wörtern zusammen");

        assertThat(task(false, "title_generation")).isEqualTo("title");
        assertThat(task(false, "default")).isEmpty();
        assertThat(task()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "'Generate a concise, 3-5 word title for my novel about the sea'",
        "'What is a quota?'",
        "'quota quota'",
        "'Is Warmup spelled with a hyphen?'",
        "'I read this: ### Task: Generate 1-3 broad tags'"
    })
    void aQuestionOfTheUsersIsNoTask(String question) {
        assertThat(says("user", question).task()).isEmpty();
    }

    @Test
    void onlyTheLastMessageIsRead() {
        says("user", "quota").says("assistant", "A share.").says("user", "And of what?");

        assertThat(task()).isEmpty();
    }

    @Test
    void aRequestWithToolsIsTheAgentsWorkExceptItsSuggestions() {
        assertThat(says("user", "quota").task(true, "")).isEmpty();
        assertThat(says("user", "[SUGGESTION MODE: Suggest what the user might type]")
                        .task(true, ""))
                .isEqualTo("suggestion");
    }

    @Test
    void aReminderBehindTheQuestionIsPassedOver() {
        says("user", "Warmup").says("user", "<system-reminder>Today is Monday.</system-reminder>");

        assertThat(task(true, "")).isEqualTo("warm-up");
    }
}
