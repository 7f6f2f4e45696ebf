package io.oblix.key.file;

import io.oblix.key.Key;
import io.oblix.key.KeyText;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.CollectionNode;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** Edits of the text of a file of keys, which leave all of it as it is that is not the entry's own. */
public final class KeysText {

    private final String text;
    private final List<Node> entries;

    /** @throws KeysRejected when the text is no list, or one within brackets */
    public KeysText(String text) throws KeysRejected {
        this.text = text;
        this.entries = Yaml.list(text);
        String bare = text.replaceAll("(?m)#.*$", "").strip();
        if (bare.startsWith("[") && !entries.isEmpty()) {
            throw new KeysRejected("the list is written within brackets; begin each key with a dash instead", 1);
        }
    }

    /**
     * With one more entry at the end.
     *
     * @param lines of the entry, the first its name
     */
    public String with(List<String> lines) {
        String before = entries.isEmpty() ? text.replaceFirst("(?m)^[ \\t]*\\[\\s*][ \\t]*\\R?", "") : text;
        int column = entries.isEmpty() ? 0 : dash(entries.get(0)) - lineStart(dash(entries.get(0)));
        StringBuilder edited = new StringBuilder(before);
        if (!before.isEmpty() && !before.endsWith("\n")) {
            edited.append('\n');
        }
        for (int i = 0; i < lines.size(); i++) {
            edited.append(" ".repeat(column))
                    .append(i == 0 ? "- " : "  ")
                    .append(lines.get(i))
                    .append('\n');
        }
        return edited.toString();
    }

    /**
     * The key of this name.
     *
     * @throws KeysRejected when there is none
     */
    public Key key(String name) throws KeysRejected {
        entry(name);
        return keys().stream()
                .filter(key -> key.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /**
     * Without the entry of this name.
     *
     * @throws KeysRejected when there is none, or it is written in a form that is not edited here
     */
    public String without(String name) throws KeysRejected {
        Node entry = entry(name);
        List<Key> others = new ArrayList<>(keys());
        others.removeIf(key -> key.name().equals(name));
        int from = lineStart(dash(entry));
        int to = text.indexOf('\n', end(entry));
        return checked(text.substring(0, from) + (to < 0 ? "" : text.substring(to + 1)), others, entry);
    }

    /**
     * With another key in the entry of this name, beside which the one before counts for a while.
     *
     * @param sha256 of the other key
     * @param until the moment from which the one before counts no longer
     * @throws KeysRejected when there is no such entry, or it is written in a form that is not edited here
     */
    public String rotated(String name, String sha256, Instant until) throws KeysRejected {
        MappingNode entry = (MappingNode) entry(name);
        List<Key> keys = new ArrayList<>(keys());
        keys.replaceAll(key -> key.name().equals(name) ? key.rotated(sha256, until) : key);
        NodeTuple hash = Objects.requireNonNull(field(entry, "sha256"));
        NodeTuple previous = field(entry, "previous");
        String former = "{sha256: " + Yaml.scalar(hash.getValueNode(), "sha256") + ", until: \"" + until + "\"}";
        String edited;
        if (previous == null) {
            String separator = entry.getFlowStyle() == FlowStyle.FLOW
                    ? ", "
                    : lineEnd() + " ".repeat(start(hash.getKeyNode()) - lineStart(start(hash.getKeyNode())));
            edited = replaced(text, hash.getValueNode(), sha256 + separator + "previous: " + former);
        } else if (start(hash.getValueNode()) < start(previous.getValueNode())) {
            // From behind: what stands before it in the text is where it was.
            edited = replaced(replaced(text, previous.getValueNode(), former), hash.getValueNode(), sha256);
        } else {
            edited = replaced(replaced(text, hash.getValueNode(), sha256), previous.getValueNode(), former);
        }
        return checked(edited, keys, entry);
    }

    /** The keys of the text as it was. */
    private List<Key> keys() throws KeysRejected {
        return KeysFile.read(text, KnownNames.ANY);
    }

    /** YAML has more forms than are edited here, such as aliases; in one of them an edit could take other keys with it. */
    private static String checked(String edited, List<Key> wanted, Node entry) throws KeysRejected {
        try {
            if (KeysFile.read(edited, KnownNames.ANY).equals(wanted)) {
                return edited;
            }
        } catch (KeysRejected broken) {
            // Refused below: the text is not the author's, and its mistake would mislead.
        }
        throw Yaml.rejected(
                "this key is written in a form that commands cannot edit; edit it by hand, or write it as keys create"
                        + " does",
                entry);
    }

    private String lineEnd() {
        return text.contains("\r\n") ? "\r\n" : "\n";
    }

    private String replaced(String in, Node node, String by) {
        return in.substring(0, start(node)) + by + in.substring(end(node));
    }

    private Node entry(String name) throws KeysRejected {
        for (Node entry : entries) {
            Map<String, Node> fields = Yaml.fields(entry, "a key");
            Node found = fields.get("name");
            if (found != null && Yaml.scalar(found, "name").equals(name)) {
                return entry;
            }
        }
        throw new KeysRejected("there is no key " + name, 0);
    }

    private static @Nullable NodeTuple field(MappingNode entry, String name) {
        for (NodeTuple field : entry.getValue()) {
            if (field.getKeyNode() instanceof ScalarNode key && key.getValue().equals(name)) {
                return field;
            }
        }
        return null;
    }

    /** The dash of an entry, which may stand on a line of its own, with comments below it. */
    private int dash(Node entry) {
        int line = lineStart(start(entry));
        while (line > 0 && text.charAt(indented(line)) != '-') {
            line = lineStart(line - 1);
        }
        return indented(line);
    }

    /** The first character of a line that is no space; the end of the line where there is none. */
    private int indented(int line) {
        int at = line;
        while (text.charAt(at) == ' ' || text.charAt(at) == '\t') {
            at++;
        }
        return at;
    }

    private int lineStart(int at) {
        return text.lastIndexOf('\n', at - 1) + 1;
    }

    private int start(Node node) {
        return offset(node.getStartMark().orElseThrow());
    }

    /** A collection without brackets ends with its last value; its own mark is behind the comments that follow. */
    private int end(Node node) {
        if (node instanceof CollectionNode<?> collection
                && collection.getFlowStyle() == FlowStyle.BLOCK
                && !collection.getValue().isEmpty()) {
            return node instanceof SequenceNode list
                    ? end(list.getValue().get(list.getValue().size() - 1))
                    : end(last((MappingNode) node));
        }
        int end = offset(node.getEndMark().orElseThrow());
        // The mark of a text that begins with > or | is in the next line, or behind some that are empty.
        while (end > start(node) && Character.isWhitespace(text.charAt(end - 1))) {
            end--;
        }
        return end;
    }

    private static Node last(MappingNode mapping) {
        return mapping.getValue().get(mapping.getValue().size() - 1).getValueNode();
    }

    /** The parser counts characters beyond the first 65,536 as one. */
    private int offset(Mark mark) {
        return text.offsetByCodePoints(0, mark.getIndex());
    }

    /** The lines of a new entry that hold for any: its name and its hash. */
    public static List<String> entry(String name, String key) {
        return List.of("name: " + name, "sha256: " + KeyText.sha256(key));
    }
}
