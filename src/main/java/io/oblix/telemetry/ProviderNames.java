package io.oblix.telemetry;

/** OpenTelemetry's names for providers. */
final class ProviderNames {

    private ProviderNames() {}

    static String inOpenTelemetry(String provider) {
        return provider.equals("claude") ? "anthropic" : provider;
    }
}
