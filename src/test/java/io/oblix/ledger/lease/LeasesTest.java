package io.oblix.ledger.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URLClassLoader;
import java.nio.file.Path;
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
