package io.oblix.policy;

import io.oblix.settings.PolicySettings;
import org.apache.camel.spi.PropertiesSource;
import org.jspecify.annotations.Nullable;

/** The settings that policies have of their own, for Camel's placeholders. */
public record PolicyValues(PolicySettings settings) implements PropertiesSource {

    @Override
    public String getName() {
        return "policy-settings";
    }

    @Override
    public @Nullable String getProperty(String name) {
        return settings.value(name);
    }
}
