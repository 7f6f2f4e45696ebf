package io.oblix.facts;

import org.jspecify.annotations.Nullable;

/**
 * How many tokens a model bills for a picture at most, whatever its size.
 *
 * @param low for one with {@code "detail": "low"}
 * @param high for one with {@code "detail": "high"}
 * @param other for one with any other detail, or with none
 */
public record PictureTokens(int low, int high, int other) {

    /** Of the models that open servers run, those of Llama count the most: four tiles of 1,601 tokens. */
    public static final PictureTokens OF_UNKNOWN_MODEL = always(6_404);

    /** Where the detail does not matter. */
    public static PictureTokens always(int tokens) {
        return new PictureTokens(tokens, tokens, tokens);
    }

    int of(@Nullable String detail) {
        return "low".equals(detail) ? low : "high".equals(detail) ? high : other;
    }
}
