package io.oblix.journey;

import static io.oblix.fixture.KeysOnDisk.bearer;
import static io.oblix.fixture.TestServer.CLAUDE;
import static io.oblix.fixture.TestServer.LOCAL;
import static io.oblix.fixture.TestServer.OPENAI;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.fixture.Await;
import io.oblix.fixture.KeysOnDisk;
import io.oblix.fixture.TestServer;
import io.oblix.json.Json;
import io.oblix.key.KeyText;
import io.oblix.simulator.Fault;
import io.oblix.simulator.SimulatedAnswer;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.slf4j.LoggerFactory;

/** Of a whole run, no secret that was configured or sent is in anything that the server says. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SecretsTest {

    private static final String PROMPT = "my-own-words-0815";
    private static final String UNKNOWN = "sk-unknown-key-4711";

    private static final String MADE = KeyText.random();

    /** All of them, and what is found in each of the outputs. */
    private static final List<String> SECRETS = List.of(
            KeysOnDisk.key("root"),
            KeysOnDisk.key("plain"),
            KeysOnDisk.key("former"),
            KeysOnDisk.key("two"),
            UNKNOWN,
            MADE,
            PROMPT,
            "the-admins-own-key",
            "test-key-openai",
            "test-key-claude",
            "test-key-ollama");

    private static final List<String> LOGGERS =
            List.of(Logger.ROOT_LOGGER_NAME, "io.oblix", "oblix.request", "oblix.audit", "policy");

    private final Map<Logger, Level> levels = new HashMap<>();
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final KeysOnDisk keys = new KeysOnDisk()
            .with("root", "admin: true")
            .with("plain", "models: ['ollama:*', 'openai:*']")
            .with("two", "requests-per-minute: 1")
            .with("former", "expires: 2024-01-31");

    private final TestServer server = new TestServer(settings());

    private Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>(keys.setting());
        settings.put("oblix.admin-key", "the-admins-own-key");
        settings.put("oblix.ollama.api-key", "test-key-ollama");
        return settings;
    }

    private static List<Logger> loggers() {
        List<Logger> loggers = new ArrayList<>();
        for (String name : LOGGERS) {
            loggers.add((Logger) LoggerFactory.getLogger(name));
        }
        return loggers;
    }

    @BeforeAll
    void listen() {
        log.start();
        for (Logger logger : loggers()) {
            // Those that pass their lines on to the root need no appender of their own.
            if (logger.getName().equals(Logger.ROOT_LOGGER_NAME) || !logger.isAdditive()) {
                logger.addAppender(log);
            }
            if (!logger.getName().equals(Logger.ROOT_LOGGER_NAME)) {
                levels.put(logger, logger.getLevel());
                logger.setLevel(Level.DEBUG);
            }
        }
    }

    @AfterAll
    void stop() {
        levels.forEach(Logger::setLevel);
        loggers().forEach(logger -> logger.detachAppender(log));
        server.close();
    }

    private static String body(String model) {
        return "{\"model\":\"" + model + "\",\"max_tokens\":20,\"input\":\"" + PROMPT + "\",\"prompt\":\"" + PROMPT
                + "\",\"messages\":[{\"role\":\"user\",\"content\":\"" + PROMPT + "\"}]}";
    }

    private List<String> said() {
        List<String> said = new ArrayList<>();
        List<String[]> callers = List.of(
                bearer("root"),
                bearer("plain"),
                bearer("former"),
                bearer("two"),
                new String[] {"x-api-key", UNKNOWN},
                new String[] {"api-key", "the-admins-own-key"},
                new String[] {"Authorization", "Bearer"});
        List<String> paths = List.of(
                "/v1/chat/completions",
                "/v1/messages",
                "/v1/responses",
                "/v1/completions",
                "/v1/embeddings",
                "/api/chat",
                "/v1/route");
        for (Fault fault : new Fault[] {null, Fault.Status.of(500), new Fault.Refusal(Fault.Reason.DEAD_KEY)}) {
            server.providers().forEach(provider -> provider.failAlways(fault));
            // What a model answers is the client's own.
            server.providers().forEach(provider -> provider.answering(request -> SimulatedAnswer.of("An answer.", 5)));
            for (String path : paths) {
                for (String model : List.of("auto", LOCAL, OPENAI, CLAUDE, "auto:no-such-policy")) {
                    // A fault is met by those who get as far as a model.
                    for (String[] caller : fault == null ? callers : callers.subList(1, 2)) {
                        said.add(shown(server.post(path, body(model), caller)));
                    }
                }
            }
        }
        paths.forEach(path -> said.addAll(saidToAKeyForAModel(path)));
        List.of("/v1/messages/count_tokens", "/v1/responses/input_tokens", "/api/show")
                .forEach(path -> said.addAll(saidToAKeyForAModel(path)));
        said.add(shown(server.get("/v1/decisions/" + MADE)));
        said.addAll(saidToAKeyInAPath());
        for (String[] caller : callers) {
            for (String path :
                    List.of("/health", "/metrics", "/v1/decisions", "/v1/usage?by=key", "/v1/models", "/nowhere")) {
                said.add(shown(server.send(
                        HttpRequest.newBuilder(URI.create(server.url(path))).headers(caller))));
            }
        }
        return said;
    }

    /** A key that a person pasted in the wrong place. */
    private List<String> saidToAKeyForAModel(String path) {
        List<String> said = new ArrayList<>();
        for (String caller : List.of("root", "plain")) {
            for (String key : List.of(KeysOnDisk.key(caller), MADE, "test-key-openai", "the-admins-own-key")) {
                for (String model : List.of(key, "auto:" + key, LOCAL + key, "ollama:" + key, "claude:" + key)) {
                    HttpResponse<String> refused = server.post(path, body(model), bearer(caller));
                    if (refused.statusCode() != 403) {
                        assertThat(refused.statusCode())
                                .as(path + refused.body())
                                .isEqualTo(400);
                        assertThat(refused.body()).contains("it holds an API key, not the name of a model");
                    }
                    said.add(shown(refused));
                }
            }
        }
        for (String key : List.of(KeysOnDisk.key("two"), KeysOnDisk.key("former"))) {
            for (String model : List.of(key, " " + key, "auto:" + key, "ollama:" + key, "claude:" + key + ":latest")) {
                HttpResponse<String> refused = server.post(path, body(model), bearer("plain"));
                assertThat(refused.statusCode()).as(path + refused.body()).isIn(400, 403);
                said.add(shown(refused));
            }
        }
        return said;
    }

    /** The key of another caller is known by its hash only. */
    private List<String> saidToAKeyInAPath() {
        List<String> said = new ArrayList<>();
        for (String key : List.of(
                KeysOnDisk.key("plain"), KeysOnDisk.key("two"), KeysOnDisk.key("former"), MADE, "test-key-openai")) {
            for (String path : List.of(
                    "/v1/models/" + key,
                    "/models/openai:" + key,
                    "/v1/models/auto:" + key.replace("-", "%2D"),
                    "/v1/responses/" + key,
                    "/v1/responses/" + key + "/input_items",
                    "/nowhere/" + key)) {
                HttpResponse<String> refused = server.send(
                        HttpRequest.newBuilder(URI.create(server.url(path))).headers(bearer("plain")));
                assertThat(refused.statusCode()).as(path + refused.body()).isEqualTo(400);
                assertThat(refused.body()).contains("The path holds an API key");
                said.add(shown(refused));
                said.add(shown(server.get(path)));
                said.add(shown(server.post(path, "{}", bearer("plain"))));
            }
        }
        return said;
    }

    private static String shown(HttpResponse<String> answer) {
        return answer.statusCode() + " " + answer.headers().map() + " " + answer.body();
    }

    private List<String> logged() {
        List<String> lines = new ArrayList<>();
        for (ILoggingEvent event : List.copyOf(log.list)) {
            IThrowableProxy thrown = event.getThrowableProxy();
            lines.add(event.getFormattedMessage() + (thrown == null ? "" : ThrowableProxyUtil.asString(thrown)));
        }
        return lines;
    }

    @Test
    void noSecretIsInAnAnswerAnErrorAMetricOrTheLog() throws Exception {
        List<String> outputs = new ArrayList<>(said());
        assertThat(outputs).anyMatch(said -> said.startsWith("401")).anyMatch(said -> said.startsWith("502"));
        assertThat(outputs).anyMatch(said -> said.startsWith("403")).anyMatch(said -> said.startsWith("429"));
        assertThat(outputs).filteredOn(said -> said.startsWith("200")).hasSizeGreaterThan(50);
        Files.writeString(keys.file(), "- {name: broken, sha256: " + UNKNOWN + "}\n");
        Await.until("the bad edit is reported", () -> logged().stream().anyMatch(line -> line.contains("line 1")));
        outputs.addAll(logged());
        outputs.add(shown(server.send(
                HttpRequest.newBuilder(URI.create(server.url("/health"))).headers(bearer("root")))));
        outputs.add(server.application().settings() + " "
                + server.application().settings().keys());

        for (String secret : SECRETS) {
            assertThat(outputs).as(secret).noneMatch(said -> said.contains(secret));
        }
        assertAudited();
    }

    private List<ObjectNode> audited() {
        return log.list.stream()
                .filter(event -> event.getLoggerName().equals("oblix.audit"))
                .map(event -> Objects.requireNonNull(
                        Json.objectOrNull(event.getFormattedMessage().getBytes(StandardCharsets.UTF_8)),
                        event.getFormattedMessage()))
                .toList();
    }

    /** Each line says who, when and what. */
    private void assertAudited() {
        assertThat(audited())
                .allSatisfy(line -> assertThat(line.path("at").asText()).matches("20\\d\\d-.*Z"));
        assertThat(audited()).anySatisfy(line -> {
            assertThat(line.path("event").asText()).isEqualTo("request");
            assertThat(line.path("who").asText()).isEqualTo("plain");
            assertThat(line.path("policy").asText()).isEqualTo("auto");
            assertThat(line.path("reason").asText()).isNotEmpty();
            assertThat(line.path("model").asText()).isEqualTo(LOCAL);
            assertThat(line.path("status").asInt()).isEqualTo(200);
        });
        assertThat(audited()).anySatisfy(line -> {
            assertThat(line.path("event").asText()).isEqualTo("refusal");
            assertThat(line.path("who").asText()).isEqualTo("plain");
            assertThat(line.path("asked").asText()).isEqualTo(CLAUDE);
            assertThat(line.path("code").asText()).isEqualTo("model_not_allowed");
        });
        assertThat(audited()).as("a key in the place of a model").anySatisfy(line -> {
            assertThat(line.path("who").asText()).isEqualTo("plain");
            assertThat(line.path("asked").asText()).isEqualTo("(a key)");
            assertThat(line.path("status").asInt()).isEqualTo(400);
        });
        assertThat(audited()).anySatisfy(line -> {
            assertThat(line.path("event").asText()).isEqualTo("refusal");
            assertThat(line.path("who").asText()).isEmpty();
            assertThat(line.path("address").asText()).isEqualTo("127.0.0.1");
            assertThat(line.path("code").asText()).isEqualTo("invalid_api_key");
        });
        assertThat(audited()).as("an expired key has a name").anySatisfy(line -> {
            assertThat(line.path("event").asText()).isEqualTo("refusal");
            assertThat(line.path("who").asText()).isEqualTo("former");
            assertThat(line.path("code").asText()).isEqualTo("invalid_api_key");
        });
    }
}
