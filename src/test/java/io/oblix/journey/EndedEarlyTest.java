package io.oblix.journey;

import static io.oblix.fixture.TestServer.CLAUDE;
import static io.oblix.fixture.TestServer.LOCAL;
import static io.oblix.fixture.TestServer.OPENAI;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.ModelName;
import io.oblix.chat.Usage;
import io.oblix.fixture.Await;
import io.oblix.fixture.RawClient;
import io.oblix.fixture.RawProvider;
import io.oblix.fixture.Story;
import io.oblix.fixture.TestServer;
import io.oblix.provider.ProviderTypes;
import io.oblix.settings.Prices;
import io.oblix.simulator.ClientApi;
import io.oblix.simulator.Fault;
import io.oblix.simulator.SimulatedAnswer;
import io.oblix.simulator.SimulatedProvider;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a call is charged that has no proper end: its client left, the provider broke off, or we gave it up. */
class EndedEarlyTest {

    private static final int PROMPT_TOKENS = 40_000;
    private static final int CACHED_TOKENS = 30_000;
    private static final String COUNTING = "counting:m";
    private static final String VECTORS = "openai:text-embedding-3-small";

    /** A row of the ledger. */
    private record Call(String target, Usage usage, long microUsd, boolean isWasted, String outcome) {}

    @TempDir
    static Path folder;

    private static TestServer server;

    /** A server that counts the prompt before it answers. */
    private static RawProvider counting;

    /** In the ledger before the test. */
    private int before;

    @BeforeAll
    static void start() throws IOException {
        counting = new RawProvider();
        server = new TestServer(Map.of(
                "oblix.ledger.url",
                url(),
                "oblix.retry.max-delay",
                "1ms",
                "oblix.cloud.timeout.whole",
                "2s",
                "oblix.provider.counting.base-url",
                counting.baseUrl(),
                "oblix.prices",
                COUNTING + " 1.00 10.00 0.10"));
        server.openai.withModels("gpt-4o-mini", "text-embedding-3-small");
        Await.until(
                "the ledger is open",
                () -> server.health().at("/ledger/state").asText().equals("writing"));
        // A circuit opens when all calls have failed.
        counting.replies((request, out) -> out.write(RawProvider.whole("Hi")));
        for (String model : List.of(OPENAI, CLAUDE, COUNTING)) {
            assertThat(server.hello(model).statusCode()).isEqualTo(200);
        }
        Await.until("three calls are in the ledger", () -> calls(0).size() == 3);
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
        counting.close();
    }

    @BeforeEach
    void heal() {
        server.providers().forEach(provider -> {
            provider.heal();
            provider.answering(
                    request -> new SimulatedAnswer(Story.PIECES, "stop", PROMPT_TOKENS).cached(CACHED_TOKENS));
        });
        before = calls(0).size();
    }

    private static String url() {
        return "jdbc:sqlite:" + folder.resolve("ledger.db");
    }

    /** Those that have ended: who asks for sums has them written at once, not with the next batch. */
    private static List<Call> calls(int from) {
        assertThat(server.get("/v1/usage?since=24h").statusCode()).isEqualTo(200);
        return calls(url(), from);
    }

