package io.oblix.journey;

import static io.oblix.fixture.TestServer.OPENAI;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.oblix.fixture.Await;
import io.oblix.fixture.TestServer;
import io.oblix.simulator.SimulatedRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the server learns of the network to the cloud, over real sockets. Its checks are seconds apart. */
class NetworkTest {

    private static final String DISCONNECTED = "DISCONNECTED";

    /** An address for the cloud's endpoint, at which a provider answers, or a login portal. */
    private static final class Endpoint implements AutoCloseable {

        private final HttpServer http;
        private volatile int status;
        private volatile String contentType;

        Endpoint(int port, int status, String contentType) throws IOException {
            this.status = status;
            this.contentType = contentType;
            http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
            http.createContext("/", this::answer);
            http.start();
        }

        int port() {
            return http.getAddress().getPort();
        }

        /** From now on the provider answers. */
        void isReached() {
            contentType = "application/json";
            status = 401;
        }

        private void answer(HttpExchange exchange) throws IOException {
            exchange.getResponseHeaders().add("Content-Type", contentType);
            if (status == 302) {
                exchange.getResponseHeaders().add("Location", "/log-in");
            }
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        }

        @Override
        public void close() {
            http.stop(0);
        }
    }

    private static TestServer serverWithCloudAt(int port) {
        return new TestServer(Map.of("oblix.openai.base-url", "http://127.0.0.1:" + port + "/v1"));
    }

    private static JsonNode connectivity(TestServer server) {
        return server.health().at("/agents/connectivity");
    }

    private static String state(TestServer server) {
        return connectivity(server).path("state").asText();
    }

    @ParameterizedTest
    @CsvSource({"200, text/html", "302, text/html"})
    @Execution(ExecutionMode.CONCURRENT)
    void aLoginPortalCountsAsDisconnectedUntilTheProviderAnswers(int status, String contentType) throws Exception {
        try (Endpoint endpoint = new Endpoint(0, status, contentType);
                TestServer server = serverWithCloudAt(endpoint.port())) {
            Await.until("the portal is found out", () -> state(server).equals(DISCONNECTED));
            assertThat(server.reason("auto")).isEqualTo("network-disconnected");

            endpoint.isReached();
            Await.until("the network is back", () -> !state(server).equals(DISCONNECTED));
            assertThat(server.reason("auto")).isEqualTo("local-is-enough");
        }
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void anUnreachableEndpointCountsAsDisconnectedUntilItAnswers() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        try (TestServer server = serverWithCloudAt(port)) {
            Await.until("the endpoint is found unreachable", () -> state(server).equals(DISCONNECTED));
            try (Endpoint endpoint = new Endpoint(port, 401, "application/json")) {
                assertThat(endpoint.port()).isEqualTo(port);
                Await.until("the network is back", () -> !state(server).equals(DISCONNECTED));
            }
        }
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void checksCarryNoKeyAndALargeRequestShowsTheBandwidth() {
        try (TestServer server = new TestServer()) {
            Await.until("the endpoint is checked", () -> !checks(server).isEmpty());
            assertThat(checks(server))
                    .extracting(SimulatedRequest::headers)
                    .allSatisfy(headers -> assertThat(headers).doesNotContainKeys("authorization", "x-api-key"));
            server.hello(OPENAI);
            assertThat(connectivity(server).path("bandwidth_mbps").isNull()).isTrue();

            String picture = "data:image/png;base64," + "A".repeat(1 << 20);
            assertThat(server.chat("{\"model\":\"" + OPENAI + "\",\"messages\":[{\"role\":\"user\",\"content\":"
                                    + "[{\"type\":\"image_url\",\"image_url\":{\"url\":\"" + picture + "\"}}]}]}")
                            .statusCode())
                    .isEqualTo(200);
            Await.until(
                    "the bandwidth is known",
                    () -> connectivity(server).path("bandwidth_mbps").asDouble(-1) > 0);
        }
    }

    private static List<SimulatedRequest> checks(TestServer server) {
        return server.openai.probeRequests().stream()
                .filter(probe -> probe.method().equals("HEAD"))
                .toList();
    }
}
