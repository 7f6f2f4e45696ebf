package io.oblix.policy.file;

import io.oblix.facts.Facts;
import io.oblix.policy.Policy;
import io.oblix.policy.Promises;
import io.oblix.policy.Rule;
import io.oblix.policy.Vocabulary;
import io.oblix.policy.file.PolicyTrial.TriedExample;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.errorhandler.NoErrorHandlerDefinition;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;

/**
 * Turns text into a {@link Policy} that works: checked, parsed, built as a new route beside the one in use, and tried on
 * sample facts and its examples. A policy that fails leaves nothing behind.
 */
final class PolicyBuilder {

    private static final String LANGUAGE = "yaml";

    private final ModelCamelContext context;
    private final Situation situation;
    private final Vocabulary vocabulary;
    private int version;

    PolicyBuilder(CamelContext context, Situation situation) {
        this.context = (ModelCamelContext) context;
        Utf8Source.useIn(context);
        this.situation = situation;
        this.vocabulary = situation.vocabulary();
    }

    /** @throws PolicyRejected with a message for the author of the file */
    Policy build(PolicySource source) throws PolicyRejected {
        Policy policy = tried(source);
        if (source.examples() != null) {
            try {
                Policy asWritten = tried(source.withDefaults());
                try {
                    for (TriedExample example : tryExamples(asWritten, source)) {
                        if (example.complaint() != null) {
                            throw new PolicyRejected(example.complaint(), source.examplesFile(), example.line());
                        }
                    }
                } finally {
                    remove(asWritten.routeId());
                }
            } catch (PolicyRejected rejected) {
                remove(policy.routeId());
                throw rejected;
            }
        }
        return policy;
    }

    /** Built, and tried on sample facts. */
    private Policy tried(PolicySource source) throws PolicyRejected {
        String name = source.name();
        boolean isKnown = isKnown(source);
        Map<String, Integer> lines =
                isKnown ? Map.of() : PolicyCheck.check(source, vocabulary, context::resolvePropertyPlaceholders);
        RouteDefinition definition = parse(name, source.yaml());
        Policy policy = start(source, definition, lines);
        if (isKnown) {
            return policy;
        }
        try {
            tryOnSamples(policy, Math.max(1, definition.getLineNumber()));
        } catch (PolicyRejected rejected) {
            remove(policy.routeId());
            throw rejected;
        }
        return policy;
    }

    /** The tests have checked and tried the policies of the jar, so one is checked again only where settings have changed it. */
    private boolean isKnown(PolicySource source) {
        try {
            return source.isInJar()
                    && context.resolvePropertyPlaceholders(source.yaml())
                            .equals(source.withDefaults().yaml());
        } catch (RuntimeException unclear) {
            return false;
        }
    }

    private RouteDefinition parse(String name, String yaml) throws PolicyRejected {
        try {
            // Not by findRoutesBuilders, which parses it once before, for what a policy cannot hold.
            RouteBuilder builder = (RouteBuilder) PluginHelper.getRoutesLoader(context)
                    .getRoutesLoader(LANGUAGE)
                    .loadRoutesBuilder(ResourceHelper.fromString(fileFor(name), yaml));
            builder.setCamelContext(context);
            builder.configure();
            List<RouteDefinition> routes = builder.getRouteCollection().getRoutes();
            if (routes.size() == 1) {
                return routes.get(0);
            }
        } catch (Exception malformed) {
            throw PolicyRejected.because("", malformed, 0);
        }
        throw new PolicyRejected("it holds no route", 1);
    }

    /** Camel takes what follows the first dot for the language of the file. */
    private static String fileFor(String name) {
        return name.replace('.', '-') + PolicySource.SUFFIX;
    }

    /** A condition may come from a setting; what cannot be told counts as asked. */
    private boolean readsTexts(String yaml) {
        String resolved;
        try {
            resolved = context.resolvePropertyPlaceholders(yaml);
        } catch (RuntimeException unclear) {
            return true;
        }
        return resolved.contains("hasSecrets") || resolved.contains("hasPersonalData");
    }

    private Policy start(PolicySource source, RouteDefinition definition, Map<String, Integer> lines)
            throws PolicyRejected {
        String name = source.name();
        boolean readsTexts = readsTexts(source.yaml());
        String routeId = "policy-" + name + "-v" + ++version;
        definition.setId(routeId);
        definition.getInput().setUri("direct:" + routeId);
        definition.setErrorHandlerFactory(new NoErrorHandlerDefinition());
        String description = definition.getDescriptionText();
        try {
            List<Rule> rules = PolicyRules.prepare(context, vocabulary, source, definition, lines);
            context.addRouteDefinition(definition);
            Route route = context.getRoute(routeId);
            if (route == null) {
                throw new PolicyRejected("its route is switched off", definition.getLineNumber());
            }
            return new Policy(
                    name,
                    routeId,
                    description == null ? "" : description,
                    rules,
                    readsTexts || name.equals(Promises.CAREFUL),
                    context,
                    route.getProcessor());
        } catch (PolicyRejected rejected) {
            remove(routeId);
            throw rejected;
        } catch (Exception unusable) {
            remove(routeId);
            throw PolicyRejected.because("", unusable, 0);
        }
    }

    /** @param routeLine for a failure that belongs to no single rule */
    private void tryOnSamples(Policy policy, int routeLine) throws PolicyRejected {
        for (Facts sample : situation.samples()) {
            try {
                if (policy.tryOn(sample) == null) {
                    throw new PolicyRejected(
                            "no rule decides when " + SampleFacts.describe(sample)
                                    + "; end the choice with an otherwise that holds a decide: step",
                            routeLine);
                }
            } catch (PolicyRejected rejected) {
                throw rejected;
            } catch (LinedCondition.Failed failed) {
                throw PolicyRejected.because("a rule failed on sample facts: ", failed, failed.line());
            } catch (Exception failed) {
                throw PolicyRejected.because("a rule failed on sample facts: ", failed, routeLine);
            }
        }
    }

    /** The examples, each with what the policy decides instead. */
    List<TriedExample> tryExamples(Policy policy, PolicySource source) throws PolicyRejected {
        String yaml = source.examples();
        List<PolicyExamples.Example> examples =
                yaml == null ? List.of() : PolicyExamples.parse(source.examplesFile(), yaml, vocabulary);
        return examples.stream()
                .map(example -> new TriedExample(example.name(), example.line(), example.complaint(policy, situation)))
                .toList();
    }

    /** Removes a route that no request uses any more. */
    void remove(String routeId) {
        try {
            if (context.getRoute(routeId) != null) {
                context.getRouteController().stopRoute(routeId);
                context.removeRoute(routeId);
            }
            RouteDefinition left = context.getRouteDefinition(routeId);
            if (left != null) {
                context.removeRouteDefinition(left);
            }
        } catch (Exception failed) {
            throw new IllegalStateException("the route " + routeId + " cannot be removed", failed);
        }
    }
}
