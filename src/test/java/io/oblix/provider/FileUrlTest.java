package io.oblix.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.ChatRequest;
import io.oblix.chat.ModelName;
import io.oblix.chat.Place;
import io.oblix.chat.Side;
import io.oblix.dialect.responses.ResponsesRequests;
import io.oblix.fixture.Questions;
import io.oblix.json.Json;
import io.oblix.problem.RequestProblem;
import io.oblix.provider.claude.ClaudeProvider;
import io.oblix.provider.openai.OpenAiProvider;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** A document of a client of the Responses that is only a URL. */
class FileUrlTest {

    private static final String URL = "http://localhost:1";

    private static final ModelName MODEL = new ModelName("claude", "claude-sonnet-4-5");

    private final ClaudeProvider claude =
            new ClaudeProvider(new Endpoint("claude", Side.CLOUD, URL, null, false, "none"));

    private static ChatRequest request(String url) {
        return ResponsesRequests.read(
                ResponsesRequests.dialect(),
                "{\"input\":[{\"role\":\"user\",\"content\":[{\"type\":\"input_text\",\"text\":\"Sum it up\"},"
                        + "{\"type\":\"input_file\",\"filename\":\"report.pdf\",\"file_url\":\"" + url + "\"}]}]}");
    }

    @Test
    void isADocumentThatClaudeFetches() {
        ObjectNode sent = Json.objectOrNull(
                claude.translate(Questions.named(request("https://example.com/report.pdf")), new Place(MODEL, URL))
                        .body());
        JsonNode document =
                Objects.requireNonNull(sent).at("/messages/0/content").get(1);

        assertThat(document.path("type").asText()).isEqualTo("document");
        assertThat(document.path("title").asText()).isEqualTo("report.pdf");
        assertThat(document.path("source").toString())
                .isEqualTo("{\"type\":\"url\",\"url\":\"https://example.com/report.pdf\"}");
    }

    @Test
    void isRefusedWhereItWouldBeLostOrReachIntoANetwork() {
        ChatRequest inside = request("http://10.0.0.1/report.pdf");
        assertThatThrownBy(() -> claude.translate(Questions.named(inside), new Place(MODEL, URL)))
                .isInstanceOf(RequestProblem.class)
                .hasMessageContaining("https://");

        OpenAiProvider other = new OpenAiProvider(new Endpoint("any", Side.CLOUD, URL, null, false, "none"));
        ChatRequest outside = request("https://example.com/report.pdf");
        assertThatThrownBy(() -> other.translate(Questions.named(outside), new Place(new ModelName("any", "m"), URL)))
                .isInstanceOf(RequestProblem.class)
                .hasMessageContaining("file_data");
    }
}
