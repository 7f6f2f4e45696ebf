package io.oblix.key;

import io.oblix.problem.KeyProblem;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The keys that open this server, found by their hashes, and what each has used. */
public final class Keys {

    /** The name of the key in {@code oblix.admin-key}; no other may have it. */
    public static final String ADMIN = "admin-key";

    /** Longer ones are no keys, and are not worth a hash. */
    private static final int MAX_LENGTH = 1_024;

    /** Of one name, so that a long one of many parts costs no more than others. */
    private static final int MOST_PARTS = 8;

    private final @Nullable Known admin;
    private final Clock clock;
    private final LongSupplier nanoTime;
    private final Map<String, KeyRates> rates = new ConcurrentHashMap<>();
    private volatile Map<String, Key> byName = Map.of();
    private volatile @Nullable Map<Long, List<Known>> byHash;

    /**
     * @param until the moment from which the hash counts no longer; null for always
     * @param rates what the key has used, by either of its hashes
     */
    private record Known(byte[] hash, Key key, @Nullable Instant until, KeyRates rates) {

        /** A key is looked up by the beginning of its hash, and compared in a time that does not tell how much of it fits. */
        long prefix() {
            return Keys.prefix(hash);
        }

        boolean is(byte[] other) {
            return MessageDigest.isEqual(hash, other);
        }
    }

    /** @param adminKey opens the operator's paths; null for none */
    public Keys(@Nullable String adminKey) {
        this(adminKey, Clock.systemUTC(), System::nanoTime);
    }

    Keys(@Nullable String adminKey, Clock clock, LongSupplier nanoTime) {
        this.clock = clock;
        this.nanoTime = nanoTime;
        Key key = new Key(ADMIN, List.of(), true, List.of(), List.of(), Limits.NONE, Budget.NONE, false, null);
        this.admin = adminKey == null ? null : new Known(KeyText.digest(adminKey), key, null, rates(ADMIN));
    }

    /** From now on these keys are asked for, and what they have used stays. */
    public void use(List<Key> keys) {
        Map<Long, List<Known>> known = new HashMap<>();
        Map<String, Key> names = new HashMap<>();
        for (Key key : keys) {
            names.put(key.name(), key);
            for (Key.Hash hash : key.hashes()) {
                Known entry = new Known(HexFormat.of().parseHex(hash.sha256()), key, hash.until(), rates(key.name()));
                known.computeIfAbsent(entry.prefix(), prefix -> new ArrayList<>(1))
                        .add(entry);
            }
        }
        byHash = known;
        byName = names;
        // A key that comes back within a minute has no fresh limit.
        rates.entrySet()
                .removeIf(entry ->
                        !names.containsKey(entry.getKey()) && entry.getValue().isAtRest());
    }

    /** Of how many keys it is kept what they have used. */
    int counted() {
        return rates.size();
    }

    /** Whether a key opens the operator's paths even where requests need none. */
    public boolean haveAdmin() {
        return admin != null;
    }

    /** The key of this name; {@link Key#NONE} where there is none any more, or none is asked for. */
    public Key named(String name) {
        return byName.getOrDefault(name, Key.NONE);
    }

    /** Whether some key may spend only so much. */
    public boolean haveBudgets() {
        return byName.values().stream().anyMatch(key -> key.budget().isLimited());
    }

    /** Whether a request needs a key. */
    public boolean areAsked() {
        return byHash != null;
    }

    /**
     * The use of the key that a client sent; null when there is no such key.
     *
     * @throws KeyProblem when there is, but it has expired
     */
    public @Nullable KeyUse find(String sent) {
        if (sent.isEmpty() || sent.length() > MAX_LENGTH) {
            return null;
        }
        return find(KeyText.digest(sent));
    }

    /** The same by the key's SHA-256. */
    @Nullable KeyUse find(byte[] hash) {
        Known opens = admin;
        if (opens != null && opens.is(hash)) {
            return use(opens);
        }
        Map<Long, List<Known>> known = byHash;
        for (Known entry : known == null ? List.<Known>of() : known.getOrDefault(prefix(hash), List.of())) {
            if (entry.is(hash)) {
                return use(entry);
            }
        }
        return null;
    }

    /**
     * Whether a name is a key of the file, or has one before, behind or between colons and slashes. Only hashes are known, so
     * what may be a key is looked up, also one that has expired.
     */
    public boolean isKeyIn(String name) {
        Map<Long, List<Known>> known = byHash;
        if (known == null || name.length() < KeyText.SHORTEST) {
            return false;
        }
        int begin = 0;
        for (int parts = 0; begin <= name.length() && parts < MOST_PARTS; parts++) {
            int end = endOfPart(name, begin);
            if (isKey(name.substring(begin), known)
                    || (end < name.length() && isKey(name.substring(begin, end), known))) {
                return true;
            }
            begin = end + 1;
        }
        return false;
    }

    private static int endOfPart(String name, int begin) {
        int end = begin;
        while (end < name.length() && name.charAt(end) != ':' && name.charAt(end) != '/') {
            end++;
        }
        return end;
    }

    private static boolean isKey(String part, Map<Long, List<Known>> known) {
        String text = part.strip();
        if (text.length() < KeyText.SHORTEST || text.length() > MAX_LENGTH) {
            return false;
        }
        byte[] hash = KeyText.digest(text);
        return known.getOrDefault(prefix(hash), List.of()).stream().anyMatch(entry -> entry.is(hash));
    }

    private @Nullable KeyUse use(Known entry) {
        Key key = entry.key();
        Instant expires = key.expires();
        if (expires != null && isOver(expires)) {
            throw KeyProblem.expired(key.name(), expires);
        }
        Instant until = entry.until();
        if (until != null && isOver(until)) {
            throw KeyProblem.replaced(key.name(), until);
        }
        return new KeyUse(key, entry.rates());
    }

    private KeyRates rates(String name) {
        return rates.computeIfAbsent(name, absent -> new KeyRates(nanoTime));
    }

    private boolean isOver(Instant moment) {
        return !clock.instant().isBefore(moment);
    }

    private static long prefix(byte[] hash) {
        long prefix = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            prefix = (prefix << 8) | (hash[i] & 0xff);
        }
        return prefix;
    }
}
