package io.oblix.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.fixture.TestServer;
import io.oblix.json.Json;
import io.oblix.simulator.Fault;
import io.oblix.simulator.SimulatedAnswer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Conversations and what programs ask on their own beside them, as clients send both. A question with a picture is the
 * cloud's here, and the policy would send all others to the local model.
 */
class ConversationsTest {

    private static final String PICTURE = "data:image/png;base64,iVBORw0KGgo=";

    private static final String POLICY = """
        - route:
            from:
              uri: direct:policy-auto
              steps:
                - choice:
                    when:
                      - simple: "${header.OblixRequest.sideTask} != ''"
                        steps:
                          - to: decide:local?fallback=cloud&reason=side-task
                      - simple: "${header.OblixRequest.hasImages} == true"
                        steps:
                          - to: decide:cloud?fallback=local&reason=picture
                    otherwise:
                      steps:
                        - to: decide:local?fallback=cloud&reason=usual&sticky=true&escalate=0.000001
        """;

    @RegisterExtension
    static final TestServer server =
            new TestServer(Map.of("oblix.routes-directory", policies(), "oblix.retry.max-delay", "10ms"));

    private static String policies() {
        try {
            Path folder = Files.createTempDirectory("conversations");
            Files.writeString(folder.resolve("auto.camel.yaml"), POLICY);
            return folder.toString();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** How a client names the conversation of a request. */
    private enum Client {
        OPEN_WEBUI("/v1/chat/completions") {
            @Override
            List<String> named(String id, ObjectNode body) {
                return List.of("X-OpenWebUI-Chat-Id", id);
            }
        },
        OPENCODE("/v1/chat/completions") {
            @Override
            List<String> named(String id, ObjectNode body) {
                body.put("prompt_cache_key", id);
                return List.of();
            }
        },
        CODEX("/v1/responses") {
            @Override
            List<String> named(String id, ObjectNode body) {
                return List.of("session_id", id);
            }
        },
        RESPONSES("/v1/responses") {
            @Override
            List<String> named(String id, ObjectNode body) {
                body.put("prompt_cache_key", id);
                return List.of();
            }
        },
        CLAUDE_CODE("/v1/messages") {
            @Override
            List<String> named(String id, ObjectNode body) {
                body.putObject("metadata").put("user_id", "{\"device_id\":\"d\",\"session_id\":\"" + id + "\"}");
                return List.of();
            }
        },
        CLAUDE_CODE_2_0("/v1/messages") {
            @Override
            List<String> named(String id, ObjectNode body) {
                body.putObject("metadata").put("user_id", "user_0a1b_account__session_" + id);
                return List.of();
            }
        };

        private final String path;

        Client(String path) {
            this.path = path;
        }

        /** @return headers */
        abstract List<String> named(String id, ObjectNode body);

        private boolean isResponses() {
            return path.equals("/v1/responses");
        }

        private HttpResponse<String> ask(String id, String question, boolean picture, String... more) {
            ObjectNode body = Json.object().put("model", "auto").put("max_tokens", 50);
            if (isResponses()) {
                body.remove("max_tokens");
            }
            ArrayNode messages = body.putArray(isResponses() ? "input" : "messages");
            ArrayNode content = messages.addObject().put("role", "user").putArray("content");
            content.addObject()
                    .put("type", isResponses() ? "input_text" : "text")
                    .put("text", question);
            if (picture) {
                addPicture(content);
            }
            List<String> headers = new ArrayList<>(named(id, body));
            headers.addAll(List.of(more));
            return server.post(path, body.toString(), headers.toArray(String[]::new));
        }

        private void addPicture(ArrayNode content) {
            if (isResponses()) {
                content.addObject().put("type", "input_image").put("image_url", PICTURE);
            } else if (path.equals("/v1/messages")) {
                content.addObject()
                        .put("type", "image")
                        .putObject("source")
                        .put("type", "base64")
                        .put("media_type", "image/png")
                        .put("data", "iVBORw0KGgo=");
            } else {
                content.addObject()
                        .put("type", "image_url")
                        .putObject("image_url")
                        .put("url", PICTURE);
            }
        }
    }

    private static String said(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return TestServer.header(answer, "x-oblix-target") + ": " + TestServer.header(answer, "x-oblix-reason");
    }

    @ParameterizedTest
    @EnumSource
    void aNamedConversationKeepsItsModelAndComesHomeAndOthersGoTheirOwnWay(Client client) {
        String id = UUID.randomUUID().toString();

        assertThat(said(client.ask(id, "What is this?", true))).isEqualTo("cloud: picture");
        assertThat(said(client.ask(id, "A summary; go on", false))).isEqualTo("cloud: conversation-stays");
        assertThat(said(client.ask(UUID.randomUUID().toString(), "A summary; go on", false)))
                .isEqualTo("local: usual");
        assertThat(said(client.ask(id, "Thanks", false))).isEqualTo("local: usual");
    }

    @ParameterizedTest
    @EnumSource
    void aTitleStaysLocalAndChangesNothingOfTheConversationTheRankOrTheSpeeds(Client client) {
        String id = UUID.randomUUID().toString();
        client.ask(id, "What is this?", true);
        String speed = server.health().at("/local/write_tokens_per_second").asText();
        String rank = rank();

        for (int i = 0; i < 3; i++) {
            assertThat(said(client.ask(
                            id, "Summarize in three words: a proof", false, "X-OpenWebUI-Task", "title_generation")))
                    .isEqualTo("local: side-task");
        }

        assertThat(server.health().at("/local/write_tokens_per_second").asText())
                .isEqualTo(speed);
        assertThat(rank()).isEqualTo(rank);
        assertThat(said(client.ask(id, "Thanks", false))).isEqualTo("cloud: conversation-stays");
    }

    /** Of a question among those that were asked before. */
    private static String rank() {
        return TestServer.json(server.post(
                        "/v1/route", String.format(TestServer.HELLO, "auto").replace("Hello", "Prove that 2 is even")))
                .at("/facts/OblixRequest/complexityRank")
                .asText();
    }

    @ParameterizedTest
    @EnumSource
    void whatWasPrivateOnceStaysPrivateForItsTitleToo(Client client) {
        String id = UUID.randomUUID().toString();
        int cloudBefore = server.openai.chatCount();
        assertThat(said(client.ask(id, "My diagnosis", false, "X-Oblix-Privacy", "local-only")))
                .isEqualTo("local: usual");

        client.ask(id, "What is in this picture of it?", true);
        server.ollama.failAlways(Fault.Status.of(500));
        client.ask(id, "Go on", false);
        client.ask(id, "Name it", false, "X-OpenWebUI-Task", "title_generation");

        assertThat(server.openai.chatCount()).isEqualTo(cloudBefore);
    }

    @Test
    void aConversationThatFellBackComesHomeAfterTwoTurns() {
        Client client = Client.OPEN_WEBUI;
        String id = UUID.randomUUID().toString();
        server.ollama.failAlways(Fault.Status.of(500));
        assertThat(said(client.ask(id, "Hello", false))).isEqualTo("cloud: usual");
        server.ollama.heal();

        assertThat(said(client.ask(id, "And?", false))).isEqualTo("cloud: conversation-stays");
        assertThat(said(client.ask(id, "And?", false))).isEqualTo("local: usual");
    }

    @Test
    void anEscalationMovesNoConversationToTheCloud() {
        Client client = Client.OPEN_WEBUI;
        String id = UUID.randomUUID().toString();
        server.ollama.answering(request -> SimulatedAnswer.of("I'm sorry, but I can't help with that.", 10));
        assertThat(said(client.ask(id, "Hello", false))).isEqualTo("cloud: local-was-unsure");
        server.ollama.answering(request -> SimulatedAnswer.of("Yes, of course.", 10));

        assertThat(said(client.ask(id, "And?", false))).isEqualTo("local: usual");
    }

    @Test
    void anEscalatedConversationStaysLocalWhereTheCloudFailed() {
        Client client = Client.OPEN_WEBUI;
        String id = UUID.randomUUID().toString();
        server.ollama.answering(request -> SimulatedAnswer.of("I'm sorry, but I can't help with that.", 10));
        server.openai.failAlways(Fault.Status.of(500));
        assertThat(said(client.ask(id, "Hello", false))).isEqualTo("local: local-was-unsure");
        server.openai.heal();
        server.ollama.answering(request -> SimulatedAnswer.of("Yes, of course.", 10));

        assertThat(said(client.ask(id, "And?", false))).isEqualTo("local: usual");
    }
}
