package io.oblix.provider.ollama;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.oblix.json.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one Ollama server says of its models in its own words, for clients that speak its API; as of the last look. */
final class HostLists {

    private static final int MAX_MODELS = 200;

    /** A Modelfile may hold a licence of any length. */
    private static final int MAX_TEXT_LENGTH = 16 * 1024;

    /** Long, and of no use to a program. */
    private static final List<String> LEFT_OUT = List.of("license", "tensors");

    private volatile List<ObjectNode> installed = List.of();
    private volatile List<ObjectNode> inMemory = List.of();
    private volatile @Nullable String version;
    private final Cache<String, ObjectNode> details =
            Caffeine.newBuilder().maximumSize(MAX_MODELS).build();

    /** The entries of {@code /api/tags}; shared, must not be changed. */
    List<ObjectNode> installed() {
        return installed;
    }

    /** The entries of {@code /api/ps}; shared, must not be changed. */
    List<ObjectNode> inMemory() {
        return inMemory;
    }

    /** Null if it did not say. */
    @Nullable String version() {
        return version;
    }

    /** The answer of {@code /api/show}, without its longest parts; null if there is none yet. */
    @Nullable ObjectNode details(String digest) {
        return details.getIfPresent(digest);
    }

    void installed(ObjectNode tags) {
        installed = entries(tags);
    }

    void inMemory(ObjectNode ps) {
        inMemory = entries(ps);
    }

    private static List<ObjectNode> entries(ObjectNode list) {
        List<ObjectNode> entries = new ArrayList<>();
        for (JsonNode entry : list.path("models")) {
            if (entry instanceof ObjectNode model && Json.text(model, "name") != null) {
                entries.add(model);
            }
        }
        return List.copyOf(entries);
    }

    /** @param answer null if it has no version */
    void version(@Nullable ObjectNode answer) {
        String said = Json.text(answer, "version");
        version = said != null && OllamaVersion.isVersion(said) ? said : null;
    }

    void details(String digest, ObjectNode show) {
        ObjectNode kept = Json.object();
        show.properties().forEach(field -> {
            boolean tooLong =
                    field.getValue().isTextual() && field.getValue().textValue().length() > MAX_TEXT_LENGTH;
            if (!LEFT_OUT.contains(field.getKey()) && !tooLong) {
                kept.set(field.getKey(), field.getValue());
            }
        });
        details.put(digest, kept);
    }
}
