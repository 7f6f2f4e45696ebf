package io.oblix.ask.forecast;

/**
 * How long an answer would take if the model were asked now.
 *
 * @param waitMillis until its first token: the calls before it, loading the model, and reading the prompt
 * @param answerMillis until the end of its answer
 * @param outputTokens that the answer will have
 */
public record Expectation(double waitMillis, double answerMillis, double outputTokens) {}
