package io.oblix.status;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.ask.ModelNames;
import io.oblix.dialect.RequestJson;
import io.oblix.dialect.ollama.OllamaDialect;
import io.oblix.dialect.ollama.OllamaErrors;
import io.oblix.json.Json;
import io.oblix.policy.file.Policies;
import io.oblix.problem.RequestProblem;
import io.oblix.server.HttpErrors;
import io.oblix.server.HttpListener;
import io.oblix.server.HttpRequest;
import io.oblix.server.HttpRoutes;
import io.oblix.settings.OllamaApiSettings;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.apache.camel.Exchange;

/**
 * The part of Ollama's API that tells what there is, as of the last looks, and what would change it, which is refused.
 */
public final class OllamaModelsRoutes extends HttpRoutes {

    private static final String PULL = "/api/pull";

    /** What only the operator of a host does. */
    private static final List<String> REFUSED =
            List.of("/api/push", "/api/create", "/api/copy", "/api/delete", "/api/blobs/*");

    private final HttpListener server;
    private final ModelNames names;
    private final Policies policies;
    private final OllamaApiSettings settings;
    private final long startedSeconds = Instant.now().getEpochSecond();

    public OllamaModelsRoutes(HttpListener server, ModelNames names, Policies policies, OllamaApiSettings settings) {
        this.server = server;
        this.names = names;
        this.policies = policies;
        this.settings = settings;
    }

    @Override
    public void configure() {
        server.shape("/api", OllamaErrors.SHAPE);
        get("/api/version", "ollama-version").description("Ollama's version").process(this::version);
        get("/api/tags", "ollama-tags").description("Ollama's list of models").process(this::tags);
        get("/api/ps", "ollama-ps").description("Models in Ollama's memory").process(this::inMemory);
        server.posted("/api/show", OllamaErrors.SHAPE);
        post("/api/show", "ollama-show").description("What a model can do").process(this::show);
        server.posted(PULL, OllamaErrors.SHAPE);
        post(PULL, "ollama-pull")
                .description("Accepted for a model that is there")
                .process(this::pull);
        for (String path : REFUSED) {
            any(path, path.replace("/api/", "ollama-").replace("/*", ""))
                    .description("Not done for clients")
                    .process(OllamaModelsRoutes::refuse);
        }
    }

    private OllamaModels models() {
        return new OllamaModels(names, policies.names(), startedSeconds, settings.cloudModels());
    }

    private void version(Exchange exchange) {
        HttpRequest.take(exchange);
        reply(exchange, 200, models().version());
    }

    private void tags(Exchange exchange) {
        reply(exchange, 200, visible(HttpRequest.take(exchange), models().tags()));
    }

    private void inMemory(Exchange exchange) {
        reply(exchange, 200, visible(HttpRequest.take(exchange), models().inMemory()));
    }

    private void show(Exchange exchange) {
        HttpErrors.shape(exchange, OllamaErrors.SHAPE);
        HttpRequest http = HttpRequest.take(exchange);
        reply(exchange, 200, shown(http, named(RequestJson.read(http.body()).object())));
    }

    /** Some clients pull a model before they use it. */
    private void pull(Exchange exchange) {
        HttpErrors.shape(exchange, OllamaErrors.SHAPE);
        HttpRequest http = HttpRequest.take(exchange);
        ObjectNode request = RequestJson.read(http.body()).object();
        try {
            shown(http, named(request));
        } catch (RequestProblem missing) {
            throw missing.status() == 404 ? RequestProblem.managedOnTheHost() : missing;
        }
        ObjectNode done = Json.object().put("status", "success");
        if (request.path("stream").asBoolean(true)) {
            byte[] line = (done + "\n").getBytes(StandardCharsets.UTF_8);
            reply(exchange, 200, line, "application/x-ndjson");
        } else {
            reply(exchange, 200, done);
        }
    }

    private static void refuse(Exchange exchange) {
        HttpErrors.shape(exchange, OllamaErrors.SHAPE);
        HttpRequest.take(exchange);
        throw RequestProblem.managedOnTheHost();
    }

    private ObjectNode visible(HttpRequest http, ObjectNode list) {
        new VisibleModels(names, http.use().key()).keepOnly((ArrayNode) list.path("models"), OllamaDialect.NAME);
        return list;
    }

    private ObjectNode shown(HttpRequest http, String name) {
        server.misplaced().refuse(http, name);
        if (!new VisibleModels(names, http.use().key()).has(OllamaDialect.NAME, name)) {
            throw RequestProblem.modelNotFound(name);
        }
        return models().show(name);
    }

    /** The old API says {@code name}. */
    private static String named(ObjectNode request) {
        String name = Json.text(request, "model");
        name = name == null || name.isBlank() ? Json.text(request, "name") : name;
        if (name == null || name.isBlank()) {
            throw RequestProblem.invalid("model", null, "model is required");
        }
        return name.strip();
    }
}
