package io.oblix.policy.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.oblix.policy.Policy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The shipped policy auto as a visual editor (Kaoto) saves it, with the decide: step and with the Kamelet. */
class EditorFormTest {

    @ParameterizedTest
    @ValueSource(strings = {"auto-saved-with-decide.camel.yaml", "auto-saved-with-kamelet.camel.yaml"})
    void aSavedPolicyDecidesAndExplainsAsTheOriginal(String file) throws Exception {
        String saved =
                new String(EditorFormTest.class.getResourceAsStream(file).readAllBytes(), StandardCharsets.UTF_8);
        String examples = Files.readString(Path.of("routes", "auto.examples.yaml"));
        try (DefaultCamelContext context = PolicyTrial.newContext()) {
            context.start();
            Policies policies = new Policies(context, Situations.THRESHOLDS, Map.of());
            policies.offer(PolicyFiles.bundled("auto"));
            List<String> original = rules(policies);

            for (int version = 1; version <= 2; version++) {
                policies.offer(new PolicySource("auto", file, saved, examples));

                assertThat(policies.rejections()).isEmpty();
                assertThat(policies.fromJar()).isEmpty();
                assertThat(rules(policies)).isEqualTo(original);
            }
        }
    }

    private static List<String> rules(Policies policies) {
        Policy auto = policies.get("auto");
        assertThat(auto).isNotNull();
        return auto.rules().stream()
                .map(rule -> rule.inOneLine() + rule.explainable() + rule.verdict())
                .toList();
    }
}
