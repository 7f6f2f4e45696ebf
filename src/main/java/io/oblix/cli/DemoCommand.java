package io.oblix.cli;

import io.oblix.OblixApplication;
import io.oblix.chat.Side;
import io.oblix.settings.OblixSettings;
import io.oblix.settings.SettingsSource;
import io.oblix.settings.StartFailure;
import io.oblix.simulator.Fault;
import io.oblix.simulator.SimulatedProvider;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code demo}: the real server in front of simulated models, which speak Ollama's and OpenAI's APIs over real HTTP. */
@Command(name = "demo", description = "Runs the server on simulated models: nothing to install, no key, no network.")
final class DemoCommand implements Callable<Integer> {

    private static final String LOCAL = "simulated-local";
    static final String CLOUD = "simulated-cloud";
    private static final String EMBEDDER = "simulated-embed";
    private static final long PAUSE_MILLIS = 25;

    private final DemoDecisions decisions = new DemoDecisions();

    @Option(names = "--host", paramLabel = "<address>", description = "Address to bind to (default: 127.0.0.1).")
    private String host = "127.0.0.1";

    @Option(names = "--port", paramLabel = "<port>", description = "Port to listen on (default: 62549).")
    private @Nullable String port;

    @Option(
            names = "--fail",
            paramLabel = "local|cloud",
            description = "Makes that model fail, to see the other one answer.")
    private @Nullable String fail;

    @Option(names = "--no-traffic", description = "Sends no sample requests while someone looks at the dashboard.")
    private boolean quiet;

    @Option(
            names = "--once",
            description =
                    "Stops after one round of sample requests, which is how an archive for quicker starts is made.")
    private boolean once;

    @Override
    public Integer call() throws Exception {
        Side failing = failing();
        long pause = once ? 0 : PAUSE_MILLIS;
        SimulatedProvider local = SimulatedProvider.ollama()
                .withModels(LOCAL + ":latest", EMBEDDER + ":latest")
                .pausing(pause);
        SimulatedProvider cloud = SimulatedProvider.openAi().withModels(CLOUD).pausing(pause);
        local.answering(new DemoModel(Side.LOCAL, decisions));
        local.failWhere(DemoTraffic::fault);
        cloud.answering(new DemoModel(Side.CLOUD, decisions));
        if (failing != null) {
            (failing == Side.LOCAL ? local : cloud).failAlways(Fault.Status.of(500));
        }
        OblixSettings settings = settings(local, cloud);
        Shutdown shutdown = new Shutdown();
        OblixApplication server = OblixApplication.startAndRehearse(settings, decisions);
        Runnable afterwards = () -> {
            local.close();
            cloud.close();
        };
        DemoTraffic traffic =
                new DemoTraffic("http://" + StartupReport.shownHost(host) + ":" + server.port(), server::isWatched);
        if (once) {
            shutdown.serving(server, afterwards);
            StartupReport.print(server, settings);
            return traffic.once() ? 0 : 1;
        }
        System.out.println("A demo: both models are simulated in this process, and no request leaves it.");
        System.out.println("The local model is unsure where you have it guess: the cloud then answers instead"
                + " (x-oblix-reason: local-was-unsure), unless the question is an easy one, which is not judged.");
        if (!quiet) {
            System.out.println(
                    "While its dashboard is open in a browser, sample requests are sent (--no-traffic: none).");
            traffic.start();
        }
        if (failing != null) {
            System.out.println("The " + failing.word() + " model fails every request (--fail " + failing.word()
                    + "); see the header x-oblix-fallback.");
        }
        return ServerCommand.serve(server, settings, shutdown, afterwards);
    }

    private @Nullable Side failing() throws StartFailure {
        if (fail == null) {
            return null;
        }
        for (Side side : Side.values()) {
            if (side.word().equals(fail)) {
                return side;
            }
        }
        throw StartFailure.settings("--fail takes local or cloud, not '" + fail + "'.");
    }

    private OblixSettings settings(SimulatedProvider local, SimulatedProvider cloud) throws StartFailure {
        Map<String, String> settings = new HashMap<>();
        settings.put("oblix.local-model", "ollama:" + LOCAL);
        settings.put("oblix.cloud-model", "openai:" + CLOUD);
        settings.put("oblix.embedding-model", "ollama:" + EMBEDDER);
        settings.put("oblix.ollama.base-url", local.baseUrl());
        settings.put("oblix.openai.base-url", cloud.baseUrl());
        settings.put("oblix.host", host);
        // So that dollars can be shown.
        settings.put("oblix.prices", "openai:" + CLOUD + " 2.5 10");
        // Simulated models take nothing of this machine, so how it is has no say.
        settings.put("oblix.resource.cpu-threshold", "100");
        settings.put("oblix.resource.memory-threshold", "100");
        settings.put("oblix.resource.load-threshold", "10000");
        settings.put("oblix.ledger.url", "jdbc:sqlite::memory:");
        // A demo asks for no key, whatever lies in the folder.
        settings.put("oblix.keys-file", "no-such-folder/keys.yaml");
        if (port != null || once) {
            settings.put("oblix.port", port == null ? "0" : port);
        }
        return OblixSettings.of(SettingsSource.withoutFile(settings));
    }
}
