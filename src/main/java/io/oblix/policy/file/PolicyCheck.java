package io.oblix.policy.file;

import java.util.Collections;
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
 * What a policy file may hold, looked at before Camel sees a word of it: one route of {@code choice}, {@code filter},
 * {@code setVariable(s)}, {@code log} and {@code decide:}, each with the few keys that are listed here, and texts that
 * read facts and nothing else. Whatever is not listed is refused: it could call, wait, loop, or run at the moment it is
 * parsed. A fact that is misspelt is found here too, even in a rule that no sample reaches.
 */
final class PolicyCheck {

    private static final List<String> EXPRESSIONS = List.of("simple", "constant", "expression");
    private static final List<String> OPTIONS = List.of("reason", "fallback", "model", "warm");
    private static final List<String> LEVELS = List.of("TRACE", "DEBUG", "INFO", "WARN", "ERROR", "OFF");
    private static final Pattern VARIABLE = Pattern.compile("\\w+");
    private static final Pattern FILE_NAME = Pattern.compile("[\\p{L}\\p{N}_][\\p{L}\\p{N}_. -]*");

    private final PolicyYaml yaml = new PolicyYaml(null);
    private final Set<Node> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    private final PolicyText texts;

    private PolicyCheck(PolicyText texts) {
        this.texts = texts;
    }

    /** @param settings fills the placeholders of a text in, or throws */
    static void check(String name, String text, UnaryOperator<String> settings) throws PolicyRejected {
        if (!FILE_NAME.matcher(name).matches()) {
            throw new PolicyRejected("the name of a policy is made of letters, digits, dots and dashes", 0);
        }
        PolicyCheck check = new PolicyCheck(new PolicyText(settings));
        Node document = check.yaml.compose(text).orElse(null);
        if (document != null) {
            check.texts(document);
        }
        if (!(document instanceof SequenceNode list)
                || list.getValue().size() != 1
                || !(list.getValue().get(0) instanceof MappingNode entry)) {
            throw new PolicyRejected("a policy file holds a list with one route, and nothing else", 1);
        }
        Map<String, Node> fields = check.yaml.fields(entry, "a policy file");
        Node route = fields.get("route");
        if (route == null || fields.size() != 1) {
            throw new PolicyRejected("a policy file holds one route, but this one has " + fields.keySet(), 1);
        }
        check.route(name, route);
    }

