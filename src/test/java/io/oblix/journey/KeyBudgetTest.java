package io.oblix.journey;

import static io.oblix.fixture.KeysOnDisk.bearer;
import static io.oblix.fixture.TestServer.CLAUDE;
import static io.oblix.fixture.TestServer.LOCAL;
import static io.oblix.fixture.TestServer.OPENAI;
import static io.oblix.fixture.TestServer.header;
import static io.oblix.fixture.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.oblix.fixture.Await;
import io.oblix.fixture.KeysOnDisk;
import io.oblix.fixture.TestServer;
import io.oblix.simulator.Fault;
import io.oblix.simulator.SimulatedAnswer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys with budgets of their own, for one answer each, which is spent. */
class KeyBudgetTest {

    private static final int WORDS = 40;
    private static final List<String> SPENT = List.of("local", "refusing", "monthly", "cloudy");

    private static final KeysOnDisk KEYS = new KeysOnDisk()
            .with("root", "admin: true")
            .with("local", "budget: {day: 0.0075}")
            .with("refusing", "budget: {day: 0.0075, month: 100}", "when-spent: refuse")
            .with("monthly", "budget: {month: 0.0075}")
            .with("cloudy", "budget: {day: 0.0075}", "models: ['openai:*']")
            .with("rich", "budget: {day: 100}")
            .with("free");

    @RegisterExtension
    static final TestServer SERVER = new TestServer(settings());

    private int before;

