package io.oblix.telemetry.trace;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What OpenTelemetry's variables and system properties say of traces, read without its classes.
 *
 * @param properties by their names as properties, {@code otel.exporter.otlp.endpoint}
 */
record TraceConfig(Map<String, String> properties) {

    static final String PROTOCOL = "otel.exporter.otlp.protocol";
    static final String HTTP = "http/protobuf";
    static final String SAMPLER = "otel.traces.sampler";

    private static final String EXPORTER = "otel.traces.exporter";
    private static final String ENDPOINT = "otel.exporter.otlp.endpoint";
    private static final String TRACES_ENDPOINT = "otel.exporter.otlp.traces.endpoint";
    private static final String TRACES_PROTOCOL = "otel.exporter.otlp.traces.protocol";
    private static final String DEFAULT_ENDPOINT = "http://localhost:4318";
    private static final Pattern NAME = Pattern.compile("otel(\\.[a-z_-]+)+");

    /** System properties win, as OpenTelemetry has it. */
    static TraceConfig of(Map<String, String> environment, Properties system) {
        Map<String, String> found = new HashMap<>();
        environment.forEach((name, value) -> {
            if (name.startsWith("OTEL_") && !value.isBlank()) {
                found.put(name.toLowerCase(Locale.ROOT).replace('_', '.'), value.strip());
            }
        });
        for (String name : system.stringPropertyNames()) {
            String value = system.getProperty(name, "");
            if (name.startsWith("otel.") && !value.isBlank()) {
                found.put(name, value.strip());
            }
        }
        return new TraceConfig(Map.copyOf(found));
    }

    /** Whether traces are wanted: there is a place for them, or an exporter is named. */
    boolean isOn() {
        String exporter = properties.get(EXPORTER);
        boolean named = properties.containsKey(ENDPOINT) || properties.containsKey(TRACES_ENDPOINT) || exporter != null;
        return named && !"none".equals(exporter) && !"true".equalsIgnoreCase(properties.get("otel.sdk.disabled"));
    }

    /** Why they cannot be sent, in a sentence; null if nothing is known to be wrong. */
    @Nullable String obstacle() {
        for (String name : new String[] {TRACES_PROTOCOL, PROTOCOL}) {
            String value = properties.get(name);
            if (value != null && !value.equals(HTTP)) {
                return variable(name) + " is " + value + ", and only " + HTTP
                        + " is understood; collectors listen for it at port 4318";
            }
            if (value != null) {
                break;
            }
        }
        return null;
    }

    /** The same after OpenTelemetry's own code has refused them. Headers and certificates may hold secrets. */
    String obstacle(RuntimeException refused) {
        String message = String.valueOf(refused.getMessage());
        Matcher name = NAME.matcher(message);
        boolean endpoint = message.startsWith("OTLP endpoint");
        String named = name.find() ? variable(name.group()) + ": " : endpoint ? variable(ENDPOINT) + ": " : "";
        boolean secret = named.contains("HEADERS") || named.contains("CERTIFICATE") || named.contains("KEY");
        return secret ? named + "its value cannot be read" : named + message;
    }

    /** For the log, without a user or a password. */
    String endpoint() {
        String endpoint = properties.getOrDefault(TRACES_ENDPOINT, properties.getOrDefault(ENDPOINT, DEFAULT_ENDPOINT));
        return endpoint.replaceAll("//[^/@]*@", "//").replaceAll("\\?.*", "");
    }

    private static String variable(String property) {
        return property.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_");
    }
}
