package io.oblix.journey;

import static io.oblix.fixture.KeysOnDisk.bearer;
import static io.oblix.fixture.TestServer.CLAUDE;
import static io.oblix.fixture.TestServer.LOCAL;
import static io.oblix.fixture.TestServer.OPENAI;
import static io.oblix.fixture.TestServer.header;
import static io.oblix.fixture.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import com.fasterxml.jackson.databind.JsonNode;
import io.oblix.fixture.Await;
import io.oblix.fixture.KeysOnDisk;
import io.oblix.fixture.RawClient;
import io.oblix.fixture.TestServer;
import io.oblix.key.KeyText;
import io.oblix.simulator.Fault;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** A server with a file of keys. */
class KeysTest {

    private static final KeysOnDisk KEYS = new KeysOnDisk()
            .with("root", "admin: true")
            .with("plain")
            .with("here", "models: ['ollama:*']", "policies: [auto, cloud-first, local-first]")
            .with("secretive", "privacy: local-only")
            .with("two", "requests-per-minute: 2")
            .with("slash", "requests-per-minute: 1")
            .with("leaver", "concurrent-requests: 1", "tokens-per-minute: 3000")
            .with("small", "tokens-per-minute: 400")
            .with("single", "concurrent-requests: 1")
            .with("former", "expires: 2024-01-31");

    @RegisterExtension
    static final TestServer SERVER = new TestServer(settings());

    private static final String MESSAGE =
            "{\"model\":\"%s\",\"max_tokens\":50,\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";

