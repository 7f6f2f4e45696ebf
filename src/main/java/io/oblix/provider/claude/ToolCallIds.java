package io.oblix.provider.claude;

import io.oblix.problem.RequestProblem;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Brings calls and results of a conversation together. Anthropic takes letters, digits, {@code _} and {@code -} in an
 * id, each id once in a conversation, and every call answered; histories of other providers repeat ids, have other
 * characters in them or none at all.
 */
final class ToolCallIds {

    /** What a refusal names at the most. */
    private static final int MAX_NAMED = 10;

    /** A call without its result yet. */
    private record Open(String id, String sent) {}

    private final List<Open> open = new ArrayList<>();
    private final Set<String> sent = new HashSet<>();
    private int nameless;

    /** @param id empty for one of the deprecated calls, which have none; each is answered before the next */
    String call(String id) {
        String base = id.isEmpty() ? "function_call_" + ++nameless : clean(id);
        String unique = base;
        for (int i = 2; !sent.add(unique); i++) {
            unique = base + "_" + i;
        }
        open.add(new Open(id, unique));
        return unique;
    }

    /** The id under which the call was sent that this is the result of; where one has none, the oldest that fits. */
    String result(String id, String role, int message) {
        for (String asked : new String[] {id, ""}) {
            for (int i = 0; i < open.size(); i++) {
                if (id.isEmpty() || open.get(i).id().equals(asked)) {
                    return open.remove(i).sent();
                }
            }
        }
        String field = role.equals("function") ? "function_call" : "tool_calls";
        throw RequestProblem.invalid(
                "messages.[" + message + "].role",
                null,
                "Invalid parameter: messages with role '" + role + "' must be a response to a preceeding message with '"
                        + field + "'.");
    }

    /** To be asked before the model speaks again. */
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

    static boolean isClean(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (!isAllowed(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    /** With {@code _} for each character that Anthropic does not take. */
    static String clean(String text) {
        if (isClean(text)) {
            return text;
        }
        StringBuilder clean = new StringBuilder(text);
        for (int i = 0; i < clean.length(); i++) {
            if (!isAllowed(clean.charAt(i))) {
                clean.setCharAt(i, '_');
            }
        }
        return clean.toString();
    }

    private static boolean isAllowed(char c) {
        boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        return letter || (c >= '0' && c <= '9') || c == '_' || c == '-';
    }
}
