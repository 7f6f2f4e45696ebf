package io.oblix.cli;

import io.oblix.OblixApplication;
import io.oblix.ledger.ReplayReport;
import io.oblix.ledger.UsageQuery;
import io.oblix.ledger.UsageReader;
import io.oblix.log.Logs;
import io.oblix.policy.PolicyValues;
import io.oblix.policy.Thresholds;
import io.oblix.policy.file.PolicyReplay;
import io.oblix.policy.file.PolicyTrial;
import io.oblix.problem.RequestProblem;
import io.oblix.settings.OblixSettings;
import io.oblix.settings.StartFailure;
import java.io.PrintStream;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code policies}: the policies that a server in this folder would use, their rules, and how their examples fare; or what
 * they would have decided on the requests of the last days.
 */
@Command(name = "policies", description = "Lists the policies and their rules, and runs the examples beside them.")
final class PoliciesCommand implements Callable<Integer> {

    /** The exit status when a policy cannot be used or an example fails. */
    private static final int NOT_ALL_HOLD = 1;

    @Option(
            names = "--replay",
            paramLabel = "<since>",
            description = "What the policies as they are now would have decided in place of what the ledger recorded"
                    + " since then: a span such as 24h or 7d, or a date such as 2026-01-31.")
    private @Nullable String replay;

    @Mixin
    private ServerOptions options = new ServerOptions();

    private final PrintStream out = System.out;

    @Override
    public Integer call() throws Exception {
        OblixSettings settings = options.read();
        Thresholds thresholds = new Thresholds(settings.machine(), settings.network());
        List<PolicyTrial> trials;
        try (DefaultCamelContext context = PolicyTrial.newContext()) {
            context.getPropertiesComponent().addPropertiesSource(new PolicyValues(settings.policies()));
            context.start();
            String since = replay;
            if (since != null) {
                Logs.silence();
                return replay(settings, since(since), context, thresholds);
            }
            trials = PolicyTrial.all(
                    context, settings.policies().directory(), thresholds, OblixApplication.factSamples(settings));
        }
        trials.forEach(this::print);
        PolicyTrial.unused(settings.policies().directory()).forEach(line -> out.println("! " + line));
        return trials.stream().allMatch(PolicyTrial::holds) ? 0 : NOT_ALL_HOLD;
    }

    private static Instant since(String text) throws StartFailure {
        try {
            return UsageQuery.since(text, Instant.now());
        } catch (RequestProblem wrong) {
            throw StartFailure.settings(wrong.text().replace("'since'", "'--replay'"));
        }
    }

    private int replay(OblixSettings settings, Instant since, CamelContext context, Thresholds thresholds)
            throws StartFailure {
        PolicyReplay policies = new PolicyReplay(
                context, settings.policies().directory(), thresholds, OblixApplication.factSamples(settings));
        ReplayReport report = new ReplayReport();
        UsageReader.decisions(settings.ledger(), since, decision -> report.replay(decision, policies));
        policies.complaints().forEach((name, why) -> out.println("! " + name + " cannot be used: " + why));
        if (report.isEmpty()) {
            out.println("The ledger has no decision of a policy since " + since.truncatedTo(ChronoUnit.SECONDS) + ".");
        } else {
            out.print(report.table());
        }
        return policies.complaints().isEmpty() ? 0 : NOT_ALL_HOLD;
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
