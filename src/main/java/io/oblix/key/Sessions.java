package io.oblix.key;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.oblix.problem.KeyProblem;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of browsers that logged in with a key. A session is a random id; neither it nor the key is kept, but their
 * hashes, so a key that is revoked, replaced or expired ends its sessions. They end with the process, too.
 */
public final class Sessions {

    /** From the login on. */
    public static final Duration LENGTH = Duration.ofHours(12);

    static final int MOST = 1_000;
    private static final int ID_BYTES = 32;
    private static final int ID_LENGTH = 43;

    private final Keys keys;
    private final SecureRandom random = new SecureRandom();

    /** The hash of a key by the hash of a session's id. */
    private final Cache<String, String> keyOf;

    public Sessions(Keys keys) {
        this(keys, System::nanoTime);
    }

    Sessions(Keys keys, LongSupplier nanoTime) {
        this.keys = keys;
        Ticker ticker = nanoTime::getAsLong;
        this.keyOf = Caffeine.newBuilder()
                .maximumSize(MOST)
                .expireAfterWrite(LENGTH)
                .ticker(ticker)
                .executor(Runnable::run)
                .build();
    }

    /**
     * A new session's id.
     *
     * @param key as its owner sent it, and known to be right
     */
    public String open(String key) {
        byte[] id = new byte[ID_BYTES];
        random.nextBytes(id);
        String text = Base64.getUrlEncoder().withoutPadding().encodeToString(id);
        keyOf.put(KeyText.sha256(text), KeyText.sha256(key));
        return text;
    }

    /** The use of the session's key; null when there is no such session, or its key opens nothing any more. */
    public @Nullable KeyUse find(String id) {
        String hash = id.length() == ID_LENGTH ? keyOf.getIfPresent(KeyText.sha256(id)) : null;
        if (hash == null) {
            return null;
        }
        try {
            return keys.find(HexFormat.of().parseHex(hash));
        } catch (KeyProblem noLonger) {
            return null;
        }
    }

    public void close(String id) {
        keyOf.invalidate(KeyText.sha256(id));
    }
}
