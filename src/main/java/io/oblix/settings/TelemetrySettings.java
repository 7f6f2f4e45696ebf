package io.oblix.settings;

/**
 * What is shown of requests to those who run the server.
 *
 * @param olderMetricNames whether metrics have the names of the version before as well
 * @param content whether traces have prompts and answers
 * @param traceparentToClouds whether models that are not here may know the id of a trace
 */
public record TelemetrySettings(boolean olderMetricNames, boolean content, boolean traceparentToClouds) {

    static TelemetrySettings of(SettingsReader read) throws StartFailure {
        return new TelemetrySettings(
                read.word("oblix.metrics.names", "new", "both").equals("both"),
                read.flag("oblix.telemetry.content"),
                read.flag("oblix.telemetry.traceparent-to-clouds"));
    }
}
