package io.oblix.settings;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Collects the settings as text: flags win over the environment, the environment over {@code application.properties} in
 * the working directory, that file over the one inside the jar. The latter is the reference: it holds every default, and
 * a name that it lacks is unknown. Exceptions are the names that repeat for each side or each provider.
 */
public final class SettingsSource {

    /** {@code anthropic} may be written wherever {@code claude} may. */
    private static final String ANTHROPIC = "oblix.anthropic.";

    private static final String CLAUDE = "oblix.claude.";
    private static final String TIMEOUT = "oblix.timeout.";
    private static final Pattern PROVIDER_SETTING =
            Pattern.compile("oblix\\.provider\\.([a-z0-9][a-z0-9_-]*)\\.(base-url|api-key|side|uri|context)");
    private static final Pattern PROVIDER_VARIABLE =
            Pattern.compile("OBLIX_PROVIDER_([A-Z0-9_]+)_(BASE_URL|API_KEY|SIDE|URI|CONTEXT)");

    private final Map<String, String> reference = new HashMap<>();
    private final Map<String, String> file = new HashMap<>();
    private final Map<String, String> variables = new HashMap<>();
    private final Map<String, String> flags = new HashMap<>();

    /** Known names by their variables. */
    private final Map<String, String> known = new TreeMap<>();

    private final Map<String, String> environment;
    private final Map<String, String> policyValues = new HashMap<>();
    private final Map<String, String> camelProperties = new TreeMap<>();
    private final List<String> warnings = new ArrayList<>();

    private SettingsSource(Map<String, String> environment) {
        this.environment = environment;
        defaults().forEach((name, value) -> reference.put((String) name, ((String) value).strip()));
        for (String name : reference.keySet()) {
            known.put(variableOf(name), name);
            if (name.startsWith(TIMEOUT)) {
                for (String side : List.of("oblix.local.timeout.", "oblix.cloud.timeout.")) {
                    String own = side + name.substring(TIMEOUT.length());
                    known.put(variableOf(own), own);
                }
            }
        }
    }

    /**
     * @param folder where {@code application.properties} is looked for
     * @param flags settings by name, as the command line gave them
     * @throws StartFailure when a name is not known or the file cannot be read
     */
    public static SettingsSource read(Path folder, Map<String, String> environment, Map<String, String> flags)
            throws StartFailure {
        SettingsSource source = new SettingsSource(environment);
        Path file = folder.resolve("application.properties");
        if (Files.isRegularFile(file)) {
            Properties properties = load(file);
            for (String name : properties.stringPropertyNames()) {
                source.take(
                        source.file,
                        name,
                        WrittenValue.strip(properties.getProperty(name)),
                        "in " + file.getFileName());
            }
        }
        source.takeFlags(flags);
        source.takeEnvironment();
        return source;
    }

    /** The defaults and these settings; the user's file and environment, and so the user's keys, are not read. */
    public static SettingsSource withoutFile(Map<String, String> settings) throws StartFailure {
        SettingsSource source = new SettingsSource(Map.of());
        source.takeFlags(settings);
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
        try {
            properties.load(new StringReader(TextFile.read(file)));
        } catch (CharacterCodingException notUtf8) {
            throw StartFailure.settings(file.getFileName() + " cannot be read: it is not written in UTF-8");
        } catch (IOException | IllegalArgumentException unreadable) {
            throw StartFailure.settings(file.getFileName() + " cannot be read: " + unreadable.getMessage());
        }
        return properties;
    }

    private void takeFlags(Map<String, String> settings) throws StartFailure {
        for (Map.Entry<String, String> flag : settings.entrySet()) {
            take(flags, flag.getKey(), WrittenValue.strip(flag.getValue()), "on the command line");
        }
    }

    /** Settings of other programs that share the file are passed over. */
    private void take(Map<String, String> layer, String name, String value, String where) throws StartFailure {
        String own = name.startsWith(ANTHROPIC) ? CLAUDE + name.substring(ANTHROPIC.length()) : name;
        if (name.startsWith(PolicySettings.PREFIX)) {
            policyValues.put(variableOf(name), value);
        } else if (name.startsWith("camel.")) {
            camelProperties.put(name, value);
        } else if (name.startsWith(Aliases.PREFIX) && name.length() > Aliases.PREFIX.length()) {
            layer.put(name, value);
        } else if (known.containsValue(own) || PROVIDER_SETTING.matcher(name).matches()) {
            String other = layer.put(own, value);
            if (other != null && !other.equals(value)) {
                throw StartFailure.settings(
                        own + " " + where + " has two values, one of them under oblix.anthropic: keep one");
            }
        } else if (name.startsWith("oblix.") || layer != file) {
            throw StartFailure.settings(name + " " + where + " is no setting of oblix-camel"
                    + Similar.hint(name, known.values()) + "; application.properties lists them all");
        }
    }

