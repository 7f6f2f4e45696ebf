package io.oblix.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.openai.models.responses.ResponseCreateParams;
import io.oblix.fixture.TestServer;
import io.oblix.simulator.Fault;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Responses that are remembered: as the beginning of a conversation, item by item, and by their paths. */
class StoredResponsesTest {

    private static final String PATH = "/v1/responses";
    private static final String LOCAL = TestServer.LOCAL;

    @RegisterExtension
    static final TestServer server = new TestServer();

    private static JsonNode ask(String fields, String... headers) {
        return TestServer.json(server.post(PATH, "{\"model\":\"" + LOCAL + "\"," + fields + "}", headers));
    }

    private static String id(JsonNode response) {
        return response.path("id").asText();
    }

    private static JsonNode lastQuestion() {
        return server.ollama
                .chatRequests()
                .get(server.ollama.chatRequests().size() - 1)
                .body()
                .path("messages");
    }

    private static HttpResponse<String> delete(String path) {
        return server.send(HttpRequest.newBuilder(URI.create(server.url(path))).DELETE());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anAnswerGoesOnFromTheOneBefore(boolean streamed) {
        String first;
        if (streamed) {
            String sent = server.post(PATH, ResponsesTest.body(LOCAL, true)).body();
            first = sent.substring(sent.indexOf("resp_"), sent.indexOf("resp_") + 37);
        } else {
            first = id(ask("\"input\":\"Hello\""));
        }
        JsonNode second =
                ask("\"input\":\"And?\",\"instructions\":\"Short.\",\"previous_response_id\":\"" + first + "\"");
        ask("\"input\":\"Then?\",\"previous_response_id\":\"" + id(second) + "\"");

        assertThat(second.path("previous_response_id").asText()).isEqualTo(first);
        assertThat(second.path("store").asBoolean()).isTrue();
        assertThat(lastQuestion().findValuesAsText("content"))
                .containsExactly("Hello", "You asked: Hello", "And?", "You asked: And?", "Then?");
    }

    @Test
    void itemsMayBeReferredTo() {
        JsonNode first = ask("\"input\":\"Hello\"");
        String item = first.path("output").get(0).path("id").asText();

        ask("\"input\":[{\"role\":\"user\",\"content\":\"Hello\"},{\"type\":\"item_reference\",\"id\":\"" + item
                + "\"},{\"id\":\"rs_unknown\"},{\"role\":\"user\",\"content\":\"And?\"}]");

        assertThat(lastQuestion().findValuesAsText("content")).containsExactly("Hello", "You asked: Hello", "And?");
    }

    @Test
    void whatIsNotStoredIsNotFound() {
        JsonNode answer = ask("\"input\":\"Hello\",\"store\":false");
        String item = answer.path("output").get(0).path("id").asText();

        JsonNode error = ask("\"input\":\"And?\",\"previous_response_id\":\"" + id(answer) + "\"")
                .path("error");

        assertThat(answer.path("store").asBoolean(true)).isFalse();
        assertThat(error.path("code").asText()).isEqualTo("previous_response_not_found");
        assertThat(error.path("param").asText()).isEqualTo("previous_response_id");
        assertThat(server.get(PATH + "/" + id(answer)).statusCode()).isEqualTo(404);
        HttpResponse<String> reference = server.post(
                PATH, "{\"model\":\"auto\",\"input\":[{\"type\":\"item_reference\",\"id\":\"" + item + "\"}]}");
        assertThat(reference.statusCode()).isEqualTo(404);
        assertThat(reference.body()).contains("Item with id '" + item + "' not found.");
    }

    @Test
    void anotherCallersResponsesAndItemsAreNotFound() {
        JsonNode answer = ask("\"input\":\"My secret\"", "Authorization", "Bearer one");
        String item = answer.path("output").get(0).path("id").asText();
        String[] other = {"Authorization", "Bearer two"};

        HttpResponse<String> continued = server.post(
                PATH,
                "{\"model\":\"" + LOCAL + "\",\"input\":\"What?\",\"previous_response_id\":\"" + id(answer) + "\"}",
                other);
        HttpResponse<String> referred = server.post(
                PATH,
                "{\"model\":\"" + LOCAL + "\",\"input\":[{\"type\":\"item_reference\",\"id\":\"" + item + "\"}]}",
                other);

        assertThat(continued.statusCode()).isEqualTo(400);
        assertThat(referred.statusCode()).isEqualTo(404);
        assertThat(continued.body() + referred.body()).doesNotContain("secret");
        assertThat(server.get(PATH + "/" + id(answer)).statusCode()).isEqualTo(404);
        assertThat(delete(PATH + "/" + id(answer)).statusCode()).isEqualTo(404);
        assertThat(server.get(PATH + "/" + id(answer) + "/input_items").statusCode())
                .isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"api-key", "x-api-key"})
    void callersThatSendTheirKeyInAnotherHeaderAreToldApart(String header) {
        JsonNode answer = ask("\"input\":\"My secret\"", header, "one");
        String continued = "\"input\":\"What?\",\"previous_response_id\":\"" + id(answer) + "\"";

        assertThat(ask(continued, header, "two").at("/error/code").asText()).isEqualTo("previous_response_not_found");
        assertThat(ask(continued, header, "one").path("status").asText()).isEqualTo("completed");
    }

