package io.oblix.settings;

import io.oblix.chat.ModelName;
import io.oblix.chat.Side;
import io.oblix.provider.Provider;
import io.oblix.provider.Providers;
import io.oblix.provider.claude.ClaudeProvider;
import io.oblix.provider.claude.ClaudeSettings;
import io.oblix.provider.ollama.OllamaProvider;
import io.oblix.provider.ollama.OllamaSettings;
import io.oblix.provider.openai.OpenAiProvider;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All settings, checked, a record for each room that has any.
 *
 * @param localModel null when none is configured
 * @param cloudModel null when none is configured
 * @param endpoints OpenAI, Claude and the further providers
 * @param prices corrections of the published ones
 * @param policyValues for the placeholders in policy files, each under the name of its environment variable
 * @param warnings what the user should know, though it does not stop the start
 */
public record OblixSettings(
        @Nullable ModelName localModel,
        @Nullable ModelName cloudModel,
        ServerSettings server,
        MachineSettings machine,
        NetworkSettings network,
        Path routesDirectory,
        Duration routesLookEvery,
        OllamaSettings ollama,
        ClaudeSettings claude,
        List<Endpoint> endpoints,
        Map<Side, Timeouts> timeouts,
        RetrySettings retry,
        BreakerSettings breaker,
        List<Price> prices,
        Map<String, String> policyValues,
        List<String> warnings) {

    private static final Duration MILLI = Duration.ofMillis(1);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration DAY = Duration.ofHours(24);
    private static final String OPENAI = "openai";

    /** @throws StartFailure in one line that names the setting and the remedy */
    public static OblixSettings of(SettingsSource source) throws StartFailure {
        SettingsReader read = new SettingsReader(source);
        ModelName local = read.model("oblix.local-model");
        ModelName cloud = read.model("oblix.cloud-model");
        List<Endpoint> endpoints = endpoints(read, source, cloud);
        ModelCheck.check(Side.LOCAL, "oblix.local-model", local, endpoints);
        ModelCheck.check(Side.CLOUD, "oblix.cloud-model", cloud, endpoints);
        return new OblixSettings(
                local,
                cloud,
                server(read),
                machine(read),
                network(read),
                Path.of(read.required("oblix.routes-directory")),
                read.duration("oblix.routes-look-every", Duration.ofMillis(10), HOUR),
                ollama(read),
                new ClaudeSettings(
                        read.word("oblix.claude.forced-tools", "ask", "refuse").equals("refuse"),
                        read.flag("oblix.claude.reasoning-content"),
                        read.flag("oblix.claude.cache-prompts")),
                endpoints,
                timeouts(read),
                new RetrySettings(
                        read.integer("oblix.retry.max-attempts", 1, 10),
                        read.duration("oblix.retry.max-delay", Duration.ZERO, HOUR),
                        read.duration("oblix.timeout.total", MILLI, DAY)),
                new BreakerSettings(
                        read.number("oblix.breaker.failure-rate", 1, 100),
                        read.integer("oblix.breaker.window", 2, 1000),
                        read.duration("oblix.breaker.open-duration", Duration.ofMillis(10), HOUR),
                        read.duration("oblix.breaker.max-open-duration", Duration.ofMillis(10), HOUR)),
                PriceReader.read("oblix.prices", read.list("oblix.prices")),
                source.policyValues(),
                source.warnings());
    }

    private static ServerSettings server(SettingsReader read) throws StartFailure {
        List<String> origins = read.list("oblix.cors.allowed-origins");
        for (String origin : origins) {
            if (!origin.equals("loopback") && !origin.equals("*")) {
                read.url("oblix.cors.allowed-origins", origin);
            }
        }
        return new ServerSettings(
                read.required("oblix.host"),
                read.integer("oblix.port", 0, 65535),
                read.bytes("oblix.max-body-size", 1 << 10, 1 << 30),
                read.text("oblix.max-body-memory") == null ? 0 : read.bytes("oblix.max-body-memory", 1 << 10, 1L << 40),
                read.integer("oblix.max-connections", 1, 1_000_000),
                read.duration("oblix.receive-timeout", Duration.ofMillis(10), HOUR),
                read.duration("oblix.stalled-timeout", Duration.ofMillis(10), HOUR),
                read.duration("oblix.timeout.total", MILLI, DAY),
                origins,
                read.duration("oblix.stream.keep-alive", Duration.ofMillis(10), HOUR),
                new AnswerSettings(
                        read.word("oblix.answer.reasoning-field", "reasoning_content", "both")
                                .equals("both"),
                        read.word("oblix.answer.model", "name", "qualified").equals("qualified")),
                read.duration("oblix.shutdown.grace", Duration.ZERO, HOUR));
    }

    private static MachineSettings machine(SettingsReader read) throws StartFailure {
        return new MachineSettings(
                read.number("oblix.resource.cpu-threshold", 0, 100),
                read.number("oblix.resource.memory-threshold", 0, 100),
                read.number("oblix.resource.gpu-threshold", 0, 100),
                read.number("oblix.resource.gpu-critical", 0, 100),
                read.number("oblix.resource.load-threshold", 0.001, 10_000),
                read.duration("oblix.resource.sample-interval", Duration.ofMillis(100), Duration.ofMinutes(1)));
    }

    private static NetworkSettings network(SettingsReader read) throws StartFailure {
        return new NetworkSettings(
                read.duration("oblix.connectivity.latency-threshold", MILLI, HOUR),
                read.number("oblix.connectivity.packet-loss-threshold", 0, 100),
                read.number("oblix.connectivity.bandwidth-threshold", 0, 1_000_000),
                read.duration("oblix.connectivity.check-interval", Duration.ofSeconds(1), DAY));
    }

    private static OllamaSettings ollama(SettingsReader read) throws StartFailure {
        List<String> urls = new ArrayList<>();
        for (String url : read.list("oblix.ollama.base-url")) {
            urls.add(read.url("oblix.ollama.base-url", url));
        }
        if (urls.isEmpty()) {
            throw StartFailure.setting("oblix.ollama.base-url", "", "it must not be empty");
        }
        return new OllamaSettings(
                urls,
                read.text("oblix.ollama.keep-alive"),
                read.integer("oblix.ollama.max-context", 1024, 10_000_000),
                new CallLimit(
                        read.integer("oblix.ollama.max-in-flight", 1, 10_000),
                        read.integer("oblix.ollama.max-queue", 0, 100_000),
                        read.duration("oblix.ollama.queue-timeout", Duration.ZERO, HOUR)));
    }

    private static Map<Side, Timeouts> timeouts(SettingsReader read) throws StartFailure {
        Map<Side, Timeouts> timeouts = new EnumMap<>(Side.class);
        for (Side side : Side.values()) {
            timeouts.put(
                    side,
                    new Timeouts(
                            timeout(read, side, "connect"),
                            timeout(read, side, "first-token"),
                            timeout(read, side, "idle"),
                            timeout(read, side, "whole"),
                            timeout(read, side, "total")));
        }
        return timeouts;
    }

    private static Duration timeout(SettingsReader read, Side side, String part) throws StartFailure {
        String own = "oblix." + side.word() + ".timeout." + part;
        return read.duration(read.text(own) == null ? "oblix.timeout." + part : own, MILLI, DAY);
    }

    private static List<Endpoint> endpoints(SettingsReader read, SettingsSource source, @Nullable ModelName cloud)
            throws StartFailure {
        String cloudKey = read.text("oblix.cloud-api-key");
        List<Endpoint> endpoints = new ArrayList<>();
        for (String name : List.of(OPENAI, ClaudeProvider.NAME)) {
            String setting = "oblix." + name;
            String url = read.url(setting + ".base-url", read.required(setting + ".base-url"));
            boolean official = OpenAiProvider.isOpenAi(url) || (url + "/").startsWith("https://api.anthropic.com/");
            String keySetting =
                    (name.equals(OPENAI) ? "OPENAI_API_KEY" : "ANTHROPIC_API_KEY") + " or " + setting + ".api-key";
            endpoints.add(new Endpoint(
                    name, Side.CLOUD, url, key(read, setting, name, cloud, cloudKey), official, keySetting));
        }
        for (String name : source.providers()) {
            endpoints.add(furtherProvider(read, name, cloud, cloudKey));
        }
        return List.copyOf(endpoints);
    }

    private static Endpoint furtherProvider(
            SettingsReader read, String name, @Nullable ModelName cloud, @Nullable String cloudKey)
            throws StartFailure {
        String setting = "oblix.provider." + name;
        if (List.of(OPENAI, ClaudeProvider.NAME, OllamaProvider.NAME, "auto").contains(name)) {
            throw new StartFailure(
                    StartFailure.WRONG_SETTINGS, setting + ": the name " + name + " is taken; choose another");
        }
        String side = read.text(setting + ".side");
        if (side != null && !side.equals("local") && !side.equals("cloud")) {
            throw StartFailure.setting(setting + ".side", side, "local or cloud");
        }
        String url = read.url(setting + ".base-url", read.required(setting + ".base-url"));
        return new Endpoint(
                name,
                "local".equals(side) ? Side.LOCAL : Side.CLOUD,
                url,
                key(read, setting, name, cloud, cloudKey),
                false,
                setting + ".api-key");
    }

    private static @Nullable String key(
            SettingsReader read, String setting, String name, @Nullable ModelName cloud, @Nullable String cloudKey)
            throws StartFailure {
        boolean cloudsOwn = cloud != null && cloud.provider().equals(name) && cloudKey != null;
        String key = cloudsOwn ? cloudKey : read.text(setting + ".api-key");
        if (key != null && key.chars().anyMatch(c -> c <= ' ' || c > '~')) {
            // Without the value: it is a secret all the same.
            throw new StartFailure(
                    StartFailure.WRONG_SETTINGS,
                    (cloudsOwn ? "oblix.cloud-api-key" : setting + ".api-key")
                            + " holds a space or a character that no key has");
        }
        return key;
    }

    /** The providers that these settings name. */
    public Providers providers() {
        List<Provider> providers = new ArrayList<>();
        providers.add(new OllamaProvider(ollama));
        for (Endpoint endpoint : endpoints) {
            providers.add(
                    endpoint.name().equals(ClaudeProvider.NAME)
                            ? new ClaudeProvider(endpoint, claude)
                            : new OpenAiProvider(endpoint));
        }
        return Providers.of(providers, localModel, cloudModel);
    }

    /** Without the keys. */
    @Override
    public String toString() {
        return "OblixSettings[" + localModel + ", " + cloudModel + "]";
    }
}
