/**
 * How complex a question is: {@link io.oblix.facts.complexity.Complexity} is all that others see, and
 * finds the question in a conversation; {@code GivenText} takes a pasted text out of it; {@code
 * PromptFeatures} (with {@code PromptText}, {@code PromptCounts}, {@code RequestWords} and {@code PromptFeature}) turns
 * it into numbers; {@code ComplexityModel} and {@code ComplexityTrees} turn those into a score; {@code ComplexityRank}
 * compares it with recent ones. {@code docs/complexity.md} says how the trees were trained and how good they are.
 */
package io.oblix.facts.complexity;
