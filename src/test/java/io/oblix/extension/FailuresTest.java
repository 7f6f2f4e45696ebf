package io.oblix.extension;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.oblix.ask.limit.InFlightCalls;
import io.oblix.telemetry.Metrics;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class FailuresTest {

    private final Logger logger = (Logger) LoggerFactory.getLogger(Failures.class);
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    @BeforeEach
    void listen() {
        log.start();
        logger.addAppender(log);
    }

    @AfterEach
    void stopListening() {
        logger.detachAppender(log);
    }

    @Test
    void theFirstFailureOfEachNameInAMinuteIsLogged() {
        Failures failures = new Failures(new Metrics(CircuitBreakerRegistry.ofDefaults(), new InFlightCalls()));
        for (int i = 0; i < 3; i++) {
            failures.failed("audit", new IllegalStateException("no disk"));
        }
        failures.report("on-answer", "dropped", "a report was dropped");

        assertThat(log.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .satisfiesExactly(
                        first -> assertThat(first)
                                .startsWith("extension audit: it failed: java.lang.IllegalStateException: no disk"),
                        second -> assertThat(second).startsWith("extension on-answer: a report was dropped"));
    }
}
