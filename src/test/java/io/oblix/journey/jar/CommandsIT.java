package io.oblix.journey.jar;

import static org.assertj.core.api.Assertions.assertThat;

import io.oblix.chat.Side;
import io.oblix.facts.Facts;
import io.oblix.fixture.JarProcess;
import io.oblix.ledger.Ledger;
import io.oblix.policy.Decider.Outcome;
import io.oblix.policy.Decision;
import io.oblix.policy.Decisions;
import io.oblix.policy.file.Situations;
import io.oblix.settings.LedgerSettings;
import io.oblix.simulator.SimulatedProvider;
import io.oblix.upstream.UpstreamClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands of the packaged jar that print something and end. */
@Execution(ExecutionMode.CONCURRENT)
class CommandsIT {

    @TempDir
    private Path folder;

    private JarProcess start(Map<String, String> environment, String... arguments) throws IOException {
        return JarProcess.start(folder, environment, arguments);
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
    void aCommandLineGetsItsAnswerAndExitStatus(String arguments, int status, String line) throws Exception {
        try (JarProcess command = start(Map.of(), arguments.split(" "))) {
            assertThat(command.exitStatus()).as(command.output()).isEqualTo(status);
            assertThat(command.output()).contains(line).doesNotContain("\tat ");
        }
    }

    @Test
    void modelsListsWhatOllamaHasOrSaysHowToStartIt() throws Exception {
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
    void agentsShowsLiveFigures() throws Exception {
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
    void aReplayTellsWhatEditedPoliciesWouldHaveDecided() throws Exception {
        String url = "jdbc:sqlite:" + folder.resolve("ledger.db");
        Facts facts = Situations.given("OblixCloud.estimatedCostUsd", "0.25");
        Decision local = new Decision("auto", "a rule", Side.LOCAL, null, null, "local-is-enough", false, false);
        try (Ledger ledger =
                Ledger.of(new LedgerSettings(url, Duration.ofDays(90)), List.of(), InstantSource.system())) {
            ledger.start();
            Outcome outcome = new Outcome("auto", "a rule", "local-is-enough", local, false);
            ledger.decided(new Decisions.Entry(Instant.now(), "req_1", facts, outcome, null, null, null));
        }
        Map<String, String> environment = Map.of("OBLIX_LEDGER_URL", url);

        Files.createDirectory(folder.resolve("routes"));
        Files.writeString(folder.resolve("routes/auto.camel.yaml"), """
                - route:
                    from:
                      uri: direct:policy-auto
                      steps:
                        - to: decide:cloud?fallback=local&reason=all-to-the-cloud
                """);
        try (JarProcess replay = start(environment, "policies", "--replay", "7d")) {
            assertThat(replay.exitStatus()).as(replay.output()).isZero();
            assertThat(replay.output())
                    .containsPattern("moved to cloud +1 +\\+0\\.2500")
                    .contains("auto: local-is-enough -> all-to-the-cloud");
        }
        try (JarProcess replay = start(environment, "policies", "--replay", "soon")) {
            assertThat(replay.exitStatus()).isEqualTo(2);
            assertThat(replay.output()).contains("--replay").hasLineCount(1);
        }
    }

    @Test
    void routeSaysWhereAQuestionWouldGoAndWhy() throws Exception {
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

    @ParameterizedTest
    @ValueSource(strings = {"on", "off"})
    void drillShowsWhatBecomesOfAnAnswerUnderAFault(String eventLoopStreams) throws Exception {
        List<String> options = List.of("-D" + UpstreamClient.LENDING + "=" + eventLoopStreams);
        String[] cut = {"drill", "--cloud", "claude", "--fault", "cut in the middle"};
        try (JarProcess drill = JarProcess.start(folder, Map.of(), options, cut)) {
            assertThat(drill.exitStatus()).as(drill.output()).isZero();
            assertThat(drill.output())
                    .containsPattern("cut in the middle +local streamed answered \\[local, then cloud")
                    .containsPattern("cut in the middle +cloud whole +answered \\[local")
                    .contains("4 answered in full, 0 failed with a clear error, 0 lost")
                    .doesNotContain("INFO", "WARN");
        }
    }

    @Test
    void drillNamesTheFaultsThatThereAre() throws Exception {
        try (JarProcess drill = start(Map.of(), "drill", "--fault", "nonsense")) {
            assertThat(drill.exitStatus()).isEqualTo(2);
            assertThat(drill.output()).contains("--fault takes one of: ").contains("dead key");
        }
    }
}
