package io.oblix.facts.machine;

import io.oblix.facts.machine.MachineFacts.ExecutionTarget;
import io.oblix.facts.machine.MachineFacts.State;
import io.oblix.settings.MachineSettings;
import java.util.function.BooleanSupplier;

/** The "Resource Monitor": smooths the samples and says what state they amount to. One thread writes, all may read. */
public final class MachineMonitor {

    /** Samples are smoothed exponentially with this time constant. */
    private static final double SMOOTHING_SECONDS = 3.0;

    private final MachineSettings settings;
    private final BooleanSupplier localModelOnGpu;
    private final double weight;
    private volatile boolean ready;
    private volatile MachineFacts facts =
            new MachineFacts(State.AVAILABLE, ExecutionTarget.LOCAL_CPU, 0, 0, 0, -1, false, -1);

    /** @param localModelOnGpu whether the local model is loaded on a graphics card */
    public MachineMonitor(MachineSettings settings, BooleanSupplier localModelOnGpu) {
        this.settings = settings;
        this.localModelOnGpu = localModelOnGpu;
        this.weight = 1 - Math.exp(-settings.sampleInterval().toMillis() / 1000.0 / SMOOTHING_SECONDS);
    }

    public void accept(MachineSample sample) {
        MachineFacts last = facts;
        // This process itself keeps the processor busy while it starts, so that figure grows from nothing.
        double cpu = smooth(last.cpuPercent(), sample.cpuPercent());
        double memory = ready ? smooth(last.memoryPercent(), sample.memoryPercent()) : sample.memoryPercent();
        double load = ready ? smooth(last.loadPerCore(), sample.loadPerCore()) : sample.loadPerCore();
        double gpu = smoothIfTold(last.gpuPercent(), sample.gpuPercent());
        double gpuMemory = smoothIfTold(last.gpuMemoryPercent(), sample.gpuMemoryPercent());
        publish(new MachineSample(cpu, memory, load, gpu, gpuMemory, sample.onBattery()));
    }

    /** The same for a look that lasted a second or more and stands alone; nothing is smoothed. */
    public void acceptLong(MachineSample sample) {
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
                now.gpuMemoryPercent());
        ready = true;
    }

    private double smooth(double last, double now) {
        return last + weight * (now - last);
    }

    /** A card may stop telling and begin again: the driver was loaded anew, the machine slept. */
    private double smoothIfTold(double last, double now) {
        if (now < 0) {
            return -1;
        }
        return last < 0 ? now : smooth(last, now);
    }

    /** Whether a first sample is in. */
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
