package io.oblix.ledger.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import io.oblix.fixture.Await;
import io.oblix.fixture.Parallel;
import io.oblix.fixture.TestServer;
import io.oblix.key.Budget;
import io.oblix.simulator.SimulatedAnswer;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URLClassLoader;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Replicas that share a budget in one database. */
class LeasesTest {

    /** 200 payments; a slice is ten. */
    private static final long LIMIT = 200 * SpendingReplica.PRICE;

    private static final long SLICE = 100_000;
    private static final int MOST_SLICES_HELD = 4;

    @TempDir
    static Path folder;

    private static @Nullable EmbeddedPostgres postgres;

    @BeforeAll
    static void start() {
        try {
            postgres = EmbeddedPostgres.start();
        } catch (IOException | IllegalStateException cannotRun) {
            postgres = null;
        }
    }

    @AfterAll
    static void stop() throws IOException {
        if (postgres != null) {
            postgres.close();
        }
    }

    private static String postgres(String database) throws Exception {
        EmbeddedPostgres running = postgres;
        if (running == null) {
            return abort("PostgreSQL cannot run here");
        }
        try (var connection = running.getPostgresDatabase().getConnection();
                var statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + database);
        }
        return running.getJdbcUrl("postgres", database);
    }

    /** An answer costs half a dollar; for this short a prompt 0.47 is put aside, as its tokens are estimated. */
    @Test
    void twoServersNeverAnswerMoreThanTheirBudgetPays() throws Exception {
        Map<String, String> settings = Map.of(
                "oblix.ledger.url",
                postgres("servers"),
                "oblix.budget.day",
                "5.09",
                "oblix.prices",
                TestServer.OPENAI + " 10000 10000");
        try (TestServer one = new TestServer(settings);
                TestServer other = new TestServer(settings)) {
            List<TestServer> both = List.of(one, other);
            SimulatedAnswer answer = SimulatedAnswer.of(String.join(" ", Collections.nCopies(40, "word")), 10);
            both.forEach(server -> server.openai.answering(request -> answer));

            both.forEach(server ->
                    Await.until("it knows its budget", () -> paid(server).statusCode() == 200));
            // A 503 says that more of the budget is on its way.
            Parallel.each(
                    both,
                    server -> assertThat(Parallel.statuses(20, () -> paid(server)))
                            .isSubsetOf(200, 429, 503));
            both.forEach(server ->
                    Await.until("it is spent", () -> paid(server).body().contains("is spent")));

            int answered = one.openai.chatCount() + other.openai.chatCount();
            assertThat(answered).isBetween(8, 10);
            Await.until(
                    "both see the usage of both",
                    () -> both.stream().allMatch(server -> spentUsd(server) == answered * 0.5));
        }
    }

    private static HttpResponse<String> paid(TestServer server) {
        return server.chat("{\"model\":\"" + TestServer.OPENAI
                + "\",\"max_tokens\":40,\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}");
    }

    private static double spentUsd(TestServer server) {
        return TestServer.json(server.get("/v1/usage?by=day&since=1d"))
                .at("/total/cost_usd")
                .asDouble();
    }

    private static long payTogether(String url) throws Exception {
        try (SpendingReplica one = new SpendingReplica(url, LIMIT);
                SpendingReplica other = new SpendingReplica(url, LIMIT)) {
            AtomicLong paid = new AtomicLong();
            CompletableFuture<Long> others = CompletableFuture.supplyAsync(() -> {
                try {
                    return other.payAll(8, paid::incrementAndGet);
                } catch (InterruptedException interrupted) {
                    throw new IllegalStateException(interrupted);
                }
            });
            long ones = one.payAll(8, paid::incrementAndGet);
            assertThat(ones + others.join()).isEqualTo(paid.get());
            return paid.get() * SpendingReplica.PRICE;
        }
    }

    @Test
    void twoReplicasSpendOneBudgetInSqliteToTheLastSliceAndNeverMore() throws Exception {
        long paid = payTogether("jdbc:sqlite:" + folder.resolve("shared.db"));

        assertThat(paid).isBetween(LIMIT - SLICE, LIMIT);
    }

    @Test
    void twoReplicasSpendOneBudgetInPostgresToTheLastSliceAndNeverMore() throws Exception {
        long paid = payTogether(postgres("two"));

        assertThat(paid).isBetween(LIMIT - SLICE, LIMIT);
    }

    /** Both know at once what they spent, also what the ledger does not have yet. */
    @Test
    void whatAKeySpentBeforeItHadABudgetIsCountedOnceByAllReplicas() throws Exception {
        String url = postgres("later");
        try (SpendingReplica one = new SpendingReplica(url, Budget.UNLIMITED);
                SpendingReplica other = new SpendingReplica(url, Budget.UNLIMITED)) {
            int before = pay(60, one, Budget.UNLIMITED) + pay(40, other, Budget.UNLIMITED);
            one.flush();
            other.flush();
            before += pay(20, one, Budget.UNLIMITED) + pay(20, other, Budget.UNLIMITED);

            int paid = before + payInTurns(one, other, LIMIT);

            assertThat(paid * SpendingReplica.PRICE).isBetween(LIMIT - 2 * SLICE, LIMIT);
        }
    }

    @Test
    void whatAKeySpentWhileItsBudgetWasTakenAwayIsCountedOnceByAllReplicas() throws Exception {
        String url = postgres("again");
        int paid;
        try (SpendingReplica one = new SpendingReplica(url, Budget.UNLIMITED);
                SpendingReplica other = new SpendingReplica(url, Budget.UNLIMITED)) {
            paid = pay(15, one, LIMIT) + pay(15, other, LIMIT);
            paid += pay(60, one, Budget.UNLIMITED) + pay(60, other, Budget.UNLIMITED);
            one.flush();
            paid += pay(5, other, LIMIT);
        }
        try (SpendingReplica one = new SpendingReplica(url, Budget.UNLIMITED);
                SpendingReplica other = new SpendingReplica(url, Budget.UNLIMITED)) {
            paid += payInTurns(one, other, LIMIT);

            assertThat(paid * SpendingReplica.PRICE).isBetween(LIMIT - 2 * SLICE, LIMIT);
        }
    }

    private static int pay(int times, SpendingReplica by, long limit) {
        for (int i = 0; i < times; i++) {
            assertThat(by.payFor("late", limit)).isTrue();
        }
        return times;
    }

    /** Until both say that it is spent; how often. */
    private static int payInTurns(SpendingReplica one, SpendingReplica other, long limit) {
        int paid = 0;
        boolean any = true;
        while (any) {
            any = false;
            for (SpendingReplica replica : List.of(one, other)) {
                if (replica.payFor("late", limit)) {
                    paid++;
                    any = true;
                }
            }
        }
        return paid;
    }

    @Test
    void whatAReplicaGivesBackWhenItEndsIsForOthers() throws Exception {
        String url = "jdbc:sqlite:" + folder.resolve("returned.db");
        long before = 3;
        try (SpendingReplica one = new SpendingReplica(url, LIMIT)) {
            for (int i = 0; i < before; i++) {
                assertThat(one.pay()).isTrue();
            }
        }
        try (SpendingReplica other = new SpendingReplica(url, LIMIT)) {
            assertThat(other.payAll(4, () -> {}) + before).isEqualTo(LIMIT / SpendingReplica.PRICE);
        }
    }

    @Test
    void twoProcessesOfWhichOneIsKilledNeverOverspendAndLoseOnlyWhatItHeld() throws Exception {
        String url = postgres("killed");
        Process killed = process(url);
        Process other = process(url);
        AtomicLong paid = new AtomicLong();
        CompletableFuture<Boolean> others = CompletableFuture.supplyAsync(() -> count(other, paid, Long.MAX_VALUE));
        try {
            count(killed, paid, 30);
            killed.destroyForcibly().waitFor();
            // What it had written before it died counts too.
            count(killed, paid, Long.MAX_VALUE);

            assertThat(others.join()).as("the other one goes on to the end").isTrue();
        } finally {
            killed.destroyForcibly();
            other.destroyForcibly();
        }

        long spent = paid.get() * SpendingReplica.PRICE;
        assertThat(spent).isLessThanOrEqualTo(LIMIT);
        assertThat(spent).as("lost to the crash").isGreaterThanOrEqualTo(LIMIT - MOST_SLICES_HELD * SLICE);
    }

    private static Process process(String url) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx200m",
                        "-cp",
                        classPath(),
                        SpendingReplica.class.getName(),
                        url,
                        Long.toString(LIMIT))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /** Launchers of tests load them by a class loader of their own, or by a jar that names the others. */
    private static String classPath() {
        return SpendingReplica.class.getClassLoader() instanceof URLClassLoader loader
                ? Stream.of(loader.getURLs())
                        .map(url -> Path.of(URI.create(url.toString())).toString())
                        .collect(Collectors.joining(File.pathSeparator))
                : System.getProperty("java.class.path");
    }

    /** Counts payments, at most so many; true if the process says that the budget is spent. */
    private static boolean count(Process process, AtomicLong paid, long most) {
        try {
            BufferedReader out = process.inputReader();
            String line;
            long count = 0;
            while (count < most && (line = out.readLine()) != null) {
                if (line.equals("paid")) {
                    paid.incrementAndGet();
                    count++;
                } else if (line.equals("spent")) {
                    return true;
                }
            }
        } catch (IOException ended) {
            // It was killed.
        }
        return false;
    }
}
