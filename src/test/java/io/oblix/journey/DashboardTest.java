package io.oblix.journey;

import static io.oblix.fixture.TestServer.header;
import static io.oblix.fixture.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.oblix.fixture.Await;
import io.oblix.fixture.RawClient;
import io.oblix.fixture.TestServer;
import io.oblix.json.Json;
import io.oblix.simulator.Fault;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The page at {@code /} for this machine, and what it asks for. */
class DashboardTest {

    private static final String EVENTS = "Accept: text/event-stream";

    @RegisterExtension
    static final TestServer SERVER = new TestServer(Map.of("oblix.ledger.url", "jdbc:sqlite::memory:"));

    private static HttpResponse<String> get(String path, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(SERVER.url(path)));
        return SERVER.send(headers.length == 0 ? request : request.headers(headers));
    }

    private static String local() {
        return "Host: 127.0.0.1:" + SERVER.port();
    }

    /** A page or a program that listens, as a browser would. */
    private static RawClient listen(String path, String... headers) throws IOException {
        StringBuilder request = new StringBuilder("GET " + path + " HTTP/1.1\r\n" + local() + "\r\n" + EVENTS + "\r\n");
        for (String header : headers) {
            request.append(header).append("\r\n");
        }
        return new RawClient(SERVER.port()).send(request.append("\r\n").toString());
    }

    /** The JSON of the next event of this name. */
    private static JsonNode next(RawClient stream, String name) throws IOException {
        while (!stream.line().equals("event: " + name)) {
            // Heads, sizes of chunks, and other events.
        }
        String data = stream.line();
        assertThat(data).startsWith("data: ");
        return Objects.requireNonNull(
                Json.objectOrNull(data.substring("data: ".length()).getBytes(StandardCharsets.ISO_8859_1)));
    }

    /** Of this request: one of another test may just be ending. */
    private static JsonNode answered(RawClient stream, String id) throws IOException {
        while (true) {
            JsonNode event = next(stream, "decision");
            if (event.path("id").asText().equals(id)
                    && event.path("state").asText().equals("answered")) {
                return event;
            }
        }
    }

    @Test
    void aBrowserGetsThePageAndEachOfItsFiles() {
        HttpResponse<String> page = get("/", "Accept", "text/html,application/xhtml+xml,*/*;q=0.8");

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(header(page, "content-type")).startsWith("text/html");
        assertThat(header(page, "content-security-policy"))
                .contains("default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'")
                .doesNotContain("unsafe");
        assertThat(header(page, "cache-control")).isEqualTo("no-store");
        for (String part : page.body().split("\"", -1)) {
            if (part.startsWith("/dashboard/")) {
                assertThat(get(part).statusCode()).as(part).isEqualTo(200);
                assertThat(header(get(part), "x-content-type-options")).isEqualTo("nosniff");
            }
        }
    }

    @Test
    void allOthersAreToldThatOllamaIsRunning() {
        assertThat(get("/").body()).isEqualTo("Ollama is running");
        assertThat(get("/", "Accept", "*/*").body()).isEqualTo("Ollama is running");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/dashboard/Assets.class", "/dashboard/web/main.js", "/dashboard/..%2f..%2fx", "/dashboard/"})
    void nothingElseIsServedBelowIt(String path) {
        assertThat(get(path).statusCode()).isEqualTo(404);
    }

    @Test
    void anOpenPageSeesTheStateAndThenADecisionWithItsOutcome() throws IOException {
        try (RawClient page = listen("/dashboard/events")) {
            JsonNode all = next(page, "all");
            assertThat(all.at("/local/model").asText()).isEqualTo(TestServer.LOCAL);
            assertThat(all.at("/cloud/circuit").asText()).isEqualTo("closed");
            assertThat(all.at("/policies/0/name").asText()).isEqualTo("auto");
            assertThat(all.path("session").asBoolean(true)).isFalse();

            String id = header(SERVER.hello("auto:cloud-first"), "x-oblix-request-id");
            JsonNode row = null;
            while (row == null || !row.path("state").asText().equals("answered")) {
                for (JsonNode decision : next(page, "now").path("decisions")) {
                    row = decision.path("id").asText().equals(id) ? decision : row;
                }
            }
            assertThat(row.path("model").asText()).isEqualTo(TestServer.OPENAI);
            assertThat(row.path("costUsd").asDouble()).isPositive();
            assertThat(row.has("facts")).isFalse();
        }
    }

    @Test
    void aProgramFollowsDecisionsAsTheyHappen() throws IOException {
        try (RawClient program = listen("/v1/decisions")) {
            while (!program.line().startsWith(": ")) {
                // The head.
            }
            String id = header(SERVER.hello("auto:local-first"), "x-oblix-request-id");
            JsonNode event = answered(program, id);

            assertThat(event.at("/facts/OblixRequest/dialect").asText()).isEqualTo("chat");
            assertThat(event.toString()).doesNotContain("Hello");
        }
        assertThat(get("/v1/decisions").body()).startsWith("{\"decisions\":");
    }

    @Test
    void aDecisionIsExplainedWithItsCallsOneByOne() {
        SERVER.openai.failAlways(Fault.Status.of(500));
        HttpResponse<String> answer = SERVER.hello("auto:cloud-first");

        JsonNode story = json(get("/dashboard/decision?id=" + header(answer, "x-oblix-request-id")));

        assertThat(story.at("/facts/OblixRequest/dialect").asText()).isEqualTo("chat");
        assertThat(story.path("because")).isNotNull();
        assertThat(story.path("calls").findValuesAsText("role"))
                .startsWith("first")
                .endsWith("fallback");
        JsonNode first = story.at("/calls/0");
        assertThat(first.path("target").asText()).isEqualTo("cloud");
        assertThat(first.path("outcome").asText()).isEqualTo("failed");
        assertThat(story.at("/calls/" + (story.path("calls").size() - 1) + "/outcome")
                        .asText())
                .isEqualTo("answered");
    }

    @Test
    void hitsOfARuleAreCounted() throws IOException {
        SERVER.hello("auto:cloud-first");
        try (RawClient page = listen("/dashboard/events")) {
            for (JsonNode policy : next(page, "all").path("policies")) {
                if (policy.path("name").asText().equals("cloud-first")) {
                    assertThat(policy.path("rules").findValues("hits").stream()
                                    .mapToInt(JsonNode::asInt)
                                    .sum())
                            .isPositive();
                    assertThat(policy.path("since").asText()).isNotEmpty();
                    return;
                }
            }
        }
        throw new AssertionError("no policy cloud-first");
    }

    @Test
    void usageStandsBesideThePeriodBefore() {
        SERVER.hello(TestServer.OPENAI);

        JsonNode usage = json(get("/dashboard/usage?days=7"));

        assertThat(usage.at("/total/requests").asInt()).isPositive();
        assertThat(usage.at("/before/requests").asInt(-1)).isZero();
        assertThat(usage.path("model").findValuesAsText("name")).contains(TestServer.OPENAI);
        assertThat(usage.path("key").findValuesAsText("name")).contains("none");
    }

    @ParameterizedTest
    @CsvSource({
        "/dashboard/usage?days=banana, days",
        "/dashboard/usage, days",
        "/dashboard/decision?id=none, id",
        "/dashboard/decision, id"
    })
    void whatMakesNoSenseIsRefused(String path, String param) {
        HttpResponse<String> answer = get(path);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(json(answer).at("/error/param").asText()).isEqualTo(param);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://localhost:1", "http://evil.example", "null"})
    void aPageOfAnotherOriginIsRefusedEvenFromThisMachine(String origin) throws IOException {
        for (String path : List.of("/dashboard/events", "/dashboard/usage?days=1", "/dashboard/decision?id=x")) {
            try (RawClient page = listen(path, "Origin: " + origin)) {
                assertThat(page.answer().status()).as(path).isEqualTo(403);
            }
        }
        try (RawClient page = listen("/dashboard/events", "Sec-Fetch-Site: same-site")) {
            assertThat(page.answer().error().path("code").asText()).isEqualTo("origin_not_allowed");
        }
    }

    @Test
    void anotherMachineGetsNeitherPageNorEventsNorALogin() throws IOException {
        for (String path : List.of("/", "/dashboard/events", "/dashboard/main.js", "/dashboard/connect")) {
            try (RawClient page = new RawClient(SERVER.port())) {
                page.send("GET " + path
                        + " HTTP/1.1\r\nHost: gateway.example\r\nAccept: text/html, text/event-stream\r\n\r\n");
                assertThat(page.answer().status()).as(path).isEqualTo(403);
            }
        }
    }

    @Test
    void streamsThatAreLeftOpenWithoutEndAreRefusedAndTheirPlacesComeBack() throws IOException {
        List<RawClient> open = new ArrayList<>();
        try {
            int refused = 0;
            while (refused == 0) {
                RawClient page = listen("/dashboard/events");
                open.add(page);
                refused = page.line().contains(" 503 ") ? open.size() : 0;
                assertThat(open).hasSizeLessThan(100);
            }
            assertThat(refused).isGreaterThan(10);
        } finally {
            for (RawClient page : open) {
                page.close();
            }
        }
        Await.until("there is room again", () -> {
            try (RawClient page = listen("/dashboard/events")) {
                return page.line().contains(" 200 ");
            } catch (IOException failed) {
                return false;
            }
        });
    }

    @Test
    void aPageThatDoesNotReadHoldsUpNeitherRequestsNorOthers() throws IOException {
        try (RawClient asleep = listen("/dashboard/events");
                RawClient awake = listen("/dashboard/events")) {
            next(awake, "all");
            for (int i = 0; i < 50; i++) {
                assertThat(SERVER.hello(TestServer.LOCAL).statusCode()).isEqualTo(200);
            }
            String id = header(SERVER.hello(TestServer.LOCAL), "x-oblix-request-id");
            boolean seen = false;
            while (!seen) {
                seen = next(awake, "now")
                        .path("decisions")
                        .findValuesAsText("id")
                        .contains(id);
            }
            assertThat(asleep.hasAnswer()).isTrue();
        }
    }
}
