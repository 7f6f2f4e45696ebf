package io.oblix.facts;

import static org.assertj.core.api.Assertions.assertThat;

import io.oblix.chat.Cancellation;
import io.oblix.dialect.Caller;
import io.oblix.dialect.chat.ChatRequestReader;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ConversationKeyTest {

    private static final String OPENING = "{\"role\":\"system\",\"content\":\"Be brief.\"},"
            + "{\"role\":\"user\",\"content\":\"Plan my secret trip to Rome\"}";

    private static @Nullable String key(@Nullable String conversation, String messages) {
        ConversationKey key = keys(conversation, messages);
        return key == null ? null : key.start();
    }

    private static @Nullable String grown(String messages) {
        ConversationKey key = keys(null, messages);
        return key == null ? null : key.grown();
    }

    private static @Nullable ConversationKey keys(@Nullable String conversation, String messages) {
        byte[] body = ("{\"messages\":[" + messages + "]}").getBytes(StandardCharsets.UTF_8);
        return ConversationKey.of(
                ChatRequestReader.read(new Caller("req", false, conversation, ""), body, new Cancellation()));
    }

    private static @Nullable String key(String messages) {
        return key(null, messages);
    }

    @Test
    void aConversationKeepsItsKeyWhileItGrows() {
        assertThat(key(OPENING))
                .isNotNull()
                .isEqualTo(key(OPENING + ",{\"role\":\"assistant\",\"content\":\"Gladly.\"}"))
                .isEqualTo(key(OPENING + ",{\"role\":\"assistant\",\"content\":null},"
                        + "{\"role\":\"tool\",\"tool_call_id\":\"1\",\"content\":\"Rain.\"},"
                        + "{\"role\":\"user\",\"content\":\"And then?\"}"));
    }

    @Test
    void aDifferentFirstMessageOrSystemPromptHasAnotherKey() {
        assertThat(key(OPENING))
                .isNotEqualTo(key(OPENING.replace("Rome", "Riga")))
                .isNotEqualTo(key(OPENING.replace("brief", "wordy")))
                .isNotEqualTo(key(OPENING.replace("\"system\"", "\"user\"")));
    }

    private static @Nullable String cached(@Nullable String header, String cacheKey, String messages) {
        byte[] body = ("{\"prompt_cache_key\":\"" + cacheKey + "\",\"messages\":[" + messages + "]}")
                .getBytes(StandardCharsets.UTF_8);
        ConversationKey key = ConversationKey.of(
                ChatRequestReader.read(new Caller("req", false, header, ""), body, new Cancellation()));
        return key == null ? null : key.start();
    }

    @Test
    void theKeyOfTheClientsCacheNamesTheConversationUnlessAHeaderDoes() {
        assertThat(cached(null, "chat-1", OPENING))
                .isEqualTo(key("chat-1", OPENING))
                .isNotEqualTo(cached(null, "chat-2", OPENING));
        assertThat(cached("chat-3", "chat-1", OPENING)).isEqualTo(key("chat-3", OPENING));
        assertThat(cached(null, " ", OPENING)).isEqualTo(key(OPENING));
    }

    @Test
    void aHeaderThatNamesTheConversationTakesPrecedence() {
        assertThat(key("chat-1", OPENING))
                .isEqualTo(key("chat-1", OPENING.replace("Rome", "Riga")))
                .isNotEqualTo(key("chat-2", OPENING))
                .isNotEqualTo(key(OPENING));
    }

    @Test
    void remindersDatesAndTimesOfAProgramDoNotChangeTheKey() {
        String monday = "{\"role\":\"system\",\"content\":\"Today is Monday, November 30, 2026, 9:59 AM.\"},"
                + "{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":"
                + "\"<system-reminder>3 files changed</system-reminder>\"},"
                + "{\"type\":\"text\",\"text\":\"It is 2026-11-30 09:59. Fix the build\"}]}";
        String tuesday = monday.replace("Monday, November 30, 2026, 9:59 AM", "Tuesday, December 1, 2026, 10:00 PM")
                .replace("3 files changed", "12 files changed, and the branch is another one")
                .replace("2026-11-30 09:59", "2026-12-01 22:00");

        assertThat(key(tuesday)).isNotNull().isEqualTo(key(monday));
        assertThat(key(tuesday.replace("Fix", "Break"))).isNotEqualTo(key(monday));
    }

    @Test
    void numbersOfTheUserDistinguishConversations() {
        String question = "{\"role\":\"user\",\"content\":\"What is 2+2?\"}";

        assertThat(key(question)).isNotEqualTo(key(question.replace("2+2", "3+3")));
    }

    @Test
    void aMessageThatIsAllAProgramsIsNotTheFirstOfTheUser() {
        String environment =
                "{\"role\":\"user\",\"content\":\"<environment_context>2026-11-30</environment_context>\"},";
        String question = "{\"role\":\"user\",\"content\":\"Run a command\"}";

        assertThat(key(environment + question)).isEqualTo(key(question));
        assertThat(key(environment.substring(0, environment.length() - 1))).isNull();
    }

    @Test
    void conversationsWithTheSameFirstWordsDifferFromTheFirstAnswerOn() {
        String one = OPENING + ",{\"role\":\"assistant\",\"content\":\"Gladly.\"}";
        String other = OPENING + ",{\"role\":\"assistant\",\"content\":\"When?\"}";

        assertThat(grown(OPENING)).isNull();
        assertThat(grown(one)).isNotNull().isNotEqualTo(grown(other));
        assertThat(grown(one + ",{\"role\":\"user\",\"content\":\"And then?\"}"))
                .isEqualTo(grown(one));
    }

    @Test
    void aRequestWithoutAUserMessageHasNoKey() {
        assertThat(key("{\"role\":\"system\",\"content\":\"Say something.\"}")).isNull();
    }

    @Test
    void imagesAndPartsDistinguishConversations() {
        String picture = "{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"What is this?\"},"
                + "{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:image/png;base64,AAAA\"}}]}";

        assertThat(key(picture)).isNotEqualTo(key(picture.replace("AAAA", "AAAB")));
    }

    @Test
    void ofALongMessageTheHeadAndTheLengthCount() {
        String word = "word ".repeat(2_000);
        String opening = "{\"role\":\"user\",\"content\":\"" + word + "END\"}";

        assertThat(key(opening))
                .isEqualTo(key(opening.replace("END", "FIN")))
                .isNotEqualTo(key(opening.replace("END", "ENDS")));
    }

    @Test
    void theKeyRevealsNothingOfThePrompt() {
        assertThat(key(OPENING)).matches("[0-9a-f]{32}");
        assertThat(key("Rome", OPENING)).matches("[0-9a-f]{32}");
    }
}
