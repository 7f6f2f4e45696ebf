package io.oblix.cli;

import io.oblix.OblixApplication;
import io.oblix.policy.PolicyValues;
import io.oblix.policy.Thresholds;
import io.oblix.policy.file.PolicyTrial;
import io.oblix.settings.OblixSettings;
import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.camel.impl.DefaultCamelContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code policies}: the policies that a server in this folder would use, their rules, and how their examples fare. */
@Command(name = "policies", description = "Lists the policies and their rules, and runs the examples beside them.")
final class PoliciesCommand implements Callable<Integer> {

    /** The exit status when a policy cannot be used or an example fails. */
    private static final int NOT_ALL_HOLD = 1;

    @Mixin
    private ServerOptions options = new ServerOptions();

    private final PrintStream out = System.out;

    @Override
    public Integer call() throws Exception {
        OblixSettings settings = options.read();
        List<PolicyTrial> trials;
        try (DefaultCamelContext context = PolicyTrial.newContext()) {
            context.getPropertiesComponent().addPropertiesSource(new PolicyValues(settings.policies()));
            context.start();
            trials = PolicyTrial.all(
                    context,
                    settings.policies().directory(),
                    new Thresholds(settings.machine(), settings.network()),
                    OblixApplication.factSamples(settings));
        }
        trials.forEach(this::print);
        PolicyTrial.unused(settings.policies().directory()).forEach(line -> out.println("! " + line));
        return trials.stream().allMatch(PolicyTrial::holds) ? 0 : NOT_ALL_HOLD;
    }

    private void print(PolicyTrial trial) {
        String description = trial.description().isEmpty() ? "" : ": " + trial.description();
        out.println(trial.name() + description);
        out.println("  " + trial.file());
        if (trial.complaint() != null) {
            out.println("  CANNOT BE USED: " + trial.complaint());
        }
        for (int i = 0; i < trial.rules().size(); i++) {
            out.printf("  %2d. %s%n", i + 1, trial.rules().get(i));
        }
        for (PolicyTrial.TriedExample example : trial.examples()) {
            if (example.complaint() != null) {
                out.println("  FAILS, line " + example.line() + ": " + example.complaint());
            }
        }
        if (!trial.examples().isEmpty()) {
            out.printf(
                    "  examples: %d of %d hold%n",
                    trial.holding(), trial.examples().size());
        }
        out.println();
    }
}
