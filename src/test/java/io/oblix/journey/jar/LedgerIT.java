package io.oblix.journey.jar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import io.oblix.fixture.Await;
import io.oblix.fixture.JarProcess;
import io.oblix.fixture.TestServer;
import io.oblix.simulator.SimulatedProvider;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The packaged jar with its ledger in PostgreSQL: it must not lose what Flyway and JDBC find by name in jars. */
@Execution(ExecutionMode.CONCURRENT)
class LedgerIT {

    @TempDir
    private Path folder;

    private static EmbeddedPostgres postgres() {
        try {
            return EmbeddedPostgres.start();
        } catch (IOException | IllegalStateException cannotRun) {
            return abort("PostgreSQL cannot run here: " + cannotRun.getMessage());
        }
    }

    private static String get(String url) {
        try {
            return HttpClient.newHttpClient()
                    .send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    @Test
    void theJarMakesItsTablesInPostgreSqlAndSumsUpWhatWasUsed() throws Exception {
        try (EmbeddedPostgres postgres = postgres();
                SimulatedProvider ollama = SimulatedProvider.ollama().withModels("llama3.2:1b");
                JarProcess server = JarProcess.start(
                        folder,
                        Map.of(
                                "OLLAMA_HOST",
                                ollama.baseUrl(),
                                "OBLIX_LEDGER_URL",
                                postgres.getJdbcUrl("postgres", "postgres")),
                        "--local-model",
                        "ollama:llama3.2:1b",
                        "--host",
                        "127.0.0.1",
                        "--port",
                        "0")) {
            String url = "http://127.0.0.1:" + server.port();
            HttpResponse<String> answer = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create(url + "/v1/chat/completions"))
                                    .POST(HttpRequest.BodyPublishers.ofString(TestServer.HELLO.formatted("auto")))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);

            Await.until(
                    "the request is in the sums", () -> get(url + "/v1/usage").contains("\"requests\":1"));
            assertThat(get(url + "/health")).contains("\"state\":\"writing\"", "jdbc:postgresql://");
            try (Connection connection = postgres.getPostgresDatabase().getConnection();
                    Statement statement = connection.createStatement();
                    ResultSet calls = statement.executeQuery("SELECT COUNT(*) FROM attempt")) {
                assertThat(calls.next()).isTrue();
                assertThat(calls.getLong(1)).isEqualTo(1);
            }
            assertThat(server.output()).doesNotContain("Exception");
        }
    }
}
