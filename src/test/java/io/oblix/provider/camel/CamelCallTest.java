package io.oblix.provider.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.Cancellation;
import io.oblix.chat.ModelName;
import io.oblix.chat.Place;
import io.oblix.json.Json;
import io.oblix.policy.file.PolicyTrial;
import io.oblix.problem.ClientDisconnected;
import io.oblix.problem.FailureKind;
import io.oblix.problem.UpstreamProblem;
import io.oblix.upstream.UpstreamHead;
import io.oblix.upstream.UpstreamRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CamelCallTest {

    private static final Place PLACE = new Place(new ModelName("house", "any"), "camel:house");
    private static final long LONG_NANOS = TimeUnit.SECONDS.toNanos(20);

    private final DefaultCamelContext context = PolicyTrial.newContext();
    private final ExecutorService threads = CamelProvider.threads("test", 1);
    private final Cancellation cancellation = new Cancellation();

    @AfterEach
    void stop() throws Exception {
        threads.shutdownNow();
        context.close();
    }

    private void route(Processor step) throws Exception {
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                from("direct:house").process(step);
            }
        });
        context.start();
    }

    private CamelCall call() {
        UpstreamRequest request = new UpstreamRequest(
                "camel:house", Map.of(), "{\"messages\":[]}".getBytes(StandardCharsets.UTF_8), true, List.of());
        return new CamelCall(
                context.createProducerTemplate(), "direct:house", threads, "req_1", request, PLACE, cancellation);
    }

    private static byte[] body(CamelCall call) {
        byte[] body = call.nextPiece(LONG_NANOS, () -> "silent");
        assertThat(call.nextPiece(LONG_NANOS, () -> "silent")).isNull();
        return Objects.requireNonNull(body);
    }

    private static void assertProblem(CamelCall call, FailureKind kind, String text) {
        assertThatThrownBy(() -> call.awaitHead(LONG_NANOS, () -> "silent"))
                .asInstanceOf(InstanceOfAssertFactories.type(UpstreamProblem.class))
                .satisfies(problem -> {
                    assertThat(problem.kind()).isEqualTo(kind);
                    assertThat(problem.text()).startsWith("house:any: ").contains(text);
                });
    }

    @Test
    void aTextBecomesACompletion() throws Exception {
        route(asked ->
                asked.getMessage().setBody("Model " + asked.getMessage().getHeader("OblixModel") + " says \"grüße\""));
        CamelCall call = call();

        UpstreamHead head = call.awaitHead(LONG_NANOS, () -> "silent");
        ObjectNode completion = Objects.requireNonNull(Json.objectOrNull(body(call)));
        assertThat(head.status()).isEqualTo(200);
        assertThat(completion.at("/choices/0/message/content").asText()).isEqualTo("Model any says \"grüße\"");
        assertThat(completion.at("/choices/0/finish_reason").asText()).isEqualTo("stop");
        assertThat(completion.path("id").asText()).isEqualTo("chatcmpl-req_1");
    }

    @Test
    void aCompletionAndAnErrorPassAsTheyAre() throws Exception {
        route(asked -> {
            asked.getMessage().setHeader(Exchange.HTTP_RESPONSE_CODE, 429);
            asked.getMessage().setBody("slow down");
        });
        CamelCall call = call();

        assertThat(call.awaitHead(LONG_NANOS, () -> "silent").status()).isEqualTo(429);
        assertThat(body(call)).asString().isEqualTo("slow down");
    }

    @Test
    void aRouteThatFailsOrSaysNothingIsAProblemWithoutItsWords() throws Exception {
        route(asked -> {
            throw new IllegalStateException("secret of " + asked.getMessage().getBody());
        });

        assertProblem(call(), FailureKind.FAILED, "its Camel endpoint failed; see the server's log");
    }

    @Test
    void anEmptyAnswerIsBroken() throws Exception {
        route(asked -> asked.getMessage().setBody(" "));

        assertProblem(call(), FailureKind.BROKEN_ANSWER, "gave no answer");
    }

    @Test
    void aCallIsGivenUpForATimeoutATooLongQueueAndAClientThatLeaves() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        route(asked -> never.await());
        CamelCall stuck = call();

        assertThatThrownBy(() -> stuck.awaitHead(1, () -> "no word in time"))
                .isInstanceOf(UpstreamProblem.class)
                .hasMessageContaining("no word in time");
        assertThatThrownBy(this::call)
                .isInstanceOf(UpstreamProblem.class)
                .hasMessageContaining("as many requests as it may have");
        cancellation.cancel();
        assertThatThrownBy(() -> stuck.awaitHead(LONG_NANOS, () -> "silent")).isInstanceOf(ClientDisconnected.class);
        stuck.close();
    }
}
