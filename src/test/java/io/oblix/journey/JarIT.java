package io.oblix.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.oblix.fixture.Await;
import io.oblix.fixture.JarProcess;
import io.oblix.fixture.TestServer;
import io.oblix.fixture.TunnelProxy;
import io.oblix.simulator.Fault;
import io.oblix.simulator.SimulatedProvider;
import java.io.IOException;
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
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The packaged jar, started from an empty folder as a user would. */
class JarIT {

    private final HttpClient http = HttpClient.newHttpClient();

    @TempDir
    private Path folder;

    private JarProcess start(Map<String, String> environment, String... arguments) throws IOException {
        return JarProcess.start(folder, environment, List.of(), arguments);
    }

    private CompletableFuture<HttpResponse<String>> chat(int port, String model, boolean streamed) {
        String body = "{\"model\":\"" + model + "\",\"stream\":" + streamed
                + ",\"messages\":[{\"role\":\"user\",\"content\":\"What is AI orchestration?\"}]}";
        return http.sendAsync(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v1/chat/completions"))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void theDemoAnswersAndSaysWhatItIs() throws Exception {
        try (JarProcess demo = start(Map.of(), "demo", "--port", "0", "--fail", "cloud")) {
            int port = demo.port();

            HttpResponse<String> answer = chat(port, "auto:cloud-first", false).join();
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body())
                    .contains("This is a simulation")
                    .contains("The policy 'cloud-first' decided for cloud")
                    .contains("ollama:simulated-local finishes the job")
                    .contains("What is AI orchestration?");
            assertThat(TestServer.header(answer, "x-oblix-fallback")).isEqualTo("true");
            assertThat(chat(port, "auto", true).join().body()).endsWith("data: [DONE]\n\n");

            demo.terminate();
            assertThat(demo.exitStatus()).isIn(0, 143);
            assertThat(demo.output())
                    .contains("curl http://127.0.0.1:" + port + "/v1/chat/completions")
                    .contains("from openai import OpenAI")
                    .contains("local  ollama:simulated-local")
                    .contains("auto:cloud-first -> ollama:simulated-local (local, cloud-first, fallback")
                    .doesNotContain("Exception", "What is AI orchestration? ");
        }
    }

    @Test
    void theServerIsConfiguredByItsEnvironmentAndItsFiles() throws Exception {
        try (SimulatedProvider ollama = SimulatedProvider.ollama().withModels("llama3.2:1b");
                SimulatedProvider claude = SimulatedProvider.claude().withModels("claude-sonnet-4-5")) {
            Files.createDirectory(folder.resolve("routes"));
            Files.writeString(
                    folder.resolve("routes/auto.camel.yaml"),
                    "- route: {from: {uri: direct:policy-auto, steps: [{to: 'decide:cloud?reason={{policy.why}}'}]}}");
            Files.writeString(
                    folder.resolve("application.properties"),
                    "oblix.local-model=ollama:llama3.2:1b\noblix.host=127.0.0.1\npolicy.why=from-my-file\n");
            Map<String, String> environment = new HashMap<>();
            environment.put("OLLAMA_HOST", ollama.baseUrl());
            environment.put("ANTHROPIC_BASE_URL", claude.baseUrl());
            environment.put("ANTHROPIC_API_KEY", "sk-test-secret");
            environment.put("OBLIX_CLOUD_MODEL", "claude:claude-sonnet-4-5");
            environment.put("OBLIX_PORT", "0");
            try (JarProcess server = start(environment)) {
                HttpResponse<String> answer = chat(server.port(), "auto", false).join();

                assertThat(TestServer.header(answer, "x-oblix-reason")).isEqualTo("from-my-file");
                assertThat(TestServer.header(answer, "x-oblix-model")).isEqualTo("claude:claude-sonnet-4-5");
                assertThat(claude.chatRequests().get(0).headers()).containsEntry("x-api-key", "sk-test-secret");
                server.terminate();
                assertThat(server.exitStatus()).isIn(0, 143);
                assertThat(server.output()).doesNotContain("sk-test-secret", "Exception");
            }
        }
    }

