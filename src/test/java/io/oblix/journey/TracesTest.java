package io.oblix.journey;

import static io.oblix.fixture.OtlpCollector.attributes;
import static io.oblix.fixture.OtlpCollector.hex;
import static io.oblix.fixture.TestServer.LOCAL;
import static io.oblix.fixture.TestServer.OPENAI;
import static org.assertj.core.api.Assertions.assertThat;

import io.oblix.fixture.Await;
import io.oblix.fixture.OtlpCollector;
import io.oblix.fixture.PolicyServer;
import io.oblix.fixture.Story;
import io.oblix.fixture.TestServer;
import io.oblix.simulator.Fault;
import io.oblix.simulator.SimulatedAnswer;
import io.oblix.simulator.SimulatedProvider;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Span.Event;
import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import io.opentelemetry.proto.trace.v1.Status.StatusCode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a collector is sent of requests: a span for each, one below it for each call, and the decision. */
class TracesTest {

    private static final String CALLER = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    @RegisterExtension
    static final OtlpCollector COLLECTOR = new OtlpCollector().install();

    @RegisterExtension
    static final PolicyServer POLICIES = new PolicyServer(
            Map.of("oblix.hedge.share", "1", "oblix.cascade.gate-tokens", "4", "oblix.retry.max-delay", "10ms"));

    private final TestServer server = POLICIES.server();

    @BeforeEach
    void policies() throws IOException {
        POLICIES.policy("hedged", "decide:local?fallback=cloud&reason=usual&hedge=150ms");
        POLICIES.policy("judged", "decide:local?fallback=cloud&reason=usual&escalate=1");
        POLICIES.write("by-length.camel.yaml", """
            - route:
                from:
                  uri: direct:policy-by-length
                  steps:
                    - choice:
                        when:
                          - simple: "${header.OblixRequest.promptTokens} > 0"
                            steps:
                              - to: decide:cloud?fallback=local&reason=has-words
                        otherwise:
                          steps:
                            - to: decide:local?reason=empty
            """);
        Await.until(
                "the policies are loaded",
                () -> server.health().at("/policies/loaded").size() == 4);
    }

    private static String id(HttpResponse<?> answer) {
        return TestServer.header(answer, "x-oblix-request-id");
    }

    /** The events of a span that have this name. */
    private static List<Map<String, String>> events(Span span, String name) {
        return span.getEventsList().stream()
                .filter(event -> event.getName().equals(name))
                .map(Event::getAttributesList)
                .map(OtlpCollector::attributes)
                .toList();
    }

    private static String sentTraceparent(SimulatedProvider provider) {
        return provider.chatRequests()
                .get(provider.chatRequests().size() - 1)
                .headers()
                .getOrDefault("traceparent", "");
    }

    @Test
    void anAnswerIsASpanOfTheRequestWithOneOfTheCallBelowIt() {
        HttpResponse<String> answer = server.chat("{\"model\":\"auto\",\"max_tokens\":50,\"temperature\":0.5,"
                + "\"messages\":[{\"role\":\"user\",\"content\":\"my secret words\"}]}");

        List<Span> spans = COLLECTOR.trace(id(answer), 2);
        assertThat(spans).hasSize(2);
        Span request = spans.get(0);
        assertThat(request.getName()).isEqualTo("POST /v1/chat/completions");
        assertThat(request.getKind()).isEqualTo(SpanKind.SPAN_KIND_SERVER);
        assertThat(request.getParentSpanId().isEmpty()).isTrue();
        assertThat(attributes(request))
                .containsEntry("http.request.method", "POST")
                .containsEntry("http.route", "/v1/chat/completions")
                .containsEntry("http.response.status_code", "200")
                .containsEntry("oblix.policy", "auto")
                .containsEntry("oblix.reason", PolicyServer.FIRST_VERSION)
                .containsEntry("oblix.target", "local")
                .containsEntry("oblix.fallback", "false")
                .containsEntry("oblix.attempts", "1")
                .containsEntry("oblix.cost_usd", "0.0")
                .containsKey("oblix.rule")
                .doesNotContainKeys("oblix.confidence", "error.type");
        Span call = spans.get(1);
        assertThat(call.getName()).isEqualTo("chat llama3.2:1b");
        assertThat(call.getKind()).isEqualTo(SpanKind.SPAN_KIND_CLIENT);
        assertThat(call.getTraceId()).isEqualTo(request.getTraceId());
        assertThat(attributes(call))
                .containsEntry("gen_ai.operation.name", "chat")
                .containsEntry("gen_ai.provider.name", "ollama")
                .containsEntry("gen_ai.request.model", "llama3.2:1b")
                .containsEntry("gen_ai.request.stream", "false")
                .containsEntry("gen_ai.request.max_tokens", "50")
                .containsEntry("gen_ai.request.temperature", "0.5")
                .containsEntry("gen_ai.response.model", "llama3.2:1b")
                .containsEntry("gen_ai.response.finish_reasons", "stop")
                .containsEntry("server.address", "127.0.0.1")
                .containsEntry("openinference.span.kind", "LLM")
                .containsEntry("llm.model_name", "llama3.2:1b")
                .doesNotContainKeys("error.type", "gen_ai.input.messages", "input.value");
        assertThat(attributes(call).get("gen_ai.usage.input_tokens"))
                .isEqualTo(attributes(call).get("llm.token_count.prompt"))
                .isNotNull();
        assertThat(attributes(call).get("gen_ai.usage.output_tokens"))
                .isEqualTo(attributes(call).get("llm.token_count.completion"))
                .isNotNull();
        assertThat(COLLECTOR.spans().toString()).doesNotContain("my secret words", "test-key");
        assertThat(attributes(COLLECTOR.resources().get(0).getAttributesList()))
                .containsEntry("service.name", "oblix-camel")
                .containsKey("service.version");
    }

