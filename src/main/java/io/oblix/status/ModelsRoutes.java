package io.oblix.status;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.ask.ModelNames;
import io.oblix.chat.ChatRequest;
import io.oblix.chat.ModelName;
import io.oblix.chat.PolicyName;
import io.oblix.chat.Side;
import io.oblix.dialect.messages.MessagesErrors;
import io.oblix.json.Json;
import io.oblix.policy.file.Policies;
import io.oblix.problem.RequestProblem;
import io.oblix.provider.KnownModel;
import io.oblix.provider.ModelState;
import io.oblix.provider.Providers;
import io.oblix.server.HttpErrors;
import io.oblix.server.HttpRequest;
import io.oblix.server.HttpRoutes;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.camel.Exchange;

/** {@code GET /v1/models}: the policies and every model that can be chosen, as of the last looks at the providers. */
public final class ModelsRoutes extends HttpRoutes {

    private static final String PATH = "/v1/models";

    private final ModelNames names;
    private final Providers providers;
    private final Policies policies;
    private final long startedSeconds = Instant.now().getEpochSecond();

    public ModelsRoutes(ModelNames names, Policies policies) {
        this.names = names;
        this.providers = names.providers();
        this.policies = policies;
    }

    @Override
    public void configure() {
        serve(PATH, "");
        serve(PATH.substring("/v1".length()), "-without-version");
    }

    private void serve(String path, String suffix) {
        get(path, "models" + suffix)
                .description("The list of models, in OpenAI's form or in Anthropic's")
                .process(this::list)
                .id("list-models" + suffix);

        get(path + "/*", "model" + suffix)
                .description("One model of the list")
                .process(this::one)
                .id("find-model" + suffix);
    }

    /** With {@code ?all=true} also models that cannot chat. */
    private void list(Exchange exchange) {
        HttpRequest http = HttpRequest.take(exchange);
        Map<String, KnownModel> models = models("true".equals(http.query("all")));
        VisibleModels visible = visible(http);
        models.keySet().removeIf(id -> !visible.has(ChatRequest.CHAT, id));
        if (AnthropicModels.isWanted(http)) {
            reply(exchange, 200, anthropic(http).list(models, http));
            return;
        }
        ObjectNode list = Json.object().put("object", "list");
        ArrayNode data = list.putArray("data");
        models.forEach((id, model) -> data.add(model(id, model)));
        reply(exchange, 200, list);
    }

    private Map<String, KnownModel> models(boolean all) {
        Map<String, KnownModel> models = new LinkedHashMap<>();
        models.put(PolicyName.AUTO, policy(PolicyName.AUTO));
        policies.names().stream()
                .filter(name -> !name.equals(PolicyName.AUTO))
                .map(PolicyName::asModel)
                .forEach(id -> models.put(id, policy(id)));
        for (Side side : Side.values()) {
            ModelName model = providers.model(side);
            ModelState state = providers.state(side);
            if (model != null && state != null && state.available()) {
                models.put(model.toString(), known(model));
            }
        }
        providers
                .byName()
                .forEach((name, provider) -> provider.models().stream()
                        .filter(model -> all || model.chats())
                        .forEach(model -> models.put(name + ":" + model.name(), model)));
        return models;
    }

    private AnthropicModels anthropic(HttpRequest http) {
        return new AnthropicModels(providers, http.client(), startedSeconds);
    }

    /** Every name that a chat accepts, listed or not. */
    private void one(Exchange exchange) {
        HttpRequest http = HttpRequest.take(exchange);
        boolean anthropic = AnthropicModels.isWanted(http);
        if (anthropic) {
            HttpErrors.shape(exchange, MessagesErrors.SHAPE);
        }
        // Names of models hold colons and slashes, so all that follows the path is the name.
        String path = URLDecoder.decode(http.path().replace("+", "%2B"), StandardCharsets.UTF_8);
        String id = path.substring(path.indexOf("/models/") + "/models/".length());
        if (!ModelName.isPrintable(id)) {
            throw RequestProblem.modelNotFound("(not a printable name)");
        }
        if (anthropic) {
            String name = AnthropicModels.withoutPrefix(id);
            reply(exchange, 200, anthropic(http).model(id, find(http, name)));
        } else {
            reply(exchange, 200, model(listed(id), find(http, id)));
        }
    }

    /** A bare name keeps its spelling; another name of the provider does not. */
    private String listed(String id) {
        ModelName model = PolicyName.in(id) != null ? null : providers.resolve(id);
        return model != null && id.endsWith(":" + model.name()) ? model.toString() : id;
    }

    private VisibleModels visible(HttpRequest http) {
        return new VisibleModels(names, http.use().key());
    }

    private KnownModel find(HttpRequest http, String id) {
        if (!visible(http).has(ChatRequest.CHAT, id)) {
            throw RequestProblem.modelNotFound(id);
        }
        return find(id);
    }

    private KnownModel find(String id) {
        String meant = names.meant(ChatRequest.CHAT, id);
        if (!meant.equals(id)) {
            return find(meant);
        }
        String policy = PolicyName.in(id);
        if (policy != null) {
            if (policy.equals(PolicyName.AUTO) || policies.names().contains(policy)) {
                return policy(id);
            }
            throw RequestProblem.modelNotFound(id);
        }
        ModelName model = providers.resolve(id);
        if (model == null) {
            throw providers.notFound(id);
        }
        return known(model);
    }

    private KnownModel policy(String id) {
        return new KnownModel(id, id, startedSeconds, "oblix", true);
    }

    private KnownModel known(ModelName model) {
        KnownModel known = providers.known(model);
        return known == null ? new KnownModel(model.name(), model.name(), 0, model.provider(), true) : known;
    }

    /** Where a model's age is not known, it is as old as this server: it has been offered since then. */
    private ObjectNode model(String id, KnownModel model) {
        return Json.object()
                .put("id", id)
                .put("object", "model")
                .put("created", model.createdSeconds() > 0 ? model.createdSeconds() : startedSeconds)
                .put("owned_by", model.ownedBy())
                .put("name", model.title());
    }
}
