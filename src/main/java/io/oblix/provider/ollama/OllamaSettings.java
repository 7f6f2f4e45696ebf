package io.oblix.provider.ollama;

import com.fasterxml.jackson.databind.JsonNode;
import io.oblix.problem.RequestProblem;
import io.oblix.provider.ProviderSettings;
import io.oblix.settings.CallLimit;
import io.oblix.settings.SettingsReader;
import io.oblix.settings.StartFailure;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How Ollama is found and used.
 *
 * @param baseUrls of its hosts, at least one
 * @param keepAlive how long it keeps a model in memory after a request that does not say it; null for its own default
 * @param maxKeepAlive the longest that a request may ask for; null if requests do not decide it
 * @param maxContextTokens the longest context that a request may make it allocate, 1024 to 10000000
 * @param limit for each host: 1 to 10000 calls at a time, up to 100000 that wait, for up to 1 h
 * @param apiKey for a proxy in front of the hosts; Ollama itself asks for none; null for none
 */
public record OllamaSettings(
        List<String> baseUrls,
        @Nullable KeepAlive keepAlive,
        @Nullable KeepAlive maxKeepAlive,
        int maxContextTokens,
        CallLimit limit,
        @Nullable String apiKey) {

    private static final String BASE_URL = "oblix.ollama.base-url";
    private static final String VARIABLE = "OLLAMA_HOST";
    private static final String API_KEY = "oblix.ollama.api-key";

    public OllamaSettings {
        baseUrls = List.copyOf(baseUrls);
    }

    /** Without a key. */
    public OllamaSettings(
            List<String> baseUrls,
            @Nullable KeepAlive keepAlive,
            @Nullable KeepAlive maxKeepAlive,
            int maxContextTokens,
            CallLimit limit) {
        this(baseUrls, keepAlive, maxKeepAlive, maxContextTokens, limit, null);
    }

    /** With no limit for requests that say how long the model is kept. */
    public OllamaSettings(List<String> baseUrls, @Nullable String keepAlive, int maxContextTokens, CallLimit limit) {
        this(
                baseUrls,
                keepAlive == null ? null : KeepAlive.parse(keepAlive),
                KeepAlive.FOR_EVER,
                maxContextTokens,
                limit);
    }

    /**
     * How long a model is kept after a request: as the request asks, within the limit, or else as the settings say.
     *
     * @param asked the request's {@code keep_alive}; null if it has none
     * @return null for Ollama's own default
     * @throws RequestProblem when it is no duration
     */
    @Nullable KeepAlive keepAlive(@Nullable JsonNode asked) {
        if (asked == null || asked.isMissingNode() || asked.isNull() || maxKeepAlive == null) {
            return keepAlive;
        }
        KeepAlive clients = KeepAlive.parse(asked);
        if (clients == null) {
            throw RequestProblem.invalid(
                    "keep_alive",
                    "invalid_value",
                    "Invalid value for 'keep_alive': a duration such as '30m', or a number of seconds, -1 for ever.");
        }
        return clients.isLongerThan(maxKeepAlive) ? maxKeepAlive : clients;
    }

    /** Of each call. */
    Map<String, String> headers() {
        return apiKey == null ? Map.of() : Map.of("Authorization", "Bearer " + apiKey);
    }

    static OllamaSettings of(SettingsReader read) throws StartFailure {
        return new OllamaSettings(
                baseUrls(read),
                keepAlive(read, "oblix.ollama.keep-alive", "server"),
                keepAlive(read, "oblix.ollama.max-keep-alive", "off"),
                read.integer("oblix.ollama.max-context", 1024, 10_000_000),
                new CallLimit(
                        read.integer("oblix.ollama.max-in-flight", 1, 10_000),
                        read.integer("oblix.ollama.max-queue", 0, 100_000),
                        read.duration("oblix.ollama.queue-timeout", "0ms", "1h")),
                ProviderSettings.checkedKey(API_KEY, read.text(API_KEY)));
    }

    /** @param none the word for none, because an empty variable counts as unset */
    private static @Nullable KeepAlive keepAlive(SettingsReader read, String name, String none) throws StartFailure {
        String value = read.text(name);
        if (value == null || value.equals(none)) {
            return null;
        }
        KeepAlive keepAlive = KeepAlive.parse(value);
        if (keepAlive == null) {
            throw StartFailure.setting(
                    name, value, "a duration such as 30m or 1h30m, a number of seconds, -1 for ever, or " + none);
        }
        return keepAlive;
    }

    /** Each host once. */
    private static List<String> baseUrls(SettingsReader read) throws StartFailure {
        String common = read.common(VARIABLE, BASE_URL);
        Set<String> urls = new LinkedHashSet<>();
        for (String written : OllamaAddress.parts(common == null ? String.join(",", read.list(BASE_URL)) : common)) {
            String url = OllamaAddress.base(common == null ? written : OllamaAddress.complete(written));
            urls.add(read.url(common == null ? BASE_URL : VARIABLE, url, written));
        }
        if (urls.isEmpty()) {
            throw StartFailure.setting(BASE_URL, "", "it must not be empty");
        }
        return List.copyOf(urls);
    }

    /** Without the key. */
    @Override
    public String toString() {
        return "OllamaSettings" + baseUrls;
    }
}