    /** Empty variables are passed over: docker compose hands unset variables on as empty ones. */
    private void takeEnvironment() throws StartFailure {
        List<String> links = new ArrayList<>();
        for (Map.Entry<String, String> variable : new TreeMap<>(environment).entrySet()) {
            String name = variable.getKey();
            String value = WrittenValue.strip(variable.getValue());
            if (value.isEmpty()) {
                continue;
            }
            if (name.startsWith("POLICY_")) {
                policyValues.put(name, value);
            } else if (name.startsWith("OBLIX_")) {
                String setting = settingOf(name);
                if (ServiceLinks.isAddress(name, value) || (setting == null && ServiceLinks.isName(name, value))) {
                    links.add(name);
                } else if (setting == null) {
                    warnings.add("The environment variable " + name + " is no setting of oblix-camel and is ignored"
                            + Similar.hint(name, known.keySet()) + ".");
                } else {
                    take(variables, setting, WrittenValue.unquoted(value), "in the environment");
                }
            }
        }
        if (!links.isEmpty()) {
            warnings.add(ServiceLinks.warning(links));
        }
    }

    private @Nullable String settingOf(String variable) throws StartFailure {
        Matcher provider = PROVIDER_VARIABLE.matcher(variable);
        return provider.matches()
                ? "oblix.provider." + provider(provider.group(1), variable) + "." + lower(provider.group(2))
                : known.get(variable.replace(variableOf(ANTHROPIC), variableOf(CLAUDE)));
    }

    /** The name that the file or a flag gives the provider, since a variable has the same letter for "-" and "_". */
    private String provider(String inVariable, String variable) throws StartFailure {
        List<String> meant = providerNames().stream()
                .filter(name -> variableOf(name).equals(inVariable))
                .toList();
        if (meant.size() > 1) {
            throw StartFailure.settings("the environment variable " + variable + " may mean any of the providers "
                    + String.join(", ", meant) + "; use application.properties for them");
        }
        return meant.isEmpty() ? lower(inVariable) : meant.get(0);
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static String variableOf(String name) {
        return name.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    /** The value, or null when it is empty or absent. */
    public @Nullable String get(String name) {
        for (Map<String, String> layer : List.of(flags, variables, file, reference)) {
            String value = layer.get(name);
            if (value != null) {
                return value.isEmpty() ? null : value;
            }
        }
        return null;
    }

    /** What {@link SettingsReader#common} says. */
    public @Nullable String common(String variable, String name) {
        String value = WrittenValue.unquoted(environment.getOrDefault(variable, ""));
        return value.isEmpty() || flags.containsKey(name) || variables.containsKey(name) ? null : value;
    }

    /** The names that {@code oblix.provider.NAME} settings give. */
    Set<String> providerNames() {
        Set<String> names = new TreeSet<>();
        for (Map<String, String> layer : List.of(flags, variables, file)) {
            layer.keySet().stream()
                    .map(PROVIDER_SETTING::matcher)
                    .filter(Matcher::matches)
                    .forEach(setting -> names.add(Objects.requireNonNull(setting.group(1))));
        }
        return names;
    }

    /** What {@code oblix.alias.NAME} settings say, by the name. */
    Map<String, String> aliases() {
        Map<String, String> aliases = new TreeMap<>();
        for (Map<String, String> layer : List.of(file, variables, flags)) {
            layer.forEach((name, value) -> {
                if (name.startsWith(Aliases.PREFIX)) {
                    aliases.put(name.substring(Aliases.PREFIX.length()), value);
                }
            });
        }
        return aliases;
    }

    /** Settings of policies, each under the name of its variable. */
    Map<String, String> policyValues() {
        return Map.copyOf(policyValues);
    }

    /** Settings of Camel itself, as the file spells them; camel-main reads the environment's own. */
    Map<String, String> camelProperties() {
        return Map.copyOf(camelProperties);
    }

    /** What the user should know, though it does not stop the start. */
    List<String> warnings() {
        return List.copyOf(warnings);
    }
}
