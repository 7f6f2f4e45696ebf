package io.oblix.policy.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.CliConnector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicyTrialTest {

    @TempDir
    private Path temp;

    private static List<PolicyTrial> trials(Path folder) throws Exception {
        try (DefaultCamelContext context = PolicyTrial.newContext()) {
            context.start();
            return PolicyTrial.all(context, folder, Situations.THRESHOLDS, Map.of());
        }
    }

    /** Its thread would look into the context while that starts, and write files into the home folder. */
    @Test
    void aTrialIsNotSeenByCamelsCommandLine() throws Exception {
        try (DefaultCamelContext context = PolicyTrial.newContext()) {
            context.start();

            assertThat(context.hasService(CliConnector.class)).isNull();
        }
    }

    @Test
    void theShippedPoliciesPassTheirExamplesInTheFolderAndInTheJar() throws Exception {
        for (Path folder : new Path[] {Path.of("routes"), temp.resolve("none")}) {
            assertThat(trials(folder)).hasSameSizeAs(PolicyFiles.SHIPPED).allSatisfy(trial -> {
                assertThat(trial.complaint()).as(trial.name()).isNull();
                assertThat(trial.examples()).as(trial.name()).isNotEmpty();
                assertThat(trial.holds()).as(trial.toString()).isTrue();
            });
        }
    }

    @Test
    void carefulDecidesAllElseAsAutoDoes() throws Exception {
        String auto = Files.readString(Path.of("routes", "auto.camel.yaml"));
        String rules = auto.substring(auto.indexOf("            when:\n") + "            when:\n".length());

        assertThat(Files.readString(Path.of("routes", "careful.camel.yaml")))
                .as("the rules after those of careful are copied from auto.camel.yaml; copy them again")
                .endsWith("reason=holds-personal-data\n" + rules);
    }

    @Test
    void eachExampleThatFailsIsListedAndAnUnusableFileHasItsReason() throws Exception {
        Files.writeString(
                temp.resolve("mine.camel.yaml"),
                "- route: {from: {uri: direct:policy-mine, steps: [{to: 'decide:local?reason=x'}]}}");
        Files.writeString(temp.resolve("mine.examples.yaml"), "- then: {target: local}\n- then: {target: cloud}\n");
        Files.writeString(temp.resolve("wrong.camel.yaml"), "- route: {}");

        List<PolicyTrial> trials = trials(temp);

        assertThat(trials).extracting(PolicyTrial::name).containsExactly("mine", "wrong");
        assertThat(trials.get(0).holds()).isFalse();
        assertThat(trials.get(0).holding()).isEqualTo(1);
        assertThat(trials.get(0).examples().get(1).line()).isEqualTo(2);
        assertThat(trials.get(1).complaint()).isEqualTo("line 1: a route needs from");
    }
}
