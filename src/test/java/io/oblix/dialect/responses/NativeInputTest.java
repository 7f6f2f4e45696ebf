package io.oblix.dialect.responses;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.ChatRequest;
import io.oblix.chat.ModelName;
import io.oblix.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a provider of this API is sent of a conversation: references only to what it keeps itself. */
class NativeInputTest {

    private static final ModelName OPENAI = new ModelName("openai", "gpt-5.5");
    private static final ModelName AZURE = new ModelName("azure", "gpt-5.5");

    private final ResponsesMemory memory = new ResponsesMemory(1 << 20, Long.MAX_VALUE);
    private final ResponsesDialect dialect = ResponsesRequests.dialect(memory);

    private void remember(String id, String reasoning, @Nullable String keptBy, @Nullable String parent) {
        ObjectNode response = Json.object().put("id", id);
        response.set(
                "output",
                Objects.requireNonNull(Json.valueOrNull("[{\"id\":\"rs_" + id
                        + "\",\"type\":\"reasoning\",\"summary\":[]"
                        + reasoning + "},{\"id\":\"msg_" + id + "\",\"type\":\"message\",\"role\":\"assistant\","
                        + "\"content\":[{\"type\":\"output_text\",\"text\":\"Answer of " + id + "\"}]}]")));
        byte[] body = ("{\"input\":\"Question of " + id + "\"}").getBytes(StandardCharsets.UTF_8);
        ResponsesMemory.Entry before = parent == null ? null : memory.response("", parent);
        memory.remember(new Kept("", body, List.of(), before, false), response, Json.bytes(response), keptBy);
    }

    private ChatRequest read(String fields) {
        return ResponsesRequests.read(dialect, "{\"model\":\"gpt-5.5\"," + fields + "}");
    }

    private static JsonNode sent(ChatRequest request, ModelName to) {
        return Objects.requireNonNull(Json.objectOrNull(NativeInput.body(request, to, Map.of())));
    }

    @Test
    void theIdGoesToTheProviderThatMadeIt() {
        remember("resp_theirs", "", "openai:gpt-5.5", null);
        String fields = "\"previous_response_id\":\"resp_theirs\",\"input\":\"And?\"";

        byte[] body = NativeInput.body(read(fields), OPENAI, Map.of());

        assertThat(new String(body, StandardCharsets.UTF_8)).isEqualTo("{\"model\":\"gpt-5.5\"," + fields + "}");
    }

    @Test
    void anotherProviderGetsTheConversationAndNotTheId() {
        remember("resp_theirs", "", "openai:gpt-5.5", null);

        JsonNode body = sent(read("\"previous_response_id\":\"resp_theirs\",\"input\":\"And?\""), AZURE);

        assertThat(body.has("previous_response_id")).isFalse();
        assertThat(body.path("input").toString())
                .contains("Question of resp_theirs", "Answer of resp_theirs", "And?")
                .as("thinking and ids that only the other one knows")
                .doesNotContain("rs_", "msg_");
    }

    @Test
    void thinkingThatTravelsEncryptedIsSentToOthersToo() {
        remember("resp_theirs", ",\"encrypted_content\":\"gAAAA\"", "openai:gpt-5.5", null);

        assertThat(sent(read("\"previous_response_id\":\"resp_theirs\",\"input\":\"And?\""), AZURE)
                        .path("input")
                        .toString())
                .contains("gAAAA", "msg_resp_theirs");
    }

    @Test
    void whatWasAnsweredHereIsSentInFull() {
        remember("resp_theirs", "", "openai:gpt-5.5", null);
        remember("resp_ours", ",\"encrypted_content\":\"oblix1.e30\"", null, "resp_theirs");

        JsonNode body = sent(read("\"previous_response_id\":\"resp_ours\",\"input\":\"And?\""), OPENAI);

        assertThat(body.has("previous_response_id")).isFalse();
        assertThat(body.path("input").findValuesAsText("text"))
                .containsExactly("Answer of resp_theirs", "Answer of resp_ours");
        assertThat(body.path("input")).hasSize(5);
        assertThat(body.path("input").toString()).doesNotContain("oblix1");
    }

    @Test
    void aReferenceToAnItemGoesToItsProviderOnly() {
        remember("resp_theirs", "", "openai:gpt-5.5", null);
        String fields = "\"input\":[{\"type\":\"item_reference\",\"id\":\"msg_resp_theirs\"},"
                + "{\"role\":\"user\",\"content\":\"And?\"}]";
        ChatRequest request = read(fields);

        assertThat(sent(request, OPENAI).path("input").get(0).toString()).contains("item_reference");
        assertThat(sent(request, AZURE).path("input").findValuesAsText("text"))
                .containsExactly("Answer of resp_theirs");
    }

    @Test
    void whatTheProviderDoesNotKeepAnyMoreIsSentInFullOnce() {
        remember("resp_theirs", "", "openai:gpt-5.5", null);
        ChatRequest request = read("\"previous_response_id\":\"resp_theirs\",\"input\":\"And?\"");

        ChatRequest inFull = Objects.requireNonNull(NativeInput.inFull(request));

        assertThat(sent(inFull, OPENAI).has("previous_response_id")).isFalse();
        assertThat(sent(inFull, OPENAI).path("input")).hasSize(3);
        assertThat(NativeInput.inFull(inFull)).isNull();
        assertThat(NativeInput.inFull(read("\"input\":\"Hello\""))).isNull();
    }
}
