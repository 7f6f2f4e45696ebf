package io.oblix.journey;

import static io.oblix.fixture.OtlpCollector.attributes;
import static io.oblix.fixture.OtlpCollector.hex;
import static io.oblix.fixture.TestServer.LOCAL;
import static io.oblix.fixture.TestServer.OPENAI;
import static org.assertj.core.api.Assertions.assertThat;

import io.oblix.fixture.Await;
import io.oblix.fixture.OtlpCollector;
import io.oblix.fixture.TestServer;
import io.opentelemetry.proto.trace.v1.Span;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A collector that takes no spans costs no answer; what an operator asks for beyond the usual is sent. */
class TraceDeliveryTest {

    private static double dropped(TestServer server) {
        return server.metrics()
                .lines()
                .filter(line -> line.startsWith("oblix_spans_dropped_total "))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    @Test
    void aCollectorThatHangsCostsNoAnswerAndTheSpansAreCounted() {
        try (OtlpCollector collector = new OtlpCollector()
                        .with("otel.bsp.max.queue.size", "20")
                        .with("otel.bsp.max.export.batch.size", "5")
                        .install();
                TestServer server = new TestServer(Map.of("oblix.shutdown.grace", "1s"))) {
            collector.hang();
            for (int i = 0; i < 30; i++) {
                assertThat(server.hello(LOCAL).statusCode()).isEqualTo(200);
            }
            // Of 60 spans, 20 wait.
            Await.until("what is too much is dropped", () -> dropped(server) >= 30);

            long sinceNanos = System.nanoTime();
            server.application().close();
            assertThat(Duration.ofNanos(System.nanoTime() - sinceNanos)).isLessThan(Duration.ofSeconds(20));
        }
    }

    @Test
    void spansForACollectorThatIsDownAreCounted() {
        OtlpCollector gone = new OtlpCollector().with("otel.exporter.otlp.timeout", "200");
        try (gone) {
            gone.stop();
            gone.install();
            try (TestServer server = new TestServer(Map.of("oblix.shutdown.grace", "1s"))) {
                assertThat(server.hello(LOCAL).statusCode()).isEqualTo(200);
                Await.until("both spans are given up", () -> dropped(server) == 2);
            }
        }
    }

    @Test
    void whatTheOperatorAllowsIsSentAndTheLastSpansAreSentBeforeTheEnd() {
        try (OtlpCollector collector =
                new OtlpCollector().with("otel.bsp.schedule.delay", "3600000").install()) {
            HttpResponse<String> answer;
            String seen;
            try (TestServer server = new TestServer(
                    Map.of("oblix.telemetry.content", "true", "oblix.telemetry.traceparent-to-clouds", "true"))) {
                answer = server.chat("{\"model\":\"" + OPENAI + "\",\"stream\":true,\"messages\":["
                        + "{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"Which city?\"}]}]}");
                seen = server.openai.chatRequests().get(0).headers().getOrDefault("traceparent", "");
                assertThat(collector.spans()).isEmpty();
            }

            List<Span> spans = collector.trace(TestServer.header(answer, "x-oblix-request-id"), 2);
            assertThat(seen).contains(hex(spans.get(1).getSpanId()));
            Map<String, String> call = attributes(spans.get(1));
            assertThat(call)
                    .containsEntry("input.value", "Which city?")
                    .containsEntry("output.value", "You asked: Which city?");
            assertThat(call.get("gen_ai.input.messages"))
                    .isEqualTo("[{\"role\":\"user\",\"parts\":[{\"type\":\"text\",\"content\":\"Which city?\"}]}]");
            assertThat(call.get("gen_ai.output.messages"))
                    .isEqualTo("[{\"role\":\"assistant\",\"parts\":[{\"type\":\"text\",\"content\":"
                            + "\"You asked: Which city?\"}],\"finish_reason\":\"stop\"}]");
        }
    }

    @Test
    void aValueThatCannotBeUsedStopsNoStart() {
        try (OtlpCollector collector = new OtlpCollector()
                        .with("otel.bsp.schedule.delay", "banana")
                        .install();
                TestServer server = new TestServer()) {
            assertThat(server.hello(LOCAL).statusCode()).isEqualTo(200);
            assertThat(collector.spans()).isEmpty();
        }
    }
}
