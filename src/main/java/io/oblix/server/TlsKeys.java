package io.oblix.server;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Shows the certificate that is in use when a connection begins. Swapped in place, because Vert.x 4.5 closes each connection
 * that comes while it makes up its mind about new options.
 */
final class TlsKeys extends X509ExtendedKeyManager {

    /**
     * A pair that works.
     *
     * @param alias another one for each pair, by which a handshake that has begun finds its own
     */
    record Shown(String alias, X509Certificate[] chain, PrivateKey key) {

        Instant validUntil() {
            return chain[0].getNotAfter().toInstant();
        }
    }

    private volatile Shown shown;
    private volatile Shown before;

    TlsKeys(Shown first) {
        shown = first;
        before = first;
    }

    void show(Shown next) {
        before = shown;
        shown = next;
    }

    private @Nullable Shown of(String alias) {
        Shown now = shown;
        Shown last = before;
        return now.alias.equals(alias) ? now : last.alias.equals(alias) ? last : null;
    }

    private @Nullable String alias(String keyType) {
        Shown now = shown;
        return now.key.getAlgorithm().equals(keyType) ? now.alias : null;
    }

    @Override
    public @Nullable String chooseEngineServerAlias(String keyType, Principal[] issuers, SSLEngine engine) {
        return alias(keyType);
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
        return alias(keyType);
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal[] issuers) {
        String alias = alias(keyType);
        return alias == null ? null : new String[] {alias};
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
        Shown pair = of(alias);
        return pair == null ? null : pair.chain.clone();
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        Shown pair = of(alias);
        return pair == null ? null : pair.key;
    }

    @Override
    public @Nullable String chooseClientAlias(String[] keyTypes, Principal[] issuers, Socket socket) {
        return null;
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal[] issuers) {
        return null;
    }
}
