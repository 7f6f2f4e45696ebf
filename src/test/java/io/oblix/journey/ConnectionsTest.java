package io.oblix.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.oblix.fixture.Await;
import io.oblix.fixture.RawClient;
import io.oblix.fixture.RawClient.Answer;
import io.oblix.fixture.TestServer;
import io.oblix.simulator.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** At the limit of connections a new one evicts an idle one, and is refused only when none is idle. */
class ConnectionsTest {

    private static final int MOST = 10;
    private static final String QUESTION = RawClient.post(TestServer.helloBody(TestServer.OPENAI, false));

    private TestServer server;
    private final List<RawClient> clients = new ArrayList<>();

    @BeforeEach
    void start() throws Exception {
        server = new TestServer(Map.of("oblix.max-connections", Integer.toString(MOST)));
    }

    @AfterEach
    void stop() throws Exception {
        for (RawClient client : clients) {
            client.close();
        }
        server.close();
    }

    private RawClient client() throws Exception {
        RawClient client = new RawClient(server.port());
        clients.add(client);
        return client;
    }

    @Test
    void aFloodOfIdleConnectionsDoesNotKeepOthersOut() throws Exception {
        for (int i = 0; i < 30 * MOST; i++) {
            RawClient client = client();
            if (i % 50 == 0) {
                assertThat(client.send(QUESTION).answer().status()).isEqualTo(200);
            }
        }
        assertThat(server.hello("auto").statusCode()).isEqualTo(200);
        Await.until(
                "the evicted ones have their answer",
                () -> clients.stream().filter(RawClient::hasAnswer).count() >= 28L * MOST);
        for (RawClient client : clients) {
            if (client.hasAnswer()) {
                assertThat(client.answer().status()).isEqualTo(503);
                assertThat(client.rest()).isEmpty();
            }
        }
    }

    @Test
    void whenAllAreInUseOneMoreIsRefusedForNow() throws Exception {
        server.openai.failAlways(new Fault.Silence());
        for (int i = 0; i < MOST; i++) {
            client().send(QUESTION);
        }
        Await.until("all are in use", () -> server.openai.heldCount() == MOST);

        RawClient oneMore = client();
        Answer refused = oneMore.send(QUESTION).answer();
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.error().path("code").asText()).isEqualTo("overloaded");
        assertThat(refused.header("retry-after")).isEqualTo("1");
        assertThat(oneMore.rest()).isEmpty();

        server.openai.failAlways(null);
        server.openai.release();
        for (RawClient client : clients.subList(0, MOST)) {
            assertThat(client.answer().status()).isEqualTo(200);
        }
        assertThat(client().send(QUESTION).answer().status()).isEqualTo(200);
    }
}
