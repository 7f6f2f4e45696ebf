package io.oblix.facts;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.Cancellation;
import io.oblix.dialect.chat.ChatRequestReader;
import io.oblix.facts.complexity.Complexity;
import io.oblix.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whose texts of a conversation are searched, and when. */
class SensitiveTextsTest {

    private static final String SECRET = "postgres://app:k4Rk7zq@10.0.0.7/db";
    private static final String ADDRESS = "anna.kowalska@poczta.pl";

    private final ObjectNode body = Json.object().put("model", "auto:careful");
    private final ArrayNode messages = body.putArray("messages");

    private RequestFacts facts() {
        messages.addObject().put("role", "user").put("content", "And now?");
        return new RequestFactsReader(
                        Complexity.load(),
                        Objects.requireNonNull(body.get("model")).asText()::equals,
                        model -> true)
                .read(ChatRequestReader.read(
                        "req", body.toString().getBytes(StandardCharsets.UTF_8), null, new Cancellation()));
    }

    private void say(String role, String text) {
        ObjectNode message = messages.addObject().put("role", role).put("content", text);
        if (role.equals("tool")) {
            message.put("tool_call_id", "call_1");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"user", "tool"})
    void anEarlierTurnOfTheUserOrAToolCounts(String role) {
        say(role, SECRET);
        say(role, "Ask " + ADDRESS);
        say("assistant", "Done.");

        RequestFacts facts = facts();

        assertThat(facts.hasSecrets()).isTrue();
        assertThat(facts.hasPersonalData()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"system", "developer", "assistant"})
    void instructionsAndAnswersDoNotCount(String role) {
        say(role, SECRET + " " + ADDRESS);

        RequestFacts facts = facts();

        assertThat(facts.hasSecrets()).isFalse();
        assertThat(facts.hasPersonalData()).isFalse();
    }

    @Test
    void whatAUserWritesBehindAReminderIsTheUsers() {
        say("user", "<system-reminder>Today is Monday.</system-reminder>\nWrite to " + ADDRESS);

        assertThat(facts().hasPersonalData()).isTrue();
    }

    @Test
    void partsOfTextCountAndPicturesDoNot() {
        ArrayNode parts = messages.addObject().put("role", "user").putArray("content");
        parts.addObject().put("type", "text").put("text", SECRET);
        parts.addObject().put("type", "image_url").putObject("image_url").put("url", "https://x/?mail=" + ADDRESS);

        RequestFacts facts = facts();

        assertThat(facts.hasSecrets()).isTrue();
        assertThat(facts.hasPersonalData()).isFalse();
    }

    @Test
    void anAgentsReminderCanHoldASecretButItsAddressIsTheProgramsOwn() {
        say("user", "<system-reminder>The user is " + ADDRESS + "</system-reminder>");
        assertThat(facts().hasPersonalData()).isFalse();

        say("user", "<system-reminder>.env changed: " + SECRET + "</system-reminder>");
        assertThat(facts().hasSecrets()).isTrue();
    }

    @Test
    void nothingIsSearchedUnlessItWillBeAskedFor() {
        say("user", SECRET + " " + ADDRESS);
        byte[] json = body.toString().getBytes(StandardCharsets.UTF_8);

        RequestFacts facts = new RequestFactsReader(Complexity.load(), model -> false, model -> true)
                .read(ChatRequestReader.read("req", json, null, new Cancellation()));

        assertThat(facts.hasSecrets()).isFalse();
        assertThat(facts.hasPersonalData()).isFalse();
    }
}
