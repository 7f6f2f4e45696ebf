package io.oblix.settings;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where the policies are, and the values that their files ask for.
 *
 * @param directory of the policy files; without it, those inside the jar are used
 * @param lookEvery between two looks at the directory, 10 ms to 1 h
 * @param values of {@code policy.*} settings, each under the name of its environment variable: a policy names its
 *     values as it likes, so a variable can be matched only when a file asks for it
 */
public record PolicySettings(Path directory, Duration lookEvery, Map<String, String> values) {

    static final String PREFIX = "policy.";

    public PolicySettings {
        values = Map.copyOf(values);
    }

    static PolicySettings of(SettingsReader read, Map<String, String> values) throws StartFailure {
        return new PolicySettings(
                Path.of(read.required("oblix.routes-directory")),
                read.duration("oblix.routes-look-every", "10ms", "1h"),
                values);
    }

    /** The value of a setting such as {@code policy.auto.cloud-share}; null when there is none. */
    public @Nullable String value(String name) {
        return name.startsWith(PREFIX) ? values.get(SettingsSource.variableOf(name)) : null;
    }
}
