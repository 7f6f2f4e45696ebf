package io.oblix.cli;

import io.oblix.chat.Side;
import io.oblix.facts.machine.MachineFacts;
import io.oblix.facts.machine.MachineMonitor;
import io.oblix.facts.machine.MachineProbe;
import io.oblix.facts.machine.ModelServer;
import io.oblix.facts.network.CloudCheck;
import io.oblix.facts.network.NetworkFacts;
import io.oblix.facts.network.NetworkMonitor;
import io.oblix.provider.ProviderTypes;
import io.oblix.settings.MachineSettings;
import io.oblix.settings.OblixSettings;
import io.oblix.settings.StartFailure;
import io.oblix.upstream.ProbeClient;
import io.oblix.upstream.UpstreamClient;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code agents}: the two monitoring agents, with the current figures of this machine and its network. */
@Command(
        name = "agents",
        description = "Shows the two monitoring agents with the live figures of this machine and its network.")
final class AgentsCommand implements Callable<Integer> {

    private static final int CHECKS = 3;
    private static final long SAMPLE_MILLIS = 1_500;

    @Mixin
    private ServerOptions options = new ServerOptions();

    private final PrintStream out = System.out;

    @Override
    public Integer call() throws Exception {
        OblixSettings settings = options.read();
        machine(settings);
        out.println();
        try (UpstreamClient client = UpstreamClient.standalone()) {
            network(settings, new ProbeClient(client));
        }
        return 0;
    }

    private void machine(OblixSettings settings) throws InterruptedException, StartFailure {
        ModelServer server =
                new ModelServer(ProviderTypes.load().providers(settings).baseUrls(Side.LOCAL), since -> false);
        MachineProbe probe = new MachineProbe(server, () -> false);
        probe.sample();
        MachineMonitor monitor = new MachineMonitor(settings.machine(), () -> false);
        Thread.sleep(SAMPLE_MILLIS);
        monitor.acceptUnsmoothed(probe.sample());
        MachineFacts facts = monitor.facts();
        MachineSettings thresholds = settings.machine();
        out.println("Resource Monitor");
        line("state", facts.state() + ", execution target " + facts.executionTarget());
        String limit = probe.usableCores() < probe.logicalCores()
                ? " (" + decimal(probe.usableCores()) + " of them for this container)"
                : "";
        line(
                "processor",
                percent(facts.cpuPercent(), thresholds.cpuPercent()) + ", " + probe.logicalCores() + " x "
                        + probe.processorName() + limit);
        if (!server.baseUrls().isEmpty()) {
            line("local model", whole(facts.modelCpuPercent()) + "% of the processor, left out of the other figures");
        }
        line(
                "memory",
                percent(facts.memoryPercent(), thresholds.memoryPercent()) + ", of "
                        + decimal(probe.usableMemoryBytes() / 1e9) + " GB");
        line("load", decimal(facts.loadPerCore()) + " per core (threshold " + decimal(thresholds.loadPerCore()) + ")");
        String memory = facts.gpuMemoryPercent() < 0 ? "" : ", memory " + whole(facts.gpuMemoryPercent()) + "%";
        line(
                "graphics card",
                facts.gpuPercent() < 0
                        ? "not reported by this system"
                        : percent(facts.gpuPercent(), thresholds.gpuPercent()) + memory);
        line("power", facts.onBattery() ? "battery" : "mains");
    }

    private void network(OblixSettings settings, ProbeClient probe) throws StartFailure {
        out.println("Connectivity Agent");
        String url = ProviderTypes.load().providers(settings).cloudCheckUrl();
        if (url == null) {
            line("state", "nothing to check: no cloud model is configured; --cloud-model sets one");
            return;
        }
        NetworkMonitor monitor = new NetworkMonitor(settings.network());
        String failure = null;
        for (int i = 0; i < CHECKS; i++) {
            failure = check(url, probe, monitor);
        }
        NetworkFacts facts = monitor.facts();
        line("state", facts.state() + ", connection target " + facts.connectionTarget());
        line("endpoint", url);
        line(
                "latency",
                whole(facts.latencyMillis()) + " ms (threshold "
                        + settings.network().latency().toMillis() + " ms)");
        line(
                "packet loss",
                percent(facts.packetLossPercent(), settings.network().packetLossPercent()) + ", of " + CHECKS
                        + " checks");
        line("bandwidth", "not measured: a running server measures it on large requests");
        if (failure != null) {
            line("last failure", failure);
        }
    }

    private static @Nullable String check(String url, ProbeClient probe, NetworkMonitor monitor) {
        long started = System.nanoTime();
        try {
            ProbeClient.Answer answer = probe.get(url, Map.of());
            if (!new CloudCheck.Answer(answer.status(), answer.contentType()).isOfTheProvider()) {
                monitor.unreachable();
                return "HTTP " + answer.status() + " with a web page or a redirect: a portal or proxy answered instead";
            }
            monitor.answered(Duration.ofNanos(System.nanoTime() - started));
            return null;
        } catch (IOException failed) {
            monitor.unreachable();
            return failed.getMessage();
        }
    }

    private static String percent(double value, double threshold) {
        return whole(value) + "% (threshold " + whole(threshold) + "%)";
    }

    private static String whole(double value) {
        return String.format(Locale.ROOT, "%.0f", value);
    }

    private static String decimal(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }

    private void line(String name, String value) {
        out.printf("  %-14s %s%n", name, value);
    }
}
