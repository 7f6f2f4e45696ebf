package io.oblix.dialect.chat;

import io.oblix.chat.ChatRequest;
import io.oblix.settings.AnswerSettings;

/**
 * How one answer is written for its client.
 *
 * @param usageWanted whether a stream ends with a chunk of token counts
 * @param functions whether tool calls become a {@code function_call}, which is what they were before there were tools
 * @param reasoningTwice whether thinking is sent as {@code reasoning} too, beside {@code reasoning_content}
 */
public record AnswerOptions(boolean usageWanted, boolean functions, boolean reasoningTwice) {

    static AnswerOptions of(ChatRequest request, AnswerSettings settings) {
        return new AnswerOptions(request.usageWanted(), request.offersFunctions(), settings.reasoningTwice());
    }

    /** The name of a finish reason in this answer. */
    String finishReason(String reason) {
        return functions && reason.equals("tool_calls") ? "function_call" : reason;
    }
}
