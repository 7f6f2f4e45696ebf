package io.oblix.policy.file;

import io.oblix.policy.Clause;
import io.oblix.policy.Condition;
import io.oblix.policy.DecideEndpoint;
import io.oblix.policy.PolicyLog;
import io.oblix.policy.Rule;
import io.oblix.policy.Verdict;
import io.oblix.policy.Vocabulary;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.camel.CamelContext;
import org.apache.camel.Expression;
import org.apache.camel.Predicate;
import org.apache.camel.model.ChoiceDefinition;
import org.apache.camel.model.ExpressionNode;
import org.apache.camel.model.ExpressionNodeHelper;
import org.apache.camel.model.FilterDefinition;
import org.apache.camel.model.LogDefinition;
import org.apache.camel.model.ProcessDefinition;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.SetVariableDefinition;
import org.apache.camel.model.SetVariablesDefinition;
import org.apache.camel.model.ToDefinition;
import org.apache.camel.model.WhenDefinition;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/**
 * Prepares the route of a checked policy: numbers its {@code decide:} steps, so that a decision names the rule behind
 * it, compiles its conditions, and keeps what the file says of each rule.
 */
final class PolicyRules {

    private static final String TARGET = "target=";

    private final CamelContext context;
    private final Vocabulary vocabulary;
    private final String policy;
    private final boolean inJar;
    private final Map<String, Integer> lines;
    private final List<Rule> rules = new ArrayList<>();
    private final PolicyVariables variables = new PolicyVariables();

    private PolicyRules(CamelContext context, Vocabulary vocabulary, PolicySource source, Map<String, Integer> lines) {
        this.context = context;
        this.vocabulary = vocabulary;
        this.policy = source.name();
        this.inJar = source.isInJar();
        this.lines = lines;
    }

    /**
     * Prepares a route that has been checked and not yet been built.
     *
     * @param lines where each text of the file stands
     */
    static List<Rule> prepare(
            CamelContext context,
            Vocabulary vocabulary,
            PolicySource source,
            RouteDefinition route,
            Map<String, Integer> lines)
            throws PolicyRejected {
        PolicyRules rules = new PolicyRules(context, vocabulary, source, lines);
        String name = Objects.requireNonNullElse(route.getDescriptionText(), "always");
        rules.collect(route.getOutputs(), name, null, isPlain(route.getOutputs()));
        return List.copyOf(rules.rules);
    }

    /** Whether there is one choice whose branches decide: then its conditions, in their order, explain a decision. */
    private static boolean isPlain(List<ProcessorDefinition<?>> steps) {
        ProcessorDefinition<?> only = onlyStep(steps);
        if (only instanceof ChoiceDefinition choice) {
            return choice.getWhenClauses().stream()
                            .allMatch(when -> onlyStep(when.getOutputs()) instanceof ToDefinition)
                    && (choice.getOtherwise() == null
                            || onlyStep(choice.getOtherwise().getOutputs()) instanceof ToDefinition);
        }
        return only instanceof ToDefinition;
    }

    /** The one step that does more than name values and log; null when there are several, or none. */
    private static @Nullable ProcessorDefinition<?> onlyStep(List<ProcessorDefinition<?>> steps) {
        List<ProcessorDefinition<?>> deciding =
                steps.stream().filter(step -> !isPreparation(step)).toList();
        return deciding.size() == 1 ? deciding.get(0) : null;
    }

    private static boolean isPreparation(ProcessorDefinition<?> step) {
        return step instanceof LogDefinition
                || step instanceof SetVariableDefinition
                || step instanceof SetVariablesDefinition;
    }

    private void collect(
            List<ProcessorDefinition<?>> outputs, String name, @Nullable Condition condition, boolean explainable)
            throws PolicyRejected {
        for (int i = 0; i < outputs.size(); i++) {
            ProcessorDefinition<?> step = outputs.get(i);
            // Ids are for editors; the previous version of this route still has them.
            step.setId(null);
            if (step instanceof LogDefinition log) {
                variables.check(log.getMessage(), lineOf(log.getMessage(), log.getLineNumber()));
                outputs.set(i, log(log));
            } else if (step instanceof ToDefinition to) {
                String uri = decideUri(to);
                to.setUri(uri + (uri.contains("?") ? "&" : "?") + "rule=" + rules.size());
                rules.add(new Rule(name, to.getLineNumber(), condition, explainable, verdict(to)));
            } else if (step instanceof ChoiceDefinition choice) {
                branches(choice, name, explainable);
            } else {
                if (step instanceof SetVariableDefinition named) {
                    name(named);
                } else if (step instanceof SetVariablesDefinition several) {
                    for (SetVariableDefinition named : several.getVariables()) {
                        name(named);
                    }
                } else if (step instanceof FilterDefinition filter) {
                    Predicate predicate = predicate(filter.getExpression().getExpression(), filter.getLineNumber());
                    filter.setExpression(ExpressionNodeHelper.toExpressionDefinition(predicate));
                }
                collect(step.getOutputs(), nameOf(step, name), null, false);
            }
        }
    }

