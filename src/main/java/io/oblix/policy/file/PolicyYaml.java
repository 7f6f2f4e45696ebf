package io.oblix.policy.file;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.oblix.json.Json;
import io.oblix.settings.YamlMistake;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * The YAML of a policy or of its examples as a tree that knows its lines.
 *
 * @param file for messages; null for the policy's own
 * @param entry what the list in the file is made of, for messages
 */
record PolicyYaml(@Nullable String file, String entry) {

    /**
     * @return empty when there is nothing in it
     * @throws PolicyRejected when it is not YAML, or more than one document
     */
    Optional<Node> compose(String yaml) throws PolicyRejected {
        try {
            return new Compose(LoadSettings.builder().build()).composeString(yaml);
        } catch (YamlEngineException malformed) {
            YamlMistake mistake = YamlMistake.of(malformed);
            throw new PolicyRejected("it is not valid YAML: " + mistake.reason(), file, mistake.line());
        } catch (StackOverflowError nested) {
            throw nestedTooDeeply();
        }
    }

    PolicyRejected nestedTooDeeply() {
        return new PolicyRejected("it is nested too deeply", file, 0);
    }

    /**
     * The same as JSON, every scalar as a text.
     *
     * @param resolve fills in the placeholders of a text
     */
    JsonNode json(Node document, UnaryOperator<String> resolve) throws PolicyRejected {
        return json(document, entry, resolve, new IdentityHashMap<>());
    }

    /** @param done what an alias repeats is converted once, or a few lines could become gigabytes */
    private JsonNode json(Node node, String what, UnaryOperator<String> resolve, Map<Node, JsonNode> done)
            throws PolicyRejected {
        JsonNode known = done.get(node);
        if (known != null) {
            return known;
        }
        if (node instanceof ScalarNode scalar) {
            return TextNode.valueOf(resolve.apply(scalar.getValue()));
        }
        if (node instanceof SequenceNode list) {
            ArrayNode array = Json.MAPPER.createArrayNode();
            for (Node element : list.getValue()) {
                array.add(json(element, what, resolve, done));
            }
            done.put(node, array);
            return array;
        }
        ObjectNode object = Json.object();
        for (Map.Entry<String, Node> field : fields(node, what).entrySet()) {
            object.set(field.getKey(), json(field.getValue(), field.getKey(), resolve, done));
        }
        done.put(node, object);
        return object;
    }

    /** The entries of a mapping, each name once. */
    Map<String, Node> fields(Node node, String what) throws PolicyRejected {
        if (!(node instanceof MappingNode mapping)) {
            throw rejected(what + " must be a mapping of names to values", node);
        }
        Map<String, Node> fields = new LinkedHashMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
            String name = scalar(tuple.getKeyNode());
            if (fields.put(name, tuple.getValueNode()) != null) {
                throw rejected(what + " has " + name + " twice", tuple.getKeyNode());
            }
        }
        return fields;
    }

    /** @param element the name in a mapping, or the index in a list, of something that is there */
    static Node child(Node node, Object element) {
        if (element instanceof Integer index) {
            return ((SequenceNode) node).getValue().get(index);
        }
        return tuple(node, element).getValueNode();
    }

    static NodeTuple tuple(Node mapping, Object key) {
        return ((MappingNode) mapping)
                .getValue().stream()
                        .filter(tuple -> tuple.getKeyNode() instanceof ScalarNode name
                                && name.getValue().equals(key))
                        .findFirst()
                        .orElseThrow();
    }

    String scalar(Node node) throws PolicyRejected {
        if (node instanceof ScalarNode scalar) {
            return scalar.getValue();
        }
        throw rejected("a single value is expected here", node);
    }

    PolicyRejected rejected(String reason, Node at) {
        return new PolicyRejected(reason, file, line(at));
    }

    static int line(Node node) {
        return node.getStartMark().map(Mark::getLine).orElse(-1) + 1;
    }
}
