package io.oblix.upstream;

/**
 * The bandwidth of the uplink, measured by requests that are large enough: pictures, documents, long conversations.
 * Answers show nothing: they come as slowly as the model generates, or compressed.
 */
final class Bandwidth {

    /** For smaller requests, the start of the connection and the system's buffers dominate the time. */
    private static final int LEAST_BYTES = 512 * 1024;

    /** What the system still buffers when it reports that all is sent. */
    private static final int BUFFERED_BYTES = 128 * 1024;

    private static final long LEAST_NANOS = 1_000_000;

    private Bandwidth() {}

    /** In megabits per second; -1 for a request that is too small. */
    static double mbps(int bytes, long nanos) {
        return bytes < LEAST_BYTES ? -1 : (bytes - BUFFERED_BYTES) * 8_000.0 / Math.max(LEAST_NANOS, nanos);
    }
}
