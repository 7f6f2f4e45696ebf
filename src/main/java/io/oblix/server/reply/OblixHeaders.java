package io.oblix.server.reply;

import io.oblix.chat.AnsweredBy;
import io.oblix.chat.Bill;
import io.oblix.chat.Charge;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The names of the HTTP headers that this server adds to answers, and of those that it reads. */
public final class OblixHeaders {

    public static final String REQUEST_ID = "x-oblix-request-id";
    public static final String POLICY = "x-oblix-policy";
    public static final String TARGET = "x-oblix-target";
    public static final String MODEL = "x-oblix-model";
    public static final String HOST = "x-oblix-host";
    public static final String REASON = "x-oblix-reason";
    public static final String FALLBACK = "x-oblix-fallback";
    public static final String ATTEMPTS = "x-oblix-attempts";

    /** What all calls for a whole answer cost, in USD with six decimals; {@code unknown} for a model without a price. */
    public static final String COST = "x-oblix-cost-usd";

    /** What the same tokens would have cost at the configured cloud model, less that; may be below 0. */
    public static final String SAVED = "x-oblix-saved-usd";

    public static final String CONFIDENCE = "x-oblix-confidence";
    public static final String IGNORED_PARAMS = "x-oblix-ignored-params";

    /**
     * A trailer, behind a stream that another run finished: {@code identical} if it said the same from the beginning,
     * {@code continued} if it went on where the other had ended. Not sent to a client of HTTP/1.0, which knows none.
     */
    public static final String RESCUED = "x-oblix-rescued";

    /** The same value as {@link #REQUEST_ID}, under the name that OpenAI's clients show in their errors. */
    public static final String OPENAI_REQUEST_ID = "x-request-id";

    /** The provider's own id of the request, for its support. */
    public static final String UPSTREAM_REQUEST_ID = "x-upstream-request-id";

    /** OpenAI's clients retry a failed request on their own unless this is {@code false}. */
    public static final String SHOULD_RETRY = "x-should-retry";

    /** Read from requests: {@code local-only} or {@code any}. */
    public static final String PRIVACY = "x-oblix-privacy";

    /** Read from requests of Open WebUI: what it asks for on its own, such as {@code title_generation}. */
    public static final String TASK = "x-openwebui-task";

    /** Read from requests: W3C's Trace Context, the trace that a request belongs to. */
    public static final String TRACE_PARENT = "traceparent";

    private static final List<CharSequence> OF_OPEN_WEBUI = looked(TASK, "x-openwebui-chat-id", "x-openwebui-user-id");

    /** Read from requests: ids of a conversation. The first one that is present counts; the last two are Codex's. */
    static final List<CharSequence> CONVERSATION = looked(
            "x-openwebui-chat-id",
            "x-conversation-id",
            "x-session-id",
            "x-claude-code-session-id",
            "session-id",
            "session_id");

    /** Claude Code's helpers hold conversations of their own within its session. */
    private static final String AGENT = "x-claude-code-agent-id";

    private OblixHeaders() {}

    /** Names that each request is asked for: they keep the hash by which headers are found; a String has none. */
    private static List<CharSequence> looked(String... names) {
        return Arrays.stream(names).map(HttpHeaders::createOptimized).toList();
    }

    /** The headers of an answer, or of an error after a model was asked. */
    public static Map<String, String> of(String requestId, AnsweredBy by) {
        Map<String, String> headers = new LinkedHashMap<>(by.upstreamHeaders());
        headers.put(REQUEST_ID, requestId);
        headers.put(POLICY, by.policy());
        headers.put(TARGET, by.target());
        headers.put(MODEL, by.model());
        if (!by.shownHost().isEmpty()) {
            headers.put(HOST, by.shownHost());
        }
        headers.put(REASON, by.reason());
        headers.put(FALLBACK, Boolean.toString(by.fallback()));
        headers.put(ATTEMPTS, Integer.toString(by.attempts()));
        if (by.confidence() >= 0) {
            headers.put(CONFIDENCE, String.format(Locale.ROOT, "%.2f", by.confidence()));
        }
        if (!by.ignoredParams().isEmpty()) {
            headers.put(IGNORED_PARAMS, String.join(",", by.ignoredParams()));
        }
        return headers;
    }

    /** Adds what a whole answer cost, once all calls for it have ended. */
    public static void addCosts(Map<String, String> headers, AnsweredBy by) {
        Bill.Sums sums = by.bill().sums();
        headers.put(COST, sums.isPriced() ? Charge.usd(sums.microUsd()) : "unknown");
        headers.put(SAVED, Charge.usd(sums.savedMicroUsd()));
    }

    public static boolean isOpenWebUi(MultiMap headers) {
        for (CharSequence name : OF_OPEN_WEBUI) {
            if (headers.contains(name)) {
                return true;
            }
        }
        return false;
    }

    /** The client's id of the conversation; null if no header has one. */
    public static @Nullable String conversation(MultiMap headers) {
        for (CharSequence name : CONVERSATION) {
            String value = headers.get(name);
            if (value != null && !value.isBlank()) {
                String agent = headers.get(AGENT);
                return agent == null || agent.isBlank() ? value.strip() : value.strip() + "/" + agent.strip();
            }
        }
        return null;
    }
}
