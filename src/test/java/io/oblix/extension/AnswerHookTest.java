package io.oblix.extension;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.oblix.ask.limit.InFlightCalls;
import io.oblix.chat.RequestRecordDraft;
import io.oblix.facts.KeyFacts;
import io.oblix.fixture.Await;
import io.oblix.policy.file.PolicyTrial;
import io.oblix.telemetry.Metrics;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The queue before the operator's route: it delays no request and holds a bounded number of reports. */
class AnswerHookTest {

    private static final int MAX_WAITING = 1_000;

    private final Metrics metrics = new Metrics(CircuitBreakerRegistry.ofDefaults(), new InFlightCalls());
    private final AtomicInteger received = new AtomicInteger();
    private final DefaultCamelContext context = PolicyTrial.newContext();
    private final AnswerHook hook = new AnswerHook(
            context.createProducerTemplate(), new AnswerReport(null, AnswerHookTest::facts), new Failures(metrics));

    @AfterEach
    void stop() throws Exception {
        context.close();
    }

    private void start(RouteBuilder route) throws Exception {
        context.addRoutes(hook);
        context.addRoutes(route);
        context.start();
    }

    private void start(Processor step) throws Exception {
        start(new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                from("direct:on-answer")
                        .process(report -> received.incrementAndGet())
                        .process(step);
            }
        });
    }

    private static KeyFacts facts(String name) {
        return new KeyFacts(name, 1.5, 2.5, "local", "any");
    }

    @Test
    void aReportNamesTheKeyAndWhatItHasLeft() {
        RequestRecordDraft draft = new RequestRecordDraft("req_1");
        draft.key = "team-a";

        assertThat(new AnswerReport(null, AnswerHookTest::facts).of(draft.record()))
                .containsEntry("key", "team-a")
                .containsEntry("spentTodayUsd", 1.5)
                .containsEntry("budgetLeftUsd", 2.5);
    }

    private int count(String outcome) {
        String series = "oblix_extension_events_total{hook=\"on-answer\",outcome=\"" + outcome + "\"} ";
        return metrics.scrape()
                .lines()
                .filter(line -> line.startsWith(series))
                .mapToInt(line -> (int) Double.parseDouble(line.substring(series.length())))
                .sum();
    }

    private void end(int requests) {
        for (int i = 0; i < requests; i++) {
            hook.ended(new RequestRecordDraft("req_" + i).record());
        }
    }

    @Test
    void beyondTheBoundReportsAreDroppedAndCountedWhileTheRouteIsStuck() throws Exception {
        CountDownLatch free = new CountDownLatch(1);
        start(report -> free.await());
        end(1);
        Await.until("the route has the first", () -> received.get() == 1);

        end(MAX_WAITING);
        assertThat(count("dropped")).isZero();
        end(7);
        assertThat(count("dropped")).isEqualTo(7);

        free.countDown();
        Await.until("all that waited", () -> received.get() == MAX_WAITING + 1);
        assertThat(count("failed")).isZero();
    }

    /** A step that goes on later on another thread must not let the next report in meanwhile. */
    @Test
    void aRouteThatDelaysHasOneReportAtATime() throws Exception {
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        AtomicInteger done = new AtomicInteger();
        start(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:on-answer")
                        .process(report -> most.accumulateAndGet(inside.incrementAndGet(), Math::max))
                        .delay(5)
                        .process(report -> inside.decrementAndGet())
                        .process(report -> done.incrementAndGet());
            }
        });
        end(10);

        Await.until("all reports", () -> done.get() == 10);
        assertThat(most).hasValue(1);
    }

    @Test
    void aRouteThatFailsIsReportedAndTheNextReportComes() throws Exception {
        start(report -> {
            throw new IllegalStateException("no disk");
        });
        end(2);

        Await.until("both failures", () -> count("failed") == 2);
        assertThat(received).hasValue(2);
        assertThat(count("dropped")).isZero();
    }
}
