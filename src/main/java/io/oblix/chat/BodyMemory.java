package io.oblix.chat;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The memory that all request bodies may take together, from their first byte until they are answered, so that many
 * callers with large bodies are told to come again instead of taking the heap from those who are being answered.
 */
final class BodyMemory {

    /** A byte of a body is in memory as received, as text, as the request upstream, and once while it is copied. */
    static final int HEAP_PER_BYTE = 4;

    /** An empty object of three bytes takes a hundred in the tree; it counts as two values. */
    private static final int HEAP_PER_VALUE = 64;

    private final long limitBytes;
    private final AtomicLong takenBytes = new AtomicLong();

    /** @param limitBytes 0 for half of the heap */
    BodyMemory(long limitBytes) {
        this.limitBytes = limitBytes > 0 ? limitBytes : Runtime.getRuntime().maxMemory() / 2;
    }

    /** A body over this is never let in. */
    long largestBody() {
        return limitBytes / HEAP_PER_BYTE;
    }

    /** False when there is not so much left; nothing is taken then. */
    boolean take(long bytes) {
        if (takenBytes.addAndGet(bytes) <= limitBytes) {
            return true;
        }
        takenBytes.addAndGet(-bytes);
        return false;
    }

    void give(long bytes) {
        takenBytes.addAndGet(-bytes);
    }

    /** Whether it would be let in if there were no other. */
    boolean holds(long bytes) {
        return bytes <= limitBytes;
    }

    long taken() {
        return takenBytes.get();
    }

    /** What the tree of this JSON takes beside its texts: known before it is built, when it is not too late yet. */
    static long ofTree(byte[] json) {
        long values = 0;
        boolean inText = false;
        for (int i = 0; i < json.length; i++) {
            byte b = json[i];
            if (inText) {
                if (b == '\\') {
                    i++;
                } else if (b == '"') {
                    inText = false;
                }
            } else if (b == '"') {
                inText = true;
            } else if (b == ',' || b == ':' || b == '{' || b == '[') {
                values++;
            }
        }
        return values * HEAP_PER_VALUE;
    }
}
