package io.oblix.provider.claude;

import io.oblix.chat.Unanswered;
import io.oblix.problem.RequestProblem;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Matches the results of a conversation's tool calls to the calls. Anthropic accepts letters, digits, {@code _} and
 * {@code -} in an id, requires each id to be unique in a conversation, and each call to be answered. Histories of other
 * providers repeat ids, use other characters, or have no ids.
 */
final class ToolCallIds {

    /** How many a refusal lists. */
    private static final int MAX_NAMED = 10;

    private static final int MAX_TOOL_NAME = 64;
    private static final Pattern TOOL_NAME = Pattern.compile("[a-zA-Z0-9_-]{1," + MAX_TOOL_NAME + "}");
    private static final Pattern NOT_ALLOWED = Pattern.compile("[^a-zA-Z0-9_-]");

    /** Of the digits that keep changed names apart, with the mark before them. */
    private static final int DIGITS = 9;

    /** A call that has no result yet. */
    private record Open(String id, String sent) {}

    private final Unanswered<Open> open = new Unanswered<>();
    private final Set<String> sent = new HashSet<>();

    /** The next number to try behind an id that was sent before. */
    private final Map<String, Integer> numbers = new HashMap<>();

    private int nameless;

    /** @param id empty for a deprecated {@code function_call}, which has none and is answered before the next */
    String call(String id) {
        String base = id.isEmpty() ? "function_call_" + ++nameless : clean(id);
        String unique = base;
        int number = numbers.getOrDefault(base, 2);
        for (; !sent.add(unique); number++) {
            unique = base + "_" + number;
        }
        numbers.put(base, number);
        open.add(new Open(id, unique), id);
        return unique;
    }

    /** The id to send with a result: that of its call, or of the oldest open call if one of the two has no id. */
    String result(String id, String role, int message) {
        Open call = id.isEmpty() ? open.answerFirst() : open.answer(id);
        call = call == null ? open.answer("") : call;
        if (call != null) {
            return call.sent();
        }
        String field = role.equals("function") ? "function_call" : "tool_calls";
        throw RequestProblem.invalid(
                "messages.[" + message + "].role",
                null,
                "Invalid parameter: messages with role '" + role + "' must be a response to a preceeding message with '"
                        + field + "'.");
    }

    /** Called before each turn of the model. */
    void requireAnswered() {
        if (!open.isEmpty()) {
            throw RequestProblem.invalid(
                    "messages",
                    null,
                    "An assistant message with 'tool_calls' must be followed by tool messages responding to each"
                            + " 'tool_call_id'. The following tool_call_ids did not have response messages: "
                            + open.stream()
                                    .limit(MAX_NAMED)
                                    .map(call -> call.id().isEmpty() ? call.sent() : call.id())
                                    .collect(Collectors.joining(", ")));
        }
    }

    /** Whether Anthropic takes the name of a tool: the same characters, at most 64. OpenAI has the same rule. */
    private static boolean isToolName(String name) {
        return TOOL_NAME.matcher(name).matches();
    }

    /**
     * The name itself where Anthropic takes it. Any other, which histories of other providers hold (a server before a
     * dot, say), always becomes the same one, and two of them never become one.
     */
    static String toolName(String name) {
        if (isToolName(name)) {
            return name;
        }
        String clean = clean(name);
        String begin = clean.substring(0, Math.min(clean.length(), MAX_TOOL_NAME - DIGITS));
        return begin + "_" + String.format("%08x", name.hashCode());
    }

    /** With {@code _} for each character that Anthropic does not accept. */
    static String clean(String text) {
        return NOT_ALLOWED.matcher(text).replaceAll("_");
    }
}
