package io.oblix.cli;

import io.oblix.chat.Side;
import io.oblix.cli.DrillClient.Reply;
import io.oblix.cli.DrillFault.Expected;
import io.oblix.log.Logs;
import io.oblix.settings.StartFailure;
import io.oblix.simulator.ClientApi;
import io.oblix.simulator.Fault;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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

    @Option(
            names = "--dialect",
            paramLabel = "<name>",
            description =
                    "The API that the client speaks: chat (default), messages, responses, completions, ollama-chat,"
                            + " ollama-generate, embeddings, ollama-embed, or all.")
    private String dialect = "chat";

    @Mixin
    private ServerOptions options = new ServerOptions();

    private final PrintStream out = System.out;
    private final DrillScore score = new DrillScore();
    private List<ClientApi> dialects = List.of();

    @Override
    public Integer call() throws Exception {
        if (!cloud.equals("openai") && !cloud.equals("claude")) {
            throw StartFailure.settings("--cloud takes openai or claude, not '" + cloud + "'.");
        }
        dialects = dialects();
        List<DrillFault> faults = faults();
        Logs.silence();
        out.println("Each model fails in turn while the other one works. Local is ollama, cloud is " + cloud + ".");
        out.println("In brackets: what answered, after how long, and how many calls the failing model received.");
        out.println();
        for (DrillFault fault : faults) {
            for (Side failing : Side.values()) {
                for (ClientApi api : dialects(failing)) {
                    failOne(fault, failing, api);
                }
            }
        }
        if (only == null) {
            for (ClientApi api : dialects(Side.LOCAL)) {
                failBoth(api);
            }
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

    private List<ClientApi> dialects() throws StartFailure {
        List<ClientApi> asked = Stream.of(ClientApi.values())
                .filter(api -> dialect.equals("all") || dialect.equals(api.word()))
                .toList();
        if (asked.isEmpty()) {
            throw StartFailure.settings("--dialect takes one of: "
                    + Stream.of(ClientApi.values()).map(ClientApi::word).collect(Collectors.joining(", ")) + ", all");
        }
        return asked;
    }

    /** A server for each dialect, because the failures in one would open a circuit for the next. */
    private List<ClientApi> dialects(Side failing) {
        // Anthropic's models make no embeddings.
        boolean embeds = failing == Side.LOCAL || cloud.equals("openai");
        return dialects.stream().filter(api -> api.streams() || embeds).toList();
    }

    private static List<Boolean> forms(ClientApi api) {
        return api.streams() ? List.of(false, true) : List.of(false);
    }

    private void print(DrillFault fault, String failing, ClientApi api, boolean streamed, Reply reply, int calls) {
        DrillFault expecting = api.streams() ? fault : fault.withoutAnotherModel();
        String line = score.judge(expecting, failing, streamed, reply, calls);
        out.println(dialect.equals("chat") ? line : String.format(Locale.ROOT, "%-15s %s", api.word(), line));
    }

    private DrillServer.Setup setup() {
        return new DrillServer.Setup(options, cloud, realTimeouts);
    }

    private void failOne(DrillFault fault, Side failing, ClientApi api) throws Exception {
        try (DrillServer server = new DrillServer(setup(), failing, fault.address())) {
            String policy = failing == Side.LOCAL ? "auto:local-first" : "auto:cloud-first";
            for (boolean streamed : forms(api)) {
                server.awaitProbes();
                server.fail(failing, fault.fault(), fault.once());
                int before = server.calls(failing);
                // Embeddings are made by the model that is set for them, which is one of the failing provider's.
                Reply reply = server.ask(api, api.streams() ? policy : "auto", streamed);
                print(fault, failing.word(), api, streamed, reply, server.calls(failing) - before);
                server.heal(failing);
            }
        }
    }

    private void failBoth(ClientApi api) throws Exception {
        DrillFault both = new DrillFault("both down", Fault.Status.of(503), false, null, Expected.ERROR);
        try (DrillServer server = new DrillServer(setup(), Side.LOCAL, null)) {
            server.awaitProbes();
            for (Side side : Side.values()) {
                server.fail(side, both.fault(), both.once());
            }
            for (boolean streamed : forms(api)) {
                Reply reply = server.ask(api, "auto", streamed);
                print(both, "both", api, streamed, reply, server.calls(Side.LOCAL));
            }
        }
    }
}
