package io.oblix.cli;

import io.oblix.chat.Side;
import io.oblix.cli.DrillClient.Reply;
import io.oblix.cli.DrillFault.Expected;
import io.oblix.settings.StartFailure;
import io.oblix.simulator.Fault;
import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code drill}: a crash test of the user's own settings, against simulated providers in this process. */
@Command(
        name = "drill",
        description = "Crash-tests your settings against simulated providers that fail in all known ways. No key, no"
                + " network.")
final class DrillCommand implements Callable<Integer> {

    /** The exit status when an answer was lost. */
    private static final int LOST_SOMETHING = 1;

    @Option(
            names = "--cloud",
            paramLabel = "openai|claude",
            description = "The API that the simulated cloud model speaks (default: openai).")
    private String cloud = "openai";

    @Option(
            names = "--real-timeouts",
            description = "Wait as long as your settings say; by default no wait is longer than a second.")
    private boolean realTimeouts;

    @Option(names = "--fault", paramLabel = "<name>", description = "Only this fault, by its name in the scorecard.")
    private @Nullable String only;

    @Mixin
    private ServerOptions options = new ServerOptions();

    private final PrintStream out = System.out;
    private final DrillScore score = new DrillScore();

    @Override
    public Integer call() throws Exception {
        if (!cloud.equals("openai") && !cloud.equals("claude")) {
            throw StartFailure.settings("--cloud takes openai or claude, not '" + cloud + "'.");
        }
        List<DrillFault> faults = faults();
        CommandLogs.silence();
        out.println("Each model fails in turn while the other one works. Local is ollama, cloud is " + cloud + ".");
        out.println("In brackets: what answered, after how long, and how many calls the failing model received.");
        out.println();
        for (DrillFault fault : faults) {
            for (Side failing : Side.values()) {
                failOne(fault, failing);
            }
        }
        if (only == null) {
            failBoth();
        }
        out.println();
        out.println(score.summary());
        return score.hasLosses() ? LOST_SOMETHING : 0;
    }

    private List<DrillFault> faults() throws StartFailure {
        List<DrillFault> faults = DrillFault.all().stream()
                .filter(fault -> only == null || only.equals(fault.name()))
                .toList();
        if (faults.isEmpty()) {
            throw StartFailure.settings("--fault takes one of: "
                    + DrillFault.all().stream().map(DrillFault::name).collect(Collectors.joining(", ")));
        }
        return faults;
    }

    private DrillServer.Setup setup() {
        return new DrillServer.Setup(options, cloud, realTimeouts);
    }

    private void failOne(DrillFault fault, Side failing) throws Exception {
        try (DrillServer server = new DrillServer(setup(), failing, fault.address())) {
            String model = failing == Side.LOCAL ? "auto:local-first" : "auto:cloud-first";
            for (boolean streamed : new boolean[] {false, true}) {
                server.awaitProbes();
                server.fail(failing, fault.fault(), fault.once());
                int before = server.calls(failing);
                Reply reply = server.ask(model, streamed);
                int calls = server.calls(failing) - before;
                out.println(score.judge(fault, failing.word(), streamed, reply, calls));
                server.heal(failing);
            }
        }
    }

    private void failBoth() throws Exception {
        DrillFault both = new DrillFault("both down", Fault.Status.of(503), false, null, Expected.ERROR);
        try (DrillServer server = new DrillServer(setup(), null, null)) {
            server.awaitProbes();
            for (Side side : Side.values()) {
                server.fail(side, both.fault(), both.once());
            }
            for (boolean streamed : new boolean[] {false, true}) {
                Reply reply = server.ask("auto", streamed);
                out.println(score.judge(both, "both", streamed, reply, server.calls(Side.LOCAL)));
            }
        }
    }
}
