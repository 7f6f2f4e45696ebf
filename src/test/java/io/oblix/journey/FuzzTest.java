package io.oblix.journey;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.fixture.RawClient;
import io.oblix.fixture.TestServer;
import io.oblix.json.Json;
import io.oblix.provider.RandomJson;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.LoggerFactory;

/** Whatever a client sends, it gets a well-formed answer or error, and nothing fails inside the server. */
class FuzzTest {

    private static final int ROUNDS = 1000;

    private static final String[] MODELS = {
        "auto", "ollama:llama3.2:1b", "openai:gpt-4o-mini", "claude:claude-sonnet-4-5", "auto:private"
    };

    /** Every field that a chat request can have, each with a valid value. */
    private static final String REQUEST = """
        {"messages":[
          {"role":"developer","content":"Be brief."},
          {"role":"user","name":"ada","content":[{"type":"text","text":"What is it?"},
            {"type":"image_url","image_url":{"url":"data:image/png;base64,iVBORw0KGgo=","detail":"low"}}]},
          {"role":"assistant","content":null,"refusal":null,"reasoning_content":"Hm.","tool_calls":[
            {"id":"call_1","type":"function","function":{"name":"clock","arguments":"{\\"zone\\":\\"UTC\\"}"}}]},
          {"role":"tool","tool_call_id":"call_1","content":"12:00"},
          {"role":"user","content":"And now?"}],
         "temperature":0.5,"top_p":0.9,"top_k":40,"n":1,"max_tokens":100,"max_completion_tokens":100,
         "presence_penalty":0.1,"frequency_penalty":0.1,"logit_bias":{"50256":-100},"logprobs":true,
         "top_logprobs":2,"seed":7,"stop":["END"],"user":"u","metadata":{"k":"v"},"store":false,
         "service_tier":"auto","parallel_tool_calls":true,"reasoning_effort":"low","verbosity":"low",
         "modalities":["text"],"prediction":{"type":"content","content":"x"},"stream_options":{"include_usage":true},
         "response_format":{"type":"json_schema","json_schema":{"name":"s","strict":true,"schema":{"type":"object",
           "properties":{"a":{"type":"string"}},"required":["a"],"additionalProperties":false}}},
         "tools":[{"type":"function","function":{"name":"clock","description":"The time","strict":false,
           "parameters":{"type":"object","properties":{"zone":{"type":"string"}}}}}],
         "tool_choice":{"type":"function","function":{"name":"clock"}},
         "functions":[{"name":"f","parameters":{"type":"object"}}],"function_call":"auto",
         "thinking":{"type":"enabled","budget_tokens":1024},"cache_control":{"type":"ephemeral"},
         "options":{"num_ctx":2048},"keep_alive":"5m","web_search_options":{}}
        """;

    private static final String[] STRANGE = {
        "\uD800",
        "\uDC00\uD800",
        "\u0000",
        "\u2028",
        "\uFEFF",
        "\r\ndata: x\n\n",
        "../../etc/passwd",
        "${header.OblixMachine}",
        "{{env:PATH}}",
        "%n%s",
        "<script>",
        "auto:../auto",
        "ollama:",
        ":",
        "data:image/png;base64,###",
        "file:///etc/passwd",
        "http://127.0.0.1:1/x",
        "9".repeat(400),
        "a".repeat(70_000)
    };

    private static final String[] NUMBERS = {
        "-1",
        "0",
        "-0",
        "1e400",
        "-1e400",
        "1e-400",
        "9223372036854775808",
        "0.1000000000000000000000000001",
        "1E+2",
        "123456789012345678901234567890123456789012345678901234567890"
    };

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    @RegisterExtension
    static final TestServer server = new TestServer();

    @BeforeEach
    void watchTheLog() {
        log.start();
        root().addAppender(log);
    }

    @AfterEach
    void theServerStillAnswersAndNothingFailedInside() {
        for (String model : MODELS) {
            assertThat(server.hello(model).statusCode()).isEqualTo(200);
        }
        root().detachAppender(log);
        assertThat(List.copyOf(log.list))
                .filteredOn(
                        event -> event.getLevel().isGreaterOrEqual(Level.ERROR) || event.getThrowableProxy() != null)
                .isEmpty();
    }

    private static Logger root() {
        return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    }

    @Test
    void aRequestWithNonsenseInAnyFieldIsAnsweredOrRefused() throws Exception {
        int answered = 0;
        for (int seed = 0; seed < ROUNDS; seed++) {
            RandomJson random = new RandomJson(seed);
            ObjectNode request = Json.objectOrNull(REQUEST.getBytes(StandardCharsets.UTF_8));
            assertThat(request).isNotNull();
            // Most fields go: one that is refused hides what the others do.
            request.properties().removeIf(field -> !field.getKey().equals("messages") && random.chance(0.7));
            request.put("model", random.oneOf(MODELS)).put("stream", random.chance(0.5));
            for (int i = random.below(3); i >= 0; i--) {
                twist(request, random);
            }
            String body = request.toString().replace("\"a number\"", random.oneOf(NUMBERS));
            HttpResponse<String> answer = post("/v1/chat/completions", body.getBytes(StandardCharsets.UTF_8));
            assertWellFormed(answer, seed, body);
            answered += answer.statusCode() == 200 ? 1 : 0;
            if (seed % 10 == 0) {
                assertWellFormed(post("/v1/route", body.getBytes(StandardCharsets.UTF_8)), seed, body);
            }
        }
        // If all were refused, or none, the test itself would prove nothing.
        assertThat(answered).isBetween(ROUNDS / 10, ROUNDS * 9 / 10);
    }

