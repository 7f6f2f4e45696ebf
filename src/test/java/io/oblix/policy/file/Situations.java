package io.oblix.policy.file;

import io.oblix.facts.Facts;
import io.oblix.policy.Thresholds;
import io.oblix.policy.Vocabulary.Fact;
import io.oblix.settings.MachineSettings;
import io.oblix.settings.NetworkSettings;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** Facts for tests of policies: an ordinary moment, changed as an example would change it. */
public final class Situations {

    public static final Thresholds THRESHOLDS = new Thresholds(
            new MachineSettings(80, 85, 85, 95, 4, Duration.ofSeconds(1)),
            new NetworkSettings(Duration.ofMillis(200), 10, 5, Duration.ofSeconds(30)));

    public static final Facts ORDINARY = SampleFacts.ordinary();

    private Situations() {}

    /** @param given names of facts and values by turns */
    public static Facts given(String... given) {
        Map<Fact, String> facts = new LinkedHashMap<>();
        for (int i = 0; i < given.length; i += 2) {
            facts.put(Fact.of(given[i]), given[i + 1]);
        }
        return new Situation(THRESHOLDS, Map.of()).with(facts);
    }
}