    private static List<Call> calls(String url, int from) {
        List<Call> calls = new ArrayList<>();
        try (Connection read = DriverManager.getConnection(url);
                ResultSet rows = read.createStatement()
                        .executeQuery("SELECT * FROM attempt ORDER BY rowid LIMIT -1 OFFSET " + from)) {
            while (rows.next()) {
                calls.add(new Call(
                        rows.getString("model"),
                        new Usage(
                                rows.getLong("input_tokens"),
                                rows.getLong("output_tokens"),
                                rows.getLong("cached_tokens"),
                                0,
                                rows.getLong("reasoning_tokens"),
                                rows.getInt("estimated") == 1),
                        rows.getLong("micro_usd"),
                        rows.getInt("wasted") == 1,
                        rows.getString("outcome")));
            }
            return calls;
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }

    /** The first call of this test. */
    private Call first() {
        Await.until("the call is in the ledger", () -> calls(before).size() > 0);
        return calls(before).get(0);
    }

    private static long microUsd(String model, Usage usage) throws Exception {
        Prices prices =
                new Prices(ProviderTypes.load().prices(server.application().settings()));
        return Objects.requireNonNull(prices.of(Objects.requireNonNull(ModelName.parse(model))))
                .microUsd(usage);
    }

    private static void assertToldByClaude(Call call) throws Exception {
        assertThat(call.usage().promptTokens()).as("%s", call).isEqualTo(PROMPT_TOKENS);
        assertThat(call.usage().cachedTokens()).as("%s", call).isEqualTo(CACHED_TOKENS);
        assertThat(call.usage().isEstimate()).as("%s", call).isTrue();
        assertThat(call.microUsd()).as("%s", call).isEqualTo(microUsd(CLAUDE, call.usage()));
    }

    /** Asks and leaves; at the latest when the client has a word. */
    private static void leave(ClientApi api, ObjectNode body, SimulatedProvider provider) throws Exception {
        int chats = provider.chatCount();
        try (RawClient client = new RawClient(server.port())) {
            client.send(RawClient.post(body.toString()).replace("/v1/chat/completions", api.path()));
            if (body.path("stream").asBoolean()) {
                while (!client.line().contains("Once")) {
                    // The beginning of the answer.
                }
            } else {
                Await.until("the request is upstream", () -> provider.chatCount() > chats);
            }
        }
    }

    static Stream<ClientApi> streaming() {
        return Stream.of(ClientApi.values()).filter(ClientApi::streams);
    }

    @ParameterizedTest
    @MethodSource("streaming")
    void aClaudeStreamWhoseClientLeavesIsChargedThePromptThatClaudeCounted(ClientApi api) throws Exception {
        server.claude.failNext(new Fault.Hold(2));
        leave(api, api.asking(CLAUDE, "Tell me a story", true), server.claude);
        Call call = first();
        server.claude.release();

        assertToldByClaude(call);
        assertThat(call.usage().completionTokens()).isBetween(1L, 2L);
        assertThat(call.isWasted()).isFalse();
    }

    /** Before the first word, too. */
    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void aClaudeStreamThatBreaksOffIsChargedThePromptThatClaudeCounted(int pieces) throws Exception {
        for (ClientApi api : List.of(ClientApi.CHAT, ClientApi.MESSAGES)) {
            before = calls(0).size();
            server.claude.failNext(new Fault.Cut(pieces));
            server.post(api.path(), api.asking(CLAUDE, "Tell me a story", true).toString());

            assertToldByClaude(first());
            assertThat(first().usage().completionTokens()).isBetween(1L, 2L);
            assertThat(first().isWasted()).isTrue();
        }
    }

    private static String chunk(String delta) {
        return "{\"id\":\"x\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":"
                + "[{\"index\":0,\"delta\":{" + delta + "},\"finish_reason\":null}],\"usage\":"
                + "{\"prompt_tokens\":900,\"completion_tokens\":0,\"prompt_tokens_details\":{\"cached_tokens\":400}}}";
    }

    /** With usage in each chunk, as vLLM sends it where it is asked to. */
    @ParameterizedTest
    @ValueSource(strings = {"\"role\":\"assistant\"", "\"content\":\"Once\""})
    void aStreamThatCountsInEachChunkAndBreaksOffIsChargedWhatItCounted(String delta) {
        counting.replies((request, out) -> {
            out.write(RawProvider.bytes(RawProvider.STREAM_HEAD));
            out.write(RawProvider.event(chunk(delta)));
            out.flush();
            throw new IOException("cut");
        });
        server.hello(COUNTING, true);

        int output = delta.contains("content") ? 1 : 0;
        assertThat(first().usage()).isEqualTo(new Usage(900, output, 400, 0, 0, true));
        assertThat(first().microUsd()).isEqualTo(540 + 10 * output);
    }

    /** The record is what the decision, the log, the audit and a key's tokens of a minute have. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anAnswerThatIsNotCountedHasInItsRecordWhatTheLedgerEstimates(boolean streamed) {
        counting.replies((request, out) -> {
            if (streamed) {
                out.write(RawProvider.bytes(RawProvider.STREAM_HEAD));
                out.write(RawProvider.choice(0, "\"content\":\"Once\"", "null"));
                out.write(RawProvider.choice(0, "\"content\":\" upon\"", "\"stop\""));
                out.write(RawProvider.event("[DONE]"));
                out.write(RawProvider.bytes("0\r\n\r\n"));
            } else {
                out.write(RawProvider.whole("Once upon"));
            }
        });
        String id = TestServer.header(server.hello(COUNTING, streamed), "x-oblix-request-id");
        Usage booked = first().usage();
        assertThat(booked.isEstimate()).isTrue();
        assertThat(booked.promptTokens()).isPositive();
        assertThat(booked.completionTokens()).isPositive();

        JsonNode decision = server.lastDecision();
        assertThat(decision.path("id").asText()).isEqualTo(id);
        assertThat(decision.path("promptTokens").asLong()).isEqualTo(booked.promptTokens());
        assertThat(decision.path("completionTokens").asLong()).isEqualTo(booked.completionTokens());
    }

    private static void cutWhole(String body) {
        counting.replies((request, out) -> {
            out.write(RawProvider.bytes(
                    "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 4096\r\n\r\n" + body));
            out.flush();
            throw new IOException("cut");
        });
    }

    /** Also of a server that was asked for a stream, and does not stream. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aWholeAnswerThatBreaksOffIsChargedThePromptAndWhatHadCome(boolean streamed) {
        cutWhole("{\"choices\":" + " ".repeat(389));
        server.hello(COUNTING, streamed);

        assertThat(first().usage().promptTokens()).isPositive();
        assertThat(first().usage().completionTokens()).isEqualTo(100);
        assertThat(first().usage().isEstimate()).isTrue();
        assertThat(first().microUsd()).isEqualTo(first().usage().promptTokens() + 1_000);
        assertThat(first().isWasted()).isTrue();
    }

    @Test
    void aWholeAnswerThatBreaksOffBeforeItsBodyIsChargedThePrompt() {
        cutWhole("");
        server.hello(COUNTING);

        assertThat(first().usage().promptTokens()).isPositive();
        assertThat(first().usage().completionTokens()).isZero();
        assertThat(first().isWasted()).isTrue();
    }

    @Test
    void aWholeAnswerThatBreaksOffIsWasteWhereTheFallbackAnswers() throws Exception {
        server.openai.failAlways(new Fault.ShortBody());
        assertThat(TestServer.header(server.hello("auto:cloud-first"), "x-oblix-model"))
                .isEqualTo(LOCAL);

        assertThat(first().target()).isEqualTo(OPENAI);
        assertThat(first().usage().promptTokens()).isPositive();
        assertThat(first().usage().completionTokens()).isPositive();
        assertThat(first().microUsd()).isEqualTo(microUsd(OPENAI, first().usage()));
        assertThat(first().isWasted()).isTrue();
        Await.until("both calls are in the ledger", () -> calls(before).size() == 2);
        assertThat(server.get("/v1/usage?by=model&since=24h").body()).contains("\"wasted_usd\":0.00");
    }

    @Test
    void aWholeAnswerThatStopsInTheMiddleIsChargedWhenItsTimeIsOver() {
        server.openai.failNext(new Fault.Stall(0));
        assertThat(server.hello(OPENAI).statusCode()).isEqualTo(504);

        assertThat(first().usage().promptTokens()).isPositive();
        assertThat(first().usage().completionTokens()).isEqualTo(1);
        assertThat(first().isWasted()).isTrue();
    }

    /** Before the head, and in the middle of the body: providers go on and bill it. */
    @Test
    void aWholeAnswerWhoseClientLeavesIsChargedThePrompt() throws Exception {
        for (Fault fault : List.of(new Fault.Silence(), new Fault.Stall(0))) {
            before = calls(0).size();
            server.openai.failNext(fault);
            leave(ClientApi.CHAT, ClientApi.CHAT.asking(OPENAI, "Hello", false), server.openai);

            assertThat(first().usage().promptTokens()).as("%s", fault).isPositive();
            assertThat(first().microUsd()).as("%s", fault).isPositive();
            assertThat(first().isWasted()).as("%s", fault).isFalse();
        }
    }

    @Test
    void vectorsThatBreakOffAreChargedTheirInputAndNoOutput() {
        server.openai.failNext(new Fault.ShortBody());
        server.post(
                "/v1/embeddings",
                ClientApi.EMBEDDINGS.asking(VECTORS, "Hello", false).toString());

        assertThat(first().usage().promptTokens()).isPositive();
        assertThat(first().usage().completionTokens()).isZero();
        assertThat(first().isWasted()).isTrue();
    }

    static Stream<Fault> refusals() {
        return Stream.of(
                Fault.Status.of(400),
                Fault.Status.of(429),
                Fault.Status.of(500),
                new Fault.Hangup(),
                new Fault.Reset(),
                // An error with the status 200.
                new Fault.ErrorEvent(0));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void aCallThatFailsBeforeItsAnswerCostsNothing(Fault fault) {
        server.openai.failAlways(fault);
        assertThat(server.hello(OPENAI).statusCode()).isGreaterThanOrEqualTo(400);

        assertThat(first().usage().totalTokens()).isZero();
        assertThat(first().microUsd()).isZero();
        assertThat(first().isWasted()).isFalse();
    }

    @Test
    void aCallThatAShutdownCutsOffIsNotPutDownToTheClient() {
        String url = "jdbc:sqlite:" + folder.resolve("stopped.db");
        try (TestServer stopped = new TestServer(Map.of("oblix.ledger.url", url, "oblix.shutdown.grace", "50ms"))) {
            stopped.claude.failAlways(new Fault.Stall(1));
            CompletableFuture<HttpResponse<String>> answer = stopped.helloLater(CLAUDE, true);
            Await.until("the call is upstream", () -> stopped.claude.chatCount() == 1);

            stopped.application().close();

            assertThat(answer.join().body()).contains("The server is shutting down.");
        }
        assertThat(calls(url, 0)).singleElement().satisfies(call -> {
            assertThat(call.outcome()).isEqualTo("shutting_down");
            assertThat(call.isWasted()).isTrue();
        });
    }

    /** Nor is one that is not read on, because the client does not take what was sent. */
    @Test
    void norIsOneWhoseClientDoesNotRead() throws IOException {
        String url = "jdbc:sqlite:" + folder.resolve("unread.db");
        try (TestServer stopped = new TestServer(Map.of("oblix.ledger.url", url, "oblix.shutdown.grace", "200ms"));
                RawClient client = new RawClient(stopped.port())) {
            stopped.openai.answering(request ->
                    new SimulatedAnswer(Collections.nCopies(1_000, "x".repeat(16 * 1024)), "stop", 10));
            client.send(RawClient.post(TestServer.helloBody(OPENAI, true)));
            Await.until("the call is upstream", () -> stopped.openai.chatCount() == 1);

            stopped.application().close();
        }
        assertThat(calls(url, 0)).singleElement().satisfies(call -> {
            assertThat(call.outcome()).isEqualTo("shutting_down");
            assertThat(call.isWasted()).isTrue();
        });
    }
}