    private static Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>(KEYS.setting());
        settings.put("oblix.alias.gpt-alias", OPENAI);
        settings.put("oblix.openai.responses", "on");
        settings.put("oblix.ledger.url", "jdbc:sqlite::memory:");
        return settings;
    }

    private static HttpResponse<String> get(String path, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(SERVER.url(path)));
        return SERVER.send(headers.length == 0 ? request : request.headers(headers));
    }

    private static void assertRefused(HttpResponse<String> answer, int status, String code) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(json(answer).at("/error/code").asText()).isEqualTo(code);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/v1/chat/completions", "/chat/completions", "/v1/completions", "/v1/embeddings", "/v1/responses"
            })
    void withoutAKeyARequestIsRefusedAsOpenAiDoes(String path) {
        HttpResponse<String> answer = SERVER.post(path, "not even JSON");

        assertRefused(answer, 401, "invalid_api_key");
        assertThat(json(answer).at("/error/type").asText()).isEqualTo("invalid_request_error");
        assertThat(header(answer, "www-authenticate")).isEqualTo("Bearer");
        assertThat(header(answer, "x-oblix-request-id")).startsWith("req_");
    }

    @Test
    void withoutAKeyARequestIsRefusedAsAnthropicDoesAndNotRepeated() {
        for (String path : List.of("/v1/messages", "/v1/messages/count_tokens")) {
            HttpResponse<String> answer = SERVER.post(path, MESSAGE, "x-api-key", "wrong");

            assertThat(answer.statusCode()).isEqualTo(401);
            assertThat(json(answer).path("type").asText()).isEqualTo("error");
            assertThat(json(answer).at("/error/type").asText()).isEqualTo("authentication_error");
            assertThat(header(answer, "x-should-retry")).isEqualTo("false");
        }
    }

    @Test
    void withoutAKeyARequestIsRefusedAsOllamaDoes() {
        for (String path : List.of("/api/chat", "/api/generate", "/api/embed", "/api/show")) {
            HttpResponse<String> answer = SERVER.post(path, "{}");

            assertThat(answer.statusCode()).isEqualTo(401);
            assertThat(json(answer).path("error").asText()).startsWith("No API key was sent.");
        }
        assertThat(get("/api/tags").statusCode()).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/v1/models",
                "/health",
                "/metrics",
                "/v1/decisions",
                "/no/such/path",
                "/v1/responses/resp_1"
            })
    void everyOtherPathNeedsAKeyToo(String path) {
        assertThat(get(path).statusCode()).isEqualTo(401);
        assertThat(get(path, "Authorization", "Bearer wrong").statusCode()).isEqualTo(401);
        assertThat(get(path, "Authorization", "Basic c2stcGxhaW4=").statusCode())
                .isEqualTo(401);
    }

    @Test
    void aKeyNeverSeesTheResponsesOfAnother() {
        String body = "{\"model\":\"" + LOCAL + "\",\"input\":\"My secret\"}";
        JsonNode answer = json(SERVER.post("/v1/responses", body, bearer("plain")));
        String id = answer.path("id").asText();
        String item = answer.at("/output/0/id").asText();
        String goingOn = "{\"model\":\"" + LOCAL + "\",\"input\":\"What?\",\"previous_response_id\":\"" + id + "\"}";
        String referring =
                "{\"model\":\"" + LOCAL + "\",\"input\":[{\"type\":\"item_reference\",\"id\":\"" + item + "\"}]}";

        for (String other : List.of("here", "root")) {
            HttpResponse<String> read = get("/v1/responses/" + id, bearer(other));
            assertThat(read.statusCode()).isEqualTo(404);
            assertThat(get("/v1/responses/" + id + "/input_items", bearer(other))
                            .statusCode())
                    .isEqualTo(404);
            assertRefused(SERVER.post("/v1/responses", goingOn, bearer(other)), 400, "previous_response_not_found");
            assertThat(SERVER.post("/v1/responses", referring, bearer(other)).statusCode())
                    .isEqualTo(404);
            HttpRequest.Builder deletion = HttpRequest.newBuilder(URI.create(SERVER.url("/v1/responses/" + id)))
                    .headers(bearer(other))
                    .DELETE();
            assertThat(SERVER.send(deletion).statusCode()).isEqualTo(404);
        }
        assertThat(get("/v1/responses/" + id, bearer("plain")).body()).contains(item);
        assertThat(SERVER.post("/v1/responses", goingOn, bearer("plain")).statusCode())
                .isEqualTo(200);
    }

    @Test
    void aResponseThatOnlyOpenAiKnowsIsTheOperatorsToRead() {
        String path = "/v1/responses/resp_" + "0123456789abcdef".repeat(3);

        assertThat(get(path, bearer("plain")).statusCode()).isEqualTo(404);
        assertThat(isAskedOfOpenAi(path)).isFalse();
        assertThat(get(path, bearer("root")).statusCode()).isEqualTo(404);
        assertThat(isAskedOfOpenAi(path)).isTrue();
    }

    private static boolean isAskedOfOpenAi(String path) {
        return SERVER.openai.probeRequests().stream()
                .anyMatch(request -> request.path().equals(path));
    }

    @Test
    void aClientOfAnthropicsApiIsRefusedInItsShapeAtSharedPathsToo() {
        for (String path : List.of("/v1/models", "/v1/models/x", "/no/such/path")) {
            HttpResponse<String> answer = get(path, "anthropic-version", "2023-06-01", "x-api-key", "wrong");

            assertThat(answer.statusCode()).isEqualTo(401);
            assertThat(json(answer).path("type").asText()).as(path).isEqualTo("error");
            assertThat(json(answer).at("/error/type").asText()).isEqualTo("authentication_error");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/chat/completions", "/v1/messages", "/v1/models", "/api/tags", "/v1/decisions"})
    void noMethodOpensAPathWithoutAKey(String path) {
        for (String method : List.of("HEAD", "OPTIONS", "PUT", "DELETE", "PATCH")) {
            HttpResponse<String> answer = SERVER.send(HttpRequest.newBuilder(URI.create(SERVER.url(path)))
                    .method(method, HttpRequest.BodyPublishers.noBody()));

            assertThat(answer.statusCode()).as(method).isEqualTo(401);
        }
    }

    @Test
    void aPageOfThisMachineMaySendAKeyAndSeeItsLimits() throws Exception {
        String start = "OPTIONS /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nOrigin: http://localhost:3000\r\n";
        try (RawClient client = new RawClient(SERVER.port())) {
            RawClient.Answer preflight = client.send(start + "Access-Control-Request-Method: POST\r\n"
                            + "Access-Control-Request-Headers: authorization,x-api-key\r\n\r\n")
                    .answer();

            assertThat(preflight.status()).isIn(200, 204);
            assertThat(preflight.header("access-control-allow-headers")).contains("authorization", "x-api-key");
        }
        HttpResponse<String> refused = get("/v1/models", "Origin", "http://localhost:3000");
        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(header(refused, "access-control-allow-origin")).isEqualTo("http://localhost:3000");
        assertThat(header(refused, "access-control-expose-headers")).contains("x-ratelimit-remaining-requests");
    }

    @Test
    void onlyLifeAndReadinessNeedNone() {
        assertThat(get("/health/live").statusCode()).isEqualTo(200);
        Await.until("the first probes are in", () -> get("/health/ready").statusCode() == 200);
    }

    @ParameterizedTest
    @CsvSource({
        "Authorization, 'Bearer '",
        "authorization, 'bearer  '",
        "X-Api-Key, ''",
        "api-key, ''",
    })
    void aKeyIsTakenFromTheHeadersOfEachKindOfClient(String header, String before) {
        assertThat(SERVER.hello(LOCAL, header, before + KeysOnDisk.key("plain")).statusCode())
                .isEqualTo(200);
    }

    @Test
    void ofTwoKeysOneThatFitsIsEnough() {
        HttpResponse<String> answer =
                SERVER.hello(LOCAL, "Authorization", "Bearer something-else", "x-api-key", KeysOnDisk.key("plain"));

        assertThat(answer.statusCode()).isEqualTo(200);
    }

    @Test
    void anExpiredKeyIsRefusedWithItsDate() {
        HttpResponse<String> answer = SERVER.hello(LOCAL, bearer("former"));

        assertRefused(answer, 401, "invalid_api_key");
        assertThat(answer.body()).contains("'former' expired at 2024-01-31");
    }

    @Test
    void theKeyNeverGoesUpstream() {
        SERVER.hello(OPENAI, bearer("plain"));

        assertThat(SERVER.openai
                        .chatRequests()
                        .get(SERVER.openai.chatCount() - 1)
                        .headers()
                        .toString())
                .doesNotContain(KeysOnDisk.key("plain"))
                .contains("test-key-openai");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {OPENAI, "gpt-4o-mini", "gpt-alias", "claude:claude-sonnet-4-5", "anthropic:claude-sonnet-4-5"})
    void aModelThatTheKeyMayNotUseIsRefusedByWhateverName(String model) {
        int before = SERVER.chatCount();
        HttpResponse<String> answer = SERVER.hello(model, bearer("here"));

        assertRefused(answer, 403, "model_not_allowed");
        assertThat(json(answer).at("/error/param").asText()).isEqualTo("model");
        assertThat(SERVER.chatCount()).isEqualTo(before);
    }

    @Test
    void refusalsHaveTheShapeOfTheDialect() {
        HttpResponse<String> message =
                SERVER.post("/v1/messages", String.format(MESSAGE, CLAUDE), "x-api-key", KeysOnDisk.key("here"));
        assertThat(message.statusCode()).isEqualTo(403);
        assertThat(json(message).at("/error/type").asText()).isEqualTo("permission_error");
        HttpResponse<String> chat = SERVER.post("/api/chat", String.format(MESSAGE, OPENAI), bearer("here"));
        assertThat(chat.statusCode()).isEqualTo(403);
        assertThat(json(chat).path("error").asText()).contains("may not use the model `" + OPENAI + "`");
    }

    @Test
    void aPolicyThatTheKeyMayNotUseIsRefused() {
        assertRefused(SERVER.hello("auto:private", bearer("here")), 403, "policy_not_allowed");
        assertThat(SERVER.hello("auto:local-first", bearer("here")).statusCode())
                .isEqualTo(200);
    }

    @Test
    void aPolicyReachesNoModelThatTheKeyMayNotUse() {
        int before = SERVER.openai.chatCount();
        HttpResponse<String> answer = SERVER.hello("auto:cloud-first", bearer("here"));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(header(answer, "x-oblix-target")).isEqualTo("local");
        assertThat(SERVER.openai.chatCount()).isEqualTo(before);
    }

    @Test
    void neitherFallbackNorRescueReachesAModelThatTheKeyMayNotUse() {
        int before = SERVER.openai.chatCount();
        SERVER.ollama.failAlways(Fault.Status.of(500));
        assertThat(SERVER.hello("auto:local-first", bearer("here")).statusCode())
                .isEqualTo(502);

        SERVER.ollama.failAlways(new Fault.Cut(2));
        HttpResponse<String> broken = SERVER.chat(TestServer.helloBody("auto:local-first", true), bearer("here"));

        assertThat(broken.body()).contains("\"error\"");
        assertThat(SERVER.openai.chatCount()).isEqualTo(before);
    }

    @Test
    void aLocalOnlyKeyReachesNoCloud() {
        int before = SERVER.openai.chatCount() + SERVER.claude.chatCount();
        SERVER.ollama.failAlways(Fault.Status.of(500));
        assertThat(SERVER.hello("auto", bearer("secretive")).statusCode()).isGreaterThanOrEqualTo(500);
        assertRefused(SERVER.hello(OPENAI, bearer("secretive")), 400, "local_only");
        SERVER.post("/v1/messages/count_tokens", String.format(MESSAGE, CLAUDE), bearer("secretive"));

        assertThat(SERVER.openai.chatCount() + SERVER.claude.chatCount()).isEqualTo(before);
        assertThat(SERVER.claude.probeRequests().toString()).doesNotContain("count_tokens");
    }

    private static List<String> ids(JsonNode list, String field) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(model -> model.path(field).asText())
                .toList();
    }

    @Test
    void aKeySeesTheModelsThatItMayUse() {
        assertThat(ids(json(get("/v1/models", bearer("here"))).path("data"), "id"))
                .contains("auto", "auto:cloud-first", LOCAL)
                .doesNotContain("auto:private", OPENAI, CLAUDE);
        assertThat(ids(
                        json(get("/v1/models", "x-api-key", KeysOnDisk.key("here"), "anthropic-version", "2023-06-01"))
                                .path("data"),
                        "id"))
                .contains(LOCAL)
                .doesNotContain("auto:private", OPENAI, CLAUDE);
        assertThat(ids(json(get("/api/tags", bearer("here"))).path("models"), "name"))
                .contains("auto:latest", "llama3.2:1b")
                .doesNotContain("auto:private", OPENAI, CLAUDE);
        assertThat(get("/v1/models/" + OPENAI, bearer("here")).statusCode()).isEqualTo(404);
        assertThat(SERVER.post("/api/show", "{\"model\":\"gpt-4o-mini\"}", bearer("here"))
                        .statusCode())
                .isEqualTo(404);
        assertThat(ids(json(get("/v1/models", bearer("plain"))).path("data"), "id"))
                .contains("auto:private", OPENAI, CLAUDE);
    }

    @Test
    void theOperatorsPathsNeedAnAdminsKey() {
        for (String path :
                List.of("/v1/decisions", "/metrics", "/v1/decisions/", "//v1/./decisions", "/v1/%64ecisions")) {
            HttpResponse<String> refused = get(path, bearer("plain"));
            assertThat(refused.statusCode()).as(path).isIn(403, 404);
            assertThat(get(path, bearer("root")).statusCode()).as(path).isIn(200, 404);
        }
        assertRefused(get("/v1/decisions", bearer("plain")), 403, "admin_key_required");
        assertRefused(
                SERVER.post("/v1/route", String.format(MESSAGE, "auto"), bearer("plain")), 403, "admin_key_required");
        assertThat(SERVER.post("/v1/route", String.format(MESSAGE, "auto"), bearer("root"))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void aPlainKeySeesStatusAndVersionOnlyInHealth() {
        assertThat(json(get("/health", bearer("plain"))).fieldNames())
                .toIterable()
                .containsExactly("status", "version");
        assertThat(json(get("/health", bearer("root"))).at("/keys/count").asInt())
                .isEqualTo(10);
    }

    @Test
    void aPlainKeySeesItsOwnUsageOnly() {
        SERVER.hello(LOCAL, bearer("plain"));
        SERVER.hello(LOCAL, bearer("root"));
        Await.until(
                "both are in the ledger",
                () -> ids(json(get("/v1/usage?by=key&since=1d", bearer("root"))).path("rows"), "name")
                        .containsAll(List.of("plain", "root")));

        for (String query : List.of("", "&key=root")) {
            JsonNode rows = json(get("/v1/usage?by=key&since=1d" + query, bearer("plain")))
                    .path("rows");
            assertThat(ids(rows, "name")).containsExactly("plain");
        }
        assertThat(get("/usage").statusCode()).isEqualTo(401);
    }

    @Test
    void aPlainKeySpeaksOfItsOwnRequestsAndAnAdminKeyOfAll() {
        String plains = TestServer.header(SERVER.hello(LOCAL, bearer("plain")), "x-oblix-request-id");
        String roots = TestServer.header(SERVER.hello(LOCAL, bearer("root")), "x-oblix-request-id");
        String feedback = "{\"request_id\": \"%s\", \"good\": true}";

        assertRefused(
                SERVER.post("/v1/feedback", String.format(feedback, roots), bearer("plain")), 404, "request_not_found");
        for (String key : List.of("plain", "root")) {
            assertThat(SERVER.post("/v1/feedback", String.format(feedback, plains), bearer(key))
                            .statusCode())
                    .isEqualTo(200);
        }
        assertThat(SERVER.post("/feedback", String.format(feedback, plains)).statusCode())
                .isEqualTo(401);
    }

    @Test
    void aChangeOfAPolicyIsAuditedWithAReasonWhereItIsRejected(@TempDir Path folder) throws Exception {
        Map<String, String> settings =
                new HashMap<>(new KeysOnDisk().with("plain").setting());
        settings.put("oblix.routes-directory", folder.toString());
        settings.put("oblix.routes-look-every", "10ms");
        String pasted = KeyText.random();
        Logger logger = (Logger) LoggerFactory.getLogger("oblix.audit");
        Queue<String> lines = new ConcurrentLinkedQueue<>();
        AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
            @Override
            protected void append(ILoggingEvent line) {
                if (line.getFormattedMessage().contains("\"policy\":\"late\"")) {
                    lines.add(line.getFormattedMessage().replaceFirst("\"at\":\"20[^\"]*Z\"", "AT"));
                }
            }
        };
        appender.start();
        Level level = logger.getLevel();
        logger.setLevel(Level.INFO);
        logger.addAppender(appender);
        try (TestServer server = new TestServer(settings)) {
            int audited = 0;
            for (String reason : List.of("late", pasted, "mended")) {
                int count = ++audited;
                writeLatePolicy(folder, reason);
                Await.until(
                        "it is audited by the server at port " + server.port() + ", " + count,
                        () -> lines.size() == count);
            }
        } finally {
            logger.detachAppender(appender);
            logger.setLevel(level);
        }

        String common = "{AT,\"event\":\"policy\",\"who\":\"file\",\"policy\":\"late\",\"change\":";
        assertThat(lines)
                .satisfiesExactly(
                        first -> assertThat(first).isEqualTo(common + "\"added\"}"),
                        broken -> assertThat(broken)
                                .startsWith(common + "\"rejected\",\"line\":5,\"reason\":\"")
                                .contains("obx_...")
                                .doesNotContain(pasted),
                        mended -> assertThat(mended).isEqualTo(common + "\"changed\"}"));
    }

    /** In one step: the server looks every 10 ms, and would reject half a file. */
    private static void writeLatePolicy(Path folder, String reason) throws Exception {
        Path whole = Files.createTempFile("policy", ".yaml");
        Files.writeString(whole, """
            - route:
                from:
                  uri: direct:policy-late
                  steps:
                    - to: decide:local?reason=%s
            """.formatted(reason));
        Path file = folder.resolve("late.camel.yaml");
        Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    @Test
    void decisionsNameTheKey() {
        SERVER.hello("auto", bearer("plain"));

        assertThat(json(get("/v1/decisions?limit=1", bearer("root")))
                        .at("/decisions/0/facts/OblixKey/name")
                        .asText())
                .isEqualTo("plain");
    }

    @Test
    void beyondItsRequestsAKeyIsRefusedWithFiguresInTheNamesOfTheDialect() {
        HttpResponse<String> first = SERVER.hello(OPENAI, bearer("two"));
        assertThat(header(first, "x-ratelimit-limit-requests")).isEqualTo("2");
        assertThat(header(first, "x-ratelimit-remaining-requests")).isEqualTo("1");
        assertThat(header(first, "x-ratelimit-reset-requests")).isEqualTo("30s");
        HttpResponse<String> second =
                SERVER.post("/v1/messages", String.format(MESSAGE, LOCAL), "x-api-key", KeysOnDisk.key("two"));
        assertThat(second.statusCode()).as(second.body()).isEqualTo(200);
        assertThat(header(second, "anthropic-ratelimit-requests-remaining")).isEqualTo("0");
        assertThat(header(second, "anthropic-ratelimit-requests-reset")).matches("20\\d\\d-.*T.*Z");
        assertThat(header(second, "x-ratelimit-limit-requests")).isEmpty();

        HttpResponse<String> third = SERVER.hello(LOCAL, bearer("two"));
        assertRefused(third, 429, "rate_limit_exceeded");
        assertThat(json(third).at("/error/message").asText()).contains("may send 2 requests a minute");
        assertThat(Integer.parseInt(header(third, "retry-after"))).isBetween(25, 30);
        assertThat(header(third, "x-ratelimit-remaining-requests")).isEqualTo("0");
        HttpResponse<String> message =
                SERVER.post("/v1/messages", String.format(MESSAGE, LOCAL), "x-api-key", KeysOnDisk.key("two"));
        assertThat(message.statusCode()).isEqualTo(429);
        assertThat(json(message).at("/error/type").asText()).isEqualTo("rate_limit_error");
        assertThat(header(message, "retry-after")).isNotEmpty();
        assertThat(SERVER.post("/api/chat", String.format(MESSAGE, LOCAL), bearer("two"))
                        .statusCode())
                .isEqualTo(429);
        assertThat(get("/v1/models", bearer("two")).statusCode()).isEqualTo(200);
    }

    @Test
    void aPathWithASlashAtItsEndIsNoWayAroundTheLimit() {
        HttpResponse<String> first =
                SERVER.post("/v1/chat/completions/", String.format(TestServer.HELLO, LOCAL), bearer("slash"));
        HttpResponse<String> second =
                SERVER.post("/v1/chat/completions/", String.format(TestServer.HELLO, LOCAL), bearer("slash"));

        assertThat(first.statusCode()).as(first.body()).isEqualTo(200);
        assertThat(header(first, "x-ratelimit-remaining-requests")).isEqualTo("0");
        assertRefused(second, 429, "rate_limit_exceeded");
    }

    @Test
    void aClientThatLeavesMakesRoomForTheNextAndHasUsedItsTokens() throws Exception {
        SERVER.ollama.failAlways(new Fault.Silence());
        String body = "{\"model\":\"" + LOCAL
                + "\",\"max_tokens\":900,\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";
        try (RawClient client = new RawClient(SERVER.port())) {
            client.send("POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nx-api-key: "
                    + KeysOnDisk.key("leaver") + "\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
            Await.until("it is asked", () -> SERVER.ollama.heldCount() == 1);
            assertThat(SERVER.hello(LOCAL, bearer("leaver")).statusCode()).isEqualTo(429);
        }
        SERVER.ollama.heal();
        SERVER.ollama.release();

        Await.until("the next may", () -> SERVER.hello(LOCAL, bearer("leaver")).statusCode() == 200);
        int left = Integer.parseInt(header(SERVER.hello(LOCAL, bearer("leaver")), "x-ratelimit-remaining-tokens"));
        assertThat(left).isLessThan(2_600);
    }

    @Test
    void tokensAreReservedBeforeARequestAndCorrectedAfterIt() {
        HttpResponse<String> answer = SERVER.hello(LOCAL, bearer("small"));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(header(answer, "x-ratelimit-limit-tokens")).isEqualTo("400");
        // The reservation of an answer without a limit leaves little room, so the second passes by the correction only.
        assertThat(Integer.parseInt(header(answer, "x-ratelimit-remaining-tokens")))
                .isLessThan(150);
        assertThat(SERVER.hello(LOCAL, bearer("small")).statusCode()).isEqualTo(200);

        HttpResponse<String> tooLarge = SERVER.chat(
                "{\"model\":\"" + LOCAL
                        + "\",\"max_tokens\":900,\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}",
                bearer("small"));
        assertRefused(tooLarge, 429, "rate_limit_exceeded");
        assertThat(tooLarge.body()).contains("400 tokens a minute", "this request alone needs about");
        assertThat(header(tooLarge, "x-should-retry")).isEqualTo("false");
    }

    @Test
    void onlyAsManyRequestsAsAKeyMayAreAnsweredAtATime() throws Exception {
        SERVER.ollama.failAlways(new Fault.Silence());
        CompletableFuture<HttpResponse<String>> first = HttpClient.newHttpClient()
                .sendAsync(
                        HttpRequest.newBuilder(URI.create(SERVER.url("/v1/chat/completions")))
                                .headers(bearer("single"))
                                .POST(HttpRequest.BodyPublishers.ofString(String.format(TestServer.HELLO, LOCAL)))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        Await.until("the first is asked", () -> SERVER.ollama.heldCount() == 1);

        HttpResponse<String> second =
                SERVER.post("/v1/messages", String.format(MESSAGE, LOCAL), "x-api-key", KeysOnDisk.key("single"));
        assertThat(second.statusCode()).isEqualTo(429);
        assertThat(json(second).at("/error/message").asText()).contains("1 requests answered at a time");
        assertThat(header(second, "retry-after")).isEqualTo("1");

        SERVER.ollama.heal();
        SERVER.ollama.release();
        assertThat(first.get().statusCode()).isEqualTo(200);
        Await.until("the next may", () -> SERVER.hello(LOCAL, bearer("single")).statusCode() == 200);
    }
}
