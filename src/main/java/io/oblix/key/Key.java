package io.oblix.key;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A caller's key, as its entry in the file of keys says. The key itself is not here, and cannot be: the file has its hash.
 *
 * @param name unique; it stands in usage, metrics, decisions and facts. Empty for {@link #NONE}
 * @param hashes the SHA-256 of the key, and after a rotation that of the one before
 * @param admin whether it opens the operator's paths
 * @param policies names of the policies that it may use; empty for all
 * @param models globs of the models that may answer it, such as {@code ollama:*}; empty for all
 * @param limits in each minute, and at a time
 * @param budget of its own
 * @param localOnly whether no cloud may be asked for it
 * @param expires the moment from which it is refused; null for never
 */
public record Key(
        String name,
        List<Hash> hashes,
        boolean admin,
        List<String> policies,
        List<String> models,
        Limits limits,
        Budget budget,
        boolean localOnly,
        @Nullable Instant expires) {

    private static final String LATEST = ":latest";

    /** What a request has that needs no key: it may use everything. */
    public static final Key NONE =
            new Key("", List.of(), false, List.of(), List.of(), Limits.NONE, Budget.NONE, false, null);

    /**
     * A hash by which a key is found.
     *
     * @param sha256 64 hexadecimal digits, lower case
     * @param until the moment from which it counts no longer; null for always
     */
    public record Hash(String sha256, @Nullable Instant until) {}

    public Key {
        hashes = List.copyOf(hashes);
        policies = List.copyOf(policies);
        models = List.copyOf(models);
    }

    /**
     * With another hash, beside which the one before counts for a while; one before that counts no longer.
     *
     * @param until the moment from which the one before counts no longer
     */
    public Key rotated(String sha256, Instant until) {
        List<Hash> both = List.of(new Hash(sha256, null), new Hash(hashes.get(0).sha256(), until));
        return new Key(name, both, admin, policies, models, limits, budget, localOnly, expires);
    }

    /** Whether it is shown nothing of other keys. */
    public boolean seesOnlyItself() {
        return !admin && !name.isEmpty();
    }

    /** Whether this policy may decide its requests. */
    public boolean mayUsePolicy(String policy) {
        return policies.isEmpty() || policies.contains(policy);
    }

    /**
     * Whether this model may answer it, by the name that its provider may take it for: in whichever case, with spaces
     * around it, and without a tag where that is {@code latest}.
     */
    public boolean mayUseModel(String provider, String model) {
        if (models.isEmpty()) {
            return true;
        }
        String name = (provider + ":" + model.strip()).toLowerCase(Locale.ROOT);
        String untagged = name.endsWith(LATEST) ? name.substring(0, name.length() - LATEST.length()) : name;
        for (String listed : models) {
            String glob = listed.toLowerCase(Locale.ROOT);
            if (Glob.fits(glob, name) || Glob.fits(glob, untagged)) {
                return true;
            }
        }
        return false;
    }

    /** Without the hashes. */
    @Override
    public String toString() {
        return "Key[" + name + "]";
    }
}
