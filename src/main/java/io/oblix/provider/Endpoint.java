package io.oblix.provider;

import io.oblix.chat.ModelName;
import io.oblix.chat.Side;
import io.oblix.problem.FailureKind;
import io.oblix.problem.UpstreamProblem;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The address of a provider and the key for it.
 *
 * @param name what stands before the colon of a model
 * @param baseUrl without a slash at its end
 * @param apiKey null when none is set
 * @param keyRequired whether this address rejects calls without a key, so that none is made
 * @param keySetting the setting to name when there is no key
 * @param query what follows the path of each call, with its question mark, such as Azure's {@code ?api-version=...};
 *     empty for none. Never shown: it may hold a secret
 */
public record Endpoint(
        String name,
        Side side,
        String baseUrl,
        @Nullable String apiKey,
        boolean keyRequired,
        String keySetting,
        String query) {

    /** Anything shorter stands in ordinary texts as well. */
    private static final int SHORTEST_SECRET = 8;

    /** An address without a query. */
    public Endpoint(
            String name, Side side, String baseUrl, @Nullable String apiKey, boolean keyRequired, String keySetting) {
        this(name, side, baseUrl, apiKey, keyRequired, keySetting, "");
    }

    /** Whether a call would be rejected because there is no key. */
    public boolean lacksKey() {
        return apiKey == null && keyRequired;
    }

    /** @throws UpstreamProblem instead of making a call that would be rejected */
    public void requireKey(ModelName model) {
        if (lacksKey()) {
            throw new UpstreamProblem(FailureKind.KEY_REJECTED, model.toString(), "no key: set " + keySetting);
        }
    }

    /** An error in which the provider quotes the key, without it. */
    public UpstreamProblem withoutKey(UpstreamProblem problem) {
        return apiKey == null || apiKey.length() < SHORTEST_SECRET ? problem : problem.without(apiKey);
    }

    /** An error body in which the provider quotes the key, without it; the same array if it does not. */
    public byte[] withoutKey(byte[] body) {
        if (apiKey == null || apiKey.length() < SHORTEST_SECRET) {
            return body;
        }
        String text = new String(body, StandardCharsets.UTF_8);
        return text.contains(apiKey) ? text.replace(apiKey, "***").getBytes(StandardCharsets.UTF_8) : body;
    }

    /** Headers without those in which the provider quotes the key; the same map if none does. */
    public Map<String, String> withoutKey(Map<String, String> headers) {
        String key = apiKey;
        if (key == null
                || key.length() < SHORTEST_SECRET
                || headers.values().stream().noneMatch(value -> value.contains(key))) {
            return headers;
        }
        Map<String, String> clean = new TreeMap<>(headers);
        clean.values().removeIf(value -> value.contains(key));
        return clean;
    }

    /** Without the key and the query. */
    @Override
    public String toString() {
        return name + " at " + baseUrl;
    }
}
