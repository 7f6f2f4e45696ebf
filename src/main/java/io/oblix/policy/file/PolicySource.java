package io.oblix.policy.file;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The text of a policy, as it was found.
 *
 * @param file where, for messages
 * @param examples the text of {@code NAME.examples.yaml} beside it; null when there is none
 * @param examplesFile where that is, for messages
 */
record PolicySource(
        String name, String file, String yaml, @Nullable String examples, String examplesFile) {

    static final String SUFFIX = ".camel.yaml";
    static final String EXAMPLES_SUFFIX = ".examples.yaml";

    private static final String IN_JAR = " (in the jar)";
    private static final Pattern SETTING = Pattern.compile("\\{\\{policy\\.[\\w.-]+:([^{}]*)}}");

    PolicySource(String name, String file, String yaml, @Nullable String examples) {
        this(name, file, yaml, examples, file.replace(SUFFIX, EXAMPLES_SUFFIX));
    }

    static PolicySource bundled(String name, String yaml, String examples) {
        return new PolicySource(name, name + SUFFIX + IN_JAR, yaml, examples);
    }

    boolean isInJar() {
        return file.endsWith(IN_JAR);
    }

    PolicySource withoutExamples() {
        return new PolicySource(name, file, yaml, null, examplesFile);
    }

    /** With every setting at its default: examples must hold whatever an operator has set. */
    PolicySource withDefaults() {
        return new PolicySource(name, file, SETTING.matcher(yaml).replaceAll("$1"), examples, examplesFile);
    }
}
