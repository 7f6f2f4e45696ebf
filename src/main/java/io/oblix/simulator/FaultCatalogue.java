package io.oblix.simulator;

import java.util.LinkedHashMap;
import java.util.Map;

/** The faults of a provider that is reachable, by name. */
public final class FaultCatalogue {

    /** Pieces sent by a stream that fails in the middle. */
    public static final int PIECES_SENT = 2;

    private static final Map<String, Fault> BY_NAME = new LinkedHashMap<>();

    static {
        BY_NAME.put("rate limit with a wait", Fault.Status.of(429).with("Retry-After", "0"));
        BY_NAME.put("rate limit without a wait", Fault.Status.of(429));
        BY_NAME.put("error 500", Fault.Status.of(500));
        BY_NAME.put("overloaded", new Fault.Refusal(Fault.Reason.OVERLOADED));
        BY_NAME.put("error as the first event of a stream", new Fault.ErrorEvent(0));
        BY_NAME.put("connection closed before headers", new Fault.Hangup());
        BY_NAME.put("connection reset before headers", new Fault.Reset());
        BY_NAME.put("no headers", new Fault.Silence());
        BY_NAME.put("late first token", new Fault.Hold(0));
        BY_NAME.put("cut before the first token", new Fault.Cut(0));
        BY_NAME.put("empty 200", new Fault.Status(200, "application/json", "", Map.of()));
        BY_NAME.put("empty 200 stream", new Fault.Status(200, "text/event-stream", "", Map.of()));
        BY_NAME.put(
                "portal page",
                new Fault.Status(200, "text/html; charset=utf-8", "<html>Please log in</html>", Map.of()));
        BY_NAME.put("context exceeded", new Fault.Refusal(Fault.Reason.CONTEXT_EXCEEDED));
        BY_NAME.put("content policy", new Fault.Refusal(Fault.Reason.CONTENT_POLICY));
        BY_NAME.put("dead key", new Fault.Refusal(Fault.Reason.DEAD_KEY));
        BY_NAME.put("model not found", Fault.Status.of(404));
        BY_NAME.put("cut in the middle", new Fault.Cut(PIECES_SENT));
        BY_NAME.put("stalled in the middle", new Fault.Stall(PIECES_SENT));
        BY_NAME.put("malformed event in the middle", new Fault.Malformed(PIECES_SENT));
        BY_NAME.put("error event in the middle", new Fault.ErrorEvent(PIECES_SENT));
        BY_NAME.put("no terminator", new Fault.NoEnd());
        BY_NAME.put("body shorter than its length", new Fault.ShortBody());
    }

    private FaultCatalogue() {}

    /** In the order of reports. */
    public static Map<String, Fault> all() {
        return new LinkedHashMap<>(BY_NAME);
    }

    /** @throws IllegalArgumentException when there is none of this name */
    public static Fault named(String name) {
        Fault fault = BY_NAME.get(name);
        if (fault == null) {
            throw new IllegalArgumentException("no fault is called '" + name + "'");
        }
        return fault;
    }
}
