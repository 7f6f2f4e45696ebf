package io.oblix.cli;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a new key may do, as options of {@code keys create}: each is a field of its entry in the file of keys. */
final class KeyOptions {

    @Option(names = "--admin", description = "It opens the operator's paths too.")
    private boolean admin;

    @Option(names = "--policies", split = ",", paramLabel = "<name>")
    private @Nullable List<String> policies;

    @Option(names = "--models", split = ",", paramLabel = "<provider:name>", description = "* for any text.")
    private @Nullable List<String> models;

    @Option(names = "--requests-per-minute", paramLabel = "<count>")
    private @Nullable Integer requests;

    @Option(names = "--tokens-per-minute", paramLabel = "<count>")
    private @Nullable Integer tokens;

    @Option(names = "--concurrent-requests", paramLabel = "<count>")
    private @Nullable Integer concurrent;

    @Option(names = "--budget-day", paramLabel = "<usd>")
    private @Nullable String budgetDay;

    @Option(names = "--budget-month", paramLabel = "<usd>")
    private @Nullable String budgetMonth;

    @Option(names = "--when-spent", paramLabel = "local|refuse")
    private @Nullable String whenSpent;

    @Option(names = "--local-only", description = "No cloud is asked for it.")
    private boolean localOnly;

    @Option(names = "--expires", paramLabel = "<date>", description = "Such as 2027-01-31.")
    private @Nullable String expires;

    /** The fields as lines of YAML; whoever reads the file checks their values. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        add(lines, "admin", admin ? "true" : null);
        add(lines, "policies", list(policies));
        add(lines, "models", list(models));
        add(lines, "requests-per-minute", requests);
        add(lines, "tokens-per-minute", tokens);
        add(lines, "concurrent-requests", concurrent);
        add(lines, "budget", budget());
        add(lines, "when-spent", whenSpent);
        add(lines, "privacy", localOnly ? "local-only" : null);
        add(lines, "expires", expires);
        return lines;
    }

    private static void add(List<String> lines, String field, @Nullable Object value) {
        if (value != null) {
            lines.add(field + ": " + value);
        }
    }

    private static @Nullable String list(@Nullable List<String> names) {
        return names == null ? null : "['" + String.join("', '", names).replace("\n", " ") + "']";
    }

    private @Nullable String budget() {
        List<String> parts = new ArrayList<>();
        if (budgetDay != null) {
            parts.add("day: " + budgetDay);
        }
        if (budgetMonth != null) {
            parts.add("month: " + budgetMonth);
        }
        return parts.isEmpty() ? null : "{" + String.join(", ", parts) + "}";
    }
}
