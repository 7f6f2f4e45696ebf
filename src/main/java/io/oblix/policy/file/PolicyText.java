package io.oblix.policy.file;

import io.oblix.key.KeyText;
import io.oblix.policy.Vocabulary;
import io.oblix.policy.Vocabulary.Fact;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What may stand in any text of a policy, names and descriptions included. Camel fills in {@code {{...}}}, which could
 * print the environment, evaluates {@code ${...}}, which could call, and reads {@code resource:...}, which could be any
 * file or address; so the text is checked as it is written, and again with its settings filled in.
 *
 * @param settings resolves the placeholders, or throws
 */
record PolicyText(Vocabulary vocabulary, UnaryOperator<String> settings) {

    private static final Pattern SETTING = Pattern.compile("\\{\\{\\s*policy\\.[\\w.-]+\\s*(?::[^{}$]*)?}}");
    private static final Pattern ANY_FUNCTION = Pattern.compile("\\$\\w*\\{");
    private static final Pattern FUNCTION = Pattern.compile("\\$(?:simple)?\\{([^{}$]*)}");
    private static final Pattern ELSEWHERE =
            Pattern.compile("[^\\p{L}\\p{N}$]*(resource|ref|bean)\\s*:.*", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    private static final Pattern FACT = Pattern.compile("header\\.(\\w+)\\.(\\w+)");
    private static final Pattern VARIABLE = Pattern.compile("variable\\.\\w+");
    private static final int MAX_SHOWN = 60;

    /** What is wrong with it; null when nothing is. */
    @Nullable String complaint(String text) {
        String complaint = placeholders(text);
        complaint = complaint == null ? evaluated(text) : complaint;
        if (complaint != null || !text.contains("{{")) {
            return complaint;
        }
        try {
            return evaluated(settings.apply(text));
        } catch (RuntimeException missing) {
            return "a setting in '" + shown(text) + "' is set nowhere; give it a default, as in"
                    + " {{policy.auto.limit:4000}}";
        }
    }

    private static @Nullable String placeholders(String text) {
        Matcher setting = SETTING.matcher(text);
        int at = text.indexOf("{{");
        while (at >= 0) {
            if (!setting.region(at, text.length()).lookingAt()) {
                int end = text.indexOf("}}", at);
                return shown(text.substring(at, end < 0 ? text.length() : end + 2))
                        + " is no setting of a policy; those are named {{policy.something}}";
            }
            at = text.indexOf("{{", setting.end());
        }
        return null;
    }

    private @Nullable String evaluated(String text) {
        Matcher elsewhere = ELSEWHERE.matcher(text);
        if (elsewhere.matches()) {
            return "a policy says everything itself; a text may not begin with "
                    + elsewhere.group(1).toLowerCase(Locale.ROOT) + ":";
        }
        Matcher any = ANY_FUNCTION.matcher(text);
        Matcher function = FUNCTION.matcher(text);
        int from = 0;
        while (any.find(from)) {
            boolean isWhole = function.region(any.start(), text.length()).lookingAt();
            String complaint = isWhole
                    ? function(function.group(1).strip())
                    : noFact(text.substring(any.start(), end(text, any.end())));
            if (complaint != null) {
                return complaint;
            }
            from = function.end();
        }
        return null;
    }

    private static int end(String text, int from) {
        int end = text.indexOf('}', from);
        return end < 0 ? text.length() : end + 1;
    }

    private @Nullable String function(String function) {
        if (VARIABLE.matcher(function).matches()) {
            return null;
        }
        Matcher fact = FACT.matcher(function);
        return fact.matches()
                ? vocabulary.complaint(new Fact(fact.group(1), fact.group(2)))
                : noFact("${" + function + "}");
    }

    private static String noFact(String function) {
        return shown(function) + " is no fact; a condition reads ${header.OblixMachine.cpuPercent} and its like, or"
                + " ${variable.name}";
    }

    /** Masked before it is cut: the rest of a key would not be known for one. */
    private static String shown(String text) {
        String masked = KeyText.masked(text);
        return masked.length() <= MAX_SHOWN ? masked : masked.substring(0, MAX_SHOWN) + "...";
    }
}
