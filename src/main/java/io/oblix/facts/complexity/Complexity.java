package io.oblix.facts.complexity;

import com.fasterxml.jackson.databind.node.ArrayNode;

/** How much a question asks of a model, in itself and compared with recent requests. The only door to this package. */
public final class Complexity {

    private final ComplexityScorer scorer;
    private final ComplexityRank recent;

    private Complexity(ComplexityScorer scorer) {
        this.scorer = scorer;
        this.recent = new ComplexityRank(scorer.curve());
    }

    /** Loads the words and trees that the jar contains. No request has been counted yet. */
    public static Complexity load() {
        return new Complexity(ComplexityScorer.load());
    }

    /**
     * The score of a conversation's last question, 0 (a greeting) to 1 (a proof).
     *
     * @param messages of a chat request, validated
     */
    public double score(ArrayNode messages) {
        return scorer.score(messages);
    }

    /** The share of recent requests with a strictly lower score, 0 to 1. */
    public double rank(double score) {
        return recent.of(score);
    }

    /** Adds a score to those that later requests are compared with. */
    public void count(double score) {
        recent.count(score);
    }
}
