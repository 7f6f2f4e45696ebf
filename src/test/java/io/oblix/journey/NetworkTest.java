package io.oblix.journey;

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
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the server finds out of the way to the cloud, over real sockets. */
class NetworkTest {

    /** What stands at the cloud endpoint's address: a provider, or a portal in between. */
    private volatile int status = 401;

    private volatile String contentType = "application/json";

    private HttpServer endpoint() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
        return server;
    }

    private void answer(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().add("Content-Type", contentType);
        if (status == 302) {
            exchange.getResponseHeaders().add("Location", "/log-in");
        }
        exchange.sendResponseHeaders(status, -1);
        exchange.close();
    }

    private static JsonNode line(TestServer server) {
        try {
            return TestServer.json(server.get("/health")).path("agents").path("connectivity");
        } catch (Exception failed) {
            throw new AssertionError(failed);
        }
    }

    private static void awaitState(TestServer server, String state) {
        Await.until(state, () -> line(server).path("state").asText().equals(state));
    }

    @ParameterizedTest
    @CsvSource({"200, text/html", "302, text/html"})
    void aPortalIsNoConnectionAndTheRealEndpointIsOneAtOnce(int portalStatus, String portalType) throws Exception {
        status = portalStatus;
        contentType = portalType;
        HttpServer endpoint = endpoint();
        String url = "http://127.0.0.1:" + endpoint.getAddress().getPort() + "/v1";
        try (TestServer server = new TestServer(Map.of("oblix.openai.base-url", url))) {
            awaitState(server, "DISCONNECTED");
            assertThat(TestServer.header(server.hello("auto"), "x-oblix-reason"))
                    .isEqualTo("network-disconnected");

            contentType = "application/json";
            status = 401;
            Await.until(
                    "the line is back",
                    () -> !line(server).path("state").asText().equals("DISCONNECTED"));
            assertThat(TestServer.header(server.hello("auto"), "x-oblix-reason"))
                    .isEqualTo("local-is-enough");
        } finally {
            endpoint.stop(0);
        }
    }

    @Test
    void nobodyThereIsNoConnectionUntilSomebodyIs() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        try (TestServer server = new TestServer(Map.of("oblix.openai.base-url", "http://127.0.0.1:" + port + "/v1"))) {
            awaitState(server, "DISCONNECTED");
            HttpServer endpoint = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
            endpoint.createContext("/", this::answer);
            endpoint.start();
            Await.until(
                    "the line is back",
                    () -> !line(server).path("state").asText().equals("DISCONNECTED"));
            endpoint.stop(0);
        }
    }

    @Test
    void aLargeRequestShowsTheBandwidthAndChecksCarryNoKey() throws Exception {
        try (TestServer server = new TestServer()) {
            Await.until(
                    "a check",
                    () -> server.openai.probeRequests().stream()
                            .anyMatch(probe -> probe.method().equals("HEAD")));
            assertThat(server.openai.probeRequests())
                    .filteredOn(probe -> probe.method().equals("HEAD"))
                    .extracting(SimulatedRequest::headers)
                    .allSatisfy(headers -> assertThat(headers).doesNotContainKeys("authorization", "x-api-key"));
            server.hello("openai:gpt-4o-mini");
            assertThat(line(server).path("bandwidth_mbps").isNull()).isTrue();

            String picture = "data:image/png;base64," + "A".repeat(1 << 20);
            assertThat(server.chat("{\"model\":\"openai:gpt-4o-mini\",\"messages\":[{\"role\":\"user\",\"content\":"
                                    + "[{\"type\":\"image_url\",\"image_url\":{\"url\":\"" + picture + "\"}}]}]}")
                            .statusCode())
                    .isEqualTo(200);
            Await.until("a bandwidth", () -> line(server).path("bandwidth_mbps").asDouble(-1) > 0);
        }
    }
}
