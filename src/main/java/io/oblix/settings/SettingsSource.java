package io.oblix.settings;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Collects the settings as text: flags win over the environment, the environment over {@code application.properties}
 * in the working directory, that file over the one inside the jar, which holds every default.
 */
public final class SettingsSource {

    /** Names that other programs have made common, and the settings that they stand for. */
    private static final Map<String, String> COMMON = Map.of(
            "OPENAI_API_KEY", "oblix.openai.api-key",
            "ANTHROPIC_API_KEY", "oblix.claude.api-key",
            "OPENAI_BASE_URL", "oblix.openai.base-url",
            "ANTHROPIC_BASE_URL", "oblix.claude.base-url");

    private static final Pattern SIDE_TIMEOUT =
            Pattern.compile("oblix\\.(local|cloud)\\.timeout\\.(connect|first-token|idle|whole|total)");
    private static final Pattern PROVIDER =
            Pattern.compile("oblix\\.provider\\.([a-z0-9][a-z0-9_-]*)\\.(base-url|api-key|side)");
    private static final Pattern PROVIDER_VARIABLE =
            Pattern.compile("OBLIX_PROVIDER_([A-Z0-9_]+)_(BASE_URL|API_KEY|SIDE)");

    private final Map<String, String> values = new TreeMap<>();
    private final Map<String, String> policyValues = new TreeMap<>();
    private final List<String> warnings = new ArrayList<>();

    private SettingsSource() {}

    /**
     * @param folder where {@code application.properties} is looked for
     * @param flags settings by name, as the command line gave them
     * @throws StartFailure when a name is not known or the file cannot be read
     */
    public static SettingsSource read(Path folder, Map<String, String> environment, Map<String, String> flags)
            throws StartFailure {
        SettingsSource source = new SettingsSource();
        source.takeAll(defaults(), "inside the jar");
        Path file = folder.resolve("application.properties");
        if (Files.isRegularFile(file)) {
            source.takeAll(load(file), "in " + file.getFileName());
        }
        source.takeEnvironment(environment);
        for (Map.Entry<String, String> flag : flags.entrySet()) {
            source.take(flag.getKey(), flag.getValue(), "on the command line");
        }
        return source;
    }

    /** The defaults and these, and nothing of the user's: neither file nor environment, so no keys of his. */
    public static SettingsSource withoutFile(Map<String, String> settings) throws StartFailure {
        SettingsSource source = new SettingsSource();
        source.takeAll(defaults(), "inside the jar");
        for (Map.Entry<String, String> setting : settings.entrySet()) {
            source.take(setting.getKey(), setting.getValue(), "on the command line");
        }
        return source;
    }

    private static Properties defaults() {
        Properties properties = new Properties();
        try (InputStream in = SettingsSource.class.getResourceAsStream("/io/oblix/application.properties")) {
            if (in == null) {
                throw new IllegalStateException("the jar lacks application.properties");
            }
            properties.load(new InputStreamReader(in, StandardCharsets.UTF_8));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        return properties;
    }

    private static Properties load(Path file) throws StartFailure {
        Properties properties = new Properties();
        try (Reader in = Files.newBufferedReader(file)) {
            properties.load(in);
        } catch (IOException | IllegalArgumentException unreadable) {
            throw new StartFailure(
                    StartFailure.WRONG_SETTINGS, file.getFileName() + " cannot be read: " + unreadable.getMessage());
        }
        return properties;
    }

    private void takeAll(Properties properties, String where) throws StartFailure {
        for (String name : properties.stringPropertyNames()) {
            String value = properties.getProperty(name).strip();
            if (name.startsWith("oblix.") && where.equals("inside the jar")) {
                values.put(name, value);
            } else if (name.startsWith("oblix.") || name.startsWith("policy.")) {
                take(name, value, where);
            }
        }
    }

    private void take(String name, String value, String where) throws StartFailure {
        if (name.startsWith("policy.")) {
            policyValues.put(variableOf(name), value);
            return;
        }
        if (!isKnown(name)) {
            throw new StartFailure(
                    StartFailure.WRONG_SETTINGS,
                    name + " " + where + " is no setting of oblix-camel" + Similar.hint(name, values.keySet())
                            + "; application.properties lists them all");
        }
        values.put(name, value);
    }

    private boolean isKnown(String name) {
        return values.containsKey(name)
                || SIDE_TIMEOUT.matcher(name).matches()
                || PROVIDER.matcher(name).matches();
    }

    private void takeEnvironment(Map<String, String> environment) throws StartFailure {
        for (Map.Entry<String, String> common : COMMON.entrySet()) {
            String value = environment.get(common.getKey());
            if (value != null && !value.isBlank()) {
                values.put(common.getValue(), value.strip());
            }
        }
        String ollamaHost = environment.get("OLLAMA_HOST");
        if (ollamaHost != null && !ollamaHost.isBlank()) {
            values.put("oblix.ollama.base-url", OllamaAddress.parse(ollamaHost.strip()));
        }
        Map<String, String> byVariable = variables();
        for (Map.Entry<String, String> variable : new TreeMap<>(environment).entrySet()) {
            String name = variable.getKey();
            if (variable.getValue().isBlank()) {
                // docker compose hands unset variables over as empty ones.
                continue;
            }
            if (name.startsWith("OBLIX_")) {
                Matcher provider = PROVIDER_VARIABLE.matcher(name);
                String setting = provider.matches()
                        ? "oblix.provider." + lower(provider.group(1)) + "." + lower(provider.group(2))
                        : byVariable.get(name);
                if (setting == null) {
                    warnings.add("The environment variable " + name + " is no setting of oblix-camel and is ignored"
                            + Similar.hint(name, byVariable.keySet()) + ".");
                } else {
                    take(setting, variable.getValue().strip(), "in the environment");
                }
            } else if (name.startsWith("POLICY_")) {
                policyValues.put(name, variable.getValue().strip());
            }
        }
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private Map<String, String> variables() {
        Map<String, String> byVariable = new TreeMap<>();
        values.keySet().forEach(name -> byVariable.put(variableOf(name), name));
        for (String side : new String[] {"local", "cloud"}) {
            for (String part : new String[] {"connect", "first-token", "idle", "whole", "total"}) {
                String name = "oblix." + side + ".timeout." + part;
                byVariable.put(variableOf(name), name);
            }
        }
        return byVariable;
    }

    static String variableOf(String name) {
        return name.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    /** The value, or null when it is empty or absent. */
    @Nullable String get(String name) {
        String value = values.get(name);
        return value == null || value.isEmpty() ? null : value;
    }

    /** Names of the further providers. */
    List<String> providers() {
        return values.keySet().stream()
                .map(PROVIDER::matcher)
                .filter(Matcher::matches)
                .map(matcher -> matcher.group(1))
                .distinct()
                .toList();
    }

    /** Settings of policies, for the placeholders in their files, each under the name of its variable. */
    Map<String, String> policyValues() {
        return Map.copyOf(policyValues);
    }

    /** What the user should know, though it does not stop the start. */
    List<String> warnings() {
        return List.copyOf(warnings);
    }
}
