package io.oblix.facts.machine;

/**
 * The limits of a control group (a container, a pod, a systemd service) and how much of them is in use.
 *
 * @param cores the limit of processor time, in cores; infinite without a limit
 * @param cpuNanos processor time used since the group was created
 * @param memoryLimitBytes {@link Long#MAX_VALUE} without a limit
 * @param memoryUsedBytes in use, without cached files
 */
record ContainerSample(double cores, long cpuNanos, long memoryLimitBytes, long memoryUsedBytes) {

    static final ContainerSample UNLIMITED = new ContainerSample(Double.POSITIVE_INFINITY, 0, Long.MAX_VALUE, 0);

    /** The share of the allowed processor time that was used since an earlier sample, 0 to 100. */
    double cpuPercentSince(ContainerSample earlier, long elapsedNanos) {
        if (Double.isInfinite(cores) || Double.isInfinite(earlier.cores) || elapsedNanos <= 0) {
            return 0;
        }
        return Math.max(0, Math.min(100, 100.0 * (cpuNanos - earlier.cpuNanos) / (elapsedNanos * cores)));
    }

    /** The share of the allowed memory that is in use, 0 to 100; 0 if the machine has less than the limit. */
    double memoryPercent(long machineBytes) {
        return memoryLimitBytes >= machineBytes ? 0 : Math.min(100, 100.0 * memoryUsedBytes / memoryLimitBytes);
    }
}
