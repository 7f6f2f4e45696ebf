package io.oblix.cli;

import io.oblix.OblixApplication;
import io.oblix.chat.Side;
import io.oblix.cli.DrillCaller.Got;
import io.oblix.cli.DrillCaller.Reply;
import io.oblix.cli.DrillFault.Expected;
import io.oblix.settings.OblixSettings;
import io.oblix.settings.StartFailure;
import io.oblix.settings.Timeouts;
import io.oblix.simulator.Fault;
import io.oblix.simulator.SimulatedAnswer;
import io.oblix.simulator.SimulatedProvider;
import java.io.PrintStream;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code drill}: a crash test of the user's own settings, against a simulated pair of providers in this process. */
@Command(
        name = "drill",
        description =
                "Crash-tests your settings: every fault of a provider, against simulated ones. No key, no network.",
        mixinStandardHelpOptions = true,
        versionProvider = OblixCommand.Version.class,
        sortOptions = false)
final class DrillCommand implements Callable<Integer> {

    private static final String STORY =
            "Once upon a time there was a gateway between two models. One lived in a box under the"
                    + " stairs, the other far away behind a long line. When one of them fell silent in the middle of a word, the"
                    + " gateway asked the other to go on, and whoever was listening heard the tale to its end, each sentence once.";
    private static final Duration QUICK = Duration.ofSeconds(1);
    private static final int LOST_SOMETHING = 1;

    @Option(
            names = "--cloud",
            paramLabel = "openai|claude",
            description = "Whose format the simulated cloud speaks (default: openai).")
    private String cloud = "openai";

    @Option(
            names = "--real-timeouts",
            description = "Wait as long as your settings say; without it no wait is longer than a second.")
    private boolean realTimeouts;

    @Option(names = "--fault", paramLabel = "<name>", description = "That one only, as the scorecard names it.")
    private @Nullable String only;

    @Mixin
    private ServerOptions options = new ServerOptions();

    private final PrintStream out = System.out;
    private int answered;
    private int told;
    private int lost;

    @Override
    public Integer call() throws Exception {
        if (!cloud.equals("openai") && !cloud.equals("claude")) {
            throw new StartFailure(StartFailure.WRONG_SETTINGS, "--cloud takes openai or claude, not " + cloud);
        }
        List<DrillFault> faults = faults();
        Quiet.please();
        out.println("Each provider fails in turn, the other one is well; ollama is local, " + cloud + " the cloud.");
        out.println("In brackets: who answered, after how long, with how many calls to the one that fails.");
        out.println();
        for (DrillFault fault : faults) {
            for (Side failing : Side.values()) {
                drill(fault, failing);
            }
        }
        if (only == null) {
            drillBothDown();
        }
        out.println();
        out.printf("%d answered whole, %d told honestly, %d lost%n", answered, told, lost);
        return lost == 0 ? 0 : LOST_SOMETHING;
    }

    private List<DrillFault> faults() throws StartFailure {
        List<DrillFault> faults = DrillFault.all().stream()
                .filter(fault -> only == null || only.equals(fault.name()))
                .toList();
        if (faults.isEmpty()) {
            throw new StartFailure(
                    StartFailure.WRONG_SETTINGS,
                    "--fault takes one of: "
                            + DrillFault.all().stream().map(DrillFault::name).collect(Collectors.joining(", ")));
        }
        return faults;
    }

    private void drill(DrillFault fault, Side failing) throws Exception {
        try (SimulatedProvider local = SimulatedProvider.ollama().withModels("drill");
                SimulatedProvider other = cloudProvider()) {
            SimulatedProvider broken = failing == Side.LOCAL ? local : other;
            Map<String, String> settings = settings(local, other);
            if (fault.address() != null) {
                settings.put(failing == Side.LOCAL ? "oblix.ollama.base-url" : baseUrl(), fault.address());
            }
            try (OblixApplication server = OblixApplication.start(options.read(settings))) {
                String model = failing == Side.LOCAL ? "auto:local-first" : "auto:cloud-first";
                for (boolean streamed : new boolean[] {false, true}) {
                    awaitProbes(server);
                    arm(broken, fault);
                    int before = broken.chatCount();
                    Reply reply = caller(server).ask(server.port(), model, streamed);
                    judge(fault, failing.word(), streamed, reply, broken.chatCount() - before);
                    broken.heal();
                }
            }
        }
    }