    @Test
    void aSignalLetsTheAnswerInFlightFinish() throws Exception {
        try (SimulatedProvider ollama = SimulatedProvider.ollama().withModels("llama3.2:1b");
                JarProcess server = start(
                        Map.of("OLLAMA_HOST", ollama.baseUrl()),
                        "server",
                        "--local-model",
                        "ollama:llama3.2:1b",
                        "--host",
                        "127.0.0.1",
                        "--port",
                        "0")) {
            int port = server.port();
            ollama.failNext(new Fault.Hold(1));
            CompletableFuture<HttpResponse<String>> answer = chat(port, "auto", true);
            Await.until("the answer has begun", () -> ollama.heldCount() == 1);

            server.terminate();
            Await.until(
                    "new requests are refused",
                    () -> chat(port, "auto", false).join().statusCode() == 503);
            ollama.release();

            assertThat(answer.join().body()).contains("orchestration?").endsWith("data: [DONE]\n\n");
            assertThat(server.exitStatus()).isIn(0, 143);
        }
    }

    @Test
    void aProxyAndACompanysAuthorityWorkAsOnAnyJvm() throws Exception {
        Path keys = folder.resolve("company.p12");
        keytool(
                "-genkeypair",
                "-alias",
                "company",
                "-keyalg",
                "RSA",
                "-validity",
                "2",
                "-storetype",
                "PKCS12",
                "-dname",
                "CN=upstream.example",
                "-ext",
                "SAN=dns:upstream.example",
                "-keystore",
                keys.toString(),
                "-storepass",
                "changeit");
        try (SimulatedProvider openai = SimulatedProvider.openAi().withModels("gpt-4o-mini");
                TunnelProxy proxy = new TunnelProxy(
                        keys, "changeit", URI.create(openai.baseUrl()).getPort());
                JarProcess server = JarProcess.start(
                        folder,
                        Map.of(
                                "OPENAI_BASE_URL", "https://upstream.example/v1",
                                "OPENAI_API_KEY", "key",
                                "HTTPS_PROXY", "http://127.0.0.1:" + proxy.port()),
                        List.of("-Djavax.net.ssl.trustStore=" + keys, "-Djavax.net.ssl.trustStorePassword=changeit"),
                        "server",
                        "--cloud-model",
                        "openai:gpt-4o-mini",
                        "--host",
                        "127.0.0.1",
                        "--port",
                        "0")) {
            HttpResponse<String> answer =
                    chat(server.port(), "openai:gpt-4o-mini", false).join();

            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(answer.body()).contains("You asked: What is AI orchestration?");
            assertThat(proxy.tunnelCount()).isPositive();
            assertThat(server.output()).contains("cloud  openai:gpt-4o-mini               ready");
        }
    }

