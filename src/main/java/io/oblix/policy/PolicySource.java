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

    private static final String IN_JAR = " (in the jar)";

    static PolicySource bundled(String name, String yaml, String examples) {
        return new PolicySource(name, name + SUFFIX + IN_JAR, yaml, examples);
    }

    boolean isInJar() {
        return file.endsWith(IN_JAR);
    }

    /** For messages. */
    String examplesFile() {
        return file.replace(SUFFIX, EXAMPLES_SUFFIX);
    }

    PolicySource withoutExamples() {
        return new PolicySource(name, file, yaml, null);
    }
}
