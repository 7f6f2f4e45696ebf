package io.oblix.settings;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The certificate of the HTTP server, and its private key.
 *
 * @param certificate a PEM file, the server's own certificate first and its chain behind; null to serve plain HTTP
 * @param key a PEM file; null exactly where the certificate is
 */
public record TlsSettings(
        @Nullable Path certificate, @Nullable Path key) {

    static TlsSettings of(SettingsReader read) throws StartFailure {
        String certificate = read.text("oblix.tls.certificate");
        String key = read.text("oblix.tls.key");
        if ((certificate == null) != (key == null)) {
            throw StartFailure.settings(
                    certificate == null
                            ? "oblix.tls.key needs oblix.tls.certificate too"
                            : "oblix.tls.certificate needs oblix.tls.key too");
        }
        return new TlsSettings(certificate == null ? null : Path.of(certificate), key == null ? null : Path.of(key));
    }

    /** Whether the server speaks HTTPS. */
    public boolean isOn() {
        return certificate != null;
    }

    /** {@code http} or {@code https}. */
    public String scheme() {
        return isOn() ? "https" : "http";
    }
}
