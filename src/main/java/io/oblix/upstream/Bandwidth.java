package io.oblix.upstream;

/**
 * How fast the line is, by the requests that are large enough to tell: pictures, documents, long conversations. Answers
 * tell nothing: they come as slowly as the model writes, or compressed.
 */
final class Bandwidth {

    /** Below this the start of a connection and the system's buffers take more of the time than the line. */
    private static final int LEAST_BYTES = 512 * 1024;

    /** What the system still holds in its own buffer when it says that all is sent. */
    private static final int BUFFERED_BYTES = 128 * 1024;

    private static final long LEAST_NANOS = 1_000_000;

    private Bandwidth() {}

    /** In megabits a second; -1 for a request that was too small. */
    static double mbps(int bytes, long nanos) {
        return bytes < LEAST_BYTES ? -1 : (bytes - BUFFERED_BYTES) * 8_000.0 / Math.max(LEAST_NANOS, nanos);
    }
}