    @Test
    void theDecisionIsAnEventWithTheFactsThatMattered() {
        HttpResponse<String> answer = server.hello("auto:by-length");

        Span request = COLLECTOR.trace(id(answer), 2).get(0);
        assertThat(events(request, "oblix.decision"))
                .singleElement()
                .satisfies(event -> assertThat(event)
                        .containsEntry("oblix.policy", "by-length")
                        .containsEntry("oblix.reason", "has-words")
                        .containsEntry("oblix.target", "cloud")
                        .containsEntry("oblix.decision.fallback", "local")
                        .hasEntrySatisfying(
                                "oblix.fact.OblixRequest.promptTokens",
                                tokens -> assertThat(Integer.parseInt(tokens)).isPositive()));
    }

    @Test
    void aFallbackIsTwoCalls() {
        Fault boom = new Fault.Status(500, "application/json", "{\"error\":\"boom\"}", Map.of());
        server.ollama.failNext(boom, boom);

        HttpResponse<String> answer = server.hello("auto");

        int attempts = Integer.parseInt(TestServer.header(answer, "x-oblix-attempts"));
        List<Span> spans = COLLECTOR.trace(id(answer), attempts + 1);
        assertThat(spans).hasSize(attempts + 1);
        assertThat(attributes(spans.get(0)))
                .containsEntry("oblix.fallback", "true")
                .containsEntry("oblix.attempts", Integer.toString(attempts))
                .containsEntry("oblix.target", "cloud");
        Span failed = spans.get(1);
        assertThat(failed.getName()).isEqualTo("chat llama3.2:1b");
        assertThat(failed.getStatus().getCode()).isEqualTo(StatusCode.STATUS_CODE_ERROR);
        assertThat(failed.getStatus().getMessage()).contains("HTTP 500").doesNotContain("boom");
        assertThat(attributes(failed)).containsEntry("error.type", "500");
        Span answered = spans.get(attempts);
        assertThat(attributes(answered))
                .containsEntry("gen_ai.provider.name", "openai")
                .containsEntry("gen_ai.response.model", "gpt-4o-mini-2024-07-18")
                .containsEntry("gen_ai.response.finish_reasons", "stop")
                .hasEntrySatisfying("gen_ai.response.id", id -> assertThat(id).startsWith("chatcmpl"))
                .doesNotContainKey("error.type");
    }

    @Test
    void aStreamHasTheTimeToItsFirstChunk() {
        HttpResponse<String> answer = server.hello(OPENAI, true);

        Span call = COLLECTOR.trace(id(answer), 2).get(1);
        assertThat(attributes(call))
                .containsEntry("gen_ai.request.stream", "true")
                .containsEntry("gen_ai.response.finish_reasons", "stop")
                .hasEntrySatisfying("gen_ai.response.id", id -> assertThat(id).startsWith("chatcmpl"))
                .hasEntrySatisfying(
                        "gen_ai.response.time_to_first_chunk",
                        seconds -> assertThat(Double.parseDouble(seconds)).isBetween(0.0, 60.0));
    }

    @Test
    void aRescuedStreamShowsWhichCallBroke() {
        Story.reset(server);
        server.ollama.failNext(new Fault.Cut(3));

        HttpResponse<String> answer = server.hello("auto", true);

        List<Span> spans = COLLECTOR.trace(id(answer), 3);
        assertThat(events(spans.get(0), "oblix.rescue")).hasSize(1);
        assertThat(attributes(spans.get(1)))
                .containsEntry("gen_ai.response.finish_reasons", "error")
                .containsEntry("error.type", "upstream_unavailable");
        assertThat(attributes(spans.get(spans.size() - 1)))
                .containsEntry("gen_ai.provider.name", "openai")
                .doesNotContainKey("error.type");
    }

