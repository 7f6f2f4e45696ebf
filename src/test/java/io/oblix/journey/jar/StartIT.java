package io.oblix.journey.jar;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.fixture.Await;
import io.oblix.fixture.JarProcess;
import io.oblix.fixture.TestServer;
import io.oblix.json.Json;
import io.oblix.simulator.SimulatedProvider;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The packaged jar where a start is not easy, and where it is not let finish. */
@Execution(ExecutionMode.CONCURRENT)
@DisabledOnOs(OS.WINDOWS)
class StartIT {

    @TempDir
    private Path folder;

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /**
     * A container without a place to write, a user without an entry in {@code /etc/passwd}, a Turkish locale, the charset
     * of POSIX, Kubernetes' variables, and files with a byte-order mark.
     */
    @Test
    void aServerStartsAnywhere() throws Exception {
        Path noFolder = Files.createFile(folder.resolve("file")).resolve("tmp");
        Files.createDirectory(folder.resolve("routes"));
        Files.writeString(
                folder.resolve("routes/auto.camel.yaml"),
                "\ufeff- route: {description: 'größer', from: {uri: direct:policy-auto, steps: [{to: 'decide:local?reason=it-is'}]}}");
        Files.writeString(
                folder.resolve("application.properties"), "\ufeffoblix.local-model=ollama:llama3.2:1b\noblix.port=0\n");
        try (SimulatedProvider ollama = SimulatedProvider.ollama().withModels("llama3.2:1b")) {
            Map<String, String> environment = new HashMap<>();
            environment.put("OLLAMA_HOST", "\"" + ollama.baseUrl() + "\"");
            environment.put("OBLIX_PORT", "tcp://10.96.12.7:62549");
            environment.put("OBLIX_SERVICE_HOST", "10.96.12.7");
            environment.put("OBLIX_SERVICE_PORT", "62549");
            environment.put("OBLIX_PORT_62549_TCP", "tcp://10.96.12.7:62549");
            environment.put("LC_ALL", "POSIX");
            Path loaded = folder.resolve("classes.txt");
            List<String> options = List.of(
                    "-Xlog:class+load:file=" + loaded,
                    "-Djava.io.tmpdir=" + noFolder,
                    "-Duser.home=?",
                    "-Duser.language=tr",
                    "-Duser.country=TR",
                    "-Dfile.encoding=US-ASCII");
            try (JarProcess server = JarProcess.start(folder, environment, options, "--host", "127.0.0.1")) {
                String url = "http://127.0.0.1:" + server.port();
                HttpResponse<String> answer = send(HttpRequest.newBuilder(URI.create(url + "/v1/chat/completions"))
                        .POST(HttpRequest.BodyPublishers.ofString(TestServer.HELLO.formatted("auto"))));
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
                assertThat(TestServer.header(answer, "x-oblix-reason")).isEqualTo("it-is");
                HttpResponse<String> metrics = send(HttpRequest.newBuilder(URI.create(url + "/metrics")));
                assertThat(metrics.body()).contains("state=\"disabled\"", "state=\"metrics_only\"");
                assertThat(metrics.body()).isASCII();
                server.terminate();
                assertThat(server.exitStatus()).isIn(0, 143);
                // Where no traces are sent, none of it is in memory.
                assertThat(Files.readString(loaded))
                        .contains("io.oblix.OblixApplication")
                        .doesNotContain("opentelemetry");
                assertThat(server.output())
                        .containsOnlyOnce("OBLIX_PORT, OBLIX_PORT_62549_TCP, OBLIX_SERVICE_HOST, OBLIX_SERVICE_PORT")
                        .doesNotContain("Exception", "\tat ");
            }
        }
    }

    private static List<ObjectNode> lines(String output) {
        return output.lines()
                .map(line -> {
                    ObjectNode json = Json.objectOrNull(line.getBytes(StandardCharsets.UTF_8));
                    assertThat(json).as("the line %s of %s", line, output).isNotNull();
                    return json;
                })
                .toList();
    }

    @Test
    void whateverTheServerPrintsIsAJsonObjectALineWhereTheLogIsJson() throws Exception {
        Map<String, String> environment = Map.of("OBLIX_LOG_FORMAT", "json", "OBLIX_LEDGER_URL", "off");
        try (SimulatedProvider ollama = SimulatedProvider.ollama().withModels("llama3.2:1b");
                JarProcess server = JarProcess.start(
                        folder,
                        Map.of("OLLAMA_HOST", ollama.baseUrl(), "OBLIX_LOG_FORMAT", "json", "OBLIX_LEDGER_URL", "off"),
                        "--local-model",
                        "ollama:llama3.2:1b",
                        "--host",
                        "127.0.0.1",
                        "--port",
                        "0")) {
            HttpResponse<String> answer = send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/v1/chat/completions"))
                            .POST(HttpRequest.BodyPublishers.ofString(TestServer.HELLO.formatted("auto"))));
            Await.until("the request is logged", () -> server.output().contains("total_ms"));
            server.terminate();
            assertThat(server.exitStatus()).isIn(0, 143);

            List<ObjectNode> lines = lines(server.output());
            assertThat(lines)
                    .allSatisfy(line -> assertThat(line.fieldNames())
                            .toIterable()
                            .startsWith("time", "level", "logger", "message"));
            assertThat(lines)
                    .extracting(line -> line.path("message").asText())
                    .anySatisfy(message -> assertThat(message).contains("listens on http://127.0.0.1"))
                    .anySatisfy(message -> assertThat(message).startsWith("local  ollama:llama3.2:1b"))
                    .anySatisfy(message -> assertThat(message).startsWith("No cloud model is configured"))
                    .anySatisfy(message -> assertThat(message).contains("Try it:\n  curl http"));
            assertThat(lines)
                    .filteredOn(line -> line.has("total_ms"))
                    .extracting(line -> line.path("request_id").asText())
                    .containsExactly(TestServer.header(answer, "x-oblix-request-id"));
        }

        try (JarProcess wrong = JarProcess.start(folder, environment, "--port", "99999")) {
            assertThat(wrong.exitStatus()).isEqualTo(2);
            List<ObjectNode> lines = lines(wrong.output());
            assertThat(lines).hasSize(1);
            assertThat(lines.get(0).path("level").asText()).isEqualTo("ERROR");
            assertThat(lines.get(0).path("message").asText()).contains("oblix.port=99999");
            assertThat(lines.get(0).path("exit_status").asInt()).isEqualTo(2);
        }
    }

    /** The file is a pipe, at which the start waits: once for its extensions, once when Camel runs. */
    @ParameterizedTest
    @ValueSource(strings = {"extensions", "routes"})
    void aSignalEndsAStartAtOnceAndQuietly(String at) throws Exception {
        Path pipe = Files.createDirectory(folder.resolve(at)).resolve("auto.camel.yaml");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        try (JarProcess server = JarProcess.start(
                folder, Map.of(), "--local-model", "ollama:llama3.2:1b", "--host", "127.0.0.1", "--port", "0")) {
            OutputStream opensWhenRead = Files.newOutputStream(pipe);
            long signal = System.nanoTime();
            server.terminate();

            assertThat(server.exitStatus()).isEqualTo(143);
            assertThat(System.nanoTime() - signal).isLessThan(10_000_000_000L);
            assertThat(server.output()).isEmpty();
            opensWhenRead.close();
        }
    }
}
