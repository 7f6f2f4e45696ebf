package io.oblix;

import static org.assertj.core.api.Assertions.assertThat;

import io.oblix.facts.CloudFacts;
import io.oblix.facts.LocalFacts;
import io.oblix.facts.MachineFacts;
import io.oblix.facts.NetworkFacts;
import io.oblix.facts.RequestFacts;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The vocabulary that users read is the one that policies have. */
class RoutesReadmeTest {

    @ParameterizedTest
    @ValueSource(
            classes = {RequestFacts.class, MachineFacts.class, NetworkFacts.class, LocalFacts.class, CloudFacts.class})
    void everyFactIsInTheVocabulary(Class<? extends Record> facts) throws Exception {
        String readme = Files.readString(Path.of("routes", "README.md"));

        assertThat(readme).contains("Oblix" + facts.getSimpleName().replace("Facts", ""));
        for (RecordComponent fact : facts.getRecordComponents()) {
            assertThat(readme).contains("`" + fact.getName() + "`");
        }
    }
}
