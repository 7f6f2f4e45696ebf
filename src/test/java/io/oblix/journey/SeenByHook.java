package io.oblix.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.oblix.fixture.Await;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.camel.Exchange;
import org.apache.camel.Handler;

/** A bean of an operator's that keeps what its hook gets. */
public final class SeenByHook {

    private static final Queue<Map<String, Object>> EXCHANGES = new ConcurrentLinkedQueue<>();

    @Handler
    public void see(Exchange exchange) {
        Map<String, Object> seen = new HashMap<>(exchange.getIn().getHeaders());
        seen.put("body", exchange.getIn().getBody());
        seen.put("text", exchange.getIn().getBody(String.class));
        EXCHANGES.add(seen);
    }

    static void clear() {
        EXCHANGES.clear();
    }

    /** Waits for a run of the hook: its headers, its {@code body}, and that as {@code text}. */
    static Map<String, Object> one() {
        Await.until("a run of the hook", () -> !EXCHANGES.isEmpty());
        Map<String, Object> seen = EXCHANGES.poll();
        assertThat(seen).isNotNull();
        return seen == null ? Map.of() : seen;
    }
}
