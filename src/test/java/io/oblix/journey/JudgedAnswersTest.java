package io.oblix.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.oblix.fixture.Await;
import io.oblix.fixture.RawClient;
import io.oblix.fixture.TestServer;
import io.oblix.simulator.Fault;
import io.oblix.simulator.SimulatedAnswer;
import io.oblix.simulator.SimulatedProvider;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Local answers that are judged before the client has any of them: whole and streamed, in the dialects of clients and the
 * formats of servers. Each test has a local model of its own, as what was learned of one stays.
 */
class JudgedAnswersTest {

    private static final String LOCAL_TEXT = "The local model says that it may well be Paris or else Lyon.";
    private static final String CLOUD_TEXT = "Paris, says the cloud.";

    /** How a client asks, and where its answer has the text. */
    private enum Way {
        CHAT("/v1/chat/completions", false, ""),
        CHAT_STREAM("/v1/chat/completions", true, ""),
        MESSAGES("/v1/messages", false, ",\"max_tokens\":100"),
        MESSAGES_STREAM("/v1/messages", true, ",\"max_tokens\":100"),
        OLLAMA("/api/chat", false, ""),
        OLLAMA_STREAM("/api/chat", true, ""),
        RESPONSES("/v1/responses", false, "");

        private final String path;
        private final boolean streaming;
        private final String more;

        Way(String path, boolean streaming, String more) {
            this.path = path;
            this.streaming = streaming;
            this.more = more;
        }

        String body(String policy, String extra) {
            String question = this == RESPONSES
                    ? "\"input\":\"Which city is it?\""
                    : "\"messages\":[{\"role\":\"user\",\"content\":\"Which city is it?\"}]";
            return "{\"model\":\"auto:" + policy + "\",\"stream\":" + streaming + "," + question + more + extra + "}";
        }
    }

