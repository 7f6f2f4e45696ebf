package io.oblix.ask.forecast;

/**
 * What asking a model now would come to.
 *
 * @param waitMillis until its first token: for those before it, for the model to be loaded, and for the prompt to be
 *     read
 * @param answerMillis until the end of its answer
 * @param outputTokens that the answer will have
 */
public record Expectation(double waitMillis, double answerMillis, double outputTokens) {}
