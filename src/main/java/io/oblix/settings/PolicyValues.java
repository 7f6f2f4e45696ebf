package io.oblix.settings;

import java.util.Map;
import org.apache.camel.spi.PropertiesSource;
import org.jspecify.annotations.Nullable;

/**
 * The settings that policies have of their own, for Camel's placeholders. A policy may name them as it likes, so a
 * variable of the environment is matched when a file asks, and not before.
 */
public final class PolicyValues implements PropertiesSource {

    private final Map<String, String> byVariable;

    public PolicyValues(Map<String, String> byVariable) {
        this.byVariable = Map.copyOf(byVariable);
    }

    @Override
    public String getName() {
        return "policy-settings";
    }

    @Override
    public @Nullable String getProperty(String name) {
        return name.startsWith("policy.") ? byVariable.get(SettingsSource.variableOf(name)) : null;
    }
}
