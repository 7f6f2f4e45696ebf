package io.oblix.key.file;

import io.oblix.key.Budget;
import io.oblix.key.KeyText;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** The fields of a mapping in the file of keys, read as what they are to hold; a wrong value is named with its line. */
final class KeyFields {

    private static final int FIRST_YEAR = 2020;
    private static final int LAST_YEAR = 9999;
    private static final double MOST_USD = 1e9;
    private static final int MOST_QUOTED = 40;

    private final Node mapping;
    private final String prefix;
    private final Map<String, Node> fields;

    private KeyFields(Node mapping, String prefix, Map<String, Node> fields) {
        this.mapping = mapping;
        this.prefix = prefix;
        this.fields = fields;
    }

    /**
     * @param what the mapping is, for errors
     * @param names of the fields that it may have
     */
    static KeyFields of(Node mapping, String what, Set<String> names) throws KeysRejected {
        return of(mapping, what, names, "");
    }

    private static KeyFields of(Node mapping, String what, Set<String> names, String prefix) throws KeysRejected {
        Map<String, Node> fields = Yaml.fields(mapping, what);
        for (Map.Entry<String, Node> field : fields.entrySet()) {
            if (!names.contains(field.getKey())) {
                throw Yaml.rejected(
                        what + " has no field " + quoted(field.getKey()) + "; it has "
                                + String.join(", ", new TreeSet<>(names)),
                        field.getValue());
            }
        }
        return new KeyFields(mapping, prefix, fields);
    }

    /** A text of the file within an error: printable, and not long. */
    static String quoted(String text) {
        String printable = KeyText.masked(text).replaceAll("\\P{Print}", "?");
        return "'" + (printable.length() > MOST_QUOTED ? printable.substring(0, MOST_QUOTED) + "..." : printable) + "'";
    }

    KeysRejected rejected(String reason) {
        return Yaml.rejected(reason, mapping);
    }

    boolean isEmpty() {
        return fields.isEmpty();
    }

    @Nullable Node get(String field) {
        return fields.get(field);
    }

    Node required(String field) throws KeysRejected {
        Node value = fields.get(field);
        if (value == null) {
            throw rejected("the key has no " + field);
        }
        return value;
    }

    /** A mapping within this one; null when it is not there. */
    @Nullable KeyFields mapping(String field, Set<String> names) throws KeysRejected {
        Node node = fields.get(field);
        return node == null ? null : of(node, field, names, field + ".");
    }

    /** A single text is a list of one; an empty list would allow nothing, or be taken to allow all. */
    List<Node> texts(String field) throws KeysRejected {
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

    /** 0 where it is not there. */
    int count(String field, int most) throws KeysRejected {
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

    /** An amount in US dollars; without a limit where it is not there. */
    long microUsd(String field) throws KeysRejected {
        Node node = fields.get(field);
        if (node == null) {
            return Budget.UNLIMITED;
        }
        try {
            double usd = Double.parseDouble(Yaml.scalar(node, prefix + field));
            if (usd >= 0 && usd <= MOST_USD) {
                return Budget.microUsd(usd);
            }
        } catch (NumberFormatException noNumber) {
            // Rejected below.
        }
        throw Yaml.rejected(prefix + field + " is a number of US dollars from 0 to 1000000000", node);
    }

    /** @param usual where it is not there */
    String word(String field, String usual, String... words) throws KeysRejected {
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

    /** A date is its beginning in UTC; null where it is not there. */
    @Nullable Instant time(String field) throws KeysRejected {
        Node node = fields.get(field);
        if (node == null) {
            return null;
        }
        String text = Yaml.scalar(node, prefix + field);
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
        throw Yaml.rejected(
                prefix + field + " is a date such as 2027-01-31, or a time such as 2027-01-31T12:00:00Z", node);
    }
}
