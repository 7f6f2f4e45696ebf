package io.oblix.policy;

import io.oblix.chat.ChatRequest;
import io.oblix.facts.ConversationKey;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The current decision of each conversation, so that the model that started a loop of tool calls also finishes it.
 * Bounded: the least recently used are evicted, and a conversation without a decision for an hour is forgotten.
 */
public final class Conversations {

    static final int MAX_REMEMBERED = 10_000;
    static final long FORGET_AFTER_NANOS = TimeUnit.HOURS.toNanos(1);

    private record Remembered(Decision decision, long atNanos) {}

    private final LongSupplier nanoTime;

    private final Map<String, Remembered> byKey = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Remembered> eldest) {
            return size() > MAX_REMEMBERED;
        }
    };

    public Conversations() {
        this(System::nanoTime);
    }

    Conversations(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    @Nullable Decision decisionOf(ChatRequest request) {
        String key = ConversationKey.of(request);
        return key == null ? null : get(key);
    }

    void decided(ChatRequest request, Decision decision) {
        String key = ConversationKey.of(request);
        if (key != null) {
            put(key, decision);
        }
    }

    /** The target failed and the fallback is asked: the rest of the conversation stays with the fallback. */
    public void fellBack(ChatRequest request, Decision decision) {
        if (decision.fallback() != null && decisionOf(request) != null) {
            decided(request, decision.swapped());
        }
    }

    private synchronized @Nullable Decision get(String key) {
        Remembered remembered = byKey.get(key);
        if (remembered == null || nanoTime.getAsLong() - remembered.atNanos() > FORGET_AFTER_NANOS) {
            byKey.remove(key);
            return null;
        }
        return remembered.decision();
    }

    private synchronized void put(String key, Decision decision) {
        byKey.put(key, new Remembered(decision, nanoTime.getAsLong()));
    }
}
