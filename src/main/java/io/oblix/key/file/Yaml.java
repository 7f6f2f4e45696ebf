package io.oblix.key.file;

import io.oblix.settings.YamlMistake;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** YAML as a tree that knows its lines. */
final class Yaml {

    private Yaml() {}

    /** The entries of a list at the top; none when the text holds nothing but comments. */
    static List<Node> list(String text) throws KeysRejected {
        Optional<Node> document;
        try {
            document = new Compose(LoadSettings.builder().build()).composeString(text);
        } catch (YamlEngineException malformed) {
            YamlMistake mistake = YamlMistake.of(malformed);
            throw new KeysRejected("it is not valid YAML: " + mistake.reason(), mistake.line());
        } catch (StackOverflowError nested) {
            throw new KeysRejected("it is nested too deeply", 0);
        }
        if (document.isEmpty()) {
            return List.of();
        }
        return list(document.get(), "the file");
    }

    static List<Node> list(Node node, String what) throws KeysRejected {
        if (node instanceof SequenceNode list) {
            return list.getValue();
        }
        throw rejected(what + " must be a list", node);
    }

    /** The fields of a mapping, each name once. */
    static Map<String, Node> fields(Node node, String what) throws KeysRejected {
        if (!(node instanceof MappingNode mapping)) {
            throw rejected(what + " must be a mapping of names to values", node);
        }
        Map<String, Node> fields = new LinkedHashMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
            String name = scalar(tuple.getKeyNode(), "the name of a field");
            if (fields.put(name, tuple.getValueNode()) != null) {
                throw rejected(what + " has " + name + " twice", tuple.getKeyNode());
            }
        }
        return fields;
    }

    static String scalar(Node node, String what) throws KeysRejected {
        if (node instanceof ScalarNode scalar) {
            return scalar.getValue();
        }
        throw rejected(what + " must be a single value", node);
    }

    static KeysRejected rejected(String reason, Node at) {
        return new KeysRejected(reason, line(at));
    }

    static int line(Node node) {
        return node.getStartMark().map(Mark::getLine).orElse(-1) + 1;
    }
}
