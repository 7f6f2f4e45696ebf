package io.oblix.provider.ollama;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What all hosts together say of their models, in Ollama's own words, as of the last looks. */
public record OllamaCatalogue(List<OllamaHost> hosts) {

    /** For clients that ask when no host has told its own version. */
    public static final OllamaCatalogue EMPTY = new OllamaCatalogue(List.of());

    /** What the hosts that answer list, as {@code /api/tags} says it: each model once, the first host's. */
    public List<ObjectNode> installed() {
        return merged(HostLists::installed);
    }

    /** The same of {@code /api/ps}. */
    public List<ObjectNode> inMemory() {
        return merged(HostLists::inMemory);
    }

    private List<ObjectNode> merged(Function<HostLists, List<ObjectNode>> list) {
        Map<String, ObjectNode> models = new LinkedHashMap<>();
        for (OllamaHost host : running()) {
            for (ObjectNode entry : list.apply(host.lists())) {
                models.putIfAbsent(entry.path("name").asText(), entry);
            }
        }
        return List.copyOf(models.values());
    }

    private List<OllamaHost> running() {
        return hosts.stream().filter(host -> host.lastLook().isRunning()).toList();
    }

    /** What {@code /api/show} says of a model; null if no host has said it yet. */
    public @Nullable ObjectNode details(String model) {
        for (OllamaHost host : running()) {
            OllamaModel installed = host.lastLook().installed().get(OllamaModel.normalise(model));
            ObjectNode details = installed == null ? null : host.lists().details(installed.digest());
            if (details != null) {
                return details;
            }
        }
        return null;
    }

    /** The lowest of the hosts that answer. */
    public String version() {
        return OllamaVersion.lowest(running().stream()
                .map(host -> host.lists().version())
                .filter(Objects::nonNull)
                .toList());
    }
}
