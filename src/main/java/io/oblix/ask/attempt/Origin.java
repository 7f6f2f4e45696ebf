package io.oblix.ask.attempt;

import io.oblix.chat.ChatRequest;
import io.oblix.chat.Trace;
import io.oblix.policy.Decision;

/**
 * For which request a call was made, without any text of it.
 *
 * @param requestId our name for the request
 * @param key the name of the caller's key; empty where no keys are asked for
 * @param dialect the API that the client speaks
 * @param client the client's program as its {@code User-Agent} names it; may be empty
 * @param policy the policy that decided; {@code none} if the client named the model
 * @param reason the policy's reason
 * @param operation what was asked of the model, in OpenTelemetry's words
 * @param sideTask what the client's program asked for on its own; empty for a request of the user's
 * @param trace the request's span in a trace; {@link Trace#NONE} without tracing
 */
public record Origin(
        String requestId,
        String key,
        String dialect,
        String client,
        String policy,
        String reason,
        String operation,
        String sideTask,
        Trace trace) {

    /** Of a call that belongs to no request. */
    public static final Origin NONE = new Origin("", "", "", "", "", "", ChatRequest.CHAT, "", Trace.NONE);

    static Origin of(ChatRequest request, Decision decision) {
        return new Origin(
                request.id(),
                request.key().name(),
                request.dialect(),
                request.client(),
                decision.policy(),
                decision.reason(),
                request.operation(),
                request.task(),
                request.trace());
    }

    public boolean isSideTask() {
        return !sideTask.isEmpty();
    }
}
