package io.oblix;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The import rule of the house. */
class HouseTest {

    private static final JavaClasses HOUSE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.oblix");

    private static ArchRule importsNone(String room, List<String> forbidden) {
        return noClasses()
                .that()
                .resideInAPackage("io.oblix." + room)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        forbidden.stream().map(other -> "io.oblix." + other).toArray(String[]::new))
                .allowEmptyShould(false);
    }

    @Test
    void onlyTheMachinesFactsSeeOshi() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.oblix.facts.machine")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("oshi..")
                .check(HOUSE);
    }

    @Test
    void aProviderKnowsNoOther() {
        List<String> providers = List.of("claude", "ollama", "openai");
        for (String provider : providers) {
            List<String> others = new ArrayList<>();
            providers.stream()
                    .filter(other -> !other.equals(provider))
                    .forEach(other -> others.add("provider." + other));
            importsNone("provider." + provider, others).check(HOUSE);
        }
    }

    @Test
    void theRuleSeesABreach() {
        assertThat(HOUSE).isNotEmpty();
        assertThatThrownBy(() -> importsNone("telemetry", List.of("chat")).check(HOUSE))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("io.oblix.telemetry.Metrics");
    }
}
