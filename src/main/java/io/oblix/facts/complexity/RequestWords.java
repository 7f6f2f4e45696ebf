package io.oblix.facts.complexity;

import static io.oblix.facts.complexity.ComplexityWords.mix;
import static io.oblix.facts.complexity.ComplexityWords.pair;

/** How often each class of words stands in the request itself, and which classes open it. */
final class RequestWords {

    private static final int MAX_COUNT = 5;

    private final ComplexityWords words;
    private final int[] counts;
    private final boolean[] opening;

    RequestWords(ComplexityWords words) {
        this.words = words;
        this.counts = new int[words.names().size()];
        this.opening = new boolean[words.names().size()];
    }

    /**
     * A word of the request, known by its class or by that of the pair that it makes.
     *
     * @param previous the hash of the word before it in the sentence; 0 when there is none
     * @param alone whether the word is still among those that open the request
     * @param paired the same for the pair
     */
    void add(int hash, int previous, boolean alone, boolean paired) {
        add(words.classOf(mix(hash)), alone);
        if (previous != 0) {
            add(words.classOf(pair(previous, hash)), paired);
        }
    }

    private void add(int wordClass, boolean opens) {
        if (wordClass != ComplexityWords.NONE) {
            counts[wordClass]++;
            opening[wordClass] |= opens;
        }
    }

    int classes() {
        return counts.length;
    }

    boolean opensWith(int wordClass) {
        return opening[wordClass];
    }

    /** Writes the count of each class to the values from this place on, and then whether it opens the request. */
    void write(float[] values, int from) {
        for (int i = 0; i < counts.length; i++) {
            values[from + i] = Math.min(counts[i], MAX_COUNT);
            values[from + counts.length + i] = opening[i] ? 1 : 0;
        }
    }
}
