package io.oblix.facts;

import io.oblix.facts.MachineFacts.ExecutionTarget;
import io.oblix.facts.MachineFacts.State;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** The "Resource Monitor": smooths the samples and says what state they amount to. One thread writes, all may read. */
public final class MachineMonitor {

    /** Samples are smoothed exponentially with this time constant. */
    private static final double SMOOTHING_SECONDS = 3.0;

    private final MachineSettings settings;
    private final BooleanSupplier localModelOnGpu;
    private final double weight;
    private volatile @Nullable MachineSample smoothed;

    /** @param localModelOnGpu whether the local model is loaded on a graphics card */
    public MachineMonitor(MachineSettings settings, BooleanSupplier localModelOnGpu) {
        this.settings = settings;
        this.localModelOnGpu = localModelOnGpu;
        this.weight = 1 - Math.exp(-settings.sampleInterval().toMillis() / 1000.0 / SMOOTHING_SECONDS);
    }

    public void accept(MachineSample sample) {
        MachineSample last = smoothed;
        // This process itself keeps the processor busy while it starts, so that figure grows from nothing.
        smoothed = last == null
                ? new MachineSample(
                        weight * sample.cpuPercent(),
                        sample.memoryPercent(),
                        sample.loadPerCore(),
                        sample.gpuPercent(),
                        sample.onBattery())
                : new MachineSample(
                        smooth(last.cpuPercent(), sample.cpuPercent()),
                        smooth(last.memoryPercent(), sample.memoryPercent()),
                        smooth(last.loadPerCore(), sample.loadPerCore()),
                        sample.gpuPercent() < 0 ? -1 : smooth(last.gpuPercent(), sample.gpuPercent()),
                        sample.onBattery());
    }

    private double smooth(double last, double now) {
        return last < 0 ? now : last + weight * (now - last);
    }

    /** Whether a first sample is in. */
    public boolean isReady() {
        return smoothed != null;
    }

    /** The present state; AVAILABLE while nothing is known yet. */
    public MachineFacts facts() {
        MachineSample now = smoothed;
        if (now == null) {
            return new MachineFacts(State.AVAILABLE, ExecutionTarget.LOCAL_CPU, 0, 0, 0, -1, false);
        }
        State state = settings.stateOf(now.cpuPercent(), now.memoryPercent(), now.gpuPercent(), now.loadPerCore());
        return new MachineFacts(
                state,
                target(state),
                now.cpuPercent(),
                now.memoryPercent(),
                now.loadPerCore(),
                now.gpuPercent(),
                now.onBattery());
    }

    private ExecutionTarget target(State state) {
        if (state == State.CRITICAL) {
            return ExecutionTarget.CLOUD;
        }
        return localModelOnGpu.getAsBoolean() ? ExecutionTarget.LOCAL_GPU : ExecutionTarget.LOCAL_CPU;
    }
}
