package io.oblix.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.Side;
import io.oblix.problem.UpstreamProblem;
import io.oblix.upstream.ProbeClient;
import java.io.IOException;
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
 * What is known of a provider at an endpoint without calling a model: whether its key is accepted, and its list of
 * models. A rejected key is tried again after a minute: the reason may have been billing. Whether a local provider runs
 * is looked at as well, because it may be a program that is not always started; the line to a cloud is checked elsewhere.
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
    private volatile boolean down;
    private volatile long refusedAtNanos;
    private volatile List<KnownModel> models = List.of();
    private volatile long nextListNanos = System.nanoTime();

    /**
     * @param contextTokens the longest prompt and answer together, by the model's name
     * @param listener gets each list of models that the provider answers with
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
        if (down) {
            return ModelState.unavailable(
                    endpoint.name() + " does not answer at " + endpoint.baseUrl() + ": start it", window);
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
            down = false;
        } else if (problem.kind() == UpstreamProblem.Kind.KEY_REJECTED || isDown(problem)) {
            // Providers reject a request and a key in the same words: the list shows which of the two it was.
            nextListNanos = System.nanoTime();
        }
    }

    private boolean isDown(@Nullable Throwable failure) {
        return endpoint.side() == Side.LOCAL
                && failure instanceof UpstreamProblem problem
                && problem.kind() == UpstreamProblem.Kind.UNREACHABLE;
    }

    private void refuse() {
        if (!isRefused()) {
            LOG.error("{} refuses this server's key: check {}", endpoint.name(), endpoint.keySetting());
        }
        refusedAtNanos = System.nanoTime();
    }

    /** Fetches the list when it is due; without a key there is none. */
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
            down = false;
            if (answer.status() == 401) {
                refuse();
            } else if (answer.status() == 200 && answer.body() != null) {
                refusedAtNanos = 0;
                models = read(answer.body());
                listener.accept(answer.body());
                nextListNanos = now + (endpoint.side() == Side.LOCAL ? LIST_AGAIN_NANOS : LIST_EVERY_NANOS);
            }
        } catch (IOException failed) {
            LOG.debug("{} does not list its models: {}", endpoint.name(), failed.toString());
            if (isDown(failed.getCause())) {
                down = true;
                models = List.of();
                nextListNanos = now;
            }
        }
        probed = true;
    }

    private List<KnownModel> read(ObjectNode body) {
        List<KnownModel> found = new ArrayList<>();
        for (JsonNode row : body.path("data")) {
            KnownModel model = KnownModel.of(row, endpoint.name());
            if (model != null) {
                found.add(model);
            }
        }
        return List.copyOf(found);
    }
}
