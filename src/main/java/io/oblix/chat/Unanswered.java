package io.oblix.chat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The calls that have no result yet, in their order. Each is found in constant time, because a turn may have thousands of
 * calls, whose results may come in any order.
 */
public final class Unanswered<C> {

    private final List<C> calls = new ArrayList<>(1);
    private final BitSet answered = new BitSet();
    private final Map<String, Deque<Integer>> byKey = new HashMap<>();
    private int first;

    /** @param keys by which it can be asked for; not one of its own, so others may have the same */
    public void add(C call, String... keys) {
        for (String key : keys) {
            byKey.computeIfAbsent(key, none -> new ArrayDeque<>(1)).add(calls.size());
        }
        calls.add(call);
    }

    /** The first call with this key, which is answered now; null if there is none. */
    public @Nullable C answer(String key) {
        Deque<Integer> same = byKey.get(key);
        while (same != null && !same.isEmpty()) {
            int call = same.remove();
            if (!answered.get(call)) {
                return answer(call);
            }
        }
        return null;
    }

    /** The first call of all, which is answered now; null if there is none. */
    public @Nullable C answerFirst() {
        first = answered.nextClearBit(first);
        return first < calls.size() ? answer(first) : null;
    }

    private C answer(int call) {
        answered.set(call);
        return calls.get(call);
    }

    public boolean isEmpty() {
        return answered.cardinality() == calls.size();
    }

    /** Those that are left. */
    public Stream<C> stream() {
        return IntStream.range(0, calls.size())
                .filter(call -> !answered.get(call))
                .mapToObj(calls::get);
    }
}
