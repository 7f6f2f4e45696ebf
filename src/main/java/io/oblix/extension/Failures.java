package io.oblix.extension;

import io.oblix.telemetry.Metrics;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reports that the operator's code failed: each time in the metrics, and at most once a minute in the log. */
final class Failures {

    private static final Logger LOG = LoggerFactory.getLogger(Failures.class);
    private static final long LOG_EVERY_NANOS = Duration.ofMinutes(1).toNanos();

    private final Metrics metrics;
    private final Map<String, Long> loggedNanos = new ConcurrentHashMap<>();

    Failures(Metrics metrics) {
        this.metrics = metrics;
    }

    /** @param name of a hook or a bean */
    void failed(String name, Throwable cause) {
        report(name, "failed", "it failed: " + cause);
    }

    void report(String name, String outcome, String what) {
        metrics.countHook(name, outcome);
        long now = System.nanoTime();
        Long logged = loggedNanos.get(name);
        boolean due = logged == null
                ? loggedNanos.putIfAbsent(name, now) == null
                : now - logged >= LOG_EVERY_NANOS && loggedNanos.replace(name, logged, now);
        if (due) {
            LOG.warn("extension {}: {} (logged once a minute, counted in oblix_extension_events_total)", name, what);
        }
    }
}
