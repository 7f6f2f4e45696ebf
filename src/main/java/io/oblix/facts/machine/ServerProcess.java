package io.oblix.facts.machine;

import java.util.List;
import java.util.Locale;

/**
 * A process of this machine.
 *
 * @param name as the system shows it; Linux cuts it after 15 characters
 * @param commandLine empty where it cannot be read
 * @param startedMillis since 1970; tells two processes apart that had the same number one after the other
 * @param cpuMillis processor time that it has used, of all its threads
 */
record ServerProcess(int pid, String name, String commandLine, long startedMillis, long cpuMillis) {

    /** How the names of model servers begin. */
    private static final List<String> SERVERS = List.of(
            "ollama",
            "llama-server",
            "llama_server",
            "com.docker.llama",
            "model-runner",
            "docker-model",
            "llamafile",
            "koboldcpp",
            "lm studio",
            "lmstudio",
            "llmster",
            "local-ai",
            "localai",
            "mlx_lm",
            "sglang",
            "tabby",
            "text-generation",
            "vllm");

    /** What stands in the command line of a model server that Python runs. */
    private static final List<String> PYTHON_SERVERS =
            List.of("vllm", "llama_cpp", "mlx_lm", "sglang", "text_generation_server", "lmdeploy", "tabbyapi");

    /** They pass on what others answer, and may do so for much else. */
    private static final List<String> GO_BETWEENS = List.of(
            "docker",
            "com.docker",
            "rootlessport",
            "podman",
            "gvproxy",
            "slirp",
            "pasta",
            "wslrelay",
            "svchost",
            "ssh",
            "kubectl",
            "socat",
            "haproxy",
            "nginx",
            "caddy",
            "traefik",
            "envoy",
            "httpd",
            "apache");

    private static boolean beginsWithAny(String text, List<String> beginnings) {
        return beginnings.stream().anyMatch(text::startsWith);
    }

    private String lowerName() {
        return name.toLowerCase(Locale.ROOT);
    }

    /** Whether it is known as a server of local models. */
    boolean isModelServer() {
        String lower = lowerName();
        if (lower.startsWith("python") || lower.startsWith("uvicorn")) {
            return PYTHON_SERVERS.stream().anyMatch(commandLine::contains);
        }
        return beginsWithAny(lower, SERVERS);
    }

    /** Whether it only passes requests on, so that its processes are not the model's. */
    boolean isGoBetween() {
        return !isModelServer() && beginsWithAny(lowerName(), GO_BETWEENS);
    }

    boolean isSameAs(ServerProcess other) {
        return pid == other.pid && startedMillis == other.startedMillis;
    }
}
