package io.oblix.ask.attempt;

import io.oblix.chat.ChatRequest;
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
 */
public record Origin(String requestId, String key, String dialect, String client, String policy, String reason) {

    /** Of a call that belongs to no request. */
    public static final Origin NONE = new Origin("", "", "", "", "", "");

    static Origin of(ChatRequest request, Decision decision) {
        return new Origin(
                request.id(),
                request.key().name(),
                request.dialect(),
                request.client(),
                decision.policy(),
                decision.reason());
    }
}
