package io.oblix.chat;

import org.jspecify.annotations.Nullable;

/**
 * How clients ask for a policy in place of a model: {@code auto:NAME} is the policy NAME, {@code auto} or nothing at all
 * the policy {@code auto}.
 */
public final class PolicyName {

    /** The policy of requests that name none, and the name by which clients ask for it. */
    public static final String AUTO = "auto";

    private static final String PREFIX = AUTO + ":";

    private PolicyName() {}

    /**
     * The policy that decides requests for this model; null for a model's own name.
     *
     * @param model as the client named it; may be empty
     */
    public static @Nullable String in(String model) {
        if (model.isEmpty() || model.equals(AUTO)) {
            return AUTO;
        }
        return model.startsWith(PREFIX) ? model.substring(PREFIX.length()) : null;
    }

    /** What clients write as the model to ask for this policy. */
    public static String asModel(String policy) {
        return policy.equals(AUTO) ? AUTO : PREFIX + policy;
    }
}
