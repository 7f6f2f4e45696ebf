package io.oblix.status;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.ModelName;
import io.oblix.chat.Side;
import io.oblix.json.Json;
import io.oblix.policy.file.Policies;
import io.oblix.problem.RequestProblem;
import io.oblix.provider.KnownModel;
import io.oblix.provider.ModelState;
import io.oblix.provider.Providers;
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
    private static final String AUTO = "auto";

    private final Providers providers;
    private final Policies policies;
    private final long startedSeconds = Instant.now().getEpochSecond();

    public ModelsRoutes(Providers providers, Policies policies) {
        this.providers = providers;
        this.policies = policies;
    }

    @Override
    public void configure() {
        get(PATH, "models")
                .description("OpenAI's list of models")
                .process(this::list)
                .id("list-models");

        get(PATH + "/*", "model")
                .description("One model of the list")
                .process(this::one)
                .id("find-model");
    }

    /** With {@code ?all=true} also models that cannot chat. */
    private void list(Exchange exchange) {
        boolean all = "true".equals(HttpRequest.take(exchange).query("all"));
        Map<String, ObjectNode> models = new LinkedHashMap<>();
        models.put(AUTO, policy(AUTO));
        policies.names().stream()
                .filter(name -> !name.equals(AUTO))
                .map(name -> AUTO + ":" + name)
                .forEach(id -> models.put(id, policy(id)));
        for (Side side : Side.values()) {
            ModelName model = providers.model(side);
            ModelState state = providers.state(side);
            if (model != null && state != null && state.available()) {
                models.put(model.toString(), model(model, model.toString()));
            }
        }
        providers
                .byName()
                .forEach((name, provider) -> provider.models().stream()
                        .filter(model -> all || model.chats())
                        .forEach(model ->
                                models.put(name + ":" + model.name(), model(name + ":" + model.name(), model))));
        ObjectNode list = Json.object().put("object", "list");
        list.putArray("data").addAll(models.values());
        reply(exchange, 200, list);
    }

    /** Every name that a chat accepts, listed or not. */
    private void one(Exchange exchange) {
        // Names of models hold colons and slashes, so all that follows the path is the name.
        String path = URLDecoder.decode(HttpRequest.take(exchange).path().replace("+", "%2B"), StandardCharsets.UTF_8);
        String id = path.substring(PATH.length() + 1);
        if (!ModelName.isPrintable(id)) {
            throw RequestProblem.modelNotFound("(not a printable name)");
        }
        reply(exchange, 200, find(id));
    }

    private ObjectNode find(String id) {
        if (id.equals(AUTO)) {
            return policy(id);
        } else if (id.startsWith(AUTO + ":")) {
            if (policies.names().contains(id.substring(AUTO.length() + 1))) {
                return policy(id);
            }
            throw RequestProblem.modelNotFound(id);
        }
        ModelName model = providers.resolve(id);
        if (model == null) {
            throw providers.notFound(id);
        }
        // A bare name keeps its spelling; another name of the provider does not.
        return model(model, id.endsWith(":" + model.name()) ? model.toString() : id);
    }

    private ObjectNode policy(String id) {
        return model(id, new KnownModel(id, id, startedSeconds, "oblix", true));
    }

    private ObjectNode model(ModelName model, String id) {
        KnownModel known = providers.known(model);
        return model(id, known == null ? new KnownModel(model.name(), model.name(), 0, model.provider(), true) : known);
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
