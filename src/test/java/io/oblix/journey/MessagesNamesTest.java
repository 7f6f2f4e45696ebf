package io.oblix.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.anthropic.models.messages.MessageCountTokensParams;
import com.anthropic.models.models.ModelInfo;
import com.fasterxml.jackson.databind.JsonNode;
import io.oblix.fixture.Parallel;
import io.oblix.fixture.TestServer;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Names of models, their list and counts of tokens, as clients of Anthropic's API ask for them. */
class MessagesNamesTest {

    /** Without a key Anthropic is never called. */
    @RegisterExtension
    static final TestServer server = new TestServer(Map.of(
            "oblix.claude.base-url",
            "https://api.anthropic.com",
            "oblix.claude.api-key",
            "",
            "oblix.alias.gpt-9*",
            "ollama:llama3.2:1b",
            "oblix.alias.claude-haiku*",
            "auto:cloud-first"));

    private static HttpResponse<String> ask(String path, String model) {
        return server.post(
                path,
                "{\"model\":\"" + model + "\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}");
    }

    @ParameterizedTest
    @CsvSource({
        "claude-opus-5-5,auto,ollama:llama3.2:1b",
        "anthropic/claude-opus-5-5,auto,ollama:llama3.2:1b",
        "claude-haiku-5-5-20260101,cloud-first,openai:gpt-4o-mini",
        "gpt-9-turbo,none,ollama:llama3.2:1b",
        "anthropic/auto,auto,ollama:llama3.2:1b",
        "gpt-4o-mini,none,openai:gpt-4o-mini"
    })
    void namesOfClaudeMeanAutoWithoutAKeyAndAliasesCome(String asked, String policy, String model) {
        HttpResponse<String> answer = ask("/v1/messages", asked);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(TestServer.header(answer, "x-oblix-policy")).isEqualTo(policy);
        assertThat(TestServer.header(answer, "x-oblix-model")).isEqualTo(model);
    }

    @Test
    void aliasesHoldForEveryDialectButNamesOfClaudeForThisOneOnly() {
        assertThat(TestServer.header(ask("/v1/chat/completions", "gpt-9"), "x-oblix-model"))
                .isEqualTo("ollama:llama3.2:1b");
        assertThat(ask("/v1/chat/completions", "claude-opus-5-5").statusCode()).isEqualTo(404);
        assertThat(ask("/v1/messages", "no-such-model").statusCode()).isEqualTo(404);
        assertThat(server.get("/v1/models/gpt-9").statusCode()).isEqualTo(200);
    }

    @Test
    void countsOfTokensAreEstimatedWithoutAskingAModel() throws Exception {
        int before = server.chatCount();
        String body = "{\"model\":\"claude-opus-5-5\",\"messages\":[{\"role\":\"user\",\"content\":\"foo\"}],"
                + "\"tools\":[{\"name\":\"late\",\"defer_loading\":true,\"description\":\"" + "word ".repeat(500)
                + "\",\"input_schema\":{\"type\":\"object\"}}]}";
        String count = "/v1/messages/count_tokens?beta=true";
        assertThat(Parallel.statuses(25, () -> server.post(count, body))).containsOnly(200);
        assertThat(TestServer.json(server.post(count, body))
                        .path("input_tokens")
                        .asInt())
                .isBetween(1, 20);

        assertThat(server.chatCount()).isEqualTo(before);
        assertThat(server.anthropic()
                        .messages()
                        .countTokens(MessageCountTokensParams.builder()
                                .model("any-name")
                                .addUserMessage("a word ".repeat(100))
                                .build())
                        .inputTokens())
                .isBetween(150L, 300L);
        assertThat(server.post("/messages/count_tokens", body).statusCode()).isEqualTo(200);
        assertThat(TestServer.json(server.post("/v1/messages/count_tokens", "{}"))
                        .at("/error/message")
                        .asText())
                .isEqualTo("messages: Field required");
    }

    @Test
    void theOfficialClientListsTheModels() {
        assertThat(server.anthropic().models().list().autoPager().stream()
                        .map(ModelInfo::validate)
                        .map(ModelInfo::id))
                .contains("auto", "auto:local-first", "ollama:llama3.2:1b", "openai:gpt-4o-mini");
        assertThat(server.anthropic().models().retrieve("ollama:llama3.2:1b").id())
                .isEqualTo("ollama:llama3.2:1b");
    }

    @Test
    void theListHasPagesAndClaudeCodeFindsEveryModelInIt() {
        JsonNode page = list("/v1/models?limit=2", "curl/8");
        assertThat(page.path("data")).hasSize(2);
        assertThat(page.path("has_more").asBoolean()).isTrue();
        JsonNode rest =
                list("/v1/models?limit=1000&after_id=" + page.path("last_id").asText(), "curl/8");
        assertThat(rest.path("has_more").asBoolean()).isFalse();
        assertThat(rest.path("data").findValuesAsText("id"))
                .doesNotContainAnyElementsOf(page.path("data").findValuesAsText("id"));

        JsonNode all = list("/v1/models?limit=1000", "claude-code/2.1.332");
        assertThat(all.path("data").findValuesAsText("id"))
                .allMatch(id -> id.contains("claude") || id.contains("anthropic"))
                .contains("anthropic/auto");
        assertThat(all.path("data").path(0).path("display_name").asText()).isEqualTo("auto");
    }

    @Test
    void anUnknownModelIsNotFoundInAnthropicsShape() {
        HttpResponse<String> answer = server.send(HttpRequest.newBuilder(URI.create(server.url("/v1/models/nothing")))
                .header("anthropic-version", "2023-06-01"));

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(TestServer.json(answer).at("/error/type").asText()).isEqualTo("not_found_error");
        assertThat(TestServer.json(server.get("/v1/models")).path("object").asText())
                .isEqualTo("list");
    }

    private static JsonNode list(String path, String agent) {
        return TestServer.json(server.send(HttpRequest.newBuilder(URI.create(server.url(path)))
                .header("anthropic-version", "2023-06-01")
                .header("user-agent", agent)));
    }

    @Test
    void theListIsServedWithoutItsVersionToo() {
        assertThat(TestServer.json(server.get("/models")).path("data")).isNotEmpty();
        assertThat(TestServer.json(server.get("/models/ollama:llama3.2:1b"))
                        .path("id")
                        .asText())
                .isEqualTo("ollama:llama3.2:1b");
    }

    @Test
    void aDryRunReadsABodyOfMessages() {
        HttpResponse<String> answer = server.post(
                "/v1/route",
                "{\"model\":\"claude-opus-5-5\",\"max_tokens\":9,\"system\":[{\"type\":\"text\",\"text\":\"s\"}],"
                        + "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(TestServer.json(answer).path("policy").asText()).isEqualTo("auto");
        assertThat(TestServer.json(answer).path("model").asText()).isEqualTo("ollama:llama3.2:1b");
    }

    @Test
    void aPathThatIsNotServedSaysWhatIs() {
        assertThat(TestServer.json(server.post("/v1/nothing", "{}"))
                        .at("/error/message")
                        .asText())
                .contains("/v1/chat/completions, ", "/v1/messages, /v1/messages/count_tokens");
        assertThat(TestServer.json(server.post("/v1/v1/messages", "{}"))
                        .at("/error/message")
                        .asText())
                .contains("base URL");
    }
}
