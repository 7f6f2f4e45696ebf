package io.oblix.policy;

import io.oblix.facts.Facts;
import io.oblix.facts.machine.MachineFacts;
import io.oblix.facts.network.NetworkFacts;
import io.oblix.policy.Vocabulary.Fact;
import io.oblix.settings.MachineSettings;
import io.oblix.settings.NetworkSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The thresholds of this server, which turn figures of the machine and the network into states. */
public record Thresholds(MachineSettings machine, NetworkSettings network) {

    public MachineFacts.State state(MachineFacts facts) {
        return MachineFacts.State.of(
                machine, facts.cpuPercent(), facts.memoryPercent(), facts.gpuPercent(), facts.loadPerCore());
    }

    public NetworkFacts.State state(NetworkFacts facts) {
        return facts.packetLossPercent() >= 100
                ? NetworkFacts.State.DISCONNECTED
                : NetworkFacts.State.whenConnected(
                        network, facts.latencyMillis(), facts.packetLossPercent(), facts.bandwidthMbps());
    }

    /** The figures beyond their thresholds that explain a state; empty for any other fact. */
    String exceeded(Fact fact, Facts facts) {
        return switch (fact.toString()) {
            case "OblixMachine.state" -> String.join(", ", exceeded(facts.machine()));
            case "OblixNetwork.state" -> String.join(", ", exceeded(facts.network()));
            default -> "";
        };
    }

    private List<String> exceeded(MachineFacts facts) {
        List<String> exceeded = new ArrayList<>();
        over(exceeded, "cpuPercent", facts.cpuPercent(), machine.cpuPercent());
        over(exceeded, "memoryPercent", facts.memoryPercent(), machine.memoryPercent());
        over(exceeded, "gpuPercent", facts.gpuPercent(), machine.gpuPercent());
        over(exceeded, "loadPerCore", facts.loadPerCore(), machine.loadPerCore());
        boolean byProcessor = facts.cpuPercent() > machine.cpuPercent() || facts.loadPerCore() > machine.loadPerCore();
        if (byProcessor && facts.modelCpuPercent() >= 1) {
            exceeded.add(
                    String.format(Locale.ROOT, "without the %.1f percent of the local model", facts.modelCpuPercent()));
        }
        return exceeded;
    }

    private List<String> exceeded(NetworkFacts facts) {
        List<String> exceeded = new ArrayList<>();
        over(exceeded, "latencyMillis", facts.latencyMillis(), network.latency().toNanos() / 1e6);
        over(exceeded, "packetLossPercent", facts.packetLossPercent(), network.packetLossPercent());
        if (facts.bandwidthMbps() >= 0 && facts.bandwidthMbps() < network.bandwidthMbps()) {
            exceeded.add(String.format(
                    Locale.ROOT, "bandwidthMbps %.1f is under %.1f", facts.bandwidthMbps(), network.bandwidthMbps()));
        }
        return exceeded;
    }

    private static void over(List<String> exceeded, String name, double value, double threshold) {
        if (value > threshold) {
            exceeded.add(String.format(Locale.ROOT, "%s %.1f is over %.1f", name, value, threshold));
        }
    }
}
