package io.oblix.provider.ollama;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.facts.text.TokenCount;
import io.oblix.json.Json;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads Ollama's answers about its models (https://github.com/ollama/ollama/blob/main/docs/api.md). */
final class OllamaListing {

    private static final String BLOB = "sha256-";
    private static final Pattern NUM_CTX = Pattern.compile("\\s*num_ctx\\s+(\\d{1,9})\\s*");

    private OllamaListing() {}

    /** @param tags the answer to {@code GET /api/tags} */
    static Map<String, OllamaModel> installed(ObjectNode tags) {
        Map<String, OllamaModel> models = new TreeMap<>();
        for (JsonNode entry : tags.path("models")) {
            String name = Json.text(entry, "name");
            if (name != null) {
                String digest = Json.text(entry, "digest");
                models.put(
                        OllamaModel.normalise(name),
                        new OllamaModel(
                                name,
                                digest == null ? name : digest,
                                seconds(Json.text(entry, "modified_at")),
                                entry.path("size").asLong(0),
                                OllamaCloud.isRemote(entry)));
            }
        }
        return models;
    }

    /** @param ps the answer to {@code GET /api/ps} */
    static Map<String, OllamaModel.Loaded> loaded(ObjectNode ps) {
        Map<String, OllamaModel.Loaded> models = new HashMap<>();
        for (JsonNode entry : ps.path("models")) {
            String name = Json.text(entry, "name");
            if (name != null) {
                models.put(
                        OllamaModel.canonical(name),
                        new OllamaModel.Loaded(
                                entry.path("context_length").asInt(0),
                                entry.path("size_vram").asLong(0),
                                entry.path("digest").asText("")));
            }
        }
        return models;
    }

    /** @param show the answer to {@code POST /api/show}, where the window's name begins with the architecture's */
    static OllamaModel.Abilities abilities(ObjectNode show) {
        JsonNode info = show.path("model_info");
        String architecture = info.path("general.architecture").asText("");
        Set<String> can = new HashSet<>();
        show.path("capabilities").forEach(capability -> can.add(capability.asText()));
        // Ollama lists no capabilities before version 0.6.4.
        boolean tells = !can.isEmpty();
        return new OllamaModel.Abilities(
                info.path(architecture + ".context_length").asInt(0),
                !tells || can.contains("vision"),
                !tells || can.contains("tools"),
                can.contains("thinking"),
                OllamaCloud.isRemote(show),
                tells ? can.contains("completion") : !architecture.contains("bert"),
                ParameterCount.billions(show),
                !tells || can.contains("insert"),
                modelfile(show));
    }

    private static Modelfile modelfile(ObjectNode show) {
        TokenCount messages = new TokenCount();
        show.path("messages")
                .forEach(message -> messages.add(message.path("content").asText("")));
        TokenCount system = new TokenCount();
        system.add(show.path("system").asText(""));
        return new Modelfile(
                weights(show.path("modelfile").asText("")),
                numCtx(show.path("parameters").asText("")),
                (int) system.tokens(),
                (int) messages.tokens());
    }

    /** The Modelfile that Ollama shows names the blobs of a model's files: {@code FROM /models/blobs/sha256-dde5aa...}. */
    private static String weights(String modelfile) {
        return modelfile
                .lines()
                .filter(line -> line.startsWith("FROM ") || line.startsWith("ADAPTER "))
                .filter(line -> line.contains(BLOB))
                .map(line -> line.substring(line.indexOf(BLOB)).strip())
                .collect(Collectors.joining(" "));
    }

    /** Lines such as {@code num_ctx                        8192}. */
    private static int numCtx(String parameters) {
        return parameters
                .lines()
                .map(NUM_CTX::matcher)
                .filter(Matcher::matches)
                .mapToInt(found -> Integer.parseInt(found.group(1)))
                .findFirst()
                .orElse(0);
    }

    private static long seconds(@Nullable String date) {
        try {
            return date == null ? 0 : OffsetDateTime.parse(date).toEpochSecond();
        } catch (DateTimeException unreadable) {
            return 0;
        }
    }
}
