package io.oblix.provider.ollama;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.Cancellation;
import io.oblix.chat.ChatRequest;
import io.oblix.chat.ModelName;
import io.oblix.dialect.chat.ChatRequestReader;
import io.oblix.dialect.messages.MessagesRequests;
import io.oblix.fixture.Questions;
import io.oblix.json.Json;
import io.oblix.provider.LateInstructions;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What Ollama gets of a conversation of Claude Code, turn by turn: each prompt must go on where the last one ended. */
class LateInstructionsTest {

    private static final String SYSTEM =
            "[{\"type\":\"text\",\"text\":\"x-anthropic-billing-header: cc_version=%s;\"},{\"type\":\"text\",\"text\":\"You are an agent.\"}]";

    private static final String FIRST = "{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":"
            + "\"<system-reminder>\\nA\\n</system-reminder>\"},{\"type\":\"text\",\"text\":\"hello\"}]}";

    private static JsonNode sent(String version, String... messages) {
        String body = "{\"model\":\"auto\",\"max_tokens\":128000,\"system\":" + String.format(SYSTEM, version)
                + ",\"messages\":[" + String.join(",", messages) + "]}";
        ChatRequest request = MessagesRequests.read(body.getBytes(StandardCharsets.UTF_8));
        OllamaProvider ollama = OlderOllama.provider();
        ModelName model = new ModelName("ollama", "llama3.2");
        ObjectNode json = Json.objectOrNull(
                ollama.translate(Questions.chosen(request), ollama.places(model).get(0))
                        .body());
        return Objects.requireNonNull(json).path("messages");
    }

    @Test
    void thePromptOfATurnIsTheBeginningOfThatOfTheNext() {
        String blocks =
                "{\"role\":\"system\",\"content\":[{\"type\":\"text\",\"text\":\"Environment\",\"cache_control\":{\"type\":\"ephemeral\"}}]}";
        String plain = "{\"role\":\"system\",\"content\":\"Environment\"}";
        String call =
                "{\"role\":\"assistant\",\"content\":[{\"type\":\"tool_use\",\"id\":\"toolu_1\",\"name\":\"Bash\",\"input\":{}}]}";
        String result =
                "{\"role\":\"user\",\"content\":[{\"type\":\"tool_result\",\"tool_use_id\":\"toolu_1\",\"content\":\"hi\"}]}";
        String late = "{\"role\":\"system\",\"content\":\"The file has changed\"}";
        String answer = "{\"role\":\"assistant\",\"content\":\"Done\"}";
        String next = "{\"role\":\"user\",\"content\":\"thanks\"}";

        JsonNode one = sent("1", FIRST, blocks);
        JsonNode two = sent("2", FIRST, plain, call, result, late);
        JsonNode three = sent("3", FIRST, plain, call, result, late, answer, next);

        assertThat(one.toString()).contains("hello\\n\\n<system-reminder>\\nEnvironment\\n</system-reminder>\"");
        assertThat(one).hasSize(2);
        assertThat(two.toString()).startsWith(withoutEnd(one));
        assertThat(three.toString()).startsWith(withoutEnd(two)).doesNotContain("billing");
        assertThat(two.path(4).path("role").asText()).isEqualTo("user");
        assertThat(two.path(4).path("content").asText())
                .isEqualTo("<system-reminder>\nThe file has changed\n</system-reminder>");
    }

    private static String withoutEnd(JsonNode array) {
        String text = array.toString();
        return text.substring(0, text.length() - 1);
    }

    @Test
    void aPictureStaysBesideTheInstructionsBehindIt() {
        JsonNode messages = sent(
                "1",
                "{\"role\":\"user\",\"content\":[{\"type\":\"image\",\"source\":{\"type\":\"base64\",\"media_type\":\"image/png\",\"data\":\"iVBORw0KGgo=\"}}]}",
                "{\"role\":\"system\",\"content\":\"S\"}");

        assertThat(messages.path(1).path("images")).hasSize(1);
        assertThat(messages.path(1).path("content").asText()).contains("<system-reminder>\nS\n");
    }

    @Test
    void aClientOfChatCompletionsKeepsItsInstructionsWhereTheyAre() {
        ChatRequest chat = ChatRequestReader.read(
                "id",
                "{\"messages\":[{\"role\":\"user\",\"content\":\"a\"},{\"role\":\"system\",\"content\":\"b\"}]}"
                        .getBytes(StandardCharsets.UTF_8),
                null,
                new Cancellation());

        assertThat(LateInstructions.inUserTurns(chat)).isSameAs(chat.messages());
    }
}