    private void drillBothDown() throws Exception {
        try (SimulatedProvider local = SimulatedProvider.ollama().withModels("drill");
                SimulatedProvider other = cloudProvider()) {
            try (OblixApplication server = OblixApplication.start(options.read(settings(local, other)))) {
                awaitProbes(server);
                local.failAlways(Fault.Status.of(503));
                other.failAlways(Fault.Status.of(503));
                DrillFault both = new DrillFault("both down", null, false, null, Expected.ERROR);
                for (boolean streamed : new boolean[] {false, true}) {
                    Reply reply = caller(server).ask(server.port(), "auto", streamed);
                    judge(both, "both", streamed, reply, local.chatCount());
                }
            }
        }
    }

    private SimulatedProvider cloudProvider() {
        SimulatedProvider provider = cloud.equals("claude") ? SimulatedProvider.claude() : SimulatedProvider.openAi();
        return provider.withModels("drill").answering(request -> SimulatedAnswer.of(STORY, 10));
    }

    private String baseUrl() {
        return "oblix." + cloud + ".base-url";
    }

    /** The user's own, but for who is asked and how long he has to watch. */
    private Map<String, String> settings(SimulatedProvider local, SimulatedProvider other) throws StartFailure {
        local.answering(request -> SimulatedAnswer.of(STORY, 10));
        Map<String, String> settings = new HashMap<>();
        settings.put("oblix.host", "127.0.0.1");
        settings.put("oblix.port", "0");
        settings.put("oblix.local-model", "ollama:drill");
        settings.put("oblix.cloud-model", cloud + ":drill");
        settings.put("oblix.cloud-api-key", "drill");
        settings.put("oblix.ollama.base-url", local.baseUrl());
        settings.put(baseUrl(), other.baseUrl());
        settings.put("oblix.routes-directory", "no-folder-but-the-policies-inside-the-jar");
        if (!realTimeouts) {
            OblixSettings own = options.read(settings);
            Timeouts timeouts = own.timeouts().get(Side.LOCAL);
            for (Side side : Side.values()) {
                String prefix = "oblix." + side.word() + ".timeout.";
                settings.put(prefix + "connect", quick(timeouts == null ? QUICK : timeouts.connect()));
                settings.put(prefix + "first-token", quick(timeouts == null ? QUICK : timeouts.firstToken()));
                settings.put(prefix + "idle", quick(timeouts == null ? QUICK : timeouts.idle()));
                settings.put(prefix + "whole", quick(timeouts == null ? QUICK : timeouts.whole()));
            }
        }
        return settings;
    }

    private static String quick(Duration own) {
        return (own.compareTo(QUICK) < 0 ? own : QUICK).toMillis() + "ms";
    }

    private static void awaitProbes(OblixApplication server) throws InterruptedException {
        long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!server.isProbed() && System.nanoTime() < deadline) {
            Thread.sleep(10);
        }
    }

    private DrillCaller caller(OblixApplication server) {
        return new DrillCaller(STORY, server.settings().retry().total().plusSeconds(10));
    }

    private static void arm(SimulatedProvider provider, DrillFault fault) {
        Fault kind = fault.fault();
        if (kind != null && fault.once()) {
            provider.failNext(kind);
        } else {
            provider.failAlways(kind);
        }
    }

    private void judge(DrillFault fault, String failing, boolean streamed, Reply reply, int calls) {
        String verdict;
        if (reply.got() == Got.ANSWER && fault.expected() != Expected.ERROR) {
            answered++;
            verdict = "answered";
        } else if (reply.got() == Got.ERROR && mayBeTold(fault, streamed)) {
            told++;
            verdict = "told";
        } else {
            lost++;
            verdict = "LOST";
        }
        out.printf(
                Locale.ROOT,
                "%-30s %-5s %-8s %-8s [%s, %.1f s, %d]%n",
                fault.name(),
                failing,
                streamed ? "streamed" : "whole",
                verdict,
                reply.detail(),
                reply.after().toMillis() / 1000.0,
                calls);
    }

    /** Who was sent nothing yet is owed the answer. */
    private static boolean mayBeTold(DrillFault fault, boolean streamed) {
        return fault.expected() == Expected.ERROR
                || fault.expected() == Expected.EITHER
                || (fault.expected() == Expected.ANSWER_IF_NOTHING_WAS_SENT && streamed);
    }
}
