package io.oblix.key.file;

import io.oblix.key.Budget;
import io.oblix.key.Budget.WhenSpent;
import io.oblix.key.Key;
import io.oblix.key.KeyText;
import io.oblix.key.Keys;
import io.oblix.key.Limits;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.nodes.Node;

/** One entry of the file of keys. */
final class KeyEntry {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final Pattern SHA256 = Pattern.compile("[0-9a-fA-F]{64}");
    private static final Set<String> FIELDS = Set.of(
            "name",
            "sha256",
            "previous",
            "admin",
            "policies",
            "models",
            "requests-per-minute",
            "tokens-per-minute",
            "concurrent-requests",
            "budget",
            "when-spent",
            "privacy",
            "expires");

    private static final int MOST_REQUESTS = 1_000_000;
    private static final int MOST_TOKENS = 2_000_000_000;

    private final KeyFields fields;
    private final KnownNames known;

    KeyEntry(Node entry, KnownNames known) throws KeysRejected {
        this.fields = KeyFields.of(entry, "a key", FIELDS);
        this.known = known;
    }

    Key key() throws KeysRejected {
        return new Key(
                name(),
                hashes(),
                fields.word("admin", "false", "true", "false").equals("true"),
                policies(),
                models(),
                new Limits(
                        fields.count("requests-per-minute", MOST_REQUESTS),
                        fields.count("tokens-per-minute", MOST_TOKENS),
                        fields.count("concurrent-requests", MOST_REQUESTS)),
                budget(),
                fields.word("privacy", "any", "any", "local-only").equals("local-only"),
                fields.time("expires"));
    }

    private String name() throws KeysRejected {
        Node node = fields.required("name");
        String name = Yaml.scalar(node, "name");
        if (KeyText.isIn(name)) {
            throw Yaml.rejected("name holds a key, and names stand in logs; choose another name", node);
        }
        if (!NAME.matcher(name).matches() || name.equals(Keys.ADMIN)) {
            throw Yaml.rejected(
                    "name is up to 64 letters, digits, dots, dashes or underscores, and not " + Keys.ADMIN, node);
        }
        return name;
    }

    private List<Key.Hash> hashes() throws KeysRejected {
        List<Key.Hash> hashes = new ArrayList<>(1);
        hashes.add(new Key.Hash(sha256(fields.required("sha256"), "sha256"), null));
        KeyFields former = fields.mapping("previous", Set.of("sha256", "until"));
        if (former != null) {
            Instant until = former.time("until");
            Node hash = former.get("sha256");
            if (hash == null || until == null) {
                throw former.rejected("previous has a sha256, and until, the time up to which it counts");
            }
            hashes.add(new Key.Hash(sha256(hash, "previous.sha256"), until));
        }
        return hashes;
    }

    /** The value is not repeated: it may be the key itself. */
    private static String sha256(Node node, String field) throws KeysRejected {
        String hash = Yaml.scalar(node, field);
        if (!SHA256.matcher(hash).matches()) {
            throw Yaml.rejected(
                    field + " is the SHA-256 of the key in 64 hexadecimal digits, as keys create writes it", node);
        }
        return hash.toLowerCase(Locale.ROOT);
    }

    private List<String> policies() throws KeysRejected {
        List<String> policies = new ArrayList<>();
        for (Node node : fields.texts("policies")) {
            String name = Yaml.scalar(node, "policies");
            String plain = name.startsWith("auto:") ? name.substring("auto:".length()) : name;
            if (!known.isPolicy().test(plain)) {
                throw Yaml.rejected("there is no policy " + KeyFields.quoted(name), node);
            }
            policies.add(plain);
        }
        return policies;
    }

    private List<String> models() throws KeysRejected {
        List<String> models = new ArrayList<>();
        for (Node node : fields.texts("models")) {
            String glob = Yaml.scalar(node, "models");
            int colon = glob.indexOf(':');
            if (glob.equals("*")) {
                models.add(glob);
                continue;
            }
            if (colon <= 0 || colon == glob.length() - 1) {
                throw Yaml.rejected(
                        "models are written provider:name, in which * stands for any text; not "
                                + KeyFields.quoted(glob),
                        node);
            }
            String written = glob.substring(0, colon);
            String provider =
                    written.indexOf('*') >= 0 ? written : known.provider().apply(written);
            if (provider == null) {
                throw Yaml.rejected("there is no provider " + KeyFields.quoted(written), node);
            }
            models.add(provider + glob.substring(colon));
        }
        return models;
    }

    private Budget budget() throws KeysRejected {
        WhenSpent whenSpent = WhenSpent.valueOf(
                fields.word("when-spent", "local", "local", "refuse").toUpperCase(Locale.ROOT));
        KeyFields limits = fields.mapping("budget", Set.of("day", "month"));
        if (limits == null) {
            return new Budget(Budget.UNLIMITED, Budget.UNLIMITED, whenSpent);
        }
        if (limits.isEmpty()) {
            throw limits.rejected("budget has a day, a month, or both");
        }
        return new Budget(limits.microUsd("day"), limits.microUsd("month"), whenSpent);
    }
}