    private static void keytool(String... arguments) throws Exception {
        String[] command = new String[arguments.length + 1];
        command[0] = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        assertThat(process.waitFor())
                .as(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isZero();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        --version                          | 0 | oblix-camel 0.
        --help                             | 0 | Usage: oblix-camel
        server --help                      | 0 | --cloud-api-key
        demo --help                        | 0 | --fail
        server                             | 2 | No model is configured
        server --port nonsense             | 2 | oblix.port=nonsense is not valid
        server --local-model llama         | 2 | a model is written provider:name
        server --no-such-flag              | 2 | Unknown option: '--no-such-flag'
        nonsense                           | 2 | nonsense
        demo --fail everything             | 2 | --fail takes local or cloud
        demo --port 99999                  | 2 | oblix.port=99999 is not valid
        """)
    void aMistakeOnTheCommandLineGetsOneLine(String arguments, int status, String line) throws Exception {
        try (JarProcess command = start(Map.of(), arguments.split(" "))) {
            assertThat(command.exitStatus()).as(command.output()).isEqualTo(status);
            assertThat(command.output()).contains(line).doesNotContain("\tat ");
        }
    }

    @Test
    void aTakenPortExitsWithOne() throws Exception {
        try (JarProcess first = start(Map.of(), "demo", "--port", "0");
                JarProcess second = start(Map.of(), "demo", "--port", Integer.toString(first.port()))) {
            assertThat(second.exitStatus()).isEqualTo(1);
            assertThat(second.output())
                    .contains("Cannot listen on 127.0.0.1:" + first.port())
                    .doesNotContain("\tat ");
        }
    }

    @Test
    void modelsTellsWhatOllamaHasAndWhatToDoWhenItIsNotRunning() throws Exception {
        try (SimulatedProvider ollama = SimulatedProvider.ollama().withModels("llama3.2:1b")) {
            try (JarProcess models = start(Map.of("OLLAMA_HOST", ollama.baseUrl()), "models")) {
                assertThat(models.exitStatus()).as(models.output()).isZero();
                assertThat(models.output())
                        .contains("ollama:llama3.2:1b")
                        .contains("32,768 tokens")
                        .contains("openai:gpt-4o-mini")
                        .contains("claude:claude-sonnet-4-5");
            }
        }
        try (JarProcess models = start(Map.of("OLLAMA_HOST", "127.0.0.1:9"), "models")) {
            assertThat(models.exitStatus()).isZero();
            assertThat(models.output()).contains("Ollama does not answer").contains("ollama serve");
        }
    }

    @Test
    void agentsShowsTheLiveFigures() throws Exception {
        try (SimulatedProvider openai = SimulatedProvider.openAi();
                JarProcess agents = start(
                        Map.of("OPENAI_BASE_URL", openai.baseUrl()), "agents", "--cloud-model", "openai:gpt-4o-mini")) {
            assertThat(agents.exitStatus()).as(agents.output()).isZero();
            assertThat(agents.output())
                    .contains("Resource Monitor")
                    .containsPattern("processor +\\d+% \\(threshold 80%\\)")
                    .containsPattern("memory +\\d+% \\(threshold 85%\\)")
                    .contains("Connectivity Agent")
                    .containsPattern("latency +\\d+ ms")
                    .containsPattern("packet loss +0%");
        }
    }

    @Test
    void policiesListsRulesAndRunsTheExamples() throws Exception {
        try (JarProcess policies = start(Map.of(), "policies")) {
            assertThat(policies.exitStatus()).as(policies.output()).isZero();
            assertThat(policies.output())
                    .contains("auto: Local when it can do the job")
                    .contains("There is no network: local (network-disconnected)")
                    .containsPattern("examples: (\\d+) of \\1 hold")
                    .doesNotContain("FAILS", "CANNOT BE USED");
        }
        Files.createDirectory(folder.resolve("routes"));
        Files.copy(Path.of("routes", "private.camel.yaml"), folder.resolve("routes/private.camel.yaml"));
        Files.writeString(
                folder.resolve("routes/private.examples.yaml"),
                "- {name: to the moon, given: {OblixMachine.cpuPercent: 95}, then: {target: cloud}}");
        Files.writeString(folder.resolve("routes/broken.camel.yaml"), "just text");
        try (JarProcess policies = start(Map.of(), "policies")) {
            assertThat(policies.exitStatus()).isEqualTo(1);
            assertThat(policies.output())
                    .contains("FAILS, line 1: the example 'to the moon' expects target cloud")
                    .contains("CANNOT BE USED: line 1: a policy file holds a list with one route");
        }
    }

    @Test
    void routeTellsWhereAQuestionWouldGo() throws Exception {
        try (SimulatedProvider ollama = SimulatedProvider.ollama().withModels("llama3.2:1b")) {
            Map<String, String> environment = Map.of(
                    "OLLAMA_HOST", ollama.baseUrl(),
                    "OBLIX_LOCAL_MODEL", "ollama:llama3.2:1b",
                    "OBLIX_RESOURCE_CPU_THRESHOLD", "100",
                    "OBLIX_RESOURCE_LOAD_THRESHOLD", "10000");
            try (JarProcess route = start(environment, "route", "Who", "was", "Ada", "Lovelace?")) {
                assertThat(route.exitStatus()).as(route.output()).isZero();
                assertThat(route.output())
                        .containsPattern("target +local, ollama:llama3.2:1b")
                        .containsPattern("rule +No cloud model can be asked")
                        .containsPattern("reason +cloud-unavailable")
                        .containsPattern("because +OblixCloud.available is false")
                        .contains("OblixMachine", "It would go elsewhere:")
                        .doesNotContain("Lovelace");
            }
            assertThat(ollama.chatCount()).isZero();
            try (JarProcess route = start(environment, "route", "--policy", "nonsense", "Hello")) {
                assertThat(route.exitStatus()).isEqualTo(2);
                assertThat(route.output()).contains("auto:nonsense` does not exist");
            }
        }
    }

    @Test
    void drillTellsWhatWouldBecomeOfAnAnswer() throws Exception {
        try (JarProcess drill = start(Map.of(), "drill", "--cloud", "claude", "--fault", "cut in the middle")) {
            assertThat(drill.exitStatus()).as(drill.output()).isZero();
            assertThat(drill.output())
                    .containsPattern("cut in the middle +local streamed answered \\[local, then cloud")
                    .containsPattern("cut in the middle +cloud whole +answered \\[local")
                    .contains("4 answered in full, 0 failed with a clear error, 0 lost")
                    .doesNotContain("INFO", "WARN");
        }
        try (JarProcess drill = start(Map.of(), "drill", "--fault", "nonsense")) {
            assertThat(drill.exitStatus()).isEqualTo(2);
            assertThat(drill.output()).contains("--fault takes one of: ").contains("dead key");
        }
    }
}
