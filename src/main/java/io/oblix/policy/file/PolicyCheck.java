package io.oblix.policy.file;

import io.oblix.policy.Takeover;
import io.oblix.policy.Vocabulary;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * What a policy file may hold, checked before Camel sees any of it: the shape in {@code policy.schema.json}, and texts
 * that read facts and nothing else. Anything else is rejected, since it could call, wait, loop, or run while it is
 * parsed. A misspelt fact is found here too, even in a rule that no sample reaches.
 */
final class PolicyCheck {

    private static final FileSchema SCHEMA = new FileSchema(PolicyFiles.schema("policy"));
    private static final List<String> OPTIONS = SCHEMA.names("/definitions/decide");
    private static final Pattern FILE_NAME = Pattern.compile("[\\p{L}\\p{N}_][\\p{L}\\p{N}_. -]*");

    private final PolicyYaml yaml = new PolicyYaml(null, "a policy file");
    private final Set<Node> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Map<String, Integer> lines = new HashMap<>();
    private final UnaryOperator<String> settings;
    private final PolicyText texts;

    private PolicyCheck(Vocabulary vocabulary, UnaryOperator<String> settings) {
        this.settings = settings;
        this.texts = new PolicyText(vocabulary, settings);
    }

    /**
     * @param settings resolves the placeholders in a text, or throws
     * @return the line where each text stands first; Camel knows the line of a step, and not always exactly
     */
    static Map<String, Integer> check(PolicySource source, Vocabulary vocabulary, UnaryOperator<String> settings)
            throws PolicyRejected {
        String name = source.name();
        if (!FILE_NAME.matcher(name).matches()) {
            throw new PolicyRejected("the name of a policy consists of letters, digits, dots and dashes", 0);
        }
        PolicyCheck check = new PolicyCheck(vocabulary, settings);
        check.check(source);
        return check.lines;
    }

    private void check(PolicySource source) throws PolicyRejected {
        Node document = yaml.compose(source.yaml()).orElseThrow(() -> new PolicyRejected(SCHEMA.message(), 1));
        texts(document);
        SCHEMA.check(yaml, document, settings);
        start(source.name(), PolicyYaml.child(PolicyYaml.child(PolicyYaml.child(document, 0), "route"), "from"));
        decisions(document);
    }

    private void texts(Node node) throws PolicyRejected {
        if (!seen.add(node)) {
            throw yaml.rejected("a policy repeats nothing by & and *; write it out", node);
        }
        if (node instanceof ScalarNode scalar) {
            String complaint = texts.complaint(scalar.getValue());
            if (complaint != null) {
                throw yaml.rejected(complaint, node);
            }
            lines.putIfAbsent(scalar.getValue(), PolicyYaml.line(node));
        } else if (node instanceof SequenceNode list) {
            for (Node entry : list.getValue()) {
                texts(entry);
            }
        } else if (node instanceof MappingNode mapping) {
            for (NodeTuple tuple : mapping.getValue()) {
                texts(tuple.getKeyNode());
                texts(tuple.getValueNode());
            }
        }
    }

    /** {@code direct:policy-NAME}, also in the long form {@code uri: direct, parameters: {name: policy-NAME}}. */
    private void start(String name, Node from) throws PolicyRejected {
        Map<String, Node> fields = yaml.fields(from, "from");
        String start = fields.containsKey("uri") ? yaml.scalar(fields.get("uri")) : "nowhere";
        Node parameters = fields.get("parameters");
        Node endpoint = parameters == null
                ? null
                : yaml.fields(parameters, "parameters").get("name");
        start += endpoint == null ? "" : ":" + yaml.scalar(endpoint);
        if (!start.equals("direct:policy-" + name)) {
            throw yaml.rejected(
                    "the route in " + name + PolicySource.SUFFIX + " must start from direct:policy-" + name
                            + ", not from " + start,
                    from);
        }
    }

    private void decisions(Node node) throws PolicyRejected {
        if (node instanceof SequenceNode list) {
            for (Node entry : list.getValue()) {
                decisions(entry);
            }
        } else if (node instanceof MappingNode) {
            for (Map.Entry<String, Node> field : yaml.fields(node, "a step").entrySet()) {
                if (field.getKey().equals("to")) {
                    decision(field.getValue());
                } else {
                    decisions(field.getValue());
                }
            }
        }
    }

    private void decision(Node to) throws PolicyRejected {
        Node at = to instanceof ScalarNode ? to : PolicyYaml.child(to, "uri");
        String uri = settings.apply(yaml.scalar(at));
        plain(uri, at);
        boolean hasTarget = uri.startsWith("decide:");
        Set<String> given = new HashSet<>();
        int query = uri.indexOf('?');
        for (String option :
                query < 0 ? new String[0] : uri.substring(query + 1).split("&")) {
            option(option, hasTarget, given, at);
        }
        Node parameters =
                to instanceof ScalarNode ? null : yaml.fields(to, "to").get("parameters");
        if (parameters != null) {
            for (Map.Entry<String, Node> parameter :
                    yaml.fields(parameters, "parameters").entrySet()) {
                String value = settings.apply(yaml.scalar(parameter.getValue()));
                plain(value, parameter.getValue());
                option(parameter.getKey() + "=" + value, hasTarget, given, parameter.getValue());
            }
        }
    }

    /**
     * @param hasTarget whether the URI names the target before its options
     * @param given the names of the options before this one
     */
    private void option(String option, boolean hasTarget, Set<String> given, Node at) throws PolicyRejected {
        String name = option.replaceFirst("=.*", "");
        if (!OPTIONS.contains(name) || (hasTarget && name.equals("target"))) {
            List<String> options = OPTIONS.stream()
                    .filter(known -> !hasTarget || !known.equals("target"))
                    .toList();
            throw yaml.rejected("decide: has no option " + name + "; it has " + String.join(", ", options), at);
        }
        if (!given.add(name)) {
            throw yaml.rejected("decide: has " + name + " twice", at);
        }
        if ((name.equals("warm") || name.equals("sticky")) && !option.matches("\\w+=(true|false)")) {
            throw yaml.rejected(name + " is true or false, not in '" + option + "'", at);
        }
        String value = option.substring(Math.min(option.length(), name.length() + 1));
        try {
            Takeover.parse(name.equals("escalate") ? value : "0", name.equals("hedge") ? value : null);
        } catch (IllegalArgumentException outOfRange) {
            throw yaml.rejected(String.valueOf(outOfRange.getMessage()), at);
        }
    }

    /** Camel would create a bean from {@code #class:Name}, and decodes {@code %23} first. */
    private void plain(String text, Node at) throws PolicyRejected {
        if (text.indexOf('#') >= 0 || text.indexOf('%') >= 0 || text.contains("RAW")) {
            throw yaml.rejected("the options of decide: are plain words, without # and % and RAW", at);
        }
    }
}
