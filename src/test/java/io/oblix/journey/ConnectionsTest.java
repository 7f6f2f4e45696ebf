package io.oblix.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.oblix.fixture.Await;
import io.oblix.fixture.RawCaller;
import io.oblix.fixture.RawCaller.Answer;
import io.oblix.fixture.TestServer;
import io.oblix.simulator.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** More callers than there may be: idle ones make room, and only when there are none is one refused. */
class ConnectionsTest {

    private static final int MOST = 10;
    private static final String QUESTION = RawCaller.post(String.format(TestServer.HELLO, "openai:gpt-4o-mini"));

    private TestServer server;
    private final List<RawCaller> callers = new ArrayList<>();

    @BeforeEach
    void start() throws Exception {
        server = new TestServer(Map.of("oblix.max-connections", Integer.toString(MOST)));
    }

    @AfterEach
    void stop() throws Exception {
        for (RawCaller caller : callers) {
            caller.close();
        }
        server.close();
    }

    private RawCaller caller() throws Exception {
        RawCaller caller = new RawCaller(server.port());
        callers.add(caller);
        return caller;
    }

    @Test
    void aFloodOfIdleConnectionsKeepsNobodyOut() throws Exception {
        for (int i = 0; i < 30 * MOST; i++) {
            RawCaller caller = caller();
            if (i % 50 == 0) {
                assertThat(caller.send(QUESTION).answer().status()).isEqualTo(200);
            }
        }
        assertThat(server.hello("auto").statusCode()).isEqualTo(200);
        Await.until(
                "word to those who made room",
                () -> callers.stream().filter(RawCaller::hasAnswer).count() >= 28L * MOST);
        for (RawCaller caller : callers) {
            if (caller.hasAnswer()) {
                assertThat(caller.answer().status()).isEqualTo(503);
                assertThat(caller.rest()).isEmpty();
            }
        }
    }

    @Test
    void whenAllAreInUseOneMoreIsToldToComeAgain() throws Exception {
        server.openai.failAlways(new Fault.Silence());
        for (int i = 0; i < MOST; i++) {
            caller().send(QUESTION);
        }
        Await.until("all of them in use", () -> server.openai.heldCount() == MOST);

        RawCaller oneMore = caller();
        Answer refused = oneMore.send(QUESTION).answer();
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.error().path("code").asText()).isEqualTo("overloaded");
        assertThat(refused.header("retry-after")).isEqualTo("1");
        assertThat(oneMore.rest()).isEmpty();

        server.openai.failAlways(null);
        server.openai.release();
        for (RawCaller caller : callers.subList(0, MOST)) {
            assertThat(caller.answer().status()).isEqualTo(200);
        }
        assertThat(caller().send(QUESTION).answer().status()).isEqualTo(200);
    }
}
