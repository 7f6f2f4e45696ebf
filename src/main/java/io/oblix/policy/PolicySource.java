package io.oblix.policy;

import org.jspecify.annotations.Nullable;

/**
 * The text of a policy, as it was found.
 *
 * @param file where, for messages
 * @param examples what stands in {@code NAME.examples.yaml} beside it; null when there is none
 */
record PolicySource(
        String name, String file, String yaml, @Nullable String examples) {

    static final String SUFFIX = ".camel.yaml";
    static final String EXAMPLES_SUFFIX = ".examples.yaml";

    /** For messages. */
    String examplesFile() {
        return file.replace(SUFFIX, EXAMPLES_SUFFIX);
    }

    PolicySource withoutExamples() {
        return new PolicySource(name, file, yaml, null);
    }
}
