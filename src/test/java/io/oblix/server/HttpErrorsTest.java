package io.oblix.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.oblix.policy.file.PolicyTrial;
import io.oblix.problem.Problem;
import io.oblix.problem.RequestProblem;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The error handling of a route over HTTP that calls an inner route, as all of ours do. */
class HttpErrorsTest {

    private final DefaultCamelContext context = PolicyTrial.newContext();
    private final List<Problem> answered = new ArrayList<>();

    @BeforeEach
    void start() throws Exception {
        context.addRoutes(new HttpErrors());
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:front")
                        .routeConfigurationId(HttpErrors.CONFIGURATION)
                        .process(exchange -> HttpErrors.answerBy(exchange, answered::add))
                        .to("direct:inner")
                        .setProperty("reached", constant("front"));
                from("direct:inner")
                        .errorHandler(noErrorHandler())
                        .doTry()
                        .to("direct:failing")
                        .doCatch(IllegalStateException.class)
                        .setBody(constant("caught"))
                        .end()
                        .setHeader("reached", constant("inner"));
                from("direct:failing").errorHandler(noErrorHandler()).process(exchange -> {
                    throw exchange.getMessage().getBody(Exception.class);
                });
            }
        });
        context.disableJMX();
        context.start();
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    private Exchange fail(Exception failure) {
        return context.createProducerTemplate()
                .request("direct:front", exchange -> exchange.getMessage().setBody(failure));
    }

    @Test
    void aFailureThatAnInnerRouteCatchesIsNotAnswered() {
        Exchange exchange = fail(new IllegalStateException());

        assertThat(answered).isEmpty();
        assertThat(exchange.getMessage().getBody()).isEqualTo("caught");
        assertThat(exchange.getMessage().getHeader("reached")).isEqualTo("inner");
        assertThat(exchange.getProperty("reached")).isEqualTo("front");
    }

    @Test
    void aProblemIsAnsweredOnceAndEndsTheRoute() {
        Problem problem = RequestProblem.missing("messages");

        Exchange exchange = fail(problem);

        assertThat(answered).containsExactly(problem);
        assertThat(exchange.getException()).isNull();
        assertThat(exchange.getProperty("reached")).isNull();
    }

    @Test
    void anyOtherFailureIsAnInternalError() {
        fail(new IllegalArgumentException("a secret"));

        assertThat(answered).singleElement().satisfies(problem -> {
            assertThat(problem.status()).isEqualTo(500);
            assertThat(problem.text()).doesNotContain("a secret");
        });
    }
}
