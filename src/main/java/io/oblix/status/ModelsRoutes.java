package io.oblix.status;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.ModelName;
import io.oblix.chat.Side;
import io.oblix.json.Json;
import io.oblix.policy.file.Policies;
import io.oblix.problem.RequestProblem;
import io.oblix.provider.ModelState;
import io.oblix.provider.Providers;
import io.oblix.server.HttpRequest;
import io.oblix.server.HttpRoutes;
import io.oblix.server.JsonReply;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.camel.Exchange;

/** {@code GET /v1/models}: the policies and every model that can be asked, from what the last looks found. */
public final class ModelsRoutes extends HttpRoutes {

    private static final String PATH = "/v1/models";

    private final Providers providers;
    private final Policies policies;

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

    private void list(Exchange exchange) {
        ObjectNode list = Json.object().put("object", "list");
        ArrayNode data = list.putArray("data");
        all().values().forEach(data::add);
        JsonReply.send(exchange, 200, list);
    }

    private void one(Exchange exchange) {
        // Names of models hold colons and slashes, so all that follows the path is the name.
        String path = URLDecoder.decode(HttpRequest.take(exchange).path().replace("+", "%2B"), StandardCharsets.UTF_8);
        String id = path.substring(PATH.length() + 1);
        ObjectNode model = all().get(id);
        if (model == null) {
            throw RequestProblem.modelNotFound(ModelName.isPrintable(id) ? id : "(not a printable name)");
        }
        JsonReply.send(exchange, 200, model);
    }

    private Map<String, ObjectNode> all() {
        Map<String, ObjectNode> models = new LinkedHashMap<>();
        put(models, "auto", 0, "oblix");
        policies.names().stream()
                .filter(name -> !name.equals("auto"))
                .forEach(name -> put(models, "auto:" + name, 0, "oblix"));
        for (Side side : Side.values()) {
            ModelName model = providers.model(side);
            ModelState state = providers.state(side);
            if (model != null && state != null && state.available()) {
                put(models, model.toString(), 0, model.provider());
            }
        }
        providers
                .byName()
                .forEach((name, provider) -> provider.models()
                        .forEach(model ->
                                put(models, name + ":" + model.name(), model.createdSeconds(), model.ownedBy())));
        return models;
    }

    private static void put(Map<String, ObjectNode> models, String id, long created, String owner) {
        models.put(
                id,
                Json.object()
                        .put("id", id)
                        .put("object", "model")
                        .put("created", created)
                        .put("owned_by", owner));
    }
}
