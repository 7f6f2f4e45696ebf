package io.oblix.facts.machine;

import io.oblix.facts.machine.MachineFacts.ExecutionTarget;
import io.oblix.facts.machine.MachineFacts.State;
import io.oblix.settings.MachineSettings;
import java.util.function.BooleanSupplier;

/** The "Resource Monitor": smooths samples and judges the state of the machine. One thread writes, any may read. */
public final class MachineMonitor {

    /** Samples are smoothed exponentially with this time constant. */
    private static final double SMOOTHING_SECONDS = 3.0;

    private final MachineSettings settings;
    private final BooleanSupplier localModelOnGpu;
    private final double weight;
    private volatile boolean ready;
    private volatile MachineFacts facts =
            new MachineFacts(State.AVAILABLE, ExecutionTarget.LOCAL_CPU, 0, 0, 0, -1, false, -1, 0);

    /** @param localModelOnGpu whether the local model is loaded on a graphics card */
    public MachineMonitor(MachineSettings settings, BooleanSupplier localModelOnGpu) {
        this.settings = settings;
        this.localModelOnGpu = localModelOnGpu;
        this.weight = 1 - Math.exp(-settings.sampleInterval().toMillis() / 1000.0 / SMOOTHING_SECONDS);
    }

    public void accept(MachineSample sample) {
        MachineFacts last = facts;
        // This process keeps the processor busy while it starts, so this figure starts at 0.
        double cpu = smooth(last.cpuPercent(), sample.cpuPercent());
        double memory = ready ? smooth(last.memoryPercent(), sample.memoryPercent()) : sample.memoryPercent();
        double load = ready ? smooth(last.loadPerCore(), sample.loadPerCore()) : sample.loadPerCore();
        double gpu = smoothIfKnown(last.gpuPercent(), sample.gpuPercent());
        double gpuMemory = smoothIfKnown(last.gpuMemoryPercent(), sample.gpuMemoryPercent());
        double model = smooth(last.modelCpuPercent(), sample.modelCpuPercent());
        publish(new MachineSample(cpu, memory, load, gpu, gpuMemory, sample.onBattery(), model));
    }

    /** Takes a single sample, of a second or more, without smoothing. */
    public void acceptUnsmoothed(MachineSample sample) {
        publish(sample);
    }

    private void publish(MachineSample now) {
        State state = State.of(settings, now.cpuPercent(), now.memoryPercent(), now.gpuPercent(), now.loadPerCore());
        facts = new MachineFacts(
                state,
                target(state),
                now.cpuPercent(),
                now.memoryPercent(),
                now.loadPerCore(),
                now.gpuPercent(),
                now.onBattery(),
                now.gpuMemoryPercent(),
                now.modelCpuPercent());
        ready = true;
    }

    private double smooth(double last, double now) {
        return last + weight * (now - last);
    }

    /** A card may stop reporting and start again: its driver was reloaded, or the machine slept. */
    private double smoothIfKnown(double last, double now) {
        if (now < 0) {
            return -1;
        }
        return last < 0 ? now : smooth(last, now);
    }

    /** Whether there has been a sample. */
    public boolean isReady() {
        return ready;
    }

    /** As of the last sample; AVAILABLE while there is none yet. */
    public MachineFacts facts() {
        return facts;
    }

    private ExecutionTarget target(State state) {
        if (state == State.CRITICAL) {
            return ExecutionTarget.CLOUD;
        }
        return localModelOnGpu.getAsBoolean() ? ExecutionTarget.LOCAL_GPU : ExecutionTarget.LOCAL_CPU;
    }
}
