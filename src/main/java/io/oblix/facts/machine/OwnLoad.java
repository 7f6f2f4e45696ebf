package io.oblix.facts.machine;

import org.jspecify.annotations.Nullable;

/**
 * Takes out of the machine's figures what the local model uses to answer: otherwise each request that it answers would
 * send the next one to the cloud, though nothing else runs. How long its queue is, policies know from its expected wait.
 *
 * <p>Where its processes cannot be seen, as from a container, what the processor does more than before while a request of
 * ours is with the model counts as the model's. The same holds for the graphics card that the model is loaded on, because
 * no system tells how much of it each process uses.
 */
final class OwnLoad {

    /** The load average is that of the last minute. */
    private static final double LOAD_SECONDS = 60;

    /** What is usual while no request of ours is with the model is smoothed like the figures of the machine. */
    private static final double QUIET_SECONDS = 3;

    /** From there on threads wait for each other, so a thread's share of the load is more than what it uses. */
    private static final double SATURATED = 0.9;

    private double busyCores;
    private double modelCores;
    private @Nullable Double quietCpu;
    private @Nullable Double quietGpu;

    /**
     * What the system shows of all processes together, and of the model's.
     *
     * @param cpuPercent of all cores, 0 to 100
     * @param limitPercent of what the container may use, 0 to 100; 0 without a limit
     * @param load the load average of the last minute
     * @param gpuPercent 0 to 100; -1 while unknown
     * @param cores of the machine
     * @param limitCores that the container may use; infinite without a limit
     * @param modelCores what the model's processes use; -1 where they cannot be seen
     * @param modelInContainer whether the container's limit holds for them too
     */
    record Shown(
            double cpuPercent,
            double limitPercent,
            double load,
            double gpuPercent,
            int cores,
            double limitCores,
            double modelCores,
            boolean modelInContainer) {

        /** The higher of both figures counts. */
        double percent() {
            return Math.max(cpuPercent, limitPercent);
        }
    }

    /**
     * What else uses the machine.
     *
     * @param cpuPercent without the model's part
     * @param modelCpuPercent that part
     * @param load without the model's
     */
    record Rest(double cpuPercent, double modelCpuPercent, double load, double gpuPercent) {}

    /**
     * @param answering whether a request of ours was with a model on this machine since the last sample
     * @param onGpu whether the model is loaded on a graphics card
     * @param seconds since the last sample
     */
    Rest without(Shown shown, boolean answering, boolean onGpu, double seconds) {
        double rest = shown.modelCores >= 0 ? seen(shown) : unseen(shown.percent(), answering, seconds);
        double model = Math.max(0, shown.percent() - rest);
        double used = shown.modelCores >= 0 ? shown.modelCores : model / 100 * shown.cores;
        return new Rest(rest, model, load(shown, used, seconds), gpu(shown.gpuPercent, answering && onGpu, seconds));
    }

    private static double seen(Shown shown) {
        double machine = shown.cpuPercent - 100 * shown.modelCores / shown.cores;
        double limit = shown.modelInContainer
                ? shown.limitPercent - 100 * shown.modelCores / shown.limitCores
                : shown.limitPercent;
        return Math.max(0, Math.max(machine, limit));
    }

    private double unseen(double percent, boolean answering, double seconds) {
        if (answering) {
            return quietCpu == null ? 0 : Math.min(percent, quietCpu);
        }
        quietCpu = quietCpu == null ? percent : quietCpu + weight(seconds, QUIET_SECONDS) * (percent - quietCpu);
        return percent;
    }

    private double gpu(double percent, boolean ours, double seconds) {
        if (percent < 0) {
            quietGpu = null;
            return percent;
        }
        if (ours) {
            return quietGpu == null ? 0 : Math.min(percent, quietGpu);
        }
        quietGpu = quietGpu == null ? percent : quietGpu + weight(seconds, QUIET_SECONDS) * (percent - quietGpu);
        return percent;
    }

    /** The model's threads are as large a part of the load as they were of the processor in the same minute. */
    private double load(Shown shown, double used, double seconds) {
        double weight = weight(seconds, LOAD_SECONDS);
        double busy = Math.max(used, shown.cpuPercent / 100 * shown.cores);
        busyCores += weight * (busy - busyCores);
        modelCores += weight * (used - modelCores);
        double threadsPerCore = busyCores < SATURATED * shown.cores ? 1 : Math.max(1, shown.load / busyCores);
        return Math.max(0, shown.load - modelCores * threadsPerCore);
    }

    private static double weight(double seconds, double constant) {
        return 1 - Math.exp(-seconds / constant);
    }
}
