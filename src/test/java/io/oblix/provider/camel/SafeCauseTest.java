package io.oblix.provider.camel;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.oblix.policy.file.PolicyTrial;
import java.util.concurrent.TimeoutException;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.Exchange;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the log says of a failure must not hold what a client wrote. */
class SafeCauseTest {

    private static final String PROMPT = "my secret prompt";

    private final DefaultCamelContext context = PolicyTrial.newContext();

    @AfterEach
    void stop() throws Exception {
        context.close();
    }

    /** Steps that Camel fails at with a message that shows the body. */
    @ParameterizedTest
    @ValueSource(strings = {"convert", "mandatory", "unmarshal"})
    void anExceptionOfCamelAboutTheBodyIsItsClassAlone(String step) throws Exception {
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:convert").convertBodyTo(Integer.class);
                from("direct:mandatory").process(asked -> asked.getIn().getMandatoryBody(JsonNode.class));
                from("direct:unmarshal").throwException(new RuntimeCamelException("no JSON: " + PROMPT));
            }
        });
        context.start();
        Exchange failed = context.createProducerTemplate()
                .send("direct:" + step, asked -> asked.getIn().setBody(PROMPT));

        assertThat(failed.getException()).isNotNull();
        assertThat(SafeCause.of(failed.getException())).doesNotContain(PROMPT).matches("[\\w.$]+(: [^:]*)?");
    }

    @Test
    void aWrapperWithTheBodyGivesWayToItsCause() {
        Exchange exchange = new DefaultExchange(context);
        exchange.getIn().setBody(PROMPT);
        Exception wrapped = new CamelExecutionException(PROMPT, exchange, new IllegalStateException("no disk"));

        assertThat(SafeCause.of(wrapped)).isEqualTo("java.lang.IllegalStateException: no disk");
    }

    @Test
    void anyOtherCauseIsItsFirstLineBounded() {
        assertThat(SafeCause.of(new TimeoutException("too late\nand\tmore")))
                .isEqualTo("java.util.concurrent.TimeoutException: too late");
        assertThat(SafeCause.of(new IllegalStateException())).isEqualTo("java.lang.IllegalStateException");
        assertThat(SafeCause.of(new IllegalStateException(""))).isEqualTo("java.lang.IllegalStateException: ");
        assertThat(SafeCause.of(new IllegalStateException("x".repeat(10_000)))).hasSizeLessThan(400);
    }
}
