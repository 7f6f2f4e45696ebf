package io.oblix.policy.file;

import io.oblix.key.KeyText;
import io.oblix.settings.YamlMistake;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A policy file that cannot be used, with a message for its author that repeats no key. */
final class PolicyRejected extends Exception {

    private static final long serialVersionUID = 1L;
    private static final Pattern LINE = Pattern.compile("line:? (\\d+)");

    private final @Nullable String file;
    private final int line;

    /** @param line in the file, from 1; 0 when unknown */
    PolicyRejected(String reason, int line) {
        this(reason, null, line);
    }

    /** @param file when it is not the policy's own file */
    PolicyRejected(String reason, @Nullable String file, int line) {
        super(KeyText.masked(reason));
        this.file = file;
        this.line = line;
    }

    /**
     * A failure in Camel or the YAML parser. Camel wraps the message that helps into several that do not: the innermost
     * one helps, or one that names the location.
     *
     * @param line 0 to take it from the messages
     */
    static PolicyRejected because(String prefix, Throwable failure, int line) {
        int found = line;
        String reason = "";
        for (Throwable at = failure; at != null; at = at.getCause()) {
            String message = String.valueOf(at.getMessage());
            Matcher matcher = LINE.matcher(message);
            found = found == 0 && matcher.find() ? Integer.parseInt(matcher.group(1)) : found;
            if (message.contains(" at location ") || !reason.contains(" at location ")) {
                reason = message;
            }
        }
        return new PolicyRejected(prefix + YamlMistake.oneLine(reason), found);
    }

    @Nullable String file() {
        return file;
    }

    int line() {
        return line;
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}
