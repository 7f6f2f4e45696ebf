package io.oblix.journey.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.oblix.facts.CloudFacts;
import io.oblix.facts.LocalFacts;
import io.oblix.facts.RequestFacts;
import io.oblix.facts.machine.MachineFacts;
import io.oblix.facts.network.NetworkFacts;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The vocabulary in the README of the policies is the one that they have: each fact, its meaning and an example. */
class RoutesReadmeTest {

    private static final Pattern ROW = Pattern.compile("\\| (`\\w+`(?:, `\\w+`)*) \\| (.+) \\| `(.+)` \\|");
    private static final Pattern NAME = Pattern.compile("`(\\w+)`");

    @Test
    void theVocabularyIsThatOfTheRecords() throws Exception {
        assertThat(facts("header.OblixRequest")).isEqualTo(components(RequestFacts.class));
        assertThat(facts("header.OblixMachine")).isEqualTo(components(MachineFacts.class));
        assertThat(facts("header.OblixNetwork")).isEqualTo(components(NetworkFacts.class));
        Set<String> both = components(LocalFacts.class);
        both.addAll(components(CloudFacts.class));
        assertThat(facts("header.OblixLocal")).isEqualTo(both);
    }

    @Test
    void factsOfOneSideOnlyAreMarked() throws Exception {
        Set<String> local = components(LocalFacts.class);
        Set<String> cloud = components(CloudFacts.class);
        for (String row : rows("header.OblixLocal")) {
            for (String fact : names(row)) {
                assertThat(row.contains("(local only)")).as(row).isEqualTo(!cloud.contains(fact));
                assertThat(row.contains("(cloud only)")).as(row).isEqualTo(!local.contains(fact));
            }
        }
    }

    private static Set<String> components(Class<? extends Record> facts) {
        Set<String> names = new LinkedHashSet<>();
        Arrays.stream(facts.getRecordComponents()).map(RecordComponent::getName).forEach(names::add);
        return names;
    }

    private static Set<String> facts(String header) throws Exception {
        Set<String> facts = new LinkedHashSet<>();
        for (String row : rows(header)) {
            facts.addAll(names(row));
        }
        return facts;
    }

    private static List<String> names(String row) {
        Matcher matcher = ROW.matcher(row);
        assertThat(matcher.matches()).as("fact, meaning, example: %s", row).isTrue();
        return NAME.matcher(matcher.group(1))
                .results()
                .map(name -> name.group(1))
                .toList();
    }

    /** The rows of the table with this header, at least one. */
    private static List<String> rows(String header) throws Exception {
        List<String> lines = Files.readAllLines(Path.of("routes", "README.md"));
        int first = 0;
        while (!lines.get(first).startsWith("| `" + header + "`")) {
            first++;
        }
        List<String> rows = lines.subList(first + 2, lines.size()).stream()
                .takeWhile(line -> line.startsWith("|"))
                .toList();
        assertThat(rows).as(header).isNotEmpty();
        return rows;
    }
}
