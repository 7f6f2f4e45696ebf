package io.oblix.journey.jar;

import static org.assertj.core.api.Assertions.assertThat;

import io.oblix.fixture.JarProcess;
import io.oblix.fixture.TestServer;
import io.oblix.simulator.SimulatedProvider;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
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
            List<String> options = List.of(
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
                assertThat(server.output())
                        .containsOnlyOnce("read from /proc or unknown")
                        .containsOnlyOnce("OBLIX_PORT, OBLIX_PORT_62549_TCP, OBLIX_SERVICE_HOST, OBLIX_SERVICE_PORT")
                        .doesNotContain("Exception", "\tat ");
            }
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
