package io.oblix;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import io.oblix.server.connection.VertxInternals;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The import rule of the house, and how large a room may be. */
class HouseTest {

    /** One row for all providers, so that a new one needs none; and one for all dialects. */
    private static final String PROVIDERS = "provider.*";

    private static final String DIALECTS = "dialect.*";

    /** A package imports only what stands above it. The root, {@code cli} and {@code simulator} stand below all. */
    private static final List<String> PACKAGES = List.of(
            "problem",
            "json",
            "json.schema",
            "key",
            "budget",
            "chat",
            "settings",
            "log",
            "key.file",
            "server.reply",
            "server.connection",
            "server",
            "dialect",
            "dialect.responses.tools",
            "dialect.responses.input",
            DIALECTS,
            "facts.machine",
            "facts.network",
            "facts.text",
            "facts.complexity",
            "facts.secret",
            "facts",
            "policy",
            "policy.file",
            "upstream",
            "provider",
            "provider.claude.schema",
            PROVIDERS,
            "ask.limit",
            "ask.attempt",
            "ask.judge",
            "ask.forecast",
            "ask.rescue",
            "ask",
            "ledger",
            "ledger.lease",
            "telemetry",
            "telemetry.trace",
            "status",
            "dashboard",
            "extension");

    private static final int MAX_FILES = 35;

    private static final JavaClasses HOUSE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.oblix");

    private static Set<String> packages(String row) {
        Set<String> packages = new TreeSet<>();
        HOUSE.that(resideInAPackage("io.oblix." + row)).forEach(type -> packages.add(type.getPackageName()));
        return packages;
    }

    private static Set<String> providers() {
        return packages(PROVIDERS);
    }

    private static ArchRule importsNone(String room, List<String> forbidden) {
        return noClasses()
                .that()
                .resideInAPackage("io.oblix." + room)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        forbidden.stream().map(other -> "io.oblix." + other).toArray(String[]::new))
                .orShould()
                .dependOnClassesThat()
                .resideInAPackage("io.oblix")
                .allowEmptyShould(false);
    }

    @Test
    void theTableNamesEachPackage() {
        TreeSet<String> packages = new TreeSet<>();
        HOUSE.forEach(type -> packages.add(type.getPackageName()));
        packages.remove("io.oblix");
        packages.remove("io.oblix.cli");
        packages.remove("io.oblix.simulator");
        packages.removeAll(providers());
        packages.removeAll(packages(DIALECTS));

        assertThat(packages)
                .containsExactlyInAnyOrderElementsOf(PACKAGES.stream()
                        .filter(name -> !name.endsWith(".*"))
                        .map(name -> "io.oblix." + name)
                        .toList());
    }

    @Test
    void aPackageImportsOnlyWhatStandsAboveIt() {
        for (int i = 0; i < PACKAGES.size(); i++) {
            List<String> forbidden = new ArrayList<>(PACKAGES.subList(i + 1, PACKAGES.size()));
            forbidden.addAll(List.of("cli", "simulator"));
            importsNone(PACKAGES.get(i), forbidden).check(HOUSE);
        }
    }

    @Test
    void theSimulatorImportsOnlyJson() {
        List<String> others = new ArrayList<>(PACKAGES);
        others.removeAll(List.of("json"));
        importsNone("simulator", others).check(HOUSE);
    }

    /** But a Camel endpoint speaks OpenAI's format. */
    @Test
    void aProviderKnowsNoOther() {
        assertThat(providers()).hasSizeGreaterThan(2);
        for (String provider : providers()) {
            noClasses()
                    .that()
                    .resideInAPackage(provider)
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(providers().stream()
                            .filter(other -> !other.equals(provider))
                            .filter(other -> !(provider.endsWith(".camel") && other.endsWith(".openai")))
                            .toArray(String[]::new))
                    .check(HOUSE);
        }
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

    /** The simulator resets connections, and may import no other room. */
    @Test
    void onlyTheServerTheClientUpstreamAndTheSimulatorSeeVertxAndNetty() {
        noClasses()
                .that()
                .resideOutsideOfPackages("io.oblix.server..", "io.oblix.upstream..", "io.oblix.simulator..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.vertx..", "io.netty..", "org.apache.camel.component.platform.http.vertx..")
                .check(HOUSE);
        noClasses()
                .that()
                .resideOutsideOfPackage("io.oblix.simulator..")
                .and()
                .doNotHaveFullyQualifiedName(VertxInternals.class.getName())
                .and()
                .doNotHaveFullyQualifiedName("io.oblix.server.connection.VertxInternals$Decoder")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.vertx..impl..")
                .check(HOUSE);
    }

    @Test
    void onlyRoutesAndTheRoomsMadeOfThemSeeCamel() {
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        "io.oblix",
                        "io.oblix.policy..",
                        "io.oblix.server..",
                        "io.oblix.provider.camel",
                        "io.oblix.extension",
                        "io.oblix.cli")
                .and()
                .haveNameNotMatching(".*Routes(\\$.*)?")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.camel..")
                .check(HOUSE);
    }

    @Test
    void onlyTracesSeeOpenTelemetry() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.oblix.telemetry.trace")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.opentelemetry..")
                .check(HOUSE);
    }

    @Test
    void onlyTelemetrySeesMicrometer() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.oblix.telemetry")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.micrometer..")
                .check(HOUSE);
    }

    @Test
    void noPackageIsCrowdedOrHoldsOverAFifthOfTheCode() throws IOException {
        Map<Path, Long> lines = new TreeMap<>();
        Map<Path, Long> files = new TreeMap<>();
        try (Stream<Path> sources = Files.walk(Path.of("src", "main", "java"))) {
            for (Path source :
                    sources.filter(path -> path.toString().endsWith(".java")).toList()) {
                lines.merge(source.getParent(), Files.readString(source).lines().count(), Long::sum);
                files.merge(source.getParent(), 1L, Long::sum);
            }
        }
        long all = lines.values().stream().collect(Collectors.summingLong(Long::longValue));

        assertThat(files).allSatisfy((folder, count) -> assertThat(count).isLessThanOrEqualTo(MAX_FILES));
        assertThat(lines).allSatisfy((folder, count) -> assertThat(count).isLessThanOrEqualTo(all / 5));
    }

    @Test
    void theRuleSeesABreach() {
        assertThatThrownBy(() -> importsNone("telemetry", List.of("chat")).check(HOUSE))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("io.oblix.telemetry.Metrics");
    }
}
