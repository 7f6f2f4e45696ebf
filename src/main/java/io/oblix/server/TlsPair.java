package io.oblix.server;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.KeyManager;
import javax.net.ssl.X509KeyManager;
import org.jspecify.annotations.Nullable;

/**
 * A certificate with its chain and its private key, as the two files hold them.
 *
 * @param certificate PEM
 * @param key PEM: PKCS 8, PKCS 1 or SEC 1, not encrypted
 */
record TlsPair(byte[] certificate, byte[] key) {

    /** The files of certificates are much smaller. */
    private static final int MAX_BYTES = 1 << 20;

    private static final String[] KEY_TYPES = {"RSA", "EC", "EdDSA", "RSASSA-PSS"};

    private static final String STRANGERS = "the private key does not belong to the certificate";

    private static final AtomicLong NUMBERS = new AtomicLong();

    /** Why a pair cannot be used, for the operator: without any of its text. */
    static final class Unusable extends Exception {

        private static final long serialVersionUID = 1L;

        Unusable(String message) {
            super(message);
        }
    }

    static TlsPair read(Path certificate, Path key) throws Unusable {
        return new TlsPair(bytes("oblix.tls.certificate", certificate), bytes("oblix.tls.key", key));
    }

    private static byte[] bytes(String setting, Path file) throws Unusable {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw new Unusable(setting + "=" + file + " is no PEM file: it is larger than 1 MiB");
            }
            return bytes;
        } catch (NoSuchFileException none) {
            throw new Unusable(setting + "=" + file + ": there is no such file");
        } catch (IOException unreadable) {
            throw new Unusable(setting + "=" + file + " cannot be read ("
                    + unreadable.getClass().getSimpleName() + ")");
        }
    }

    boolean isSame(@Nullable TlsPair other) {
        return other != null && Arrays.equals(certificate, other.certificate) && Arrays.equals(key, other.key);
    }

    /** Reads both as Vert.x does, and tries the key on the certificate. */
    TlsKeys.Shown check(Vertx vertx) throws Unusable {
        PublicKey open = firstCertificate().getPublicKey();
        if (new String(key, StandardCharsets.ISO_8859_1).contains("ENCRYPTED")) {
            throw new Unusable(
                    "the private key is encrypted; write it without a password, readable for this user only");
        }
        TlsKeys.Shown pair = parsed(vertx);
        if (!belong(open, pair.key())) {
            throw new Unusable(STRANGERS);
        }
        return pair;
    }

    private X509Certificate firstCertificate() throws Unusable {
        try {
            return CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(certificate))
                    .stream()
                    .map(X509Certificate.class::cast)
                    .findFirst()
                    .orElseThrow(() -> new Unusable("the certificate is no certificate in PEM"));
        } catch (GeneralSecurityException malformed) {
            throw new Unusable("the certificate is no certificate in PEM");
        }
    }

    private TlsKeys.Shown parsed(Vertx vertx) throws Unusable {
        try {
            PemKeyCertOptions pem = new PemKeyCertOptions()
                    .setCertValue(Buffer.buffer(certificate))
                    .setKeyValue(Buffer.buffer(key));
            for (KeyManager manager : pem.getKeyManagerFactory(vertx).getKeyManagers()) {
                for (String type : KEY_TYPES) {
                    String[] names = ((X509KeyManager) manager).getServerAliases(type, null);
                    if (names != null && names.length > 0) {
                        return new TlsKeys.Shown(
                                "pair-" + NUMBERS.incrementAndGet(),
                                ((X509KeyManager) manager).getCertificateChain(names[0]),
                                ((X509KeyManager) manager).getPrivateKey(names[0]));
                    }
                }
            }
        } catch (Exception | LinkageError malformed) {
            // A key store refuses a key of another kind than the certificate's.
            boolean another = String.valueOf(malformed.getMessage()).contains("does not match");
            throw new Unusable(another ? STRANGERS : "the key is no private key in PEM (PKCS 8, PKCS 1 or an EC key)");
        }
        throw new Unusable("the certificate is of a kind that TLS cannot use here");
    }

    private static boolean belong(PublicKey open, PrivateKey secret) {
        String algorithm =
                switch (secret.getAlgorithm()) {
                    case "RSA" -> "SHA256withRSA";
                    case "EC" -> "SHA256withECDSA";
                    default -> secret.getAlgorithm();
                };
        try {
            byte[] text = algorithm.getBytes(StandardCharsets.UTF_8);
            Signature sign = Signature.getInstance(algorithm);
            sign.initSign(secret);
            sign.update(text);
            byte[] signature = sign.sign();
            sign.initVerify(open);
            sign.update(text);
            return sign.verify(signature);
        } catch (GeneralSecurityException ofAnotherKind) {
            return false;
        }
    }
}
