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
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The last decisions and their outcomes, for the operator. Bounded, and without any text of a prompt. */
public final class Decisions {

    public static final int MAX_KEPT = 200;

    /**
     * @param hedge what became of asking the fallback as well, in lower case; null where the target was not late
     * @param result null while the request is being answered
     * @param good what the client said of the answer; null while it has said nothing
     */
    public record Entry(
            Instant at,
            String id,
            Facts facts,
            Outcome decided,
            @Nullable String hedge,
            @Nullable RequestRecord result,
            @Nullable Boolean good) {

        /** The name of the caller's key; empty without keys. */
        String key() {
            return facts.key().name();
        }

        Entry hedged(String how) {
            return new Entry(at, id, facts, decided, how, result, good);
        }

        Entry ended(RequestRecord how) {
            return new Entry(at, id, facts, decided, hedge, how, good);
        }

        Entry found(boolean isGood) {
            return new Entry(at, id, facts, decided, hedge, result, isGood);
        }
    }

    private final Consumer<Entry> watcher;

    /** Bounded by the number of requests in flight. */
    private final Map<String, Entry> inFlight = new ConcurrentHashMap<>();

    private final Deque<Entry> ended = new ArrayDeque<>(MAX_KEPT);

    public Decisions() {
        this(decided -> {});
    }

    /** @param watcher is notified of each decision, on the request's thread: it must not block */
    public Decisions(Consumer<Entry> watcher) {
        this.watcher = watcher;
    }

    void decided(ChatRequest request, Facts facts, Outcome outcome) {
        Entry entry = new Entry(Instant.now(), request.id(), facts, outcome, null, null, null);
        inFlight.put(request.id(), entry);
        watcher.accept(entry);
    }

    /** The target of a request was late, and the fallback was to be asked as well, with this outcome. */
    public void hedged(String id, String outcome) {
        inFlight.computeIfPresent(id, (same, entry) -> entry.hedged(outcome));
    }

    /** Records the outcome of a request; ignores one that was rejected before it was decided. */
    public void ended(RequestRecord result) {
        Entry entry = inFlight.remove(result.id());
        if (entry == null) {
            return;
        }
        Entry whole = entry.ended(result);
        synchronized (ended) {
            if (ended.size() == MAX_KEPT) {
                ended.removeFirst();
            }
            ended.addLast(whole);
        }
    }

    /**
     * Keeps what a client says of an answer. It has the end of a stream before the request has ended here.
     *
     * @param isItsOwn by the name of the request's key, whether it is one of the client's
     * @return the name of the request's key; nothing where it is none of the last ones, or none of the client's
     */
    public Optional<String> found(String id, boolean good, Predicate<String> isItsOwn) {
        Entry running =
                inFlight.computeIfPresent(id, (same, entry) -> isItsOwn.test(entry.key()) ? entry.found(good) : entry);
        if (running != null) {
            return Optional.of(running.key()).filter(isItsOwn);
        }
        synchronized (ended) {
            List<Entry> all = new ArrayList<>(ended);
            for (int i = 0; i < all.size(); i++) {
                Entry entry = all.get(i);
                if (entry.id().equals(id) && isItsOwn.test(entry.key())) {
                    all.set(i, entry.found(good));
                    ended.clear();
                    ended.addAll(all);
                    return Optional.of(entry.key());
                }
            }
        }
        return Optional.empty();
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
