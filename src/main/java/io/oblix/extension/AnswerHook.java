package io.oblix.extension;

import io.oblix.chat.RequestListener;
import io.oblix.chat.RequestRecord;
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
        onException(Throwable.class)
                .handled(true)
                .process(exchange ->
                        failures.failed(NAME, exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class)));
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
            failures.report(NAME, "dropped", "a report was dropped: " + MAX_WAITING + " are waiting");
        }
    }
}
