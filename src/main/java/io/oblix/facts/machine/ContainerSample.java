package io.oblix.facts.machine;

/**
 * What a control group allows this process and has used of it: a container, a pod, or a service of systemd's.
 *
 * @param cores processors' worth of time that it may use; infinite without a limit
 * @param cpuNanos processor time that it has used since it began
 * @param memoryLimitBytes {@link Long#MAX_VALUE} without a limit
 * @param memoryUsedBytes in use, without files that are only cached
 */
record ContainerSample(double cores, long cpuNanos, long memoryLimitBytes, long memoryUsedBytes) {

    static final ContainerSample UNLIMITED = new ContainerSample(Double.POSITIVE_INFINITY, 0, Long.MAX_VALUE, 0);

    /** How much of the processor time that it was allowed it has used since an earlier look, 0 to 100. */
    double cpuPercentSince(ContainerSample earlier, long elapsedNanos) {
        if (Double.isInfinite(cores) || Double.isInfinite(earlier.cores) || elapsedNanos <= 0) {
            return 0;
        }
        return Math.max(0, Math.min(100, 100.0 * (cpuNanos - earlier.cpuNanos) / (elapsedNanos * cores)));
    }

    /** How much of the memory that it is allowed is in use, 0 to 100; 0 when the machine has less than that. */
    double memoryPercent(long machineBytes) {
        return memoryLimitBytes >= machineBytes ? 0 : Math.min(100, 100.0 * memoryUsedBytes / memoryLimitBytes);
    }
}
