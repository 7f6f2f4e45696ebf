package io.oblix.policy.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The situations of docs/auto.md are decided as the page says: each row of its tables is run as an example. */
class AutoGuideTest {

    private static final Path GUIDE = Path.of("docs", "auto.md");

    /** A situation; facts as code, or nothing; the side, and the reason as code. */
    private static final Pattern ROW =
            Pattern.compile("\\| ([^|]+) \\| (?:`([^`|]*)`)? ?\\| (local|cloud), (?:no fallback, )?`([a-z-]+)` \\|");

    private static final Pattern POLICY = Pattern.compile("## .*`auto:([a-z-]+)`.*");

    @TempDir
    private Path folder;

    @Test
    void eachSituationOfThePageIsDecidedAsItSays() throws Exception {
        int situations = 0;
        for (Map.Entry<String, List<String>> examples : examples().entrySet()) {
            String policy = examples.getKey();
            Files.copy(Path.of("routes", policy + ".camel.yaml"), folder.resolve(policy + ".camel.yaml"));
            Files.write(folder.resolve(policy + ".examples.yaml"), examples.getValue());
            situations += examples.getValue().size();
        }
        try (DefaultCamelContext context = PolicyTrial.newContext()) {
            context.start();

            List<PolicyTrial> trials = PolicyTrial.all(context, folder, Situations.THRESHOLDS, Map.of());

            assertThat(trials).extracting(PolicyTrial::complaint).containsOnlyNulls();
            assertThat(trials)
                    .flatExtracting(PolicyTrial::examples)
                    .extracting(PolicyTrial.TriedExample::complaint)
                    .filteredOn(Objects::nonNull)
                    .isEmpty();
        }
        assertThat(situations).isGreaterThanOrEqualTo(60);
    }

    /** By the policy of the section. */
    private static Map<String, List<String>> examples() throws IOException {
        Map<String, List<String>> examples = new TreeMap<>();
        String policy = "auto";
        for (String line : Files.readAllLines(GUIDE)) {
            Matcher section = POLICY.matcher(line);
            Matcher row = ROW.matcher(line);
            if (line.startsWith("## ")) {
                policy = section.matches() ? section.group(1) : "auto";
            } else if (row.matches()) {
                examples.computeIfAbsent(policy, unused -> new ArrayList<>()).add(example(row, line));
            } else {
                assertThat(line).as("a row that the test cannot read").doesNotContain("| local, ", "| cloud, ");
            }
        }
        return examples;
    }

    private static String example(Matcher row, String line) {
        String given = row.group(2) == null ? "" : row.group(2);
        String fallback = line.contains("no fallback, ") ? ", fallback: none" : "";
        return "- {name: '" + row.group(1).replace("'", "''") + "', given: {" + given + "}, then: {target: "
                + row.group(3) + ", reason: " + row.group(4) + fallback + "}}";
    }
}
