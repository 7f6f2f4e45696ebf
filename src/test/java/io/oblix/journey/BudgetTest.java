package io.oblix.journey;

import static io.oblix.fixture.TestServer.OPENAI;
import static io.oblix.fixture.TestServer.header;
import static io.oblix.fixture.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.oblix.fixture.Await;
import io.oblix.fixture.Parallel;
import io.oblix.fixture.TestServer;
import io.oblix.simulator.Fault;
import io.oblix.simulator.SimulatedAnswer;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A budget for ten answers, which two hundred clients ask for at once; and what becomes of requests once it is spent. */
class BudgetTest {

    private static final int CLIENTS = 200;
    private static final int ANSWERS = 10;

    /** Words, each a token of the simulated model's. */
    private static final int WORDS = 40;

    /** 100 USD per million tokens: 0.005 for an answer, and a little more is put aside for each. */
    private static final String LIMIT_USD = "0.0525";

    @RegisterExtension
    static final TestServer SERVER =
            new TestServer(Map.of("oblix.budget.day", LIMIT_USD, "oblix.prices", OPENAI + " 100 100"));

    private static List<Integer> statuses;
    private static int answeredInAll;

    private static String body(String model, String more) {
        return "{\"model\":\"" + model + "\"," + more + "\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";
    }

    private static HttpResponse<String> paid() {
        return SERVER.chat(body(OPENAI, "\"max_tokens\":" + WORDS + ","));
    }

    private static JsonNode limit() {
        return SERVER.health().at("/budget/limits/0");
    }

    @BeforeAll
    static void spend() {
        SimulatedAnswer answer = SimulatedAnswer.of(String.join(" ", Collections.nCopies(WORDS, "word")), 10);
        SERVER.openai.answering(request -> answer);
        statuses = Parallel.statuses(CLIENTS, BudgetTest::paid);
        Await.until("nothing is reserved", () -> limit().path("reserved_usd").asDouble() == 0);
        answeredInAll = SERVER.openai.chatCount();
        while (paid().statusCode() == 200) {
            answeredInAll++;
        }
    }

    private int before;

    @BeforeEach
    void count() {
        before = SERVER.openai.chatCount();
    }

    @Test
    void aBudgetForTenAnswersTenOfTwoHundredAndNoPhantomRefusesOneOfThem() {
        assertThat(statuses).hasSize(CLIENTS).containsOnly(200, 429).contains(200);
        assertThat(statuses.stream().filter(status -> status == 200).count()).isLessThanOrEqualTo(ANSWERS);
        assertThat(answeredInAll).isEqualTo(ANSWERS);
        assertThat(limit().path("spent_usd").asDouble()).isEqualTo(ANSWERS * 0.005);
        assertThat(limit().path("reserved_usd").asDouble()).isZero();
    }

    /** A balancer waits for what the ledger says, where that may still come, and only where a budget needs it. */
    @Test
    void aServerIsNotReadyBeforeItIsKnownWhatItsBudgetHasSpent() {
        String down = "jdbc:postgresql://127.0.0.1:1/oblix";
        try (TestServer limited = new TestServer(Map.of("oblix.ledger.url", down, "oblix.budget.day", "1"));
                TestServer unlimited = new TestServer(Map.of("oblix.ledger.url", down))) {
            Await.until("it is ready", () -> unlimited.get("/health/ready").statusCode() == 200);

            Await.until(
                    "it waits for its budget",
                    () -> limited.get("/health/ready").body().contains("what budgets have spent"));
            assertThat(limited.get("/health/ready").statusCode()).isEqualTo(503);
        }
    }

    @Test
    void aModelThatTheClientNamedIsRefusedWithTheFiguresUntilTheNextDay() {
        HttpResponse<String> refused = paid();

        assertThat(refused.statusCode()).isEqualTo(429);
        JsonNode error = json(refused).path("error");
        assertThat(error.path("code").asText()).isEqualTo("budget_exceeded");
        assertThat(error.path("type").asText()).isEqualTo("insufficient_quota");
        assertThat(error.path("message").asText())
                .startsWith(OPENAI + ": The server's budget for the day is spent: 0.05 of 0.0525 USD")
                .contains("the next day begins at 00:00 UTC");
        Instant midnight = LocalDate.now(ZoneOffset.UTC)
                .plusDays(1)
                .atStartOfDay(ZoneOffset.UTC)
                .toInstant();
        long left = Duration.between(Instant.now(), midnight).toSeconds();
        assertThat(Long.parseLong(header(refused, "retry-after"))).isBetween(left - 60, left + 60);
        assertThat(header(refused, "x-should-retry")).isEqualTo("false");
        assertThat(SERVER.openai.chatCount()).isEqualTo(before);
    }