    @Test
    void bytesThatAreNotJsonAreRefused() throws Exception {
        byte[] whole = REQUEST.getBytes(StandardCharsets.UTF_8);
        for (int seed = 0; seed < ROUNDS / 3; seed++) {
            RandomJson random = new RandomJson(seed);
            byte[] bytes = Arrays.copyOf(whole, 1 + random.below(whole.length));
            for (int i = random.below(10); i >= 0; i--) {
                bytes[random.below(bytes.length)] = (byte) random.below(256);
            }
            assertWellFormed(post("/v1/chat/completions", bytes), seed, "bytes");
        }
    }

    @Test
    void bytesThatAreNotHttpAreRefusedAndTheConnectionEnds() throws Exception {
        String whole = RawClient.post(String.format(TestServer.HELLO, "auto"), "X-Oblix-Privacy: any", "Accept: */*");
        int answered = 0;
        for (int seed = 0; seed < ROUNDS / 5; seed++) {
            RandomJson random = new RandomJson(seed);
            StringBuilder bytes = new StringBuilder(whole);
            for (int i = random.below(4); i >= 0; i--) {
                int at = random.below(bytes.length());
                switch (random.below(4)) {
                    case 0 -> bytes.setCharAt(at, (char) random.below(256));
                    case 1 ->
                        bytes.insert(at, random.oneOf("\r\n", "\n", "\0", ":", " ", "\t", "Transfer-Encoding: x"));
                    case 2 -> bytes.delete(at, Math.min(bytes.length(), at + random.below(20)));
                    default -> bytes.insert(at, bytes.substring(random.below(at + 1), at));
                }
            }
            try (RawClient client = new RawClient(server.port())) {
                client.send(bytes.toString());
                client.endSending();
                String answers = client.rest();
                if (!answers.isEmpty()) {
                    answered++;
                    assertThat(answers).as("seed %d", seed).startsWith("HTTP/1.");
                    assertThat(answers.split(" ", 3)[1]).as("seed %d", seed).matches("[24]..|505");
                }
            }
        }
        assertThat(answered).isGreaterThan(ROUNDS / 10);
    }

    private HttpResponse<String> post(String path, byte[] body) throws Exception {
        return server.send(HttpRequest.newBuilder(URI.create(server.url(path))).POST(BodyPublishers.ofByteArray(body)));
    }

    private static void twist(ObjectNode request, RandomJson random) {
        List<JsonNode> containers = new ArrayList<>();
        collect(request, containers);
        JsonNode in = random.oneOf(containers.toArray(JsonNode[]::new));
        JsonNode value = random.chance(0.3)
                ? Json.object().textNode(random.oneOf(STRANGE))
                : random.chance(0.2) ? Json.object().textNode("a number") : random.value(3);
        if (in instanceof ArrayNode array) {
            if (array.isEmpty() || random.chance(0.2)) {
                array.add(value);
            } else {
                array.set(random.below(array.size()), value);
            }
        } else if (in instanceof ObjectNode object) {
            String[] names = object.properties().stream().map(Map.Entry::getKey).toArray(String[]::new);
            object.set(names.length == 0 || random.chance(0.1) ? random.oneOf(STRANGE) : random.oneOf(names), value);
        }
    }

    private static void collect(JsonNode node, List<JsonNode> containers) {
        if (node.isContainerNode()) {
            containers.add(node);
            node.forEach(child -> collect(child, containers));
        }
    }

    private static void assertWellFormed(HttpResponse<String> answer, int seed, String sent) {
        String said = "seed " + seed + ", " + answer.statusCode() + " " + answer.body() + " to " + sent;
        assertThat(answer.statusCode()).as(said).isIn(200, 400, 403, 404);
        assertThat(TestServer.header(answer, "x-oblix-request-id")).as(said).startsWith("req_");
        if (TestServer.header(answer, "content-type").startsWith("text/event-stream")) {
            assertThat(answer.body()).as(said).startsWith("data: {").endsWith("data: [DONE]\n\n");
        } else if (answer.statusCode() == 200) {
            assertThat(TestServer.json(answer).isEmpty()).as(said).isFalse();
        } else {
            JsonNode error = TestServer.json(answer).path("error");
            assertThat(error.properties()).as(said).hasSize(4);
            assertThat(error.path("type").asText()).as(said).isEqualTo("invalid_request_error");
            assertThat(error.path("message").asText()).as(said).isNotBlank().doesNotContain("Exception", "\tat ");
        }
    }
}
