package io.oblix.journey.jar;

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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The packaged jar as a server, started in an empty folder as by a user. */
@Execution(ExecutionMode.CONCURRENT)
class JarIT {

    private final HttpClient http = HttpClient.newHttpClient();

    @TempDir
    private Path folder;

    private JarProcess start(Map<String, String> environment, String... arguments) throws IOException {
        return JarProcess.start(folder, environment, arguments);
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
    void theDemoAnswersAndSaysThatItIsASimulation() throws Exception {
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
    void theServerReadsItsEnvironmentAndItsFiles() throws Exception {
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
                        "server --local-model ollama:llama3.2:1b --host 127.0.0.1 --port 0".split(" "))) {
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
    void aProxyAndACompanysCertificateAuthorityAreUsed() throws Exception {
        Path keys = folder.resolve("company.p12");
        keytool("-genkeypair -alias company -keyalg RSA -validity 2 -storetype PKCS12 -dname CN=upstream.example"
                + " -ext SAN=dns:upstream.example -storepass changeit -keystore " + keys);
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
                        "server --cloud-model openai:gpt-4o-mini --host 127.0.0.1 --port 0".split(" "))) {
            HttpResponse<String> answer =
                    chat(server.port(), "openai:gpt-4o-mini", false).join();

            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(answer.body()).contains("You asked: What is AI orchestration?");
            assertThat(proxy.tunnelCount()).isPositive();
            assertThat(server.output()).contains("cloud  openai:gpt-4o-mini               ready");
        }
    }

    private static void keytool(String arguments) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments.split(" ")));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        assertThat(process.waitFor())
                .as(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isZero();
    }

    @Test
    void aDemoForAnArchiveStopsWhenItsSamplesAreAnswered() throws Exception {
        try (JarProcess demo = start(Map.of(), "demo", "--once")) {
            assertThat(demo.exitStatus()).isZero();
            assertThat(demo.output())
                    .contains("14 of 14 sample requests were answered")
                    .contains("complex-question");
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
}
