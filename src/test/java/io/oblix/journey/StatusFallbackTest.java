package io.oblix.journey;

import static io.oblix.fixture.TestServer.OPENAI;
import static io.oblix.fixture.TestServer.header;
import static io.oblix.fixture.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.oblix.fixture.TestServer;
import io.oblix.simulator.Fault;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Statuses of a provider that no client can cause. */
class StatusFallbackTest {

    @RegisterExtension
    static final TestServer server = new TestServer(Map.of("oblix.retry.max-attempts", "1"));

    @ParameterizedTest
    @CsvSource({"405", "410", "415", "421", "424", "425", "498", "499", "520", "522", "530", "501"})
    void aStatusThatIsNotTheClientsMakingTakesTheFallback(int status) {
        server.openai.failAlways(Fault.Status.of(status));

        HttpResponse<String> answer = server.hello("auto:cloud-first");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(header(answer, "x-oblix-target")).isEqualTo("local");
        assertThat(header(answer, "x-oblix-fallback")).isEqualTo("true");
        // A success, so that the circuit stays closed for the next status.
        server.openai.heal();
        assertThat(server.hello(OPENAI).statusCode()).isEqualTo(200);
    }

    @Test
    void capacityThatIsExceededIsAnOverloadForANamedModel() {
        server.openai.failAlways(new Fault.Status(
                498,
                "application/json",
                "{\"error\":{\"message\":\"Flex tier capacity exceeded\",\"type\":\"capacity\"}}",
                Map.of()));

        HttpResponse<String> answer = server.hello(OPENAI);

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(json(answer).at("/error/code").asText()).isEqualTo("overloaded");
        assertThat(answer.body()).contains("Flex tier capacity exceeded");
    }
}
