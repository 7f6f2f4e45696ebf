package io.oblix.provider.ollama;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.json.Json;
import io.oblix.problem.UpstreamProblem;
import io.oblix.provider.Locality;
import io.oblix.upstream.ProbeClient;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One Ollama server, as it was at the last look. One thread looks at a time, all may read. */
public final class OllamaHost {

    /**
     * What {@code /api/show} says of a model; it belongs to a digest and never changes.
     *
     * @param contextTokens the model's own window; 0 where it is not told
     * @param remote whether another machine runs it
     * @param chats whether it can complete a prompt, unlike a model for embeddings
     */
    public record Abilities(
            int contextTokens, boolean vision, boolean tools, boolean thinking, boolean remote, boolean chats) {}

    /**
     * A model in memory.
     *
     * @param contextTokens the window that was allocated; 0 where it is not told
     * @param vramBytes how much of it is in the memory of a graphics card
     */
    public record Loaded(int contextTokens, long vramBytes) {

        public boolean onGpu() {
            return vramBytes > 0;
        }
    }

    /** Digests that are remembered; more models than these are not asked about, and never known to be local. */
    private static final int MAX_REMEMBERED = 2_000;

    private final String baseUrl;
    private final boolean cloud;
    private final Set<String> withoutDetails = ConcurrentHashMap.newKeySet();
    private final Map<String, Abilities> abilitiesByDigest = new ConcurrentHashMap<>();
    private volatile Map<String, OllamaModel> installed = Map.of();
    private volatile Map<String, List<OllamaModel>> byCanonicalName = Map.of();
    private volatile Map<String, Loaded> loaded = Map.of();
    private final AtomicBoolean looking = new AtomicBoolean();
    private volatile boolean probed;
    private volatile boolean running;

    /** Whether the list is from since the host last began to answer: before that it may have held other models. */
    private volatile boolean listHolds;

    private volatile boolean late;

    OllamaHost(String baseUrl) {
        this.baseUrl = baseUrl;
        this.cloud = OllamaCloud.isAddress(baseUrl);
    }

    public String baseUrl() {
        return baseUrl;
    }

    public boolean isProbed() {
        return probed;
    }

    public boolean isRunning() {
        return running;
    }

    /** The installed models by name. */
    public Map<String, OllamaModel> installed() {
        return installed;
    }

    /** Whether the model, by its full name, can be asked for here. */
    boolean has(String name) {
        return running && installed.containsKey(name);
    }

    /** Where a model is answered that is asked for here; local only where this host itself has said nothing else. */
    Locality locality(String canonicalName) {
        if (cloud || OllamaCloud.isName(canonicalName)) {
            return Locality.ELSEWHERE;
        } else if (!listHolds) {
            return probed && !running ? Locality.NOT_ANSWERING : Locality.UNKNOWN;
        }
        List<OllamaModel> listed = byCanonicalName.getOrDefault(canonicalName, List.of());
        Locality locality = listed.isEmpty() ? Locality.NOT_INSTALLED : Locality.LOCAL;
        for (OllamaModel model : listed) {
            Abilities abilities = abilitiesByDigest.get(model.digest());
            if (model.remote() || (abilities != null && abilities.remote())) {
                return Locality.ELSEWHERE;
            } else if (abilities == null && !withoutDetails.contains(model.digest())) {
                locality = Locality.UNKNOWN;
            }
        }
        return locality;
    }

    /** Null while the model is not in memory. */
    public @Nullable Loaded loaded(String model) {
        return loaded.get(OllamaModel.normalise(model));
    }

    /** Null while nothing is known of the model. */
    public @Nullable Abilities abilities(String model) {
        OllamaModel known = installed.get(OllamaModel.normalise(model));
        return known == null ? null : abilitiesByDigest.get(known.digest());
    }

    /** When somebody else is looking already, that will do. */
    void look(ProbeClient probe) {
        if (looking.compareAndSet(false, true)) {
            try {
                lookAlone(probe);
            } finally {
                looking.set(false);
            }
        }
    }

