package io.oblix.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.oblix.fixture.Await;
import io.oblix.fixture.TestServer;
import io.oblix.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** HTTPS by two PEM files that are read again when they change. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TlsTest {

    private static final Path FILES = Path.of("src", "test", "resources", "io", "oblix", "server", "tls");

    @TempDir
    private static Path folder;

    private SSLContext trusting;
    private TestServer server;

    @BeforeAll
    void start() throws Exception {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        for (String name : new String[] {"rsa.crt", "ec.crt"}) {
            trusted.setCertificateEntry(name, certificate(name));
        }
        TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(trusted);
        trusting = SSLContext.getInstance("TLS");
        trusting.init(null, managers.getTrustManagers(), null);
        write("rsa.crt", "rsa.pkcs8.key");
        server = new TestServer(Map.of(
                "oblix.tls.certificate", folder.resolve("tls.crt").toString(),
                "oblix.tls.key", folder.resolve("tls.key").toString(),
                "oblix.receive-timeout", "2s"));
    }

    @BeforeEach
    void renewTheFirst() throws Exception {
        write("rsa.crt", "rsa.pkcs8.key");
        Await.until("the first certificate is shown", () -> shown().equals(certificate("rsa.crt")));
    }

    @AfterAll
    void stop() {
        server.close();
    }

    private static Certificate certificate(String name) {
        try (var in = Files.newInputStream(FILES.resolve(name))) {
            return CertificateFactory.getInstance("X.509").generateCertificate(in);
        } catch (Exception failed) {
            throw new IllegalStateException(failed);
        }
    }

    private static void write(String certificate, String key) throws IOException {
        Files.copy(FILES.resolve(certificate), folder.resolve("tls.crt"), StandardCopyOption.REPLACE_EXISTING);
        Files.copy(FILES.resolve(key), folder.resolve("tls.key"), StandardCopyOption.REPLACE_EXISTING);
    }

    private SSLSocket connect() throws IOException {
        SSLSocket socket = (SSLSocket) trusting.getSocketFactory().createSocket("127.0.0.1", server.port());
        socket.setSoTimeout(20_000);
        socket.startHandshake();
        return socket;
    }

    /** What a new connection gets to see. */
    private X509Certificate shown() {
        try (SSLSocket socket = connect()) {
            return (X509Certificate) socket.getSession().getPeerCertificates()[0];
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private HttpClient client() {
        return HttpClient.newBuilder().sslContext(trusting).build();
    }

    private HttpResponse<String> send(HttpClient client, HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpRequest.Builder at(String path) {
        return HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + server.port() + path));
    }

    private HttpRequest.Builder hello(boolean streamed) {
        return at("/v1/chat/completions")
                .POST(HttpRequest.BodyPublishers.ofString(TestServer.helloBody("auto", streamed)));
    }

    private String problem() {
        try {
            HttpResponse<String> health = send(client(), at("/health"));
            return Json.MAPPER.readTree(health.body()).at("/tls/problem").asText();
        } catch (Exception failed) {
            throw new IllegalStateException(failed);
        }
    }

    @Test
    void wholeAnswersAndStreamsComeOverHttpsAndNothingOverHttp() throws Exception {
        assertThat(send(client(), hello(false)).body()).contains("\"role\":\"assistant\"");
        assertThat(send(client(), hello(true)).body()).contains("data: [DONE]");
        assertThatThrownBy(() -> server.hello("auto")).isInstanceOf(RuntimeException.class);
    }

    private static int run(Map<String, String> environment, String... command) throws Exception {
        ProcessBuilder process = new ProcessBuilder(command).redirectErrorStream(true);
        process.environment().putAll(environment);
        process.redirectOutput(ProcessBuilder.Redirect.DISCARD);
        return process.start().waitFor();
    }

    @Test
    void theHealthCheckOfTheImageAsksOverHttps() throws Exception {
        try {
            assumeTrue(run(Map.of(), "bash", "-c", "openssl version") == 0, "there is no openssl");
        } catch (IOException noBash) {
            abort("there is no bash");
        }
        String dockerfile = Files.readString(Path.of("Dockerfile"));
        int start = dockerfile.indexOf("CMD bash -c '") + "CMD bash -c '".length();
        String check = dockerfile.substring(start, dockerfile.indexOf("'\n", start));
        String port = Integer.toString(server.port());

        assertThat(run(Map.of("OBLIX_PORT", port, "OBLIX_TLS_CERTIFICATE", "tls.crt"), "bash", "-c", check))
                .isZero();
        assertThat(run(Map.of("OBLIX_PORT", port), "bash", "-c", check))
                .as("without HTTPS")
                .isNotZero();
        try (TestServer plain = new TestServer()) {
            String other = Integer.toString(plain.port());
            assertThat(run(Map.of("OBLIX_PORT", other), "bash", "-c", check)).isZero();
            assertThat(run(Map.of("OBLIX_PORT", other, "OBLIX_TLS_CERTIFICATE", "tls.crt"), "bash", "-c", check))
                    .isNotZero();
        }
    }

    @Test
    void aRenewedCertificateIsShownToNewConnectionsAndOpenOnesStay() throws Exception {
        HttpClient before = client();
        assertThat(send(before, hello(false)).statusCode()).isEqualTo(200);

        write("ec.crt", "ec.key");

        Await.until("the new certificate is shown", () -> shown().equals(certificate("ec.crt")));
        for (int i = 0; i < 8; i++) {
            assertThat(shown()).isEqualTo(certificate("ec.crt"));
        }
        assertThat(send(before, hello(true)).statusCode()).isEqualTo(200);
    }

    @Test
    void aBadEditIsReportedAndTheLastGoodPairStays() throws Exception {
        write("rsa.crt", "ec.key");

        Await.until("the mistake is reported", () -> problem().contains("does not belong"));
        assertThat(shown()).isEqualTo(certificate("rsa.crt"));

        Files.delete(folder.resolve("tls.key"));
        Await.until("the lost file is reported", () -> problem().contains("no such file"));
        assertThat(send(client(), hello(false)).statusCode()).isEqualTo(200);

        write("ec.crt", "ec.pkcs8.key");
        Await.until("the mended pair is shown", () -> shown().equals(certificate("ec.crt")));
        Await.until("nothing is wrong any more", () -> problem().equals("null"));
    }

    @Test
    void theConnectionIsGuardedBeneathHttpsToo() throws Exception {
        assertThat(
                        statusOf(
                                "POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n"))
                .startsWith("HTTP/1.1 400 ");
        assertThat(statusOf("POST /v1/chat/completions HTTP/1.1\r\nHo")).startsWith("HTTP/1.1 408 ");
    }

    private String statusOf(String request) throws IOException {
        try (SSLSocket socket = connect()) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
            return new String(socket.getInputStream().readNBytes(13), StandardCharsets.US_ASCII);
        }
    }
}
