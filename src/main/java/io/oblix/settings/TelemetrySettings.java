package io.oblix.settings;

/**
 * What is shown of requests to those who run the server.
 *
 * @param olderMetricNames whether metrics have the names of the version before as well
 */
public record TelemetrySettings(boolean olderMetricNames) {

    static TelemetrySettings of(SettingsReader read) throws StartFailure {
        return new TelemetrySettings(
                read.word("oblix.metrics.names", "new", "both").equals("both"));
    }
}
