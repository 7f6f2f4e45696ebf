package io.oblix.journey.policy;

import static io.oblix.fixture.TestServer.LOCAL;
import static io.oblix.fixture.TestServer.OPENAI;
import static io.oblix.fixture.TestServer.header;
import static org.assertj.core.api.Assertions.assertThat;

import io.oblix.fixture.Await;
import io.oblix.fixture.TestServer;
import io.oblix.simulator.SimulatedAnswer;
import java.net.http.HttpResponse;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that come together, at a local model that works on few of them at a time. An answer takes it 650 ms. */
class OverflowTest {

    private static final int PIECES = 20;

    private final TestServer server = new TestServer(Map.of(
            "policy.auto.slower-by-millis", "1500",
            "policy.auto.cloud-share", "0",
            // On a busy machine an answer is late, and the cloud would be asked as well: its reason is another one.
            "oblix.hedge.share", "0",
            "oblix.ollama.max-in-flight", "8"));

    @BeforeEach
    void answers() {
        SimulatedAnswer answer = new SimulatedAnswer(Collections.nCopies(PIECES, "word "), "stop", PIECES);
        server.ollama.answering(request -> answer.taking(50, 600)).pausing(30);
        server.openai.answering(request -> answer).pausing(5);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private void serve(int chatsAtATime) {
        server.ollama.serving(chatsAtATime, request -> 50L);
    }

    private List<CompletableFuture<HttpResponse<String>>> together(int requests, String model, boolean streamed) {
        return IntStream.range(0, requests)
                .mapToObj(i -> server.helloLater(model, streamed))
                .toList();
    }

    private static void await(List<CompletableFuture<HttpResponse<String>>> answers) {
        answers.forEach(answer -> assertThat(answer.join().statusCode()).isEqualTo(200));
    }

    private long expectedWaitMillis() {
        return server.health().at("/models/local/expected_wait_ms").asLong(-1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatComesAtOnceToAModelThatServesOneAtATimeGoesToTheCloudInPart(boolean streamed) {
        serve(1);
        await(together(1, LOCAL, true));
        await(together(1, OPENAI, true));
        Await.until(
                "both speeds are learned",
                () -> server.health().at("/models/local/expected_answer_ms").asLong() < 2_000
                        && server.health()
                                        .at("/models/cloud/expected_answer_ms")
                                        .asLong()
                                < 3_000);

        List<HttpResponse<String>> answers = together(10, "auto", streamed).stream()
                .map(CompletableFuture::join)
                .toList();

        assertThat(answers).extracting(HttpResponse::statusCode).containsOnly(200);
        List<HttpResponse<String>> cloud = answers.stream()
                .filter(answer -> header(answer, "x-oblix-target").equals("cloud"))
                .toList();
        assertThat(cloud).hasSizeBetween(4, 9);
        assertThat(cloud).extracting(answer -> header(answer, "x-oblix-reason")).containsOnly("local-is-slower");
    }

    @Test
    void beforeAnyAnswerOneRequestShowsHowFastTheModelIsAndTheRestNeedNotWaitForIt() {
        serve(1);

        List<HttpResponse<String>> answers =
                together(10, "auto", true).stream().map(CompletableFuture::join).toList();

        assertThat(answers)
                .extracting(answer -> header(answer, "x-oblix-target"))
                .contains("local", "cloud");
    }

    @Test
    void requestsThatNoPolicyDecidesLeaveTheHostIdle() {
        for (int i = 0; i < 5; i++) {
            assertThat(server.hello("auto:nonsense", false).statusCode()).isEqualTo(404);
        }

        assertThat(expectedWaitMillis()).isZero();
        assertThat(header(server.hello("auto", false), "x-oblix-target")).isEqualTo("local");
    }

    @Test
    void theExpectedWaitIsWhatThenHappens() {
        serve(1);
        await(together(1, LOCAL, true));
        int before = server.ollama.chatCount();
        List<CompletableFuture<HttpResponse<String>>> first = together(4, LOCAL, true);
        Await.until("four are upstream", () -> server.ollama.chatCount() == before + 4);

        long expectedMillis = expectedWaitMillis();
        long started = System.nanoTime();
        await(together(1, LOCAL, true));
        long tookMillis = (System.nanoTime() - started) / 1_000_000;

        assertThat(expectedMillis).isBetween(1_300L, 2_600L);
        assertThat(tookMillis).isGreaterThan(expectedMillis / 2);
        await(first);
    }

    @Test
    void aModelThatServesFourAtATimeIsSoonKnownAsThat() {
        serve(4);
        await(together(4, LOCAL, true));
        int before = server.ollama.chatCount();
        List<CompletableFuture<HttpResponse<String>>> three = together(3, LOCAL, true);
        Await.until("three are upstream", () -> server.ollama.chatCount() == before + 3);

        assertThat(expectedWaitMillis()).isLessThan(100);
        await(three);
    }
}
