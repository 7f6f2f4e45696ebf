package io.oblix.dashboard;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.json.Json;
import org.jspecify.annotations.Nullable;

/** The figures of the last minutes for the charts: a fixed number of samples, the newest in place of the oldest. */
final class History {

    /** Five minutes at one in two seconds. */
    static final int KEPT = 150;

    /**
     * One moment.
     *
     * @param seconds since 1970
     * @param localTokens a second, written by the local model since the last sample
     * @param cloudTokens a second, likewise
     * @param cpuPercent without the local model's part
     * @param modelPercent of the processor, used by the local model
     * @param memoryPercent 0 to 100
     * @param gpuPercent -1 where it is not known
     * @param latencyMillis of the line, -1 where it is not known
     * @param lossPercent of the line
     */
    record Sample(
            long seconds,
            double localTokens,
            double cloudTokens,
            double cpuPercent,
            double modelPercent,
            double memoryPercent,
            double gpuPercent,
            double latencyMillis,
            double lossPercent) {

        /** In the order of the components; what is not known is null. */
        ArrayNode json() {
            ArrayNode array = Json.MAPPER.createArrayNode().add(seconds);
            double[] values = {
                localTokens,
                cloudTokens,
                cpuPercent,
                modelPercent,
                memoryPercent,
                gpuPercent,
                latencyMillis,
                lossPercent
            };
            for (double value : values) {
                if (value < 0) {
                    array.addNull();
                } else {
                    array.add(Math.round(value * 10) / 10.0);
                }
            }
            return array;
        }
    }

    private final Sample[] samples = new Sample[KEPT];
    private int count;

    synchronized void add(Sample sample) {
        samples[count % KEPT] = sample;
        count++;
    }

    /** Null before the first one. */
    synchronized @Nullable ArrayNode last() {
        return count == 0 ? null : samples[(count - 1) % KEPT].json();
    }

    /** Adds the array {@code history}, the oldest first. */
    synchronized void addTo(ObjectNode json) {
        ArrayNode array = json.putArray("history");
        for (int i = Math.max(0, count - KEPT); i < count; i++) {
            array.add(samples[i % KEPT].json());
        }
    }
}
