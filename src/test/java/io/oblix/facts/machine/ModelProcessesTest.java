package io.oblix.facts.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.oblix.fixture.Await;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelProcessesTest {

    private static ServerProcess process(String name, String commandLine) {
        return new ServerProcess(7, name, commandLine, 1_000, 0);
    }

    @ParameterizedTest
    @CsvSource({
        "ollama, ''",
        "ollama.exe, ''",
        "Ollama, ''",
        "ollama_llama_se, ''",
        "llama-server, ''",
        "VLLM::EngineCor, ''",
        "LM Studio, ''",
        "com.docker.llama-server, ''",
        "python3.11, python3 -m vllm.entrypoints.openai.api_server --model x",
        "python, python -m llama_cpp.server --port 8000"
    })
    void serversOfModelsAreKnownByTheirNames(String name, String commandLine) {
        assertThat(process(name, commandLine).isModelServer()).isTrue();
        assertThat(process(name, commandLine).isGoBetween()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"java, ''", "python3, python3 manage.py runserver", "firefox, ''", "my-ollama-notes, ''", "llama, ''"})
    void otherProgramsAreNoServers(String name, String commandLine) {
        assertThat(process(name, commandLine).isModelServer()).isFalse();
    }

    @Test
    void aProxyInFrontOfTheServerIsNotTheServer() {
        assertThat(List.of("docker-proxy", "com.docker.backend", "ssh", "nginx", "wslrelay.exe"))
                .allMatch(name -> process(name, "").isGoBetween());
    }

    private static boolean another(Map<Integer, ServerProcess> before, Map<Integer, ServerProcess> after, int pid) {
        return ModelProcesses.isAnother(before.get(pid), Objects.requireNonNull(after.get(pid)));
    }

    @Test
    void onlyWhatKnownProcessesUsedSinceTheLastSampleCounts() {
        Map<Integer, ServerProcess> before = Map.of(
                1, new ServerProcess(1, "ollama", "", 10, 5_000),
                2, new ServerProcess(2, "ollama", "", 20, 900_000),
                3, new ServerProcess(3, "ollama", "", 30, 100));
        Map<Integer, ServerProcess> after = Map.of(
                1, new ServerProcess(1, "ollama", "", 10, 5_500),
                // The number was given to another process meanwhile.
                2, new ServerProcess(2, "ollama", "", 77, 990_000),
                4, new ServerProcess(4, "ollama", "", 40, 800));

        assertThat(ModelProcesses.cores(before, after, 1_000_000_000L)).isCloseTo(0.5, within(1e-9));
        assertThat(ModelProcesses.cores(before, after, 0)).isZero();
        assertThat(another(before, after, 2)).isTrue();
        assertThat(another(before, after, 1)).isFalse();
        assertThat(another(before, after, 4)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "http://localhost:11434, 11434",
        "http://127.0.0.1:8080/v1, 8080",
        "http://[::1]:1234/v1, 1234",
        "https://localhost, 443",
        "http://ollama:11434,",
        "http://192.168.1.7:11434,",
        "http://host.docker.internal:11434,"
    })
    void onlyALoopbackAddressIsOnThisMachine(String url, Integer port) {
        int[] ports = new ModelServer(List.of(url), since -> false).loopbackPorts();

        assertThat(ports).isEqualTo(port == null ? new int[0] : new int[] {port});
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void theProcessThatListensIsFoundAndAModelInThisProcessHasNoOther() throws Exception {
        try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            ProcessTable table = new ProcessTable();

            assertThat(table.listenerOn(listening.getLocalPort()))
                    .isEqualTo((int) ProcessHandle.current().pid());
            ModelProcesses processes = new ModelProcesses(table, listening.getLocalPort());
            assertThat(processes.sample(true)).isZero();
            assertThat(processes.areSeen()).isTrue();
            assertThat(processes.pids()).isEmpty();
        }
    }

    /** A shell under the name of a server, whose child keeps one core busy, as a runner of Ollama does. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void aBusyRunnerIsSeenAndTakenOutOfTheMachinesFigures(@TempDir Path folder) throws Exception {
        Path server = Files.copy(Path.of("/bin/sh").toRealPath(), folder.resolve("llama-server"));
        Process child = new ProcessBuilder(server.toString(), "-c", "sh -c 'while :; do :; done' & read line").start();
        try {
            // Nothing listens on this port, so that the name has to tell.
            ModelProcesses processes = new ModelProcesses(new ProcessTable(), 1);
            MachineProbe probe =
                    new MachineProbe(new ModelServer(List.of("http://127.0.0.1:1"), since -> true), () -> false);
            Await.until("the runner's use of the processor is seen", () -> {
                double cores = processes.sample(true);
                MachineSample sample = probe.sample();
                assertThat(sample.cpuPercent() + sample.modelCpuPercent()).isLessThanOrEqualTo(100.01);
                return processes.pids().contains((int) child.pid())
                        && processes.pids().size() > 1
                        && cores > 0.1
                        && sample.modelCpuPercent() > 1;
            });
        } finally {
            child.descendants().forEach(ProcessHandle::destroyForcibly);
            child.destroyForcibly().waitFor();
        }
    }

    @Test
    void aServerThatDoesNotRunIsNotSeen() {
        assertThat(new ModelProcesses(new ProcessTable(), 1).sample(false)).isNotNegative();
    }
}
