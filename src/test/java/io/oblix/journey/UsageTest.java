package io.oblix.journey;

import static io.oblix.fixture.TestServer.CLAUDE;
import static io.oblix.fixture.TestServer.LOCAL;
import static io.oblix.fixture.TestServer.OPENAI;
import static io.oblix.fixture.TestServer.header;
import static io.oblix.fixture.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.ModelName;
import io.oblix.chat.Usage;
import io.oblix.fixture.Await;
import io.oblix.fixture.RawClient;
import io.oblix.fixture.ReportedUsage;
import io.oblix.fixture.Story;
import io.oblix.fixture.StreamedReply;
import io.oblix.fixture.TestServer;
import io.oblix.ledger.RecordedDecision;
import io.oblix.ledger.UsageReader;
import io.oblix.policy.Decisions;
import io.oblix.provider.ProviderTypes;
import io.oblix.settings.Price;
import io.oblix.settings.Prices;
import io.oblix.simulator.ClientApi;
import io.oblix.simulator.Fault;
import io.oblix.simulator.SimulatedAnswer;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The ledger over HTTP: what clients were told is what it holds. */
class UsageTest {

    private static final String OLLAMAS_VECTORS = "ollama:nomic-embed-text";
    private static final String OPENAIS_VECTORS = "openai:text-embedding-3-small";
    private static final int PROMPT_TOKENS = 1_234;

    @TempDir
    static Path folder;

    private static TestServer server;

    /** Of the ledger before the test: all tests write into one. */
    private JsonNode before;

    @BeforeAll
    static void start() throws IOException {
        Path policies = Files.createDirectory(folder.resolve("routes"));
        policy(policies, "local-first", "local?fallback=cloud");
        policy(policies, "cloud-first", "cloud?fallback=local");
        policy(policies, "escalating", "local?fallback=cloud&escalate=1");
        policy(policies, "hedging", "local?fallback=cloud&hedge=50ms");
        server = new TestServer(Map.of(
                "oblix.ledger.url",
                "jdbc:sqlite:" + folder.resolve("ledger.db"),
                "oblix.routes-directory",
                policies.toString(),
                "oblix.retry.max-delay",
                "1ms"));
        server.ollama.withModels("llama3.2:1b", "nomic-embed-text:latest");
        Await.until(
                "the ledger is open",
                () -> server.health().at("/ledger/state").asText().equals("writing"));
        server.openai.withModels("gpt-4o-mini", "text-embedding-3-small");
    }

