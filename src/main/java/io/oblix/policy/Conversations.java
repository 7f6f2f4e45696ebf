package io.oblix.policy;

import io.oblix.chat.ChatRequest;
import io.oblix.facts.ConversationKey;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Who answers a conversation at present, so that a loop of tool calls is finished by the model that began it. Bounded;
 * what has not been heard of for a while is forgotten.
 */
public final class Conversations {

    private static final int MAX_REMEMBERED = 10_000;
    private static final long FORGET_AFTER_NANOS = TimeUnit.HOURS.toNanos(1);

    private record Remembered(Decision decision, long atNanos) {}

    private final Map<String, Remembered> byKey = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Remembered> eldest) {
            return size() > MAX_REMEMBERED;
        }
    };

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

    /** The target of a decision failed and its fallback is asked: what follows stays with the fallback. */
    public void fellBack(ChatRequest request, Decision decision) {
        if (decision.fallback() != null && decisionOf(request) != null) {
            decided(request, decision.turnedRound());
        }
    }

    private synchronized @Nullable Decision get(String key) {
        Remembered remembered = byKey.get(key);
        if (remembered == null || System.nanoTime() - remembered.atNanos() > FORGET_AFTER_NANOS) {
            byKey.remove(key);
            return null;
        }
        return remembered.decision();
    }

    private synchronized void put(String key, Decision decision) {
        byKey.put(key, new Remembered(decision, System.nanoTime()));
    }
}
