package io.oblix.ask.forecast;

import io.oblix.provider.ModelState;

/**
 * What is assumed of a model's speed until it has shown it. A cloud model starts after a second and writes sixty tokens a
 * second. A local one writes as fast as the machine can read the whole model once per token: 30 GB/s from main memory, 300
 * GB/s from a graphics card's. A card reads a prompt thirty times as fast as it writes; a processor as fast as its cores
 * can multiply, 12.5 GB of the model a second each, and at least twice as fast as it writes. It loads from disk at 500
 * MB/s. An answer has three hundred tokens.
 *
 * @param cores of this machine; those of another one are not known
 */
record AssumedSpeed(int cores) {

    static final AssumedSpeed HERE = new AssumedSpeed(Runtime.getRuntime().availableProcessors());

    private static final double ANSWER_TOKENS = 300;
    private static final Speed CLOUD = new Speed(1_000, -1, -1, 1_000 / 60.0, 0, ANSWER_TOKENS, 0);

    private static final double MAIN_MEMORY_BYTES_PER_MILLI = 30e6;
    private static final double GRAPHICS_MEMORY_BYTES_PER_MILLI = 300e6;
    private static final double CORE_BYTES_PER_MILLI = 12.5e6;

    /** However small the model is. */
    private static final double FASTEST_WRITE_MILLIS = 8;

    private static final double FASTEST_WRITE_ON_GPU_MILLIS = 5;
    private static final double READS_FASTER_BY_AT_LEAST = 2;
    private static final double READS_FASTER_ON_GPU_BY = 30;
    private static final double LOAD_MILLIS = 1_000;
    private static final double DISK_BYTES_PER_MILLI = 500e3;
    private static final double UNKNOWN_SIZE_BYTES = 4e9;

    /** @param elsewhere whether it runs on machines that are not ours */
    Speed of(ModelState state, boolean elsewhere) {
        if (elsewhere) {
            return CLOUD;
        }
        double bytes = state.sizeBytes() > 0 ? state.sizeBytes() : UNKNOWN_SIZE_BYTES;
        double write = state.onGpu()
                ? Math.max(FASTEST_WRITE_ON_GPU_MILLIS, bytes / GRAPHICS_MEMORY_BYTES_PER_MILLI)
                : Math.max(FASTEST_WRITE_MILLIS, bytes / MAIN_MEMORY_BYTES_PER_MILLI);
        double read = state.onGpu()
                ? write / READS_FASTER_ON_GPU_BY
                : Math.min(write / READS_FASTER_BY_AT_LEAST, bytes / cores / CORE_BYTES_PER_MILLI);
        return new Speed(-1, read, -1, write, LOAD_MILLIS + bytes / DISK_BYTES_PER_MILLI, ANSWER_TOKENS, 0);
    }
}
