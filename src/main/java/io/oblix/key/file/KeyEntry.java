package io.oblix.key.file;

import io.oblix.key.Budget;
import io.oblix.key.Budget.WhenSpent;
import io.oblix.key.Key;
import io.oblix.key.Keys;
import io.oblix.key.Limits;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** One entry of the file of keys. */
final class KeyEntry {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final Pattern SHA256 = Pattern.compile("[0-9a-fA-F]{64}");
    private static final Set<String> FIELDS = new TreeSet<>(Set.of(
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
            "expires"));

    private static final int FIRST_YEAR = 2020;
    private static final int LAST_YEAR = 9999;
    private static final int MOST_REQUESTS = 1_000_000;
    private static final int MOST_TOKENS = 2_000_000_000;
    private static final double MOST_USD = 1e9;

    private final Node entry;
    private final Map<String, Node> fields;
    private final KnownNames known;

    KeyEntry(Node entry, KnownNames known) throws KeysRejected {
        this.entry = entry;
        this.fields = Yaml.fields(entry, "a key");
        this.known = known;
        only(FIELDS, fields, "a key");
    }

    private static void only(Set<String> names, Map<String, Node> fields, String what) throws KeysRejected {
        for (Map.Entry<String, Node> field : fields.entrySet()) {
            if (!names.contains(field.getKey())) {
                throw Yaml.rejected(
                        what + " has no field " + quoted(field.getKey()) + "; it has " + String.join(", ", names),
                        field.getValue());
            }
        }
    }

    private static String quoted(String text) {
        String printable = text.replaceAll("\\P{Print}", "?");
        return "'" + (printable.length() > 40 ? printable.substring(0, 40) + "..." : printable) + "'";
    }

    Key key() throws KeysRejected {
        return new Key(
                name(),
                hashes(),
                word("admin", "false", "true", "false").equals("true"),
                policies(),
                models(),
                new Limits(
                        count("requests-per-minute", MOST_REQUESTS),
                        count("tokens-per-minute", MOST_TOKENS),
                        count("concurrent-requests", MOST_REQUESTS)),
                budget(),
                word("privacy", "any", "any", "local-only").equals("local-only"),
                expires());
    }

    private Node required(String field) throws KeysRejected {
        Node value = fields.get(field);
        if (value == null) {
            throw Yaml.rejected("the key has no " + field, entry);
        }
        return value;
    }

    private String name() throws KeysRejected {
        Node node = required("name");
        String name = Yaml.scalar(node, "name");
        if (!NAME.matcher(name).matches() || name.equals(Keys.ADMIN)) {
            throw Yaml.rejected(
                    "name is up to 64 letters, digits, dots, dashes or underscores, and not " + Keys.ADMIN, node);
        }
        return name;
    }

