package io.oblix;

import static org.assertj.core.api.Assertions.assertThat;

import io.oblix.policy.file.PolicyTrial;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;

class AwaitedAtShutdownTest {

    @Test
    void aLookInTheBackgroundIsNotWaitedForAndAnyOtherRouteIs() throws Exception {
        CountDownLatch begun = new CountDownLatch(2);
        CountDownLatch end = new CountDownLatch(1);
        try (DefaultCamelContext context = PolicyTrial.newContext()) {
            context.setInflightRepository(new AwaitedAtShutdown(context));
            context.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from("direct:look").routeId("look").routeGroup("background").process(look -> {
                        begun.countDown();
                        end.await();
                    });
                    from("direct:answer").routeId("answer").process(answer -> {
                        begun.countDown();
                        end.await();
                    });
                }
            });
            context.start();
            ProducerTemplate producer = context.createProducerTemplate();
            CompletableFuture<Object> look = producer.asyncSendBody("direct:look", "");
            CompletableFuture<Object> answer = producer.asyncSendBody("direct:answer", "");
            begun.await();

            assertThat(context.getInflightRepository().size("look")).isZero();
            assertThat(context.getInflightRepository().size("answer")).isOne();
            end.countDown();
            CompletableFuture.allOf(look, answer).join();
        }
    }
}
