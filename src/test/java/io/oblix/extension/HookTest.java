package io.oblix.extension;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.oblix.ask.limit.InFlightCalls;
import io.oblix.chat.Cancellation;
import io.oblix.chat.ChatRequest;
import io.oblix.dialect.chat.ChatRequestReader;
import io.oblix.policy.file.PolicyTrial;
import io.oblix.telemetry.Metrics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HookTest {

    private static final String ASKED =
            "{\"model\":\"auto\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";

    private final DefaultCamelContext context = PolicyTrial.newContext();
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void stop() throws Exception {
        threads.shutdownNow();
        context.close();
    }

    private ChatRequest run(String name) throws Exception {
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:" + name).process(exchange -> {
                    ObjectNode body = exchange.getIn().getBody(ObjectNode.class);
                    body.put("model", "openai:gpt-4o").put("stream", false).put("temperature", 0.5);
                });
            }
        });
        context.start();
        Metrics metrics = new Metrics(CircuitBreakerRegistry.ofDefaults(), new InFlightCalls());
        Hook hook = new Hook(context.createProducerTemplate(), name, Duration.ofSeconds(20), threads, metrics);
        ChatRequest asked =
                ChatRequestReader.read("req_1", ASKED.getBytes(StandardCharsets.UTF_8), null, new Cancellation());
        return hook.run(asked, Map.of());
    }

    /** Which model is asked is decided by then, so that the log and the report must name the one that was asked for. */
    @ParameterizedTest
    @CsvSource({"on-request, openai:gpt-4o", "on-decision, auto"})
    void theModelIsAHooksToChangeUntilItIsDecided(String name, String model) throws Exception {
        ChatRequest changed = run(name);

        assertThat(changed.model()).isEqualTo(model);
        assertThat(changed.body().path("model").asText()).isEqualTo(model);
        assertThat(changed.body().path("temperature").asDouble()).isEqualTo(0.5);
    }

    @Test
    void howTheAnswerIsWrittenIsTheClientsAlone() throws Exception {
        assertThat(run("on-request").streaming()).isTrue();
    }
}
