package io.oblix.ask.judge;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * How sure a model was of the tokens of one answer: the mean of their log probabilities. The value depends on the model,
 * its runner and the temperature, so it is compared within one model only.
 */
final class Confidence {

    /** One token that no model would choose must not outweigh all others. */
    private static final double LEAST = -20;

    /** What OpenAI's API, and servers that follow it, write for a value that they do not have. */
    private static final double UNKNOWN = -9999;

    private final @Nullable ForcedTokens forced;
    private double sum;
    private int counted;
    private int tokens;
    private boolean unknown;

    /** @param json whether the answer is JSON, whose brackets and names say nothing */
    Confidence(boolean json) {
        this.forced = json ? new ForcedTokens() : null;
    }

    /** @param entries OpenAI's, of tokens of the answer's text */
    void add(JsonNode entries) {
        for (JsonNode entry : entries) {
            tokens++;
            double logprob =
                    entry.path("logprob").isNumber() ? entry.path("logprob").doubleValue() : Double.NaN;
            if (!(logprob > UNKNOWN) || Double.isInfinite(logprob)) {
                unknown = true;
            } else if (forced == null
                    || forced.saysSomething(entry.path("token").asText())) {
                sum += Math.max(LEAST, Math.min(0, logprob));
                counted++;
            }
        }
    }

    /** How many tokens came, whether or not they say something. */
    int tokens() {
        return tokens;
    }

    /** Whether each token so far came with a value. */
    boolean isTold() {
        return tokens > 0 && !unknown;
    }

    /** Whether any of them says something, too. */
    boolean isKnown() {
        return isTold() && counted > 0;
    }

    /** From -20 to 0; of a confidence that {@link #isKnown}. */
    double mean() {
        return sum / counted;
    }
}