    /** Policies that judge with a share of all, and of none but what shows without a comparison. */
    private static Path policies() {
        try {
            Path folder = Files.createTempDirectory("judging");
            policy(folder, "all", "1");
            policy(folder, "few", "0.000001");
            policy(folder, "mute", "1&model=ollama:mute");
            policy(folder, "all-vllm", "1&model=vllm:m");
            policy(folder, "few-vllm", "0.000001&model=vllm:m");
            policy(folder, "refusing-400", "1&model=vllm:refusing-400");
            policy(folder, "refusing-500", "1&model=vllm:refusing-500");
            policy(folder, "nan-true", "1&model=vllm:nan-true");
            policy(folder, "nan-false", "1&model=vllm:nan-false");
            return folder;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static void policy(Path folder, String name, String escalate) throws IOException {
        Files.writeString(folder.resolve(name + ".camel.yaml"), """
            - route:
                from:
                  uri: direct:policy-%s
                  steps:
                    - to: decide:local?fallback=cloud&reason=as-tested&escalate=%s
            """.formatted(name, escalate));
    }

    /** A local server that speaks OpenAI's format. */
    private static final SimulatedProvider vllm =
            SimulatedProvider.openAi().withModels("m", "refusing-400", "refusing-500");

    @AfterAll
    static void close() {
        vllm.close();
    }

    @RegisterExtension
    static final TestServer server = new TestServer(Map.of(
            "oblix.routes-directory", policies().toString(),
            "oblix.retry.max-delay", "10ms",
            "oblix.stream.keep-alive", "1s",
            "oblix.cascade.gate-tokens", "4",
            "oblix.provider.vllm.base-url", vllm.baseUrl()));

    private static int localBefore;
    private static int cloudBefore;

    private static void answering(@Nullable Double logprob) {
        server.ollama.answering(request -> SimulatedAnswer.of(LOCAL_TEXT, 10).sure(logprob));
        server.openai.answering(request -> SimulatedAnswer.of(CLOUD_TEXT, 10));
        localBefore = server.ollama.chatCount();
        cloudBefore = server.openai.chatCount();
    }

    private static int localChats() {
        return server.ollama.chatCount() - localBefore;
    }

    private static int cloudChats() {
        return server.openai.chatCount() - cloudBefore;
    }

    private static HttpResponse<String> ask(Way way, String policy, String extra) {
        HttpResponse<String> answer = server.post(way.path, way.body(policy, extra));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer;
    }

    private static void isFrom(HttpResponse<String> answer, String target, String reason) {
        assertThat(TestServer.header(answer, "x-oblix-target")).isEqualTo(target);
        assertThat(TestServer.header(answer, "x-oblix-reason")).isEqualTo(reason);
        assertThat(TestServer.header(answer, "x-oblix-fallback")).isEqualTo("" + target.equals("cloud"));
        assertThat(answer.body()).contains(target.equals("cloud") ? "cloud" : "Lyon");
        if (target.equals("cloud")) {
            assertThat(answer.body()).doesNotContain("local", "Lyon");
        }
    }

    private static boolean asksForLogprobs(int ofLast) {
        return server.ollama
                .chatRequests()
                .get(server.ollama.chatRequests().size() - ofLast)
                .body()
                .path("logprobs")
                .asBoolean(false);
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void anAnswerInDoubtIsNotSent(Way way) {
        answering(-0.5);

        HttpResponse<String> answer = ask(way, "all", "");

        isFrom(answer, "cloud", "local-was-unsure");
        assertThat(TestServer.header(answer, "x-oblix-attempts")).isEqualTo("2");
        assertThat(TestServer.header(answer, "x-oblix-confidence")).matches("[01]\\.[0-9]{2}");
        assertThat(localChats()).isEqualTo(1);
        assertThat(cloudChats()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void aGoodAnswerIsSentWithoutWhatTheClientDidNotAskFor(Way way) {
        answering(-0.25);

        HttpResponse<String> answer = ask(way, "few", "");

        isFrom(answer, "local", "as-tested");
        assertThat(asksForLogprobs(1)).isTrue();
        assertThat(TestServer.header(answer, "x-oblix-confidence")).matches("[01]\\.[0-9]{2}");
        assertThat(answer.body()).doesNotContain("-0.25").doesNotContain("top_logprobs\":[{");
        assertThat(cloudChats()).isZero();
    }

    @ParameterizedTest
    @EnumSource(names = {"CHAT", "CHAT_STREAM", "MESSAGES_STREAM", "OLLAMA"})
    void aServerThatSpeaksOpenAisFormatIsJudgedToo(Way way) {
        answering(-0.5);
        vllm.answering(request -> SimulatedAnswer.of(LOCAL_TEXT, 10).sure(-0.25));

        isFrom(ask(way, "all-vllm", ""), "cloud", "local-was-unsure");
        HttpResponse<String> good = ask(way, "few-vllm", "");

        isFrom(good, "local", "as-tested");
        assertThat(TestServer.header(good, "x-oblix-confidence")).isNotEmpty();
        assertThat(good.body()).doesNotContain("-0.25");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aServerThatWritesNoNumbersForLogprobsIsAskedWithoutThem(boolean streaming) {
        answering(-0.5);
        vllm.answering(request -> SimulatedAnswer.of(LOCAL_TEXT, 10));
        String choice = "{\"choices\":[{\"index\":0,\"%s\":{\"content\":\"A\"},\"logprobs\":{\"content\":"
                + "[{\"token\":\"A\",\"logprob\":NaN}]}}]}";
        vllm.failNext(
                streaming
                        ? new Fault.Status(
                                200, "text/event-stream", "data: " + choice.formatted("delta") + "\n\n", Map.of())
                        : new Fault.Status(200, "application/json", choice.formatted("message"), Map.of()));

        isFrom(ask(streaming ? Way.CHAT_STREAM : Way.CHAT, "nan-" + streaming, ""), "local", "as-tested");

        assertThat(cloudChats()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 500})
    void aServerThatRefusesLogprobsIsAskedWithoutThem(int status) {
        answering(-0.5);
        vllm.answering(request -> SimulatedAnswer.of(LOCAL_TEXT, 10));
        vllm.failNext(new Fault.Status(
                status,
                "application/json",
                "{\"error\":{\"message\":\"logprobs is not supported for models created with logits_all=False\"}}",
                Map.of()));

        isFrom(ask(Way.CHAT, "refusing-" + status, ""), "local", "as-tested");
        isFrom(ask(Way.CHAT_STREAM, "refusing-" + status, ""), "local", "as-tested");

        assertThat(cloudChats()).isZero();
        assertThat(vllm.chatRequests()
                        .get(vllm.chatRequests().size() - 1)
                        .body()
                        .has("logprobs"))
                .isFalse();
    }

    @ParameterizedTest
    @EnumSource(names = {"CHAT", "CHAT_STREAM", "OLLAMA", "OLLAMA_STREAM"})
    void aClientThatAskedForLogprobsHasItsOwn(Way way) {
        answering(-0.25);

        assertThat(ask(way, "few", ",\"logprobs\":true").body()).contains("-0.25");
    }

    @ParameterizedTest
    @EnumSource(names = {"CHAT", "CHAT_STREAM", "MESSAGES_STREAM", "OLLAMA_STREAM"})
    void theHeldAnswerIsSentWhenTheFallbackFails(Way way) {
        answering(-0.5);
        server.openai.failAlways(Fault.Status.of(500));

        HttpResponse<String> answer = ask(way, "all", "");

        isFrom(answer, "local", "local-was-unsure");
        assertThat(answer.body()).doesNotContain("-0.5");
        assertThat(localChats()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        I'm sorry, but I can't help with that. | stop   | refused
        ' '                                    | stop   | empty
        Well, it is                            | length | cut-off
        """)
    void whatShowsWithoutAComparisonIsNotSentEither(String text, String finish, String reason) {
        answering(-0.01);
        server.ollama.answering(
                request -> SimulatedAnswer.of(text, 10).ending(finish).sure(-0.01));
        double before = metric("oblix_escalations_total{reason=\"" + reason + "\"}");

        for (Way way : List.of(Way.CHAT, Way.CHAT_STREAM, Way.OLLAMA_STREAM)) {
            HttpResponse<String> answer = ask(way, "few", "");

            assertThat(TestServer.header(answer, "x-oblix-reason")).isEqualTo("local-was-unsure");
            assertThat(answer.body()).contains("cloud").doesNotContain("sorry", "Well");
        }
        assertThat(metric("oblix_escalations_total{reason=\"" + reason + "\"}")).isEqualTo(before + 3);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anAnswerToAJsonSchemaThatIsNoneIsNotSent(boolean valid) {
        answering(-0.01);
        server.ollama.answering(request -> SimulatedAnswer.of(valid ? "{\"city\":\"Lyon\"}" : "{\"city\":7}", 10)
                .sure(-0.01));
        String format = ",\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"a\",\"schema\":"
                + "{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\"}}}}}";

        isFrom(ask(Way.CHAT, "few", format), valid ? "local" : "cloud", valid ? "as-tested" : "local-was-unsure");
    }

    @Test
    void anAnswerWithoutLogprobsIsNotCompared() {
        answering(null);

        HttpResponse<String> first = ask(Way.CHAT_STREAM, "mute", "");
        isFrom(first, "local", "as-tested");
        assertThat(TestServer.header(first, "x-oblix-confidence")).isEmpty();
        assertThat(asksForLogprobs(1)).isTrue();
        isFrom(ask(Way.CHAT, "mute", ""), "local", "as-tested");
    }

    @ParameterizedTest
    @EnumSource(names = {"CHAT_STREAM", "MESSAGES_STREAM"})
    void aStreamWaitsForItsJudgementWithSignsOfLife(Way way) throws Exception {
        answering(-0.01);
        server.ollama.failNext(new Fault.Hold(2));

        HttpRequest request = HttpRequest.newBuilder(URI.create(server.url(way.path)))
                .POST(HttpRequest.BodyPublishers.ofString(way.body("few", "")))
                .build();
        Iterator<String> lines = HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofLines())
                .body()
                .iterator();

        assertThat(lines.next()).isEqualTo(": keep-alive");
        Await.until("it is held", () -> server.ollama.heldCount() == 1);
        server.ollama.release();
        StringBuilder rest = new StringBuilder();
        lines.forEachRemaining(rest::append);
        assertThat(rest).contains("Lyon");
    }

    /** While it is held, and while the fallback is asked in its place. */
    @ParameterizedTest
    @CsvSource({"2, 0", "6, 1"})
    void aClientThatLeavesEndsTheHeldCall(int heldAfter, int cloudCalls) throws Exception {
        answering(-0.5);
        server.ollama.failNext(new Fault.Hold(heldAfter));
        server.openai.failNext(new Fault.Silence());
        int localDropped = server.ollama.droppedCount();
        int cloudDropped = server.openai.droppedCount();
        try (RawClient client = new RawClient(server.port())) {
            client.send(RawClient.post(Way.CHAT_STREAM.body("all", "")));
            Await.until("it is held", () -> server.ollama.heldCount() == 1 && server.openai.heldCount() == cloudCalls);
        }

        Await.until(
                "no call is left",
                () -> server.ollama.droppedCount() == localDropped + 1
                        && server.openai.droppedCount() == cloudDropped + cloudCalls);
        assertThat(cloudChats()).isEqualTo(cloudCalls);
    }

    @Test
    void aStreamThatBreaksWhileItIsHeldIsTheFallbacks() {
        answering(-0.01);
        server.ollama.failAlways(new Fault.Cut(2));

        HttpResponse<String> answer = ask(Way.CHAT_STREAM, "few", "");

        assertThat(answer.body()).contains("cloud").doesNotContain("local");
        assertThat(TestServer.header(answer, "x-oblix-reason")).isEqualTo("as-tested");
    }

    @Test
    void aLocalOnlyRequestIsNotJudged() {
        answering(-0.5);

        HttpResponse<String> answer =
                server.post(Way.CHAT.path, Way.CHAT.body("all", ""), "X-Oblix-Privacy", "local-only");

        isFrom(answer, "local", "as-tested");
        assertThat(asksForLogprobs(1)).isFalse();
        assertThat(cloudChats()).isZero();
    }

    @Test
    void whatWasJudgedIsShown() {
        answering(-0.5);
        double wasted = metric("oblix_wasted_tokens_total{gen_ai_operation_name=\"chat\",");
        HttpResponse<String> answer = ask(Way.CHAT, "all", "");

        JsonNode entry = server.lastDecision();
        assertThat(entry.path("reason").asText()).isEqualTo("local-was-unsure");
        assertThat(entry.path("confidence").asDouble(-1)).isBetween(0.0, 1.0);
        assertThat(entry.path("id").asText()).isEqualTo(TestServer.header(answer, "x-oblix-request-id"));
        assertThat(metric("oblix_wasted_tokens_total{gen_ai_operation_name=\"chat\","))
                .isEqualTo(wasted + LOCAL_TEXT.split(" ").length);

        JsonNode route = TestServer.json(server.post("/v1/route", Way.CHAT.body("all", "")));
        assertThat(route.at("/judged/share").asDouble()).isEqualTo(1);
        assertThat(route.at("/judged/sentence").asText()).contains("would be judged");
    }

    /** The sum of the samples that begin like this. */
    private static double metric(String start) {
        return server.metrics()
                .lines()
                .filter(line -> line.startsWith(start))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }
}
