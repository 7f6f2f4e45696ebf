package io.oblix.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.json.Json;
import io.oblix.problem.UpstreamProblem;
import io.oblix.settings.Endpoint;
import io.oblix.upstream.ProbeClient;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is known of a provider at an endpoint without a model being asked: whether its key is taken, and its list of
 * models. A key that was refused is tried again after a minute: it may have been a matter of billing.
 */
public final class EndpointWatch {

    private static final Logger LOG = LoggerFactory.getLogger(EndpointWatch.class);
    private static final long REFUSAL_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final long LIST_EVERY_NANOS = TimeUnit.MINUTES.toNanos(10);
    private static final long LIST_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final Endpoint endpoint;
    private final ToIntFunction<String> contextTokens;
    private final Consumer<ObjectNode> listener;
    private volatile boolean probed;
    private volatile long refusedAtNanos;
    private volatile List<KnownModel> models = List.of();
    private volatile long nextListNanos = System.nanoTime();

    /**
     * @param contextTokens how long a prompt and its answer may be together, by the model's name
     * @param listener is handed each list of models that the provider answers with
     */
    public EndpointWatch(Endpoint endpoint, ToIntFunction<String> contextTokens, Consumer<ObjectNode> listener) {
        this.endpoint = endpoint;
        this.contextTokens = contextTokens;
        this.listener = listener;
    }

    public ModelState state(String model) {
        int window = contextTokens.applyAsInt(model);
        if (endpoint.lacksKey()) {
            return ModelState.unavailable("no key: set " + endpoint.keySetting(), window);
        }
        if (isRefused()) {
            return ModelState.unavailable("its key is refused: check " + endpoint.keySetting(), window);
        }
        return ModelState.ready(window);
    }

    private boolean isRefused() {
        long at = refusedAtNanos;
        return at != 0 && System.nanoTime() - at < REFUSAL_NANOS;
    }

    public boolean isProbed() {
        return probed;
    }

    public List<KnownModel> models() {
        return models;
    }

    public void learn(@Nullable UpstreamProblem problem) {
        if (problem == null) {
            refusedAtNanos = 0;
        } else if (problem.kind() == UpstreamProblem.Kind.KEY_REJECTED) {
            // A provider refuses one request in the same words as a key: the list tells which of the two it was.
            nextListNanos = System.nanoTime();
        }
    }

    private void refuse() {
        if (!isRefused()) {
            LOG.error("{} refuses this server's key: check {}", endpoint.name(), endpoint.keySetting());
        }
        refusedAtNanos = System.nanoTime();
    }

    /** Fetches the list when it is time; without a key there is none. */
    public void look(ProbeClient probe, String url, Map<String, String> headers) {
        if (endpoint.lacksKey()) {
            probed = true;
            return;
        }
        long now = System.nanoTime();
        if (now - nextListNanos < 0) {
            return;
        }
        nextListNanos = now + LIST_AGAIN_NANOS;
        try {
            ProbeClient.Answer answer = probe.get(url, headers);
            if (answer.status() == 401) {
                refuse();
            } else if (answer.status() == 200 && answer.body() != null) {
                refusedAtNanos = 0;
                models = read(answer.body());
                listener.accept(answer.body());
                nextListNanos = now + LIST_EVERY_NANOS;
            }
        } catch (IOException unreachable) {
            LOG.debug("{} does not list its models: {}", endpoint.name(), unreachable.toString());
        }
        probed = true;
    }

    private List<KnownModel> read(ObjectNode body) {
        List<KnownModel> found = new ArrayList<>();
        for (JsonNode model : body.path("data")) {
            String id = Json.text(model, "id");
            if (id != null) {
                String owner = Json.text(model, "owned_by");
                found.add(new KnownModel(id, created(model), owner == null ? endpoint.name() : owner));
            }
        }
        return List.copyOf(found);
    }

    /** OpenAI counts seconds, Anthropic writes a date. */
    private static long created(JsonNode model) {
        String date = Json.text(model, "created_at");
        if (date == null) {
            return model.path("created").asLong(0);
        }
        try {
            return Instant.parse(date).getEpochSecond();
        } catch (DateTimeParseException unreadable) {
            return 0;
        }
    }
}
