package io.oblix.key;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.oblix.problem.KeyProblem;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Slows down who tries out keys: after {@value #A_MINUTE} wrong ones in a minute from one address, its requests are refused
 * until some time has passed. Many callers may share an address, behind a proxy: a key that was good from there before goes
 * on, so that one of them cannot shut out the others. Addresses are kept for a day after they were last looked at,
 * and only so many.
 */
public final class WrongKeys {

    /** So many at once, and so many in each minute afterwards. */
    static final int A_MINUTE = 20;

    private static final int MAX_ADDRESSES = 10_000;
    private static final int MAX_GOOD = 1_000;

    /** A caller of IPv6 has a whole network of this length. */
    private static final int NETWORK_BYTES = 8;

    private final LongSupplier nanoTime;
    private final Cache<String, From> addresses;

    private record From(RateBucket left, Set<String> good) {}

    public WrongKeys() {
        this(System::nanoTime);
    }

    WrongKeys(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        Ticker ticker = nanoTime::getAsLong;
        this.addresses = Caffeine.newBuilder()
                .maximumSize(MAX_ADDRESSES)
                .expireAfterAccess(Duration.ofDays(1))
                .ticker(ticker)
                .executor(Runnable::run)
                .build();
    }

    /**
     * A key that was sent from here has been looked up.
     *
     * @param address in numbers
     * @param key its name; null when it is wrong
     * @throws KeyProblem when too many wrong ones came from here, even if this one is right
     */
    public void sent(String address, @Nullable String key) {
        String network = network(address);
        From from = addresses.getIfPresent(network);
        if (from == null) {
            from = addresses.get(network, unseen -> new From(new RateBucket(now()), ConcurrentHashMap.newKeySet()));
        }
        if (key != null && from.good().contains(key)) {
            return;
        }
        boolean spent = key == null
                ? !from.left().take(1, A_MINUTE, now())
                : from.left().rate(A_MINUTE, now()).remaining() == 0;
        if (spent) {
            throw KeyProblem.tooManyAttempts(from.left().until(1, A_MINUTE, now()));
        }
        if (key != null && from.good().size() < MAX_GOOD) {
            from.good().add(key);
        }
    }

    private long now() {
        return nanoTime.getAsLong();
    }

    private static String network(String address) {
        if (address.indexOf(':') < 0) {
            return address;
        }
        try {
            byte[] bytes = InetAddress.getByName(address).getAddress();
            return HexFormat.of().formatHex(Arrays.copyOf(bytes, Math.min(bytes.length, NETWORK_BYTES)));
        } catch (UnknownHostException noAddress) {
            return address;
        }
    }
}
