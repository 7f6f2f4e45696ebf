package io.oblix.policy.file;

import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The variables that a policy has named so far. One that it reads without naming it would be silently empty. */
final class PolicyVariables {

    private static final Pattern READ = Pattern.compile("\\$(?:simple)?\\{\\s*variable\\.(\\w+)\\s*}");

    private final Set<String> named = new HashSet<>();

    void add(String name) {
        named.add(name);
    }

    /** @throws PolicyRejected when the text reads a variable that no step before it names */
    void check(String text, int line) throws PolicyRejected {
        Matcher read = READ.matcher(text);
        while (read.find()) {
            if (!named.contains(read.group(1))) {
                throw new PolicyRejected(
                        read.group() + " has no value here; setVariable gives it one in a step before", line);
            }
        }
    }
}