    @Test
    void whatWasSaidLocalOnlyStaysLocal() {
        JsonNode answer =
                TestServer.json(server.post(PATH, ResponsesTest.body("auto", false), "X-Oblix-Privacy", "local-only"));
        String item = answer.path("output").get(0).path("id").asText();
        server.ollama.failAlways(Fault.Status.of(500));
        int before = server.openai.chatCount() + server.claude.chatCount();

        HttpResponse<String> continued = server.post(
                PATH, "{\"model\":\"auto\",\"input\":\"And?\",\"previous_response_id\":\"" + id(answer) + "\"}");
        HttpResponse<String> referred = server.post(
                PATH,
                "{\"model\":\"openai:gpt-4o-mini\",\"input\":[{\"type\":\"item_reference\",\"id\":\"" + item + "\"}]}");

        assertThat(continued.statusCode()).isGreaterThanOrEqualTo(500);
        assertThat(referred.statusCode()).isEqualTo(400);
        assertThat(server.openai.chatCount() + server.claude.chatCount()).isEqualTo(before);
    }

    @Test
    void aStoredResponseIsReadListedAndDeleted() {
        JsonNode answer =
                ask("\"input\":[{\"role\":\"user\",\"content\":\"One\"},{\"role\":\"user\",\"content\":\"Two\"}]");
        String path = PATH + "/" + id(answer);

        assertThat(TestServer.json(server.get(path))).isEqualTo(answer);
        assertThat(server.get(path + "?stream=true").statusCode()).isEqualTo(400);
        JsonNode newest = TestServer.json(server.get(path + "/input_items?limit=1"));
        assertThat(newest.path("data").toString()).contains("Two").doesNotContain("One");
        assertThat(newest.path("has_more").asBoolean()).isTrue();
        JsonNode next = TestServer.json(
                server.get(path + "/input_items?after=" + newest.path("last_id").asText()));
        assertThat(next.path("data").toString()).contains("One").doesNotContain("Two");
        assertThat(next.path("has_more").asBoolean(true)).isFalse();
        assertThat(TestServer.json(server.get(path + "/input_items?order=asc"))
                        .path("data")
                        .get(0)
                        .toString())
                .contains("\"input_text\",\"text\":\"One\"");
        assertThat(server.get(path + "/input_items?limit=0").statusCode()).isEqualTo(400);
        assertThat(server.post(path + "/cancel", "").statusCode()).isEqualTo(400);
        assertThat(TestServer.json(delete(path)).path("deleted").asBoolean()).isTrue();
        assertThat(delete(path).statusCode()).isEqualTo(404);
        assertThat(server.get(path).body()).contains("Response with id '" + id(answer) + "' not found.");
        assertThat(server.post(path + "/cancel", "").statusCode()).isEqualTo(404);
    }

    @Test
    void theOfficialClientReadsAndDeletes() {
        var responses = server.client().responses();
        var answer = responses.create(
                ResponseCreateParams.builder().model(LOCAL).input("Hello").build());

        assertThat(responses.retrieve(answer.id()).validate().id()).isEqualTo(answer.id());
        assertThat(responses.inputItems().list(answer.id()).data()).hasSize(1);
        responses.delete(answer.id());
        assertThat(server.get(PATH + "/" + answer.id()).statusCode()).isEqualTo(404);
    }

    @Test
    void tokensOfARequestAreCountedWithoutAModel() {
        int before = server.chatCount();

        JsonNode count = TestServer.json(server.post(PATH + "/input_tokens", ResponsesTest.body("auto", false)));

        assertThat(count.path("object").asText()).isEqualTo("response.input_tokens");
        assertThat(count.path("input_tokens").asInt()).isPositive();
        assertThat(server.chatCount()).isEqualTo(before);
    }

    @Test
    void aConversationIsCompactedAndGoesOn() {
        JsonNode compacted = TestServer.json(server.post(
                PATH + "/compact",
                "{\"model\":\"" + LOCAL + "\",\"input\":[{\"role\":\"user\",\"content\":\"Hello\"},"
                        + "{\"role\":\"assistant\",\"content\":\"Hi\"}]}"));
        JsonNode item = compacted.path("output").get(1);

        ask("\"input\":[" + item + ",{\"role\":\"user\",\"content\":\"And?\"}]");

        assertThat(compacted.path("object").asText()).isEqualTo("response.compaction");
        assertThat(compacted
                        .path("output")
                        .get(0)
                        .path("content")
                        .get(0)
                        .path("text")
                        .asText())
                .isEqualTo("Hello");
        assertThat(item.path("type").asText()).isEqualTo("compaction");
        assertThat(lastQuestion().get(0).path("content").asText())
                .startsWith("Summary of the conversation so far:\nYou asked: Write a summary");
    }

    @Test
    void aTriggerAtTheEndMakesOneItem() {
        JsonNode answer =
                ask("\"input\":[{\"role\":\"user\",\"content\":\"Hello\"},{\"type\":\"compaction_trigger\"}]");

        assertThat(answer.path("output")).hasSize(1);
        assertThat(answer.path("output").get(0).path("type").asText()).isEqualTo("compaction");
    }

    @Test
    void aDryRunReadsResponsesToo() {
        JsonNode route = TestServer.json(server.post("/v1/route", ResponsesTest.body("auto", false)));

        assertThat(route.path("policy").asText()).isEqualTo("auto");
    }

    @ParameterizedTest
    @ValueSource(strings = {PATH, "/responses"})
    void aWebSocketIsRefusedSoThatItsClientUsesHttp(String path) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.getOutputStream()
                    .write(("GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                                    + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: x3JJHMbDL1EzLkh9GBhXDw==\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            String head = new String(in.readNBytes(12), StandardCharsets.US_ASCII);

            assertThat(head).isEqualTo("HTTP/1.1 426");
        }
        HttpResponse<String> plain = server.get(path);
        assertThat(plain.statusCode()).isEqualTo(405);
        assertThat(TestServer.header(plain, "allow")).isEqualTo("POST");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/conversations", "/v1/responses/resp_1/more/still"})
    void whatIsNotServedIsNotFound(String path) {
        assertThat(server.get(path).statusCode()).isEqualTo(404);
    }
}
