package io.oblix.extension;

import io.oblix.chat.RequestListener;
import io.oblix.chat.RequestRecord;
import io.oblix.telemetry.Metrics;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The hook after an answer: it delays no client. Reports wait in a bounded queue for the operator's route; when the queue
 * is full, a report is dropped and counted.
 */
final class AnswerHook extends RouteBuilder implements RequestListener {

    static final String NAME = "on-answer";

    private static final int MAX_WAITING = 1_000;
    private static final String QUEUE = "seda:answers?size=" + MAX_WAITING;
    private static final Logger LOG = LoggerFactory.getLogger(AnswerHook.class);
    private static final long LOG_EVERY_NANOS = Duration.ofMinutes(1).toNanos();

    private final AnswerReport report;
    private final Metrics metrics;
    private final AtomicLong nextLogNanos = new AtomicLong(System.nanoTime());
    private final ProducerTemplate queue;

    AnswerHook(ProducerTemplate queue, AnswerReport report, Metrics metrics) {
        this.queue = queue;
        this.report = report;
        this.metrics = metrics;
    }

    @Override
    public void configure() {
        onException(Throwable.class)
                .handled(true)
                .process(exchange ->
                        failed(exchange.getProperty(org.apache.camel.Exchange.EXCEPTION_CAUGHT, Throwable.class)));
        from(QUEUE)
                .routeId("hook-on-answer")
                .description("Hands what became of each request to the operator's route on-answer")
                .to("direct:" + NAME);
    }

    /** Called on the request's thread, after the last byte of the answer. */
    @Override
    public void ended(RequestRecord request) {
        try {
            queue.sendBody(QUEUE, report.of(request));
        } catch (RuntimeException full) {
            metrics.countHook(NAME, "dropped");
            log("a report was dropped: " + MAX_WAITING + " are waiting");
        }
    }

    private void failed(Throwable cause) {
        metrics.countHook(NAME, "failed");
        log("the route failed on a report: " + cause);
    }

    /** At most once a minute; the counters have the rest. */
    private void log(String what) {
        long now = System.nanoTime();
        long next = nextLogNanos.get();
        if (now - next >= 0 && nextLogNanos.compareAndSet(next, now + LOG_EVERY_NANOS)) {
            LOG.warn("extension {}: {} (logged once a minute, counted in oblix_extension_events_total)", NAME, what);
        }
    }
}
