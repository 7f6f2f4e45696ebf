package io.oblix.policy;

import io.oblix.chat.ChatRequest;
import io.oblix.chat.RequestRecord;
import io.oblix.facts.Facts;
import io.oblix.policy.Decider.Outcome;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The last decisions and their outcomes, for the operator. Bounded, and without any text of a prompt. */
public final class Decisions {

    public static final int MAX_KEPT = 200;

    /**
     * @param hedge what became of asking the fallback as well, in lower case; null where the target was not late
     * @param result null while the request is being answered
     */
    public record Entry(
            Instant at,
            String id,
            Facts facts,
            Outcome decided,
            @Nullable String hedge,
            @Nullable RequestRecord result) {}

    /** Bounded by the number of requests in flight. */
    private final Map<String, Entry> inFlight = new ConcurrentHashMap<>();

    private final Deque<Entry> ended = new ArrayDeque<>(MAX_KEPT);

    void decided(ChatRequest request, Facts facts, Outcome outcome) {
        inFlight.put(request.id(), new Entry(Instant.now(), request.id(), facts, outcome, null, null));
    }

    /** The target of a request was late, and the fallback was to be asked as well, with this outcome. */
    public void hedged(String id, String outcome) {
        inFlight.computeIfPresent(
                id,
                (same, entry) -> new Entry(entry.at(), id, entry.facts(), entry.decided(), outcome, entry.result()));
    }

    /** Records the outcome of a request; ignores one that was rejected before it was decided. */
    public void ended(RequestRecord result) {
        Entry entry = inFlight.remove(result.id());
        if (entry == null) {
            return;
        }
        Entry whole = new Entry(entry.at(), entry.id(), entry.facts(), entry.decided(), entry.hedge(), result);
        synchronized (ended) {
            if (ended.size() == MAX_KEPT) {
                ended.removeFirst();
            }
            ended.addLast(whole);
        }
    }

    /** Requests in flight, then those that have ended; the newest first. */
    public List<Entry> latest(int limit) {
        List<Entry> entries = new ArrayList<>();
        inFlight.values().stream()
                .sorted((a, b) -> b.at().compareTo(a.at()))
                .limit(limit)
                .forEach(entries::add);
        synchronized (ended) {
            Iterator<Entry> newestFirst = ended.descendingIterator();
            while (entries.size() < limit && newestFirst.hasNext()) {
                entries.add(newestFirst.next());
            }
        }
        return entries;
    }
}
