package io.oblix.policy;

import io.oblix.policy.Vocabulary.Fact;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.model.ChoiceDefinition;
import org.apache.camel.model.ExpressionNode;
import org.apache.camel.model.FilterDefinition;
import org.apache.camel.model.LogDefinition;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.SetVariableDefinition;
import org.apache.camel.model.SetVariablesDefinition;
import org.apache.camel.model.ToDefinition;
import org.apache.camel.model.WhenDefinition;
import org.apache.camel.model.language.ConstantExpression;
import org.apache.camel.model.language.ExpressionDefinition;
import org.apache.camel.model.language.SimpleExpression;

/**
 * What a policy may hold: {@code choice}, {@code filter}, {@code setVariable(s)}, {@code log} and {@code decide:}, with
 * conditions over the facts. Anything that could call, wait, loop or run a script is refused before it is built, so a
 * policy is quick and cannot leak. A fact that is misspelt is found here too, even in a rule that no sample reaches.
 */
final class PolicyCheck {

    private static final Set<Class<?>> STEPS = Set.of(
            ChoiceDefinition.class,
            FilterDefinition.class,
            SetVariableDefinition.class,
            SetVariablesDefinition.class,
            LogDefinition.class,
            ToDefinition.class);

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{([^}]*)}?");
    private static final Pattern FUNCTION = Pattern.compile("\\$(?:simple)?\\{([^}]*)}?");
    private static final Pattern FACT = Pattern.compile("header\\.(\\w+)\\.(\\w+)");
    private static final Pattern RULE = Pattern.compile("[?&]rule=");
    private static final Pattern VARIABLE = Pattern.compile("variable\\.\\w+");

    private PolicyCheck() {}

    static void check(RouteDefinition route) throws PolicyRejected {
        checkSteps(route.getOutputs());
    }

    private static void checkSteps(List<ProcessorDefinition<?>> steps) throws PolicyRejected {
        for (ProcessorDefinition<?> step : steps) {
            checkStep(step);
            checkSteps(step.getOutputs());
            if (step instanceof ChoiceDefinition choice) {
                checkBranches(choice);
            }
        }
    }

    /** Camel does not count these among a choice's outputs. */
    private static void checkBranches(ChoiceDefinition choice) throws PolicyRejected {
        for (WhenDefinition when : choice.getWhenClauses()) {
            checkExpression(when.getExpression(), when.getLineNumber());
            checkSteps(when.getOutputs());
        }
        if (choice.getOtherwise() != null) {
            checkSteps(choice.getOtherwise().getOutputs());
        }
    }

    private static void checkStep(ProcessorDefinition<?> step) throws PolicyRejected {
        if (!STEPS.contains(step.getClass())) {
            throw new PolicyRejected(
                    "a policy may hold choice, filter, setVariable, setVariables, log and decide:, but not "
                            + step.getShortName(),
                    step.getLineNumber());
        }
        if (step instanceof ToDefinition to && !to.getUri().startsWith("decide:")) {
            throw new PolicyRejected(
                    "a policy may not call " + to.getUri() + "; its only to: is decide:", step.getLineNumber());
        }
        if (step instanceof ToDefinition to) {
            if (RULE.matcher(to.getUri()).find()) {
                throw new PolicyRejected("decide: has no option rule; it is numbered by itself", step.getLineNumber());
            }
            checkFunctions(to.getUri(), step.getLineNumber());
        }
        if (step instanceof ExpressionNode node) {
            checkExpression(node.getExpression(), step.getLineNumber());
        }
        if (step instanceof LogDefinition log) {
            checkFunctions(log.getMessage(), step.getLineNumber());
        }
        if (step instanceof SetVariablesDefinition variables) {
            for (SetVariableDefinition variable : variables.getVariables()) {
                checkExpression(variable.getExpression(), step.getLineNumber());
            }
        }
    }

    private static void checkExpression(ExpressionDefinition expression, int line) throws PolicyRejected {
        if (!(expression instanceof SimpleExpression) && !(expression instanceof ConstantExpression)) {
            throw new PolicyRejected(
                    "conditions are written in simple or constant, not in " + expression.getLanguage(), line);
        }
        checkFunctions(expression.getExpression(), line);
    }

    /** A {@code {{...}}} could print the environment; only settings of policies are a policy's business. */
    private static void checkFunctions(String text, int line) throws PolicyRejected {
        Matcher placeholders = PLACEHOLDER.matcher(text);
        while (placeholders.find()) {
            if (!placeholders.group(1).strip().startsWith("policy.")) {
                throw new PolicyRejected(
                        "{{" + placeholders.group(1)
                                + "}} is no setting of a policy; those are named {{policy.something}}",
                        line);
            }
        }
        Matcher functions = FUNCTION.matcher(text);
        while (functions.find()) {
            checkFunction(functions.group(1).strip(), line);
        }
    }

    private static void checkFunction(String function, int line) throws PolicyRejected {
        if (VARIABLE.matcher(function).matches()) {
            return;
        }
        Matcher fact = FACT.matcher(function);
        if (!fact.matches()) {
            throw new PolicyRejected(
                    "${" + function + "} is no fact; a condition reads ${header.OblixMachine.cpuPercent} and its like,"
                            + " or ${variable.name}",
                    line);
        }
        String complaint = Vocabulary.complaint(new Fact(fact.group(1), fact.group(2)));
        if (complaint != null) {
            throw new PolicyRejected(complaint, line);
        }
    }
}