    /** 0.005 USD for an answer of {@link #WORDS} words. */
    private static Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>(KEYS.setting());
        settings.put("oblix.prices", OPENAI + " 100 100, " + CLAUDE + " 100 100, openai:text-embedding-3-small 100 0");
        return settings;
    }

    private static HttpResponse<String> paid(String key) {
        return SERVER.chat(chat(OPENAI), bearer(key));
    }

    private static String chat(String model) {
        return "{\"model\":\"" + model + "\",\"max_tokens\":" + WORDS
                + ",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";
    }

    private static long cloudCalls() {
        return (long) SERVER.openai.chatRequests().size() + SERVER.claude.chatCount();
    }

    @BeforeAll
    static void spend() {
        SimulatedAnswer answer = SimulatedAnswer.of(String.join(" ", Collections.nCopies(WORDS, "word")), 10);
        SERVER.openai.answering(request -> answer);
        for (String key : SPENT) {
            HttpResponse<String> first = paid(key);
            assertThat(first.statusCode()).as(first.body()).isEqualTo(200);
            assertThat(header(first, "x-oblix-cost-usd")).isEqualTo("0.005000");
        }
    }

    @BeforeEach
    void count() {
        before = (int) cloudCalls();
    }

    private void assertNothingWasPaid() {
        assertThat(cloudCalls()).isEqualTo(before);
    }

    @Test
    void aModelThatTheClientNamedIsRefusedUntilTheNextDay() {
        HttpResponse<String> refused = paid("local");

        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(json(refused).at("/error/code").asText()).isEqualTo("budget_exceeded");
        assertThat(json(refused).at("/error/message").asText())
                .contains("The budget of the key 'local' for the day is spent: 0.005 of 0.0075 USD");
        assertThat(header(refused, "x-should-retry")).isEqualTo("false");
        assertWaitsUntil(refused, LocalDate.now(ZoneOffset.UTC).plusDays(1));
        assertNothingWasPaid();
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai:GPT-4o-mini", "openai: gpt-4o-mini", "openai:gpt-4o-MINI-2024-07-18"})
    void noOtherSpellingOfItIsFreeOfCharge(String model) {
        assertThat(OPENAI).isEqualTo("openai:gpt-4o-mini");

        assertThat(SERVER.chat(chat(model), bearer("local")).statusCode()).isEqualTo(429);
        assertNothingWasPaid();
    }

    private static void assertWaitsUntil(HttpResponse<String> refused, LocalDate day) {
        Instant begins = day.atStartOfDay(ZoneOffset.UTC).toInstant();
        long left = Duration.between(Instant.now(), begins).toSeconds();
        assertThat(Long.parseLong(header(refused, "retry-after"))).isBetween(left - 60, left + 60);
    }

    @Test
    void aMonthsBudgetIsRefusedUntilTheNextMonth() {
        HttpResponse<String> refused = paid("monthly");

        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.body()).contains("The budget of the key 'monthly' for the month is spent");
        assertWaitsUntil(
                refused, LocalDate.now(ZoneOffset.UTC).withDayOfMonth(1).plusMonths(1));
    }

    @Test
    void whereLocalIsTheRuleAPolicyAnswersLocally() {
        for (String policy : List.of("auto", "auto:cloud-first", "auto:careful")) {
            HttpResponse<String> answer = SERVER.hello(policy, bearer("local"));

            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(header(answer, "x-oblix-target")).isEqualTo("local");
        }
        assertThat(header(SERVER.hello("auto:cloud-first", bearer("local")), "x-oblix-reason"))
                .isEqualTo("budget-spent");
        assertNothingWasPaid();
    }

    @Test
    void whereRefuseIsTheRuleWhatIsForTheCloudIsRefusedAndWhatIsLocalAnswered() {
        HttpResponse<String> cloud = SERVER.chat(chat("auto:cloud-first"), bearer("refusing"));
        HttpResponse<String> local = SERVER.hello("auto:local-first", bearer("refusing"));

        assertThat(cloud.statusCode()).isEqualTo(429);
        assertThat(json(cloud).at("/error/code").asText()).isEqualTo("budget_exceeded");
        assertWaitsUntil(cloud, LocalDate.now(ZoneOffset.UTC).plusDays(1));
        assertThat(local.statusCode()).isEqualTo(200);
        assertThat(SERVER.hello(LOCAL, bearer("refusing")).statusCode()).isEqualTo(200);
        assertNothingWasPaid();
    }

    @Test
    void aKeyThatMayUseNoLocalModelGetsTheErrorOfItsBudgetAndNotOfItsModels() {
        for (String policy : List.of("auto:cloud-first", "auto:local-first")) {
            HttpResponse<String> refused = SERVER.hello(policy, bearer("cloudy"));

            assertThat(refused.statusCode()).as(refused.body()).isEqualTo(429);
            assertThat(json(refused).at("/error/code").asText()).isEqualTo("budget_exceeded");
        }
        assertNothingWasPaid();
    }

    @Test
    void noFallbackOrRescueReachesAModelThatCostsMoney() {
        KeysOnDisk keys = new KeysOnDisk()
                .with("local", "budget: {day: 0}")
                .with("refusing", "budget: {month: 0}", "when-spent: refuse");
        try (TestServer server = new TestServer(keys.setting())) {
            for (Fault fault : List.of(Fault.Status.of(500), new Fault.Cut(2))) {
                server.ollama.failAlways(fault);
                for (String key : List.of("local", "refusing")) {
                    assertThat(server.hello("auto:local-first", bearer(key)).statusCode())
                            .isGreaterThanOrEqualTo(429);
                    server.chat(TestServer.helloBody("auto:local-first", true), bearer(key));
                }
            }
            assertThat(server.ollama.chatCount()).isPositive();
            assertThat(server.openai.chatCount()).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/chat/completions, openai:gpt-4o-mini",
        "/v1/responses, openai:gpt-4o-mini",
        "/v1/messages, claude:claude-sonnet-4-5",
        "/api/chat, openai:gpt-4o-mini",
        "/v1/completions, openai:gpt-4o-mini",
        "/v1/embeddings, openai:text-embedding-3-small",
    })
    void everyDialectIsRefusedInItsShape(String path, String model) {
        HttpResponse<String> refused = SERVER.post(path, body(path, model, 12, 16), bearer("local"));

        assertThat(refused.body()).contains("The budget of the key 'local' for the day is spent");
        assertThat(header(refused, "retry-after")).isNotEmpty();
        assertIsRefusedInItsShape(path, refused);
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/chat/completions, openai:gpt-4o-mini",
        "/v1/responses, openai:gpt-4o-mini",
        "/v1/messages, claude:claude-sonnet-4-5",
        "/api/chat, openai:gpt-4o-mini",
        "/v1/completions, openai:gpt-4o-mini",
        "/v1/embeddings, openai:text-embedding-3-small",
    })
    void whatNoDayPaysIsToldSoAndNotToComeBack(String path, String model) {
        HttpResponse<String> refused = SERVER.post(path, body(path, model, 200, 2_000_000), bearer("local"));

        assertThat(refused.body())
                .containsPattern(
                        "This request may cost [0-9.]+ USD, more than the budget of the key 'local' for the day"
                                + " allows at all: 0.0075 USD. Nothing was sent.")
                .doesNotContain("is spent");
        assertThat(refused.headers().firstValue("retry-after")).isEmpty();
        assertThat(header(refused, "x-should-retry")).isEqualTo("false");
        assertIsRefusedInItsShape(path, refused);
    }

    private static String body(String path, String model, int words, int tokens) {
        String text = "\"" + String.join(" ", Collections.nCopies(words, "word")) + "\"";
        String prompt =
                switch (path) {
                    case "/v1/responses", "/v1/embeddings" -> "\"input\":" + text;
                    case "/v1/completions" -> "\"prompt\":" + text;
                    default -> "\"messages\":[{\"role\":\"user\",\"content\":" + text + "}]";
                };
        return "{\"model\":\"" + model + "\",\"max_tokens\":" + tokens + ",\"max_output_tokens\":" + tokens
                + ",\"options\":{\"num_predict\":" + tokens + "}," + prompt + "}";
    }

    private void assertIsRefusedInItsShape(String path, HttpResponse<String> refused) {
        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(429);
        if (path.startsWith("/api")) {
            assertThat(json(refused).path("error").isTextual()).isTrue();
        } else if (path.equals("/v1/messages")) {
            assertThat(json(refused).at("/error/type").asText()).isEqualTo("rate_limit_error");
        } else {
            assertThat(json(refused).at("/error/code").asText()).isEqualTo("budget_exceeded");
        }
        assertNothingWasPaid();
    }

    @Test
    void tokensAreCountedForASpentKeyAsThatCostsNothing() {
        assertThat(SERVER.post("/v1/messages/count_tokens", chat(CLAUDE), bearer("local"))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void otherKeysGoOn() {
        assertThat(paid("free").statusCode()).isEqualTo(200);
        assertThat(paid("rich").statusCode()).isEqualTo(200);
    }

    private static String shown(TestServer server, String path) {
        return server.send(HttpRequest.newBuilder(URI.create(server.url(path))).headers(bearer("root")))
                .body();
    }

    @Test
    void aBudgetIsShownFromTheStartUntilItsKeyIsGone() throws IOException {
        String limit = "oblix_budget_limit_usd{account=\"newcomer\",period=\"day\"}";
        KeysOnDisk keys = new KeysOnDisk().with("root", "admin: true").with("newcomer", "budget: {day: 0.25}");
        try (TestServer server = new TestServer(keys.setting())) {
            assertThat(shown(server, "/health"))
                    .contains("{\"account\":\"newcomer\",\"period\":\"day\",\"limit_usd\":0.25,\"spent_usd\":0.0,");
            assertThat(shown(server, "/metrics")).contains(limit + " 0.25");

            Files.writeString(keys.file(), Files.readString(keys.file()).replace("0.25", "0.5"));
            Await.until("it is raised", () -> shown(server, "/metrics").contains(limit + " 0.5"));
            String text = Files.readString(keys.file());
            Files.writeString(keys.file(), text.substring(0, text.indexOf("- name: newcomer")));
            Await.until("it is gone", () -> !shown(server, "/metrics").contains("account=\"newcomer\""));

            assertThat(shown(server, "/health")).doesNotContain("newcomer");
        }
    }

    /** What was spent is there again as soon as the ledger is read, and not when the key calls next. */
    @Test
    void whatAKeyHadSpentIsShownAfterARestartBeforeItCalls(@TempDir Path folder) {
        String spent = "oblix_budget_spent_usd{account=\"local\",period=\"day\"} 0.005";
        Map<String, String> settings = settings();
        settings.put("oblix.ledger.url", "jdbc:sqlite:" + folder.resolve("ledger.db"));
        try (TestServer server = new TestServer(settings)) {
            SimulatedAnswer answer = SimulatedAnswer.of(String.join(" ", Collections.nCopies(WORDS, "word")), 10);
            server.openai.answering(request -> answer);
            Await.until(
                    "the ledger is open",
                    () -> server.chat(chat(OPENAI), bearer("local")).statusCode() == 200);
            Await.until("it is booked", () -> shown(server, "/metrics").contains(spent));
        }

        try (TestServer server = new TestServer(settings)) {
            Await.until("it is read", () -> shown(server, "/metrics").contains(spent));
        }
    }

    @Test
    void healthShowsEachKeysLimitsToAnAdmin() {
        HttpResponse<String> health = SERVER.send(
                HttpRequest.newBuilder(URI.create(SERVER.url("/health"))).headers(bearer("root")));

        assertThat(json(health).at("/budget/limits").toString())
                .contains("{\"account\":\"monthly\",\"period\":\"month\",\"limit_usd\":0.0075,\"spent_usd\":0.005,");
    }
}
