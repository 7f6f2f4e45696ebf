package io.oblix.journey;

import static io.oblix.fixture.TestServer.CLAUDE;
import static io.oblix.fixture.TestServer.LOCAL;
import static io.oblix.fixture.TestServer.OPENAI;
import static org.assertj.core.api.Assertions.assertThat;

import io.oblix.fixture.Asked;
import io.oblix.fixture.TestServer;
import io.oblix.server.connection.HandOvers;
import io.oblix.simulator.ClientApi;
import io.oblix.simulator.SimulatedAnswer;
import io.oblix.simulator.SimulatedProvider;
import io.oblix.upstream.UpstreamClient;
import java.util.Collections;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * How often a request passes between the event loop and its thread: the least of some tries, since probes in the background
 * are counted too.
 */
class HandOversTest {

    /** From the request to its thread, and from there to the provider; its answer goes to the client on the event loop. */
    private static final long OF_A_WHOLE_ANSWER = 2;

    /** The same, and the beginning and the end of the stream on their own. */
    private static final long OF_A_STREAM = 20;

    private static final int TOKENS = 60;

    private static final int TRIES = 20;

    @RegisterExtension
    static final TestServer server = new TestServer(Map.of());

    /** @param enough at most so many end the tries */
    private static long handOvers(TestServer server, ClientApi api, String model, boolean streamed, long enough) {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < TRIES && least > enough; i++) {
            long before = HandOvers.count();
            Asked asked = Asked.of(server, api, model, streamed);
            assertThat(asked.status()).isEqualTo(200);
            assertThat(asked.body()).contains("word");
            least = Math.min(least, HandOvers.count() - before);
        }
        return least;
    }

    /** Each token comes alone. */
    private static void byToken(TestServer asked) {
        for (SimulatedProvider provider : asked.providers()) {
            provider.pausing(3)
                    .answering(same -> new SimulatedAnswer(Collections.nCopies(TOKENS, "word "), "stop", 10));
        }
    }

    private static Stream<Arguments> apisAndModels() {
        return Stream.of(ClientApi.values())
                .filter(ClientApi::streams)
                .flatMap(api -> Stream.of(LOCAL, OPENAI, CLAUDE).map(model -> Arguments.of(api, model)));
    }

    @ParameterizedTest
    @MethodSource("apisAndModels")
    void theTokensOfAStreamDoNotWakeItsThread(ClientApi api, String model) {
        byToken(server);

        assertThat(handOvers(server, api, model, true, OF_A_STREAM)).isLessThanOrEqualTo(OF_A_STREAM);
    }

    @ParameterizedTest
    @MethodSource("apisAndModels")
    void aWholeAnswerIsHandedOverTwice(ClientApi api, String model) {
        for (SimulatedProvider provider : server.providers()) {
            provider.pausing(0).answering(asked -> SimulatedAnswer.of("One word.", 10));
        }

        assertThat(handOvers(server, api, model, false, OF_A_WHOLE_ANSWER)).isEqualTo(OF_A_WHOLE_ANSWER);
    }

    /** So that the two can be compared on any machine, and the figures above are seen to count what they should. */
    @Test
    void withoutItEachTokenWakesTheThread() {
        System.setProperty(UpstreamClient.LENDING, "off");
        try (TestServer slow = new TestServer(Map.of())) {
            byToken(slow);

            assertThat(handOvers(slow, ClientApi.CHAT, OPENAI, true, TOKENS)).isGreaterThan(TOKENS);
        } finally {
            System.clearProperty(UpstreamClient.LENDING);
        }
    }
}
