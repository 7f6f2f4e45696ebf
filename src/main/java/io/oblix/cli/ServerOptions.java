package io.oblix.cli;

import io.oblix.provider.ProviderTypes;
import io.oblix.settings.OblixSettings;
import io.oblix.settings.SettingsSource;
import io.oblix.settings.StartFailure;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The flags of {@code server} and of the commands that read the same settings. A flag overrides its setting. */
final class ServerOptions {

    private static final String SERVER = "server";

    private static final Set<String> FLAGS =
            Set.of("--local-model", "--cloud-model", "--host", "--port", "--cloud-api-key", "--keys-file");

    @Option(
            names = "--local-model",
            paramLabel = "<provider:model>",
            description = "The local model, such as ollama:llama3.2:1b or lmstudio:qwen3-4b.")
    private @Nullable String localModel;

    @Option(
            names = "--cloud-model",
            paramLabel = "<provider:model>",
            description = "The cloud model, such as openai:gpt-4o-mini or claude:claude-sonnet-4-5.")
    private @Nullable String cloudModel;

    @Option(names = "--host", paramLabel = "<address>", description = "Address to bind to (default: 0.0.0.0).")
    private @Nullable String host;

    @Option(names = "--port", paramLabel = "<port>", description = "Port to listen on (default: 62549).")
    private @Nullable String port;

    @Option(
            names = "--cloud-api-key",
            paramLabel = "<key>",
            description = "Key of the cloud model's provider; better in OPENAI_API_KEY or ANTHROPIC_API_KEY, because"
                    + " others on this machine can read a command line.")
    private @Nullable String cloudApiKey;

    @Option(
            names = "--keys-file",
            paramLabel = "<file>",
            description = "The file of the callers' keys (default: keys.yaml).")
    private @Nullable String keysFile;

    /**
     * The settings of a plain {@code server --flag value ...}, read without picocli: what that reads of all annotations is a
     * tenth of the processor time of a start.
     *
     * @return null where picocli has to look: at another command, another form of a flag, or a mistake
     */
    static @Nullable Map<String, String> plain(String... arguments) {
        int first = arguments.length > 0 && arguments[0].equals(SERVER) ? 1 : 0;
        if ((arguments.length - first) % 2 != 0) {
            return null;
        }
        Map<String, String> settings = new HashMap<>();
        for (int i = first; i < arguments.length; i += 2) {
            String flag = arguments[i];
            String value = arguments[i + 1];
            boolean isPlain = FLAGS.contains(flag) && !value.startsWith("-") && !value.startsWith("@");
            if (!isPlain || settings.put("oblix." + flag.substring(2), value) != null) {
                return null;
            }
        }
        return settings;
    }

    OblixSettings read() throws StartFailure {
        return read(Map.of());
    }

    /** @param overrides settings that override all others */
    OblixSettings read(Map<String, String> overrides) throws StartFailure {
        Map<String, String> flags = new HashMap<>();
        put(flags, "oblix.local-model", localModel);
        put(flags, "oblix.cloud-model", cloudModel);
        put(flags, "oblix.host", host);
        put(flags, "oblix.port", port);
        put(flags, "oblix.cloud-api-key", cloudApiKey);
        put(flags, "oblix.keys-file", keysFile);
        flags.putAll(overrides);
        OblixSettings settings = OblixSettings.of(SettingsSource.read(Path.of(""), System.getenv(), flags));
        // Every command reports a provider's wrong setting, whether it needs providers or not.
        ProviderTypes.load().providers(settings);
        return settings;
    }

    private static void put(Map<String, String> flags, String name, @Nullable String value) {
        if (value != null) {
            flags.put(name, value);
        }
    }
}
