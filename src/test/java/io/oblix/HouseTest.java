package io.oblix;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
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

/** The import rule of the house: a room imports only rooms that the request has passed before. */
class HouseTest {

    /** In the order of the request's path, which is that of the alphabet. */
    private static final List<String> ROOMS = List.of("chat", "facts", "policy", "provider", "usage");

    private static final JavaClasses HOUSE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.oblix");

    private static String[] packages(List<String> rooms) {
        return rooms.stream().map(room -> "io.oblix." + room + "..").toArray(String[]::new);
    }

    private static ArchRule importsNone(String room, List<String> forbidden) {
        return noClasses()
                .that(resideInAPackage("io.oblix." + room + ".."))
                .should()
                .dependOnClassesThat(resideInAnyPackage(packages(forbidden)))
                .orShould()
                .dependOnClassesThat(resideInAPackage("io.oblix"))
                .allowEmptyShould(false);
    }

    @Test
    void aRoomImportsOnlyEarlierRooms() {
        for (int i = 0; i < ROOMS.size(); i++) {
            List<String> forbidden = new ArrayList<>(ROOMS.subList(i + 1, ROOMS.size()));
            forbidden.addAll(List.of("cli", "simulator"));
            importsNone(ROOMS.get(i), forbidden).check(HOUSE);
        }
    }

    @Test
    void whatCanGoWrongImportsNoRoom() {
        List<String> all = new ArrayList<>(ROOMS);
        all.addAll(List.of("cli", "simulator"));
        importsNone("problem", all).check(HOUSE);
    }

    @Test
    void theSimulatorKnowsOfTheServerNoMoreThanItsJson() {
        importsNone("simulator", List.of("facts", "policy", "provider", "usage", "cli"))
                .check(HOUSE);
    }

    @Test
    void aProviderKnowsNoOtherAndTheirRoomKnowsNone() {
        importsNone("provider.ollama", List.of("provider.openai", "provider.claude"))
                .check(HOUSE);
        importsNone("provider.openai", List.of("provider.ollama", "provider.claude"))
                .check(HOUSE);
        importsNone("provider.claude", List.of("provider.ollama", "provider.openai"))
                .check(HOUSE);
        noClasses()
                .that(resideInAPackage("io.oblix.provider"))
                .should()
                .dependOnClassesThat(resideInAnyPackage("io.oblix.provider.*"))
                .check(HOUSE);
    }

    @Test
    void onlyTheProbeKnowsOshi() {
        noClasses()
                .that(alwaysTrue())
                .and()
                .haveNameNotMatching("io\\.oblix\\.facts\\.MachineProbe(\\$.*)?")
                .should()
                .dependOnClassesThat(resideInAPackage("oshi.."))
                .check(HOUSE);
    }

    @Test
    void theRuleSeesABreach() {
        assertThat(HOUSE).isNotEmpty();
        assertThatThrownBy(() -> importsNone("usage", List.of("chat")).check(HOUSE))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("io.oblix.usage.Metrics");
    }
}
