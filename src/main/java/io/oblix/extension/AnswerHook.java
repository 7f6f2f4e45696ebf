package io.oblix.extension;

import io.oblix.chat.RequestListener;
import io.oblix.chat.RequestRecord;
import io.oblix.provider.camel.SafeCause;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;

/**
 * The hook after an answer: it delays no client. Reports wait in a bounded queue for the operator's route; when the queue
 * is full, a report is dropped and counted.
 */
final class AnswerHook extends RouteBuilder implements RequestListener {

    static final String NAME = "on-answer";

    private static final int MAX_WAITING = 1_000;
    private static final int LOOK_MILLIS = 100;
    private static final String QUEUE = "seda:answers?size=" + MAX_WAITING;

    private final AnswerReport report;
    private final Failures failures;
    private final ProducerTemplate queue;

    AnswerHook(ProducerTemplate queue, AnswerReport report, Failures failures) {
        this.queue = queue;
        this.report = report;
        this.failures = failures;
    }

    @Override
    public void configure() {
        // A shutdown waits for the end of a look into the queue.
        from(QUEUE + "&pollTimeout=" + LOOK_MILLIS)
                .routeId("hook-on-answer")
                .description("Hands what became of each request to the operator's route on-answer")
                .process(this::handOver)
                .id("hand-over");
    }

    /** Waits for the route, so that no more reports are under way than one, and looks at its failure ourselves. */
    private void handOver(Exchange exchange) {
        Object body = exchange.getIn().getBody();
        Exchange report = queue.send("direct:" + NAME, sent -> sent.getIn().setBody(body));
        if (report.getException() != null) {
            failures.report(NAME, "failed", "it failed: " + SafeCause.of(report.getException()));
        }
    }

    /** Called on the request's thread, after the last byte of the answer. */
    @Override
    public void ended(RequestRecord request) {
        try {
            queue.sendBody(QUEUE, report.of(request));
        } catch (CamelExecutionException full) {
            failures.report(NAME, "dropped", "a report was dropped: " + MAX_WAITING + " are waiting");
        } catch (RuntimeException failed) {
            failures.failed(NAME, failed);
        }
    }
}
