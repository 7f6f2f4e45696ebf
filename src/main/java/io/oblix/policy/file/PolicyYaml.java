package io.oblix.policy.file;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/**
 * The YAML of a policy or of its examples as a tree that knows its lines, before anything in it means anything.
 *
 * @param file for complaints; null for the policy's own
 */
record PolicyYaml(@Nullable String file) {

    /** @throws PolicyRejected when it is no YAML, or more than one document */
    Optional<Node> compose(String yaml) throws PolicyRejected {
        try {
            return new Compose(LoadSettings.builder().build()).composeString(yaml);
        } catch (YamlEngineException malformed) {
            PolicyRejected rejected = PolicyRejected.because("it is not valid YAML: ", malformed, 0);
            throw new PolicyRejected(rejected.reason(), file, rejected.line());
        } catch (StackOverflowError nested) {
            throw new PolicyRejected("it is nested too deeply", file, 0);
        }
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
