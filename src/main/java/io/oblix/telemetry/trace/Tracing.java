package io.oblix.telemetry.trace;

import io.oblix.ask.attempt.AttemptListener;
import io.oblix.ask.attempt.AttemptRecord;
import io.oblix.chat.RequestListener;
import io.oblix.policy.DecisionListener;
import io.oblix.server.RequestTracer;
import io.oblix.settings.TelemetrySettings;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Traces of requests: a span for the HTTP request, one below it for each call upstream, the decision as an event. It is
 * configured by OpenTelemetry's own {@code OTEL_*} variables and {@code otel.*} system properties.
 */
public interface Tracing extends RequestTracer, RequestListener, DecisionListener, AttemptListener {

    /**
     * Starts it if the environment names a place to send traces to. A value that cannot be used stops no start: such
     * variables are often set for all programs of a machine alike.
     *
     * @param version of this server
     * @return null where no traces are wanted, or none can be sent
     */
    static @Nullable Tracing start(Map<String, String> environment, TelemetrySettings settings, String version) {
        Logger log = LoggerFactory.getLogger(Tracing.class);
        TraceConfig config = TraceConfig.of(environment, System.getProperties());
        if (!config.isOn()) {
            return null;
        }
        String obstacle = config.obstacle();
        if (obstacle == null) {
            try {
                Tracing started = OpenTelemetryTracing.start(config, settings, version);
                log.info("Traces are sent to {}", config.endpoint());
                return started;
            } catch (RuntimeException unusable) {
                obstacle = config.obstacle(unusable);
            }
        }
        log.warn("No traces are sent: {}", obstacle);
        return null;
    }

    /** From now on decisions are explained with the facts that mattered. */
    void explainBy(DecisionFacts facts);

    /** Spans that were not delivered: there were too many at a time, or the collector did not take them. */
    long dropped();

    /** Ends with the span of the call, which has heard the same. */
    @Override
    default void ended(AttemptRecord attempt) {}

    /** Sends what is left, for so long at most, and stops. */
    void close(Duration patience);
}