    private static void policy(Path folder, String name, String decision) throws IOException {
        Files.writeString(folder.resolve(name + ".camel.yaml"), """
                - route:
                    from:
                      uri: direct:policy-%s
                      steps:
                        - to: decide:%s&reason=as-tested
                """.formatted(name, decision));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void heal() {
        server.providers().forEach(provider -> {
            provider.heal();
            provider.answering(request -> SimulatedAnswer.of("You asked: " + request.question(), PROMPT_TOKENS));
        });
        before = usage("model");
    }

    private static JsonNode usage(String by) {
        HttpResponse<String> response = server.get("/v1/usage?by=" + by + "&since=24h");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return json(response);
    }

    /** A client has the end of its stream before the server has noted it. */
    private void awaitRequests(long count) {
        Await.until(count + " requests have ended", () -> total("requests") == count);
    }

    /** How much a sum has grown in this test. */
    private long grown(String model, String column) {
        return value(usage("model"), model, column) - value(before, model, column);
    }

    private static long value(JsonNode usage, String model, String column) {
        for (JsonNode row : usage.path("rows")) {
            if (row.path("name").asText().equals(model)) {
                JsonNode value = row.path(column);
                return column.endsWith("_usd")
                        ? value.decimalValue().movePointRight(6).longValueExact()
                        : value.longValue();
            }
        }
        return 0;
    }

    private long total(String column) {
        JsonNode now = usage("model").path("total").path(column);
        JsonNode then = before.path("total").path(column);
        BigDecimal grown = now.decimalValue().subtract(then.decimalValue());
        return column.endsWith("_usd") ? grown.movePointRight(6).longValueExact() : grown.longValueExact();
    }

    private static long microUsd(String model, Usage usage) throws Exception {
        Price price = new Prices(
                        ProviderTypes.load().prices(server.application().settings()))
                .of(Objects.requireNonNull(ModelName.parse(model)));
        return price == null ? 0 : price.microUsd(usage);
    }

    private static long microUsd(HttpResponse<String> answer, String name) {
        return new BigDecimal(header(answer, name)).movePointRight(6).longValueExact();
    }

    /** Each API, each model, whole and streamed. */
    @ParameterizedTest
    @EnumSource(ClientApi.class)
    void sumsAreWhatClientsWereTold(ClientApi api) throws Exception {
        Map<String, Usage> told = new HashMap<>();
        Map<String, Long> microUsd = new HashMap<>();
        long requests = 0;
        String[] models =
                api.streams() ? new String[] {LOCAL, OPENAI, CLAUDE} : new String[] {OLLAMAS_VECTORS, OPENAIS_VECTORS};
        for (String model : models) {
            for (boolean streamed : api.streams() ? new boolean[] {false, true} : new boolean[] {false}) {
                ObjectNode body = api.asking(model, "How are you today?", streamed);
                if (streamed && (api == ClientApi.CHAT || api == ClientApi.COMPLETIONS)) {
                    body.putObject("stream_options").put("include_usage", true);
                }
                HttpResponse<String> answer = server.post(api.path(), body.toString());
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
                Usage usage = ReportedUsage.usage(answer);
                assertThat(usage.promptTokens()).as(answer.body()).isPositive();
                told.merge(model, usage, Usage::plus);
                microUsd.merge(model, microUsd(model, usage), Long::sum);
                requests++;
                if (!streamed) {
                    assertThat(microUsd(answer, "x-oblix-cost-usd")).isEqualTo(microUsd(model, usage));
                }
            }
        }

        awaitRequests(requests);
        for (String model : models) {
            Usage usage = Objects.requireNonNull(told.get(model));
            assertThat(grown(model, "input_tokens")).as(model).isEqualTo(usage.promptTokens());
            assertThat(grown(model, "output_tokens")).as(model).isEqualTo(usage.completionTokens());
            assertThat(grown(model, "cost_usd")).as(model).isEqualTo(microUsd.get(model));
        }
        assertThat(total("failed")).isZero();
        assertThat(total("wasted_tokens")).isZero();
    }

    @Test
    void aLocalAnswerSavesWhatTheCloudModelWouldHaveCost() throws Exception {
        HttpResponse<String> answer = server.hello("auto:local-first");

        long saved = microUsd(OPENAI, ReportedUsage.usage(answer));
        assertThat(saved).isPositive();
        awaitRequests(1);
        assertThat(header(answer, "x-oblix-cost-usd")).isEqualTo("0.000000");
        assertThat(microUsd(answer, "x-oblix-saved-usd")).isEqualTo(saved);
        assertThat(grown(LOCAL, "saved_usd")).isEqualTo(saved);
    }

    @Test
    void aRetryAndAFallbackCountTheAnswerOnceAndTheRequestWithTheModelThatAnswered() throws Exception {
        server.openai.failNext(Fault.Status.of(500));
        Usage retried = ReportedUsage.usage(server.hello(OPENAI));
        server.ollama.failAlways(Fault.Status.of(500));
        HttpResponse<String> fellBack = server.hello("auto:local-first");
        awaitRequests(2);
        Usage all = retried.plus(ReportedUsage.usage(fellBack));

        assertThat(header(fellBack, "x-oblix-fallback")).isEqualTo("true");
        assertThat(header(fellBack, "x-oblix-saved-usd")).isEqualTo("0.000000");
        assertThat(total("input_tokens")).isEqualTo(all.promptTokens());
        assertThat(total("output_tokens")).isEqualTo(all.completionTokens());
        assertThat(total("wasted_tokens")).isZero();
        assertThat(grown(OPENAI, "requests")).isEqualTo(2);
        assertThat(grown(LOCAL, "requests")).isZero();
    }

    @Test
    void aRescuedStreamCountsAsItsClientWasToldAndTheRestIsWaste() {
        server.providers()
                .forEach(provider -> provider.answering(request -> new SimulatedAnswer(Story.PIECES, "stop", 10)));
        server.openai.failNext(new Fault.Cut(3));
        StreamedReply reply = Story.stream(server, "auto:cloud-first");

        awaitRequests(1);
        assertThat(reply.isWhole()).as("%s", reply).isTrue();
        assertThat(total("input_tokens"))
                .isEqualTo(Objects.requireNonNull(reply.usage)
                        .path("prompt_tokens")
                        .asLong());
        assertThat(total("output_tokens"))
                .isEqualTo(Objects.requireNonNull(reply.usage)
                        .path("completion_tokens")
                        .asLong());
        assertThat(total("wasted_tokens")).isPositive();
        assertThat(grown(OPENAI, "cost_usd")).isPositive().isEqualTo(grown(OPENAI, "wasted_usd"));
    }

    @Test
    void aDiscardedLocalAnswerIsWasteAndTheOneInItsPlaceSavedNothing() {
        SimulatedAnswer discarded =
                SimulatedAnswer.of("Well, I am not at all sure of that.", 50).sure(-0.5);
        server.ollama.answering(request -> discarded);
        HttpResponse<String> answer = server.hello("auto:escalating");
        Usage told = ReportedUsage.usage(answer);
        awaitRequests(1);

        assertThat(header(answer, "x-oblix-model")).isEqualTo(OPENAI);
        assertThat(header(answer, "x-oblix-saved-usd")).isEqualTo("0.000000");
        assertThat(total("input_tokens")).isEqualTo(told.promptTokens());
        assertThat(total("output_tokens")).isEqualTo(told.completionTokens());
        assertThat(grown(LOCAL, "wasted_tokens")).isEqualTo(50 + discarded.completionTokens());
        assertThat(total("saved_usd")).isZero();
    }

    @Test
    void aCallThatLostAgainstAnotherIsWaste() {
        server.ollama.failNext(new Fault.Silence());
        StreamedReply reply = Story.stream(server, "auto:hedging");
        Await.until("the late call is in the ledger", () -> grown(LOCAL, "wasted_tokens") > 0);

        assertThat(reply.isWhole()).as("%s", reply).isTrue();
        assertThat(total("input_tokens"))
                .isEqualTo(Objects.requireNonNull(reply.usage)
                        .path("prompt_tokens")
                        .asLong());
        assertThat(total("output_tokens"))
                .isEqualTo(Objects.requireNonNull(reply.usage)
                        .path("completion_tokens")
                        .asLong());
        assertThat(total("saved_usd")).isZero();
    }

    @Test
    void aStreamWhoseClientLeftIsChargedThePromptAndWhatHadCome() throws Exception {
        server.openai.failNext(new Fault.Hold(2));
        try (RawClient client = new RawClient(server.port())) {
            client.send(RawClient.post(TestServer.helloBody(OPENAI, true)));
            String line;
            do {
                line = client.line();
            } while (!line.contains("\"content\":\"You"));
        }
        server.openai.release();
        awaitRequests(1);

        assertThat(grown(OPENAI, "output_tokens")).isBetween(1L, 2L);
        assertThat(grown(OPENAI, "input_tokens")).isPositive();
        assertThat(grown(OPENAI, "wasted_tokens")).isZero();
        assertThat(grown(OPENAI, "failed")).isZero();
    }

    @Test
    void aRequestThatNoModelAnswersIsFailedAndCostsNothing() {
        server.providers().forEach(provider -> provider.failAlways(Fault.Status.of(500)));

        assertThat(server.hello("auto:local-first").statusCode()).isEqualTo(502);

        awaitRequests(1);
        assertThat(total("failed")).isEqualTo(1);
        assertThat(total("cost_usd")).isZero();
    }

    @Test
    void usageIsSummedByClientAndDayToo() {
        server.hello(LOCAL, "User-Agent", "codex_cli_rs/0.40.0");

        assertThat(usage("client").path("rows").findValuesAsText("name")).contains("codex");
        assertThat(usage("day").path("rows")).hasSizeBetween(1, 2);
        assertThat(usage("key").path("rows").findValuesAsText("name")).containsExactly("none");
        assertThat(usage("client").path("total")).isEqualTo(usage("key").path("total"));
    }

    @Test
    void csvIsForThoseThatAcceptIt() {
        server.hello(LOCAL);
        HttpResponse<String> response = server.send(HttpRequest.newBuilder(URI.create(server.url("/v1/usage?by=model")))
                .header("Accept", "text/csv"));

        assertThat(header(response, "content-type")).startsWith("text/csv");
        assertThat(response.body()).startsWith("name,requests,failed,").contains(LOCAL + ",");
    }

    @ParameterizedTest
    @ValueSource(strings = {"since=banana", "by=colour", "until=yesterday", "since=2999-01-01"})
    void aQueryThatIsNoneIsA400ThatNamesIt(String query) {
        HttpResponse<String> response = server.get("/v1/usage?" + query);

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(json(response).at("/error/param").asText()).isEqualTo(query.substring(0, query.indexOf('=')));
    }

    @Test
    void healthSaysWhereTheLedgerIsAndDecisionsSayWhatTheyCost() {
        server.hello(OPENAI);

        JsonNode health = server.health().path("ledger");
        assertThat(health.path("state").asText()).isEqualTo("writing");
        assertThat(health.path("lost").asLong()).isZero();
        assertThat(Files.exists(Path.of(health.path("where").asText()))).isTrue();
        assertThat(server.lastDecision().path("costUsd").asDouble()).isPositive();
        assertThat(server.metrics()).contains("oblix_ledger_lost_total 0.0");
    }

    private static HttpResponse<String> feedback(String id, String good) {
        return server.post("/v1/feedback", "{\"request_id\": \"" + id + "\", \"good\": " + good + "}");
    }

    @Test
    void feedbackIsKeptWithTheDecisionAndThePoliciesAreReplayedOnIt() throws Exception {
        HttpResponse<String> answer = server.hello("auto:cloud-first");
        String id = header(answer, "x-oblix-request-id");
        String named = header(server.hello(LOCAL), "x-oblix-request-id");

        assertThat(feedback(id, "false").statusCode()).isEqualTo(200);
        HttpResponse<String> last = feedback(id, "true");

        assertThat(json(last).toString()).isEqualTo("{\"request_id\":\"" + id + "\",\"good\":true}");
        assertThat(json(server.get("/v1/decisions?limit=2"))
                        .at("/decisions/1/good")
                        .asBoolean())
                .isTrue();
        // Beyond the last decisions in memory the ledger knows it.
        for (int i = 0; i <= Decisions.MAX_KEPT; i++) {
            server.hello(LOCAL);
        }
        assertThat(feedback(id, "false").statusCode()).isEqualTo(200);
        assertThat(feedback(named, "true").statusCode()).isEqualTo(200);
        awaitRequests(Decisions.MAX_KEPT + 3);
        List<RecordedDecision> recorded = new ArrayList<>();
        UsageReader.decisions(server.application().settings().ledger(), Instant.EPOCH, recorded::add);
        assertThat(recorded)
                .filteredOn(decision -> decision.good() != null)
                .singleElement()
                .satisfies(decision -> {
                    assertThat(decision.good()).isFalse();
                    assertThat(decision.policy()).isEqualTo("cloud-first");
                    assertThat(decision.target()).isEqualTo("cloud");
                    assertThat(decision.facts().at("/OblixRequest/model").asText())
                            .isEqualTo("auto:cloud-first");
                });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{'request_id': 'never-seen', 'good': true}; 404; request_id",
                "{'request_id': 'a\\u0000b', 'good': true}; 404; request_id",
                "{'good': true}; 400; request_id",
                "{'request_id': 7, 'good': true}; 400; request_id",
                "{'request_id': 'x'}; 400; good",
                "{'request_id': 'x', 'good': 'yes'}; 400; good",
                "{'request_id': 'x', 'good': null}; 400; good",
                "[true]; 400; ",
                "{'request_id; 400; "
            },
            quoteCharacter = '`')
    void feedbackThatIsNoneIsRefusedWithItsField(String body, int status, @Nullable String param) {
        HttpResponse<String> response = server.post("/v1/feedback", body.replace('\'', '"'));

        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(json(response).at("/error/type").asText()).isEqualTo("invalid_request_error");
        assertThat(json(response).at("/error/param").asText(null)).isEqualTo(param);
    }

    @Test
    void feedbackIsShort() {
        HttpResponse<String> response = feedback("x".repeat(5_000), "true");

        assertThat(response.statusCode()).isEqualTo(413);
        assertThat(json(response).at("/error/message").asText()).contains("4096 bytes");
    }

    @Test
    void withoutALedgerUsageIsRefusedAndAnswersGoOn() {
        try (TestServer none = new TestServer()) {
            HttpResponse<String> answer = none.hello(LOCAL);
            assertThat(answer.statusCode()).isEqualTo(200);
            String feedback = "{\"request_id\": \"" + header(answer, "x-oblix-request-id") + "\", \"good\": true}";
            assertThat(none.post("/v1/feedback", feedback).statusCode()).isEqualTo(200);
            assertThat(none.get("/v1/usage").statusCode()).isEqualTo(503);
            assertThat(none.health().at("/ledger/state").asText()).isEqualTo("off");
        }
    }
}