    @Test
    void ofAHedgeTheSlowerCallIsOvertakenWhichIsNoError() {
        server.ollama.failNext(new Fault.Silence());

        HttpResponse<String> answer = server.hello("auto:hedged");

        List<Span> spans = COLLECTOR.trace(id(answer), 3);
        assertThat(spans).hasSize(3);
        assertThat(events(spans.get(0), "oblix.hedge"))
                .singleElement()
                .satisfies(event -> assertThat(event).containsEntry("oblix.outcome", "fallback_first"));
        assertThat(attributes(spans.get(1)))
                .containsEntry("gen_ai.provider.name", "ollama")
                .containsEntry("error.type", "overtaken");
        assertThat(spans.get(1).getStatus().getCode()).isEqualTo(StatusCode.STATUS_CODE_UNSET);
        assertThat(attributes(spans.get(2))).containsEntry("gen_ai.provider.name", "openai");
        assertThat(spans.get(2).getStartTimeUnixNano()).isLessThan(spans.get(1).getEndTimeUnixNano());
    }

    @Test
    void anEscalatedAnswerIsACallWhoseAnswerWasDiscarded() {
        server.ollama.answering(request ->
                SimulatedAnswer.of("It may be, or not, who can say?", 10).sure(-3.0));

        HttpResponse<String> answer = server.hello("auto:judged");

        List<Span> spans = COLLECTOR.trace(id(answer), 3);
        assertThat(attributes(spans.get(0)))
                .containsEntry("oblix.reason", "local-was-unsure")
                .containsKey("oblix.confidence");
        assertThat(events(spans.get(0), "oblix.escalation")).hasSize(1);
        assertThat(attributes(spans.get(1)))
                .containsEntry("gen_ai.provider.name", "ollama")
                .containsEntry("oblix.discarded", "true");
        assertThat(attributes(spans.get(2))).containsEntry("gen_ai.provider.name", "openai");
    }

    @Test
    void theRequestIsAChildOfTheCallersSpanAndALocalModelASpanOfTheCall() {
        HttpResponse<String> answer = server.hello(LOCAL, "traceparent", CALLER);

        List<Span> spans = COLLECTOR.trace(id(answer), 2);
        assertThat(hex(spans.get(0).getTraceId())).isEqualTo("0af7651916cd43dd8448eb211c80319c");
        assertThat(hex(spans.get(0).getParentSpanId())).isEqualTo("b7ad6b7169203331");
        assertThat(sentTraceparent(server.ollama))
                .isEqualTo("00-0af7651916cd43dd8448eb211c80319c-"
                        + hex(spans.get(1).getSpanId()) + "-01");
    }

    @Test
    void aCloudLearnsNothingOfTheTrace() {
        HttpResponse<String> answer = server.hello(OPENAI, "traceparent", CALLER);

        assertThat(COLLECTOR.trace(id(answer), 2)).hasSize(2);
        assertThat(sentTraceparent(server.openai)).isEmpty();
    }

    @Test
    void aTraceThatTheCallerDoesNotKeepIsNotSent() {
        String unkept = CALLER.replace("0af7", "0bf7").replace("-01", "-00");
        server.hello(LOCAL, "traceparent", unkept);
        assertThat(sentTraceparent(server.ollama))
                .startsWith(unkept.substring(0, 35))
                .endsWith("-00");
        String kept = id(server.hello(LOCAL));

        COLLECTOR.trace(kept, 2);
        assertThat(COLLECTOR.spans())
                .noneSatisfy(span -> assertThat(hex(span.getTraceId())).isEqualTo(unkept.substring(3, 35)));
    }

    @Test
    void refusedRequestsAreSpansToo() {
        HttpResponse<String> unreadable = server.chat("{");
        HttpResponse<String> unknown = server.hello("no-such-model");

        assertThat(attributes(COLLECTOR.trace(id(unreadable), 1).get(0)))
                .containsEntry("http.response.status_code", "400");
        assertThat(attributes(COLLECTOR.trace(id(unknown), 1).get(0)))
                .containsEntry("http.response.status_code", "404")
                .containsEntry("error.type", "model_not_found");
    }

    @Test
    void embeddingsAreCallsOfTheirOwnKind() {
        server.openai.withModels("gpt-4o-mini", "text-embedding-3-small");
        HttpResponse<String> answer =
                server.post("/v1/embeddings", "{\"model\":\"openai:text-embedding-3-small\",\"input\":\"Hello\"}");

        Span call = COLLECTOR.trace(id(answer), 2).get(1);
        assertThat(call.getName()).isEqualTo("embeddings text-embedding-3-small");
        assertThat(attributes(call)).containsEntry("openinference.span.kind", "EMBEDDING");
    }

    @Test
    void seriesNameTracesAsExamplesWhereTheScraperAsksForThem() {
        String id = id(server.hello(LOCAL));
        String trace = hex(COLLECTOR.trace(id, 2).get(0).getTraceId());

        assertThat(server.metrics()).doesNotContain("trace_id=").contains("oblix_spans_dropped_total 0.0");
        String scrape = server.send(HttpRequest.newBuilder(URI.create(server.url("/metrics")))
                        .header("Accept", "application/openmetrics-text;version=1.0.0,text/plain;q=0.5"))
                .body();
        assertThat(scrape).contains("# EOF").contains("trace_id=\"");
        assertThat(COLLECTOR.spans())
                .anySatisfy(span -> assertThat(scrape).contains("trace_id=\"" + hex(span.getTraceId()) + "\""));
        assertThat(trace).hasSize(32);
    }
}
