package io.oblix.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.Side;
import io.oblix.json.Json;
import io.oblix.key.KeyText;
import io.oblix.problem.FailureKind;
import io.oblix.problem.UpstreamProblem;
import io.oblix.upstream.ProbeClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A provider at one endpoint, and what is known of it without calling a model: whether its key is accepted, and its list
 * of models. A rejected key is tried again after a minute: the reason may have been billing. Whether a local provider
 * runs is looked at as well, because it may be a program that is not always started; the line to a cloud is checked
 * elsewhere.
 */
public abstract class EndpointProvider implements Provider {

    private static final Logger LOG = LoggerFactory.getLogger(EndpointProvider.class);
    private static final long REFUSAL_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final long LIST_EVERY_NANOS = TimeUnit.MINUTES.toNanos(10);
    private static final long LIST_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final long FAILED_LIST_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(10);

    protected final Endpoint endpoint;
    private volatile boolean probed;
    private volatile boolean down;
    private volatile @Nullable String unlisted = NOT_ASKED_YET;
    private volatile long refusedAtNanos;
    private volatile List<KnownModel> models = List.of();
    private volatile long nextListNanos = System.nanoTime();

    protected EndpointProvider(Endpoint endpoint) {
        this.endpoint = endpoint;
    }

    /** The longest prompt and answer of a model together. */
    protected abstract int contextTokens(String model);

    protected abstract String listUrl();

    /** Of the request for the list, with the key. */
    protected abstract Map<String, String> headers();

    /** Gets each list that the provider answers with: {@code data} holds objects with an {@code id}. */
    protected void listed(ObjectNode list) {}

    @Override
    public String name() {
        return endpoint.name();
    }

    @Override
    public Side side() {
        return endpoint.side();
    }

    @Override
    public List<String> baseUrls() {
        return List.of(endpoint.baseUrl());
    }

    @Override
    public ModelState state(String model) {
        int window = contextTokens(model);
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

    @Override
    public boolean isProbed() {
        return probed;
    }

    @Override
    public @Nullable String whyUnlisted() {
        return endpoint.lacksKey() ? null : unlisted;
    }

    @Override
    public List<KnownModel> models() {
        return models;
    }

    @Override
    public boolean isSecretIn(String text) {
        return KeyText.isIn(text, endpoint.apiKey());
    }

    @Override
    public UpstreamProblem withoutSecrets(UpstreamProblem problem) {
        return endpoint.withoutKey(problem);
    }

    @Override
    public Map<String, String> withoutSecrets(Map<String, String> headers) {
        return endpoint.withoutKey(headers);
    }

    @Override
    public void learn(@Nullable UpstreamProblem problem) {
        if (problem == null) {
            refusedAtNanos = 0;
            down = false;
        } else if (problem.kind() == FailureKind.KEY_REJECTED || isDown(problem)) {
            // Providers reject a request and a key in the same words: the list shows which of the two it was.
            nextListNanos = System.nanoTime();
        }
    }

    private boolean isDown(@Nullable Throwable failure) {
        return endpoint.side() == Side.LOCAL
                && failure instanceof UpstreamProblem problem
                && problem.kind() == FailureKind.UNREACHABLE;
    }

    private void refuse() {
        if (!isRefused()) {
            LOG.error("{} refuses this server's key: check {}", endpoint.name(), endpoint.keySetting());
        }
        refusedAtNanos = System.nanoTime();
    }

    @Override
    public List<Consumer<ProbeClient>> looks() {
        return List.of(this::fetchList);
    }

    /** When it is due; without a key there is none. */
    private void fetchList(ProbeClient probe) {
        if (endpoint.lacksKey()) {
            probed = true;
            return;
        }
        long now = System.nanoTime();
        if (now - nextListNanos < 0) {
            return;
        }
        nextListNanos = now + FAILED_LIST_AGAIN_NANOS;
        try {
            ProbeClient.Answer answer = probe.get(listUrl(), headers());
            down = false;
            unlisted = models.isEmpty() ? whyUnlisted(answer) : null;
            if (answer.status() == 401) {
                refuse();
            } else if (answer.status() == 200 && answer.body() != null) {
                refusedAtNanos = 0;
                ObjectNode list = inData(answer.body());
                models = read(list);
                listed(list);
                nextListNanos = now + (endpoint.side() == Side.LOCAL ? LIST_AGAIN_NANOS : LIST_EVERY_NANOS);
            }
        } catch (IOException failed) {
            LOG.debug("{} does not list its models: {}", endpoint.name(), failed.toString());
            unlisted = models.isEmpty() ? "it does not answer" : null;
            if (isDown(failed.getCause())) {
                down = true;
                models = List.of();
                unlisted = "it does not answer";
                nextListNanos = now;
            }
        }
        probed = true;
    }

    /** Some servers have no list, or one that cannot be read; no later look will change that. */
    private static @Nullable String whyUnlisted(ProbeClient.Answer answer) {
        return switch (answer.status()) {
            case 200 -> whyUnlisted(answer.contentType(), answer.body());
            case 404, 405, 410, 501 -> null;
            case 401, 403 -> "its key is refused";
            default -> "HTTP " + answer.status();
        };
    }

    private static @Nullable String whyUnlisted(String contentType, @Nullable ObjectNode body) {
        if (contentType.equals("text/html")) {
            return "a portal or proxy is in between";
        }
        boolean isList = body != null
                && (body.path("data").isArray() || body.path("models").isArray());
        return isList ? null : "its answer is no list of models";
    }

    /** The list in OpenAI's form, in whichever of the usual places and forms a server puts its models. */
    private static ObjectNode inData(ObjectNode list) {
        ObjectNode inData = Json.object();
        ArrayNode rows = inData.putArray("data");
        for (JsonNode row : list.path("data").isArray() ? list.path("data") : list.path("models")) {
            String id = row.isTextual() ? row.textValue() : Json.text(row, "id");
            id = id == null ? Json.text(row, "name") : id;
            if (id != null) {
                ObjectNode named = row instanceof ObjectNode object ? object : Json.object();
                rows.add(named.put("id", id));
            }
        }
        return inData;
    }

    private List<KnownModel> read(ObjectNode list) {
        List<KnownModel> found = new ArrayList<>();
        for (JsonNode row : list.path("data")) {
            KnownModel model = KnownModel.of(row, endpoint.name());
            if (model != null) {
                found.add(model);
            }
        }
        return List.copyOf(found);
    }
}