    /** Each text once: what an alias repeats could be without end. */
    private void texts(Node node) throws PolicyRejected {
        if (!seen.add(node)) {
            throw yaml.rejected("a policy says everything where it stands; & and * are not for it", node);
        }
        if (node instanceof ScalarNode scalar) {
            String complaint = texts.complaint(scalar.getValue());
            if (complaint != null) {
                throw yaml.rejected(complaint, node);
            }
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

    private void route(String name, Node node) throws PolicyRejected {
        Node from = fields(node, "a route", "from", "description", "id").get("from");
        if (from == null) {
            throw yaml.rejected("a route needs from: direct:policy-" + name, node);
        }
        Map<String, Node> fields = fields(from, "from", "uri", "parameters", "steps", "description", "id");
        String start = fields.containsKey("uri") ? yaml.scalar(fields.get("uri")) : "nowhere";
        Node parameters = fields.get("parameters");
        if (parameters != null) {
            Node endpoint = fields(parameters, "parameters of from", "name").get("name");
            start += endpoint == null ? "" : ":" + yaml.scalar(endpoint);
        }
        if (!start.equals("direct:policy-" + name)) {
            throw yaml.rejected(
                    "the route in " + name + PolicySource.SUFFIX + " must start from direct:policy-" + name
                            + ", not from " + start,
                    from);
        }
        steps(fields);
    }

    private void steps(Map<String, Node> fields) throws PolicyRejected {
        Node steps = fields.get("steps");
        for (Node step : steps == null ? List.<Node>of() : entries(steps, "steps")) {
            Map<String, Node> only = yaml.fields(step, "a step");
            if (only.size() != 1) {
                throw yaml.rejected("a step is one of choice, filter, setVariable, setVariables, log and to", step);
            }
            Map.Entry<String, Node> entry = only.entrySet().iterator().next();
            step(entry.getKey(), entry.getValue(), step);
        }
    }

    private void step(String kind, Node node, Node step) throws PolicyRejected {
        switch (kind) {
            case "choice" -> choice(node);
            case "filter" -> condition(node, "a filter");
            case "setVariable" -> variable(node);
            case "setVariables" -> {
                Map<String, Node> fields = fields(node, "setVariables", "variables", "description", "id");
                for (Node variable : entries(required(fields, "variables", "setVariables", node), "variables")) {
                    variable(variable);
                }
            }
            case "log" -> log(node);
            case "to" -> to(node);
            default ->
                throw yaml.rejected(
                        "a policy may hold choice, filter, setVariable, setVariables, log and decide:, but not " + kind,
                        step);
        }
    }

    private void choice(Node node) throws PolicyRejected {
        Map<String, Node> fields = fields(node, "a choice", "when", "otherwise", "description", "id");
        for (Node when : entries(required(fields, "when", "a choice", node), "when")) {
            condition(when, "a when");
        }
        Node otherwise = fields.get("otherwise");
        if (otherwise != null) {
            steps(fields(otherwise, "otherwise", "steps", "description", "id"));
        }
    }

    private void condition(Node node, String what) throws PolicyRejected {
        Map<String, Node> fields = fields(node, what, "simple", "constant", "expression", "steps", "description", "id");
        expression(fields, what, node);
        steps(fields);
    }

    private void variable(Node node) throws PolicyRejected {
        Map<String, Node> fields =
                fields(node, "a variable", "name", "simple", "constant", "expression", "description", "id");
        Node name = required(fields, "name", "a variable", node);
        if (!VARIABLE.matcher(yaml.scalar(name)).matches()) {
            throw yaml.rejected("the name of a variable is one word of letters, digits and _", name);
        }
        expression(fields, "a variable", node);
    }

    /** {@code simple: text}, and as editors write it: {@code expression: {simple: {expression: text}}}. */
    private void expression(Map<String, Node> fields, String what, Node at) throws PolicyRejected {
        List<String> found = EXPRESSIONS.stream().filter(fields::containsKey).toList();
        if (found.size() != 1) {
            throw yaml.rejected(what + " needs one expression, in simple or constant", at);
        }
        Node expression = required(fields, found.get(0), what, at);
        if (found.get(0).equals("expression")) {
            expression(fields(expression, "an expression", "simple", "constant"), "an expression", expression);
        } else if (!(expression instanceof ScalarNode)) {
            Map<String, Node> inner = fields(expression, found.get(0), "expression", "id");
            yaml.scalar(required(inner, "expression", found.get(0), expression));
        }
    }

    private void log(Node node) throws PolicyRejected {
        if (node instanceof ScalarNode) {
            return;
        }
        Map<String, Node> fields = fields(node, "log", "message", "loggingLevel", "description", "id");
        yaml.scalar(required(fields, "message", "log", node));
        Node level = fields.get("loggingLevel");
        if (level != null && !LEVELS.contains(yaml.scalar(level))) {
            throw yaml.rejected("a loggingLevel is one of " + String.join(", ", LEVELS), level);
        }
    }

    private void to(Node node) throws PolicyRejected {
        Map<String, Node> fields = node instanceof ScalarNode
                ? Map.of("uri", node)
                : fields(node, "to", "uri", "parameters", "description", "id");
        Node at = required(fields, "uri", "to", node);
        String uri = yaml.scalar(at);
        if (!uri.startsWith("decide:")) {
            throw yaml.rejected("a policy may not call " + uri + "; its only to: is decide:", at);
        }
        plain(uri, at);
        int query = uri.indexOf('?');
        for (String option :
                query < 0 ? new String[0] : uri.substring(query + 1).split("&")) {
            option(option.substring(0, option.indexOf('=') < 0 ? option.length() : option.indexOf('=')), at);
        }
        Node parameters = fields.get("parameters");
        if (parameters != null) {
            for (Map.Entry<String, Node> parameter :
                    yaml.fields(parameters, "parameters").entrySet()) {
                option(parameter.getKey(), parameter.getValue());
                plain(yaml.scalar(parameter.getValue()), parameter.getValue());
            }
        }
    }

    private void option(String name, Node at) throws PolicyRejected {
        if (!OPTIONS.contains(name)) {
            throw yaml.rejected("decide: has no option " + name + "; it has reason, fallback, model and warm", at);
        }
    }

    /** Camel would make a bean of {@code #class:Name}, and undoes {@code %23} first. */
    private void plain(String text, Node at) throws PolicyRejected {
        if (text.indexOf('#') >= 0 || text.indexOf('%') >= 0 || text.contains("RAW")) {
            throw yaml.rejected("the options of decide: are plain words, without # and % and RAW", at);
        }
    }

    private List<Node> entries(Node node, String what) throws PolicyRejected {
        if (node instanceof SequenceNode list) {
            return list.getValue();
        }
        throw yaml.rejected(what + " must be a list", node);
    }

    private Node required(Map<String, Node> fields, String name, String what, Node at) throws PolicyRejected {
        Node found = fields.get(name);
        if (found == null) {
            throw yaml.rejected(what + " needs " + name, at);
        }
        return found;
    }

    /** The entries of a mapping that may have these keys and no others. */
    private Map<String, Node> fields(Node node, String what, String... allowed) throws PolicyRejected {
        Map<String, Node> fields = yaml.fields(node, what);
        List<String> names = List.of(allowed);
        for (NodeTuple tuple : ((MappingNode) node).getValue()) {
            String key = yaml.scalar(tuple.getKeyNode());
            if (!names.contains(key)) {
                throw yaml.rejected(
                        what + " in a policy has no " + key + "; it may have " + String.join(", ", names),
                        tuple.getKeyNode());
            }
        }
        return fields;
    }
}
