package io.oblix.status;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.ask.ModelNames;
import io.oblix.chat.ModelName;
import io.oblix.chat.PolicyName;
import io.oblix.chat.Side;
import io.oblix.dialect.ollama.OllamaDialect;
import io.oblix.json.Json;
import io.oblix.problem.RequestProblem;
import io.oblix.provider.KnownModel;
import io.oblix.provider.ModelState;
import io.oblix.provider.Provider;
import io.oblix.provider.Providers;
import io.oblix.provider.ollama.OllamaCatalogue;
import io.oblix.provider.ollama.OllamaProvider;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Models as Ollama's API describes them. Its own are as it says; ours and those of other providers have all the fields
 * that strict clients require (Zed, Copilot), without a size.
 *
 * @param policies the names of those in use
 * @param startedSeconds when this server was started, since 1970
 * @param listsCloud whether lists hold cloud models
 */
record OllamaModels(ModelNames names, Set<String> policies, long startedSeconds, boolean listsCloud) {

    private static final String LATEST = ":latest";
    private static final String FAMILY = "oblix";

    private Providers providers() {
        return names.providers();
    }

    private OllamaCatalogue catalogue() {
        return providers().get(OllamaProvider.NAME) instanceof OllamaProvider ollama
                ? ollama.catalogue()
                : OllamaCatalogue.EMPTY;
    }

    /** {@code GET /api/version}. */
    ObjectNode version() {
        return Json.object().put("version", catalogue().version());
    }

    /** {@code GET /api/tags}: {@code auto} first, because pickers take the first. */
    ObjectNode tags() {
        ObjectNode list = Json.object();
        ArrayNode models = list.putArray("models");
        // Open WebUI looks a name without a tag up with this one.
        models.add(entry(PolicyName.AUTO + LATEST, startedSeconds, bothSides(), true));
        policies.stream()
                .filter(name -> !name.equals(PolicyName.AUTO))
                .sorted()
                .forEach(name -> models.add(entry(PolicyName.asModel(name), startedSeconds, bothSides(), true)));
        models.addAll(catalogue().installed());
        for (Provider provider : providers().byName().values()) {
            boolean isHidden = provider.side() == Side.CLOUD && !listsCloud;
            if (!isHidden && !(provider instanceof OllamaProvider)) {
                listed(provider)
                        .forEach((name, model) -> models.add(entry(
                                provider.name() + ":" + name,
                                model.createdSeconds(),
                                provider.state(name),
                                model.chats())));
            }
        }
        return list;
    }

    /** What it lists, and the configured model. */
    private Map<String, KnownModel> listed(Provider provider) {
        Map<String, KnownModel> listed = new LinkedHashMap<>();
        for (Side side : Side.values()) {
            ModelName model = providers().model(side);
            ModelState state = providers().state(side);
            if (model != null
                    && state != null
                    && state.available()
                    && model.provider().equals(provider.name())) {
                listed.put(model.name(), new KnownModel(model.name(), model.name(), 0, model.provider(), true));
            }
        }
        provider.models().stream().filter(KnownModel::chats).forEach(model -> listed.put(model.name(), model));
        return listed;
    }

    /** {@code GET /api/ps}. */
    ObjectNode inMemory() {
        ObjectNode list = Json.object();
        list.putArray("models").addAll(catalogue().inMemory());
        return list;
    }

    /**
     * {@code POST /api/show}.
     *
     * @throws io.oblix.problem.Problem when no model has this name
     */
    ObjectNode show(String asked) {
        String meant = names.meant(OllamaDialect.NAME, asked);
        String policy = PolicyName.in(meant);
        if (policy != null) {
            if (!policy.equals(PolicyName.AUTO) && !policies.contains(policy)) {
                throw RequestProblem.modelNotFound(asked);
            }
            return shown(asked, startedSeconds, bothSides(), true);
        }
        ModelName model = providers().resolve(meant);
        Provider provider = model == null ? null : providers().get(model.provider());
        if (model == null || provider == null) {
            throw providers().notFound(asked);
        }
        if (provider instanceof OllamaProvider ollama) {
            ObjectNode details = ollama.catalogue().details(model.name());
            if (details != null) {
                return details;
            } else if (ollama.isProbed() && ollama.whyUnlisted() == null && ollama.find(model.name()) == null) {
                throw RequestProblem.modelNotFound(asked);
            }
        }
        KnownModel known = providers().known(model);
        return shown(
                asked,
                known == null ? 0 : known.createdSeconds(),
                provider.state(model.name()),
                known == null || known.chats());
    }

    /** What either side can do, with the smaller window, which both have. */
    private ModelState bothSides() {
        ModelState local = providers().state(Side.LOCAL);
        ModelState cloud = providers().state(Side.CLOUD);
        if (local == null || cloud == null) {
            return local != null ? local : cloud != null ? cloud : ModelState.unknown(0);
        }
        return ModelState.ready(Math.min(local.contextTokens(), cloud.contextTokens()))
                .able(
                        local.vision() || cloud.vision(),
                        local.tools() || cloud.tools(),
                        local.thinking() || cloud.thinking());
    }

    private ObjectNode entry(String id, long createdSeconds, ModelState state, boolean chats) {
        ObjectNode entry = Json.object()
                .put("name", id)
                .put("model", id)
                .put("modified_at", date(createdSeconds))
                .put("size", 0)
                .put("digest", digest(id));
        entry.set("details", details().put("context_length", state.contextTokens()));
        entry.set("capabilities", capabilities(state, chats));
        return entry;
    }

    private ObjectNode shown(String id, long createdSeconds, ModelState state, boolean chats) {
        ObjectNode show =
                Json.object().put("modelfile", "").put("parameters", "").put("template", "{{ .Prompt }}");
        show.set("details", details());
        show.putObject("model_info")
                .put("general.architecture", FAMILY)
                .put("general.basename", id)
                .put(FAMILY + ".context_length", state.contextTokens());
        show.set("capabilities", capabilities(state, chats));
        return show.put("modified_at", date(createdSeconds));
    }

    private static ObjectNode details() {
        ObjectNode details =
                Json.object().put("parent_model", "").put("format", "gguf").put("family", FAMILY);
        details.putArray("families").add(FAMILY);
        return details.put("parameter_size", "").put("quantization_level", "");
    }

    private static ArrayNode capabilities(ModelState state, boolean chats) {
        ArrayNode capabilities = Json.MAPPER.createArrayNode();
        if (!chats) {
            return capabilities.add("embedding");
        }
        capabilities.add("completion");
        if (state.tools()) {
            capabilities.add("tools");
        }
        if (state.vision()) {
            capabilities.add("vision");
        }
        if (state.thinking()) {
            capabilities.add("thinking");
        }
        return capabilities;
    }

    private String date(long seconds) {
        return Instant.ofEpochSecond(seconds > 0 ? seconds : startedSeconds).toString();
    }

    private static String digest(String id) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(id.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
