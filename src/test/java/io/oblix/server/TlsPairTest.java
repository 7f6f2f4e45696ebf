package io.oblix.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.oblix.settings.OblixSettings;
import io.oblix.settings.SettingsSource;
import io.oblix.settings.StartFailure;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which certificates and keys are taken, and what is said of those that are not. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TlsPairTest {

    private static final Path FILES = Path.of("src", "test", "resources", "io", "oblix", "server", "tls");

    private Vertx vertx;

    @TempDir
    private Path temp;

    @BeforeAll
    void open() {
        vertx = Vertx.vertx();
    }

    @AfterAll
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private Instant check(Path certificate, Path key) throws TlsPair.Unusable {
        return TlsPair.read(certificate, key).check(vertx).validUntil();
    }

    @ParameterizedTest
    @CsvSource({"rsa.crt, rsa.pkcs8.key", "rsa.crt, rsa.pkcs1.key", "ec.crt, ec.key", "ec.crt, ec.pkcs8.key"})
    void aPairOfEachFormIsTaken(String certificate, String key) throws Exception {
        assertThat(check(FILES.resolve(certificate), FILES.resolve(key)))
                .isAfter(Instant.parse("2100-01-01T00:00:00Z"));
    }

    @ParameterizedTest
    @CsvSource({
        "rsa.crt, ec.key, does not belong to the certificate",
        "rsa.crt, other-rsa.key, does not belong to the certificate",
        "ec.crt, rsa.pkcs8.key, does not belong to the certificate",
        "ec.crt, encrypted.key, is encrypted",
        "rsa.pkcs8.key, rsa.pkcs8.key, no certificate in PEM",
        "rsa.crt, rsa.crt, no private key in PEM",
        "rsa.crt, none.key, there is no such file",
        "none.crt, rsa.pkcs8.key, there is no such file"
    })
    void aPairThatCannotBeUsedIsRefusedInOneLineWithoutItsText(String certificate, String key, String why) {
        assertThatThrownBy(() -> check(FILES.resolve(certificate), FILES.resolve(key)))
                .isInstanceOf(TlsPair.Unusable.class)
                .hasMessageContaining(why)
                .message()
                .hasLineCount(1)
                .doesNotContain("BEGIN");
    }

    @ParameterizedTest
    @CsvSource({"oblix.tls.certificate, oblix.tls.key", "oblix.tls.key, oblix.tls.certificate"})
    void oneFileWithoutTheOtherStopsTheStart(String given, String missing) {
        assertThatThrownBy(() -> OblixSettings.of(SettingsSource.read(
                        temp, Map.of(), Map.of(given, "some.pem", "oblix.local-model", "ollama:x"))))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining(given + " needs " + missing);
    }
}
