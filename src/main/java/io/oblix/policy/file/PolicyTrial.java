package io.oblix.policy.file;

import io.oblix.policy.Policy;
import io.oblix.policy.Rule;
import io.oblix.policy.Thresholds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.cli.connector.DefaultCliConnectorFactory;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.CliConnectorFactory;
import org.jspecify.annotations.Nullable;

/**
 * A policy that a server would find, tried without a server: its rules, and each of its examples.
 *
 * @param rules a line for each: its description and its decision
 * @param complaint why the policy cannot be used; null when it can, whatever its examples say
 */
public record PolicyTrial(
        String name,
        String file,
        String description,
        List<String> rules,
        List<TriedExample> examples,
        @Nullable String complaint) {

    /** @param complaint what the policy decides instead; null when the example passes */
    public record TriedExample(
            String name, int line, @Nullable String complaint) {}

    /** Whether a server would use it. */
    public boolean holds() {
        return complaint == null && holding() == examples.size();
    }

    /** How many of the examples pass. */
    public int holding() {
        return (int)
                examples.stream().filter(example -> example.complaint() == null).count();
    }

    /**
     * A context for trials, not started: without JMX and without the connector of Camel's command line, which otherwise
     * start with any context.
     */
    public static DefaultCamelContext newContext() {
        DefaultCamelContext context = new DefaultCamelContext();
        context.disableJMX();
        DefaultCliConnectorFactory none = new DefaultCliConnectorFactory();
        none.setEnabled(false);
        context.getCamelContextExtension().addContextPlugin(CliConnectorFactory.class, none);
        return context;
    }

    /**
     * @param context running
     * @param own samples of the operator's own facts, by header
     */
    public static List<PolicyTrial> all(
            CamelContext context, Path folder, Thresholds thresholds, Map<String, Record> own) {
        PolicyBuilder builder = new PolicyBuilder(context, new Situation(thresholds, own));
        List<PolicyTrial> trials = new ArrayList<>();
        if (!Files.isDirectory(folder)) {
            PolicyFiles.SHIPPED.forEach(name -> trials.add(of(PolicyFiles.bundled(name), builder)));
            return trials;
        }
        try {
            for (Path file : PolicyFiles.in(folder)) {
                trials.add(of(file, builder));
            }
        } catch (IOException unreadable) {
            trials.add(unusable("", folder.toString(), PolicyFiles.complaint(unreadable)));
        }
        return trials;
    }

    /** The names of the policies, whether they can be used or not. */
    public static Set<String> names(Path folder) {
        try {
            return Files.isDirectory(folder)
                    ? PolicyFiles.in(folder).stream().map(PolicyFiles::nameOf).collect(Collectors.toSet())
                    : Set.copyOf(PolicyFiles.SHIPPED);
        } catch (IOException unreadable) {
            return Set.of();
        }
    }

    /** A line for each file of the folder that is neither a policy nor examples of one, though it looks so. */
    public static List<String> unused(Path folder) {
        try {
            return Files.isDirectory(folder) ? PolicyFiles.unused(folder) : List.of();
        } catch (IOException unreadable) {
            return List.of();
        }
    }

    private static PolicyTrial of(Path file, PolicyBuilder builder) {
        try {
            return of(PolicyFiles.read(file), builder);
        } catch (IOException unreadable) {
            return unusable(PolicyFiles.nameOf(file), file.toString(), PolicyFiles.complaint(unreadable));
        }
    }

    private static PolicyTrial of(PolicySource source, PolicyBuilder builder) {
        try {
            Policy policy = builder.build(source.withDefaults().withoutExamples());
            return new PolicyTrial(
                    policy.name(),
                    source.file(),
                    policy.description(),
                    policy.rules().stream().map(Rule::inOneLine).toList(),
                    builder.tryExamples(policy, source),
                    null);
        } catch (PolicyRejected rejected) {
            String file = rejected.file();
            String where = rejected.line() > 0 ? "line " + rejected.line() + ": " : "";
            return unusable(source.name(), file == null ? source.file() : file, where + rejected.reason());
        }
    }

    private static PolicyTrial unusable(String name, String file, String complaint) {
        return new PolicyTrial(name, file, "", List.of(), List.of(), complaint);
    }
}