    @Test
    void aClientOfAnthropicsApiIsRefusedInItsOwnShape() {
        HttpResponse<String> refused = SERVER.post("/v1/messages", body(OPENAI, "\"max_tokens\":400,"));

        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(json(refused).at("/error/type").asText()).isEqualTo("rate_limit_error");
        assertThat(json(refused).at("/error/message").asText()).contains("budget");
        assertThat(header(refused, "retry-after")).isNotEmpty();
    }

    @Test
    void aStreamIsRefusedBeforeItBegins() {
        HttpResponse<String> refused = SERVER.chat(body(OPENAI, "\"stream\":true,"));

        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(json(refused).at("/error/code").asText()).isEqualTo("budget_exceeded");
    }

    @Test
    void autoAnswersLocallyWithTheBudgetAsItsReason() {
        for (String policy : List.of("auto", "auto:cloud-first")) {
            HttpResponse<String> answer = SERVER.hello(policy);

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(header(answer, "x-oblix-target")).isEqualTo("local");
            assertThat(header(answer, "x-oblix-reason")).isEqualTo("budget-spent");
        }
        assertThat(SERVER.openai.chatCount()).isEqualTo(before);
    }

    @Test
    void noFallbackOrRescueReachesAModelThatCostsMoney() {
        try (TestServer server = new TestServer(Map.of("oblix.budget.month", "0"))) {
            for (Fault fault : List.of(Fault.Status.of(500), new Fault.Cut(2))) {
                server.ollama.failAlways(fault);
                for (String policy : List.of("auto", "auto:local-first")) {
                    assertThat(server.hello(policy, false).statusCode()).isBetween(502, 503);
                    server.hello(policy, true);
                }
            }

            assertThat(server.ollama.chatCount()).isPositive();
            assertThat(server.openai.chatCount()).isZero();
        }
    }

    @Test
    void aBudgetThatRefusesAnswersWhatIsLocalAndRefusesWhatIsForTheCloud() {
        try (TestServer server = new TestServer(Map.of("oblix.budget.day", "0", "oblix.budget.when-spent", "refuse"))) {
            HttpResponse<String> local = server.hello("auto:local-first");
            HttpResponse<String> cloud = server.hello("auto:cloud-first");

            assertThat(header(local, "x-oblix-reason")).isEqualTo("local-first");
            assertThat(cloud.statusCode()).isEqualTo(429);
            assertThat(json(cloud).at("/error/code").asText()).isEqualTo("budget_exceeded");
            assertThat(json(cloud).at("/error/message").asText())
                    .endsWith("more than the server's budget for the day allows at all: 0.00 USD. Nothing was sent.");
            assertThat(server.openai.chatCount()).isZero();
        }
    }

    @Test
    void aRestartGoesOnFromWhatTheLedgerSays(@TempDir Path folder) {
        Map<String, String> settings = Map.of(
                "oblix.budget.day",
                "1",
                "oblix.prices",
                OPENAI + " 100 100",
                "oblix.ledger.url",
                "jdbc:sqlite:" + folder.resolve("ledger.db"));
        double spent;
        try (TestServer server = new TestServer(settings)) {
            Await.until("it is known what was spent", () -> known(server));
            assertThat(server.hello(OPENAI).statusCode()).isEqualTo(200);
            spent = server.health().at("/budget/limits/0/spent_usd").asDouble();
        }
        try (TestServer server = new TestServer(settings)) {
            Await.until("it is known what was spent", () -> known(server));

            assertThat(spent).isPositive();
            assertThat(server.health().at("/budget/limits/0/spent_usd").asDouble())
                    .isEqualTo(spent);
        }
    }

    private static boolean known(TestServer server) {
        return server.health().at("/budget/known").asBoolean();
    }

    @Test
    void aLocalAnswerCostsNothing() {
        assertThat(SERVER.hello(TestServer.LOCAL).statusCode()).isEqualTo(200);
    }

    @Test
    void aModelWithoutAKnownPriceIsAnsweredAndShown() {
        HttpResponse<String> answer = SERVER.chat(body("openai:of-unknown-price", "\"max_tokens\":8,"));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(SERVER.health().at("/budget/unpriced").toString()).contains("openai:of-unknown-price");
    }

    @Test
    void metricsShowTheLimitAndOneWarning() {
        assertThat(SERVER.metrics())
                .contains("oblix_budget_limit_usd{account=\"*\",period=\"day\"} 0.0525")
                .contains("oblix_budget_spent_usd{account=\"*\",period=\"day\"} 0.05")
                .contains("oblix_budget_warnings_total 1.0");
        assertThat(limit().path("warned").asBoolean()).isTrue();
    }
}
