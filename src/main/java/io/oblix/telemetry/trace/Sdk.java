package io.oblix.telemetry.trace;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.util.HashMap;
import java.util.Map;

/** OpenTelemetry's SDK as its variables configure it, with what this server adds. */
final class Sdk {

    private static final AttributeKey<String> SERVICE_NAME = AttributeKey.stringKey("service.name");
    private static final AttributeKey<String> SERVICE_VERSION = AttributeKey.stringKey("service.version");

    /** The SDK's own default. */
    private static final int QUEUE = 2_048;

    private Sdk() {}

    /** @throws RuntimeException when one of the values cannot be used */
    static OpenTelemetrySdk of(TraceConfig config, Delivery delivery, String version) {
        ExportLog.install();
        return AutoConfiguredOpenTelemetrySdk.builder()
                .disableShutdownHook()
                .addPropertiesSupplier(() -> Map.of(TraceConfig.PROTOCOL, TraceConfig.HTTP))
                .addPropertiesCustomizer(read -> {
                    Map<String, String> all = new HashMap<>(config.properties());
                    // Metrics are for Prometheus, and the log is a log.
                    all.put("otel.metrics.exporter", "none");
                    all.put("otel.logs.exporter", "none");
                    return all;
                })
                .addResourceCustomizer((resource, read) -> named(resource, version))
                .addSamplerCustomizer((sampler, read) -> read.getString(TraceConfig.SAMPLER) == null
                        ? Sampler.parentBased(new SteadySampler())
                        : sampler)
                .addSpanExporterCustomizer((exporter, read) -> delivery.over(exporter))
                .addSpanProcessorCustomizer(
                        (processor, read) -> delivery.before(processor, read.getInt("otel.bsp.max.queue.size", QUEUE)))
                .build()
                .getOpenTelemetrySdk();
    }

    private static Resource named(Resource resource, String version) {
        String name = resource.getAttribute(SERVICE_NAME);
        boolean unnamed = name == null || name.startsWith("unknown_service");
        Resource ours = unnamed
                ? Resource.create(Attributes.of(SERVICE_NAME, "oblix-camel", SERVICE_VERSION, version))
                : Resource.create(Attributes.of(SERVICE_VERSION, version));
        return resource.merge(ours);
    }
}
