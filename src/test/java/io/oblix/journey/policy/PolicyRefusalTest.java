package io.oblix.journey.policy;

import static io.oblix.fixture.PolicyServer.FIRST_VERSION;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.oblix.fixture.PolicyServer;
import io.oblix.fixture.RawClient;
import io.oblix.fixture.TestServer;
import io.oblix.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A rejected policy file is reported at /health and in /metrics, and the last good version stays in effect. */
class PolicyRefusalTest {

    @RegisterExtension
    static final PolicyServer policies = new PolicyServer();

    private final TestServer server = policies.server();

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        decide:local?reason=Bad Reason                    | reason in lower-case-with-dashes
        decide:elsewhere?reason=x                         | decide:elsewhere is unknown
        direct:ask                                        | may call nothing but decide:, not direct:ask
        """)
    void aBadStepIsRejectedWithItsLineUntilItIsMended(String step, String sentence) throws Exception {
        policies.policy("auto", step);
        JsonNode rejection = policies.awaitRejection();

        assertThat(rejection.path("policy").asText()).isEqualTo("auto");
        assertThat(rejection.path("reason").asText()).contains(sentence);
        assertThat(rejection.path("line").asInt()).isEqualTo(5);
        assertThat(server.metrics()).contains("oblix_policies_rejected 1.0");
        assertThat(server.reason("auto")).isEqualTo(FIRST_VERSION);

        policies.policy("auto", "decide:local?reason=mended-version");
        policies.awaitReason("auto", "mended-version");
        assertThat(policies.rejected()).isEmpty();
    }

    @Test
    void theDashboardShowsTheRefusedEditWithItsLineAndTheVersionInUseWithItsHits() throws Exception {
        policies.policy("auto", "direct:ask");
        policies.awaitRejection();
        server.hello("auto");

        JsonNode shown = firstEvent().at("/policies/0");

        assertThat(shown.path("name").asText()).isEqualTo("auto");
        assertThat(shown.at("/refused/line").asInt()).isEqualTo(5);
        assertThat(shown.at("/refused/file").asText()).endsWith("auto.camel.yaml");
        assertThat(shown.at("/refused/reason").asText()).contains("may call nothing but decide:");
        assertThat(Instant.parse(shown.at("/refused/at").asText()))
                .isAfter(Instant.parse(shown.path("since").asText()));
        assertThat(shown.at("/rules/0/reason").asText()).isEqualTo(FIRST_VERSION);
        assertThat(shown.at("/rules/0/hits").asInt()).isPositive();
    }

    /** The state with which a page begins. */
    private JsonNode firstEvent() throws IOException {
        try (RawClient page = new RawClient(server.port())) {
            page.send("GET /dashboard/events HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n");
            String line = page.line();
            while (!line.startsWith("data: ")) {
                line = page.line();
            }
            return Objects.requireNonNull(Json.valueOrNull(line.substring("data: ".length())));
        }
    }

    @Test
    void aFileThatIsNotUtf8IsRejected() throws Exception {
        Files.write(policies.folder().resolve("auto.camel.yaml"), new byte[] {'#', (byte) 0xff, (byte) 0xfe});

        assertThat(policies.awaitRejection().path("reason").asText()).isEqualTo("it is not written in UTF-8");
        assertThat(server.reason("auto")).isEqualTo(FIRST_VERSION);
    }
}
