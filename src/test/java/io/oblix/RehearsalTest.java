package io.oblix;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import io.oblix.ask.attempt.AttemptRecord;
import io.oblix.fixture.Await;
import io.oblix.json.Json;
import io.oblix.settings.OblixSettings;
import io.oblix.settings.SettingsSource;
import io.oblix.simulator.SimulatedProvider;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.camel.Route;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** A server that rehearses is, but for speed, one that does not. */
class RehearsalTest {

    private static final String MODEL = "llama3.2:1b";
    private static final String IN_MEMORY = "jdbc:sqlite::memory:";
    private static final String CHAT =
            "{\"model\":\"auto\",\"messages\":[{\"role\":\"user\",\"content\":\"Prove that there are infinitely many primes\"}]}";

    @TempDir
    private Path folder;

    private final HttpClient http = HttpClient.newHttpClient();
    private final Queue<AttemptRecord> calls = new ConcurrentLinkedQueue<>();

    private static OblixSettings settings(SimulatedProvider ollama, String ledger) throws Exception {
        Map<String, String> settings = new HashMap<>();
        settings.put("oblix.host", "127.0.0.1");
        settings.put("oblix.port", "0");
        settings.put("oblix.local-model", "ollama:" + MODEL);
        settings.put("oblix.ollama.base-url", ollama.baseUrl());
        settings.put("oblix.routes-directory", "no-such-folder");
        settings.put("oblix.keys-file", "no-such-folder/keys.yaml");
        settings.put("oblix.ledger.url", ledger);
        return OblixSettings.of(SettingsSource.withoutFile(settings));
    }

    private HttpResponse<String> send(OblixApplication server, String path, String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path));
        if (!body.isEmpty()) {
            request.POST(HttpRequest.BodyPublishers.ofString(body));
        }
        return http.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString())
                .join();
    }

    private JsonNode json(OblixApplication server, String path, String body) {
        JsonNode json = Json.objectOrNull(send(server, path, body).body().getBytes(StandardCharsets.UTF_8));
        assertThat(json).as(path).isNotNull();
        return json;
    }

    private double rank(OblixApplication server) {
        return json(server, "/v1/route", CHAT)
                .at("/facts/OblixRequest/complexityRank")
                .asDouble(-1);
    }

    private void awaitReady(OblixApplication server) {
        Await.until("it is ready", () -> send(server, "/health/ready", "").statusCode() == 200);
    }

    @Test
    void aRehearsalLeavesNothingBehind() throws Exception {
        Logger requests = (Logger) LoggerFactory.getLogger("oblix");
        Logger log = (Logger) LoggerFactory.getLogger("io.oblix");
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        requests.setLevel(Level.INFO);
        log.setLevel(Level.DEBUG);
        requests.addAppender(lines);
        log.addAppender(lines);
        try (SimulatedProvider ollama = SimulatedProvider.ollama().withModels(MODEL);
                OblixApplication fresh = OblixApplication.start(settings(ollama, IN_MEMORY));
                OblixApplication server = OblixApplication.startAndRehearse(settings(ollama, IN_MEMORY), calls::add)) {
            awaitReady(fresh);
            awaitReady(server);

            assertThat(json(server, "/v1/decisions", "").path("decisions")).isEmpty();
            assertThat(send(server, "/metrics", "").body())
                    .doesNotContain("gen_ai_", "oblix_decisions_total")
                    .contains("oblix_ledger_waiting 0.0", "oblix_ledger_lost_total 0.0");
            assertThat(json(server, "/v1/usage", "").at("/total/requests").asInt(-1))
                    .isZero();
            assertThat(json(server, "/health", "").path("breakers"))
                    .isEqualTo(json(fresh, "/health", "").path("breakers"));
            assertThat(rank(server)).isEqualTo(rank(fresh)).isNotNegative();
            assertThat(calls).isEmpty();
            assertThat(ollama.chatCount()).isZero();
            assertThat(server.context().getRoutes())
                    .extracting(Route::getId)
                    .contains("chat")
                    .noneMatch(id -> id.contains("rehearsal"));
            assertThat(List.copyOf(lines.list))
                    .extracting(ILoggingEvent::getFormattedMessage)
                    .anyMatch(line -> line.matches("Rehearsed: [1-9]\\d* questions were answered"))
                    .noneMatch(line -> line.contains("sample"));

            assertThat(send(server, "/v1/chat/completions", CHAT).statusCode()).isEqualTo(200);
            assertThat(json(server, "/v1/decisions", "").path("decisions")).hasSize(1);
        } finally {
            requests.detachAppender(lines);
            log.detachAppender(lines);
            requests.setLevel(null);
            log.setLevel(null);
        }
    }

    @Test
    void aServerThatIsStoppedDuringItsRehearsalWritesWhatItsLedgerWasGiven() throws Exception {
        String ledger = "jdbc:sqlite:" + folder.resolve("ledger.db");
        try (SimulatedProvider ollama = SimulatedProvider.ollama().withModels(MODEL)) {
            OblixApplication server = OblixApplication.startAndRehearse(settings(ollama, ledger), calls::add);
            assertThat(send(server, "/v1/chat/completions", CHAT).statusCode()).isEqualTo(200);
            server.close();
        }
        try (Connection read = DriverManager.getConnection(ledger);
                ResultSet rows = read.createStatement().executeQuery("SELECT count(*) FROM attempt")) {
            assertThat(rows.getInt(1)).isEqualTo(calls.size()).isEqualTo(1);
        }
    }
}