    private void lookAlone(ProbeClient probe) {
        try {
            ProbeClient.Answer tags = probe.get(baseUrl + "/api/tags", Map.of());
            running = tags.status() == 200 && tags.body() != null;
            listHolds &= running;
            if (running && tags.body() != null) {
                learn(tags.body(), probe.get(baseUrl + "/api/ps", Map.of()).body());
                listHolds = true;
                lookAtNewModels(probe);
            }
            late = false;
        } catch (IOException failed) {
            missed(failed);
        }
        probed = true;
    }

    /** Nobody there is plain at once; a host that is merely late may be busy, and is given another look. */
    private void missed(IOException failed) {
        boolean nobody = failed.getCause() instanceof UpstreamProblem problem
                && problem.kind() == UpstreamProblem.Kind.UNREACHABLE;
        running &= !nobody && !late;
        listHolds &= running;
        late = true;
    }

    private void lookAtNewModels(ProbeClient probe) throws IOException {
        Set<String> digests =
                installed.values().stream().map(OllamaModel::digest).collect(Collectors.toSet());
        abilitiesByDigest.keySet().retainAll(digests);
        withoutDetails.retainAll(digests);
        for (OllamaModel model : installed.values()) {
            if (!abilitiesByDigest.containsKey(model.digest()) && abilitiesByDigest.size() < MAX_REMEMBERED) {
                lookAt(model, probe);
            }
        }
    }

    private void lookAt(OllamaModel model, ProbeClient probe) throws IOException {
        ProbeClient.Answer show =
                probe.post(baseUrl + "/api/show", Json.object().put("model", model.name()));
        if (show.status() == 200 && show.body() != null) {
            learn(model.digest(), show.body());
            withoutDetails.remove(model.digest());
        } else if (show.status() >= 400 && show.status() < 500) {
            // It was asked and has nothing to tell; then the list's word counts.
            withoutDetails.add(model.digest());
        }
    }

    /** What {@code /api/tags} and {@code /api/ps} said. */
    void learn(ObjectNode tags, @Nullable ObjectNode ps) {
        installed = readInstalled(tags);
        byCanonicalName = installed.values().stream()
                .collect(Collectors.groupingBy(model -> OllamaModel.canonical(model.name())));
        loaded = ps == null ? Map.of() : readLoaded(ps);
    }

    /** What {@code /api/show} said. */
    void learn(String digest, ObjectNode show) {
        abilitiesByDigest.put(digest, readAbilities(show));
    }

    static Map<String, OllamaModel> readInstalled(ObjectNode tags) {
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

    static Map<String, Loaded> readLoaded(ObjectNode ps) {
        Map<String, Loaded> models = new HashMap<>();
        for (JsonNode entry : ps.path("models")) {
            String name = Json.text(entry, "name");
            if (name != null) {
                models.put(
                        OllamaModel.normalise(name),
                        new Loaded(
                                entry.path("context_length").asInt(0),
                                entry.path("size_vram").asLong(0)));
            }
        }
        return models;
    }

    /** The window stands under a name that begins with the model's architecture. */
    static Abilities readAbilities(ObjectNode show) {
        JsonNode info = show.path("model_info");
        String architecture = info.path("general.architecture").asText("");
        boolean vision = false;
        boolean tools = false;
        boolean thinking = false;
        // Before version 0.6.4, Ollama told no capabilities.
        boolean chats = show.path("capabilities").isEmpty() && !architecture.contains("bert");
        for (JsonNode capability : show.path("capabilities")) {
            vision |= capability.asText().equals("vision");
            tools |= capability.asText().equals("tools");
            thinking |= capability.asText().equals("thinking");
            chats |= capability.asText().equals("completion");
        }
        return new Abilities(
                info.path(architecture + ".context_length").asInt(0),
                vision,
                tools,
                thinking,
                OllamaCloud.isRemote(show),
                chats);
    }

    private static long seconds(@Nullable String date) {
        try {
            return date == null ? 0 : OffsetDateTime.parse(date).toEpochSecond();
        } catch (DateTimeException unreadable) {
            return 0;
        }
    }
}
