package io.oblix.cli;

import io.oblix.key.file.KeysFile;
import io.oblix.key.file.KeysRejected;
import io.oblix.key.file.KeysText;
import io.oblix.key.file.KnownNames;
import io.oblix.settings.StartFailure;
import java.time.Instant;
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

    /** The fields as lines of YAML. */
    List<String> lines() {
        List<String> lines = fields();
        add(lines, "budget", budget(budgetDay, budgetMonth));
        return lines;
    }

    /** Those that each have one option, of the same name. */
    private List<String> fields() {
        List<String> lines = new ArrayList<>();
        add(lines, "admin", admin ? "true" : null);
        add(lines, "policies", list(policies));
        add(lines, "models", list(models));
        add(lines, "requests-per-minute", requests);
        add(lines, "tokens-per-minute", tokens);
        add(lines, "concurrent-requests", concurrent);
        add(lines, "when-spent", whenSpent);
        add(lines, "privacy", localOnly ? "local-only" : null);
        add(lines, "expires", expires);
        return lines;
    }

    /**
     * Reads each option as the only one of its entry, so that a mistake is told by the option, and not by a line that no file
     * has.
     *
     * @param entry the lines that any key has
     * @throws StartFailure when a server would not take one of them, or it says a time in the past
     */
    void check(List<String> entry, KnownNames known) throws StartFailure {
        check("<name>", entry, known);
        for (String line : fields()) {
            check("--" + line.substring(0, line.indexOf(':')), with(entry, line), known);
        }
        if (budgetDay != null) {
            check("--budget-day", with(entry, "budget: " + budget(budgetDay, null)), known);
        }
        if (budgetMonth != null) {
            check("--budget-month", with(entry, "budget: " + budget(null, budgetMonth)), known);
        }
    }

    private static List<String> with(List<String> entry, String line) {
        List<String> lines = new ArrayList<>(entry);
        lines.add(line);
        return lines;
    }

    private static void check(String option, List<String> entry, KnownNames known) throws StartFailure {
        try {
            Instant expires =
                    KeysFile.read(new KeysText("").with(entry), known).get(0).expires();
            if (expires != null && !expires.isAfter(Instant.now())) {
                throw new KeysRejected("expires is in the past (" + expires + ")", 0);
            }
        } catch (KeysRejected wrong) {
            throw StartFailure.settings(option + ": " + wrong.reason() + "; nothing was changed");
        }
    }

    private static void add(List<String> lines, String field, @Nullable Object value) {
        if (value != null) {
            lines.add(field + ": " + value);
        }
    }

    private static @Nullable String list(@Nullable List<String> names) {
        return names == null ? null : "['" + String.join("', '", names).replace("\n", " ") + "']";
    }

    private static @Nullable String budget(@Nullable String day, @Nullable String month) {
        List<String> parts = new ArrayList<>();
        if (day != null) {
            parts.add("day: " + day);
        }
        if (month != null) {
            parts.add("month: " + month);
        }
        return parts.isEmpty() ? null : "{" + String.join(", ", parts) + "}";
    }
}