    /** {@code decide:TARGET?...}, also for the forms that have the target as an option: editors fill in a form. */
    private static String decideUri(ToDefinition step) throws PolicyRejected {
        String uri = step.getUri();
        if (uri.startsWith("decide:")) {
            return uri;
        }
        List<String> options =
                new ArrayList<>(List.of(uri.substring(uri.indexOf('?') + 1).split("&")));
        String target = options.stream()
                .filter(option -> option.startsWith(TARGET))
                .findFirst()
                .orElseThrow(() ->
                        new PolicyRejected(uri + " needs a target: local, cloud or reject", step.getLineNumber()));
        options.remove(target);
        return "decide:" + target.substring(TARGET.length()) + "?" + String.join("&", options);
    }

    private void branches(ChoiceDefinition choice, String name, boolean explainable) throws PolicyRejected {
        for (WhenDefinition when : choice.getWhenClauses()) {
            String simple = when.getExpression().getExpression();
            Predicate predicate = predicate(simple, when.getLineNumber());
            Condition condition = predicate instanceof Condition compares ? compares : null;
            when.setId(null);
            when.setExpression(ExpressionNodeHelper.toExpressionDefinition(predicate));
            String description = when.getDescription();
            collect(
                    when.getOutputs(),
                    description == null ? simple : description,
                    condition,
                    explainable && condition != null);
        }
        if (choice.getOtherwise() != null) {
            choice.getOtherwise().setId(null);
            String description = choice.getOtherwise().getDescription();
            collect(choice.getOtherwise().getOutputs(), description == null ? name : description, null, explainable);
        }
    }

    /**
     * Compiled where possible. Camel's own parser has to take the conditions of a file all the same, for it is stricter;
     * a start on the policies of the jar does without it. A value that a fact never has would make a rule that is silently
     * never true.
     */
    private Predicate predicate(String simple, int stepLine) throws PolicyRejected {
        int line = lineOf(simple, stepLine);
        String resolved = context.resolvePropertyPlaceholders(simple);
        Condition condition = Condition.parse(resolved);
        Predicate predicate = condition;
        if (predicate == null || !inJar) {
            Predicate parsed = bySimple(resolved, line);
            predicate = predicate == null ? parsed : predicate;
        }
        for (Clause clause : Condition.clausesIn(resolved)) {
            String value = clause.value();
            String complaint = value == null ? null : vocabulary.complaint(clause.fact(), value);
            if (complaint != null) {
                throw new PolicyRejected(complaint, line);
            }
        }
        variables.check(resolved, line);
        return predicate;
    }

    private Predicate bySimple(String text, int line) throws PolicyRejected {
        try {
            Predicate predicate = context.resolveLanguage("simple").createPredicate(text);
            predicate.init(context);
            return new LinedCondition(predicate, line);
        } catch (RuntimeException malformed) {
            throw PolicyRejected.because("", malformed, line);
        }
    }

    private int lineOf(String text, int stepLine) {
        return lines.getOrDefault(text, stepLine);
    }

    private void name(SetVariableDefinition step) throws PolicyRejected {
        String value = step.getExpression().getExpression();
        variables.check(value, lineOf(value, step.getLineNumber()));
        variables.add(step.getName());
    }

    private ProcessorDefinition<?> log(LogDefinition step) throws PolicyRejected {
        String level = step.getLoggingLevel();
        try {
            Expression message = context.resolveLanguage("simple")
                    .createExpression(context.resolvePropertyPlaceholders(step.getMessage()));
            message.init(context);
            return "OFF".equals(level)
                    ? new ProcessDefinition(exchange -> {})
                    : new ProcessDefinition(
                            new PolicyLog(policy, level == null ? Level.INFO : Level.valueOf(level), message));
        } catch (RuntimeException malformed) {
            throw PolicyRejected.because("", malformed, step.getLineNumber());
        }
    }

    private static String nameOf(ProcessorDefinition<?> step, String outer) {
        if (step.getDescriptionText() != null) {
            return step.getDescriptionText();
        }
        return step instanceof ExpressionNode node && node.getExpression() != null
                ? node.getExpression().getExpression()
                : outer;
    }

    /** Resolved here, before the route is built, so that a mistake is reported with its line. */
    private Verdict verdict(ToDefinition step) throws PolicyRejected {
        try {
            return context.getEndpoint(context.resolvePropertyPlaceholders(step.getUri()), DecideEndpoint.class)
                    .verdict();
        } catch (RuntimeException unusable) {
            throw PolicyRejected.because("", unusable, step.getLineNumber());
        }
    }
}
