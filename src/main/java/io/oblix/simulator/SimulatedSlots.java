package io.oblix.simulator;

import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A model that works on so many chats at a time and reads each prompt for a while first, as Ollama does. It reads the
 * prompt of a client that left to its end; one that left before that is dropped.
 */
final class SimulatedSlots {

    private final Vertx vertx;
    private final Deque<Chat> waiting = new ArrayDeque<>();
    private int free;

    SimulatedSlots(Vertx vertx, int slots) {
        this.vertx = vertx;
        this.free = slots;
    }

    /** A chat that waits for a slot, has one, or has given it back. */
    final class Chat {

        private final long readMillis;
        private final Runnable answer;
        private boolean left;
        private boolean writing;

        private Chat(long readMillis, Runnable answer) {
            this.readMillis = readMillis;
            this.answer = answer;
        }

        /** The answer is at its end, or the client left. */
        void ended() {
            synchronized (SimulatedSlots.this) {
                left = true;
                if (writing) {
                    writing = false;
                    free();
                }
            }
        }

        private void read() {
            vertx.setTimer(Math.max(1, readMillis), timer -> write());
        }

        private void write() {
            synchronized (SimulatedSlots.this) {
                if (left) {
                    free();
                    return;
                }
                writing = true;
            }
            answer.run();
        }
    }

    /** @param answer runs when the prompt has been read */
    synchronized Chat serve(long readMillis, Runnable answer) {
        Chat chat = new Chat(readMillis, answer);
        waiting.add(chat);
        next();
        return chat;
    }

    private synchronized void free() {
        free++;
        next();
    }

    private void next() {
        while (free > 0 && !waiting.isEmpty()) {
            Chat chat = waiting.remove();
            if (!chat.left) {
                free--;
                chat.read();
            }
        }
    }
}
