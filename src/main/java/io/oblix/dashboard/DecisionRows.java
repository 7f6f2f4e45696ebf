package io.oblix.dashboard;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.RequestRecord;
import io.oblix.facts.Facts;
import io.oblix.json.Json;
import io.oblix.policy.Decision;
import io.oblix.policy.Decisions.Entry;
import io.oblix.policy.Verdict;
import io.oblix.server.reply.EventFraming;
import io.oblix.status.DecisionJson;
import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The decisions that are new or have changed since the last look. It reads the list that {@code GET /v1/decisions} reads, so
 * that no request does anything for it. Where more requests pass than the list keeps, the page sees the last ones.
 */
final class DecisionRows {

    /** Sent to a page that has just been opened. */
    static final int SHOWN = 50;

    private static final int MOST_IN_FLIGHT = 50;

    /** For one look; a stream has room for some. */
    private static final int MOST_BYTES = 96 * 1024;

    private final Supplier<List<Entry>> decisions;
    private final Function<Entry, List<String>> roles;
    private Map<String, Integer> seen = Map.of();

    /**
     * @param decisions the last ones, the newest first
     * @param roles why each call for a request was made, as {@link DecisionStory} has it
     */
    DecisionRows(Supplier<List<Entry>> decisions, Function<Entry, List<String>> roles) {
        this.decisions = decisions;
        this.roles = roles;
    }

    /** Those that have changed since the last call, the oldest first. */
    List<Entry> changed() {
        Map<String, Integer> now = new HashMap<>();
        List<Entry> changed = new ArrayList<>();
        for (Entry entry : latest()) {
            int look = Objects.hash(entry.result() != null, entry.hedge(), entry.good());
            now.put(entry.id(), look);
            Integer before = seen.get(entry.id());
            if (before == null || before != look) {
                changed.add(entry);
            }
        }
        seen = now;
        Collections.reverse(changed);
        return changed;
    }

    /** Those in flight may be many, and must not hide the ones that have ended. */
    private List<Entry> latest() {
        List<Entry> latest = new ArrayList<>();
        int running = 0;
        for (Entry entry : decisions.get()) {
            if (entry.result() != null || running++ < MOST_IN_FLIGHT) {
                latest.add(entry);
            }
        }
        return latest;
    }

    /** The last ones, the oldest first. */
    List<Entry> shown() {
        List<Entry> latest = latest();
        List<Entry> shown = new ArrayList<>(latest.subList(0, Math.min(SHOWN, latest.size())));
        Collections.reverse(shown);
        return shown;
    }

    ArrayNode json(List<Entry> entries) {
        ArrayNode rows = Json.MAPPER.createArrayNode();
        entries.forEach(entry -> rows.add(row(entry)));
        return rows;
    }

    /** An event for each with all that {@code GET /v1/decisions} says; of too many the last ones. */
    static byte[] events(List<Entry> entries) {
        Deque<byte[]> events = new ArrayDeque<>();
        int size = 0;
        for (int i = entries.size() - 1; i >= 0 && size < MOST_BYTES; i--) {
            byte[] event = EventFraming.event("decision", Json.bytes(DecisionJson.of(entries.get(i))));
            events.addFirst(event);
            size += event.length;
        }
        ByteArrayOutputStream all = new ByteArrayOutputStream(size);
        events.forEach(all::writeBytes);
        return all.toByteArray();
    }

    ObjectNode row(Entry entry) {
        Facts facts = entry.facts();
        Decision decision = entry.decided().decision();
        ObjectNode row = DecisionJson.withoutFacts(entry);
        RequestRecord result = entry.result();
        if (result != null && result.by() != null && result.by().attempts() > 1) {
            ArrayNode calls = row.putArray("calls");
            roles.apply(entry).forEach(calls::add);
        }
        return row.put("decided", Verdict.word(decision == null ? null : decision.target()))
                .put("key", facts.key().name())
                .put("client", facts.request().client())
                .put("dialect", facts.request().dialect())
                .put("sideTask", facts.request().sideTask());
    }
}