    private List<Key.Hash> hashes() throws KeysRejected {
        List<Key.Hash> hashes = new ArrayList<>(1);
        hashes.add(new Key.Hash(sha256(required("sha256"), "sha256"), null));
        Node previous = fields.get("previous");
        if (previous != null) {
            Map<String, Node> former = Yaml.fields(previous, "previous");
            only(new TreeSet<>(Set.of("sha256", "until")), former, "previous");
            Node hash = former.get("sha256");
            Node until = former.get("until");
            if (hash == null || until == null) {
                throw Yaml.rejected("previous has a sha256, and until, the time up to which it counts", previous);
            }
            hashes.add(new Key.Hash(sha256(hash, "previous.sha256"), time(until, "previous.until")));
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
        for (Node node : texts("policies")) {
            String name = Yaml.scalar(node, "policies");
            String plain = name.startsWith("auto:") ? name.substring("auto:".length()) : name;
            if (!known.isPolicy().test(plain)) {
                throw Yaml.rejected("there is no policy " + quoted(name), node);
            }
            policies.add(plain);
        }
        return policies;
    }

    private List<String> models() throws KeysRejected {
        List<String> models = new ArrayList<>();
        for (Node node : texts("models")) {
            String glob = Yaml.scalar(node, "models");
            int colon = glob.indexOf(':');
            if (glob.equals("*")) {
                models.add(glob);
                continue;
            }
            if (colon <= 0 || colon == glob.length() - 1) {
                throw Yaml.rejected(
                        "models are written provider:name, in which * stands for any text; not " + quoted(glob), node);
            }
            String written = glob.substring(0, colon);
            String provider =
                    written.indexOf('*') >= 0 ? written : known.provider().apply(written);
            if (provider == null) {
                throw Yaml.rejected("there is no provider " + quoted(written), node);
            }
            models.add(provider + glob.substring(colon));
        }
        return models;
    }

    /** A single text is a list of one; an empty list would allow nothing, or be taken to allow all. */
    private List<Node> texts(String field) throws KeysRejected {
        Node node = fields.get(field);
        if (node == null) {
            return List.of();
        }
        List<Node> texts = node instanceof ScalarNode ? List.of(node) : Yaml.list(node, field);
        if (texts.isEmpty()) {
            throw Yaml.rejected(field + " is empty; leave it out to allow all", node);
        }
        return texts;
    }

    private int count(String field, int most) throws KeysRejected {
        Node node = fields.get(field);
        if (node == null) {
            return 0;
        }
        try {
            int count = Integer.parseInt(Yaml.scalar(node, field));
            if (count >= 1 && count <= most) {
                return count;
            }
        } catch (NumberFormatException noNumber) {
            // Rejected below.
        }
        throw Yaml.rejected(field + " is a whole number from 1 to " + most, node);
    }

    private Budget budget() throws KeysRejected {
        Node node = fields.get("budget");
        WhenSpent whenSpent =
                WhenSpent.valueOf(word("when-spent", "local", "local", "refuse").toUpperCase(Locale.ROOT));
        if (node == null) {
            return new Budget(Budget.UNLIMITED, Budget.UNLIMITED, whenSpent);
        }
        Map<String, Node> limits = Yaml.fields(node, "budget");
        only(new TreeSet<>(Set.of("day", "month")), limits, "budget");
        if (limits.isEmpty()) {
            throw Yaml.rejected("budget has a day, a month, or both", node);
        }
        return new Budget(microUsd(limits.get("day"), "day"), microUsd(limits.get("month"), "month"), whenSpent);
    }

    private static long microUsd(@Nullable Node node, String field) throws KeysRejected {
        if (node == null) {
            return Budget.UNLIMITED;
        }
        try {
            double usd = Double.parseDouble(Yaml.scalar(node, "budget." + field));
            if (usd >= 0 && usd <= MOST_USD) {
                return Budget.microUsd(usd);
            }
        } catch (NumberFormatException noNumber) {
            // Rejected below.
        }
        throw Yaml.rejected("budget." + field + " is a number of US dollars from 0 to 1000000000", node);
    }

    private String word(String field, String usual, String... words) throws KeysRejected {
        Node node = fields.get(field);
        if (node == null) {
            return usual;
        }
        String word = Yaml.scalar(node, field);
        if (!List.of(words).contains(word)) {
            throw Yaml.rejected(field + " is " + String.join(" or ", words), node);
        }
        return word;
    }

    private @Nullable Instant expires() throws KeysRejected {
        Node node = fields.get("expires");
        return node == null ? null : time(node, "expires");
    }

    /** A date is its beginning in UTC. */
    private static Instant time(Node node, String field) throws KeysRejected {
        String text = Yaml.scalar(node, field);
        try {
            OffsetDateTime time = text.length() == "2027-01-31".length()
                    ? LocalDate.parse(text).atStartOfDay().atOffset(ZoneOffset.UTC)
                    : OffsetDateTime.parse(text.replace(' ', 'T'));
            if (time.getYear() >= FIRST_YEAR && time.getYear() <= LAST_YEAR) {
                return time.toInstant();
            }
        } catch (DateTimeException noTime) {
            // Rejected below.
        }
        throw Yaml.rejected(field + " is a date such as 2027-01-31, or a time such as 2027-01-31T12:00:00Z", node);
    }
}
