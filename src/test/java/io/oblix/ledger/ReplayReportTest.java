package io.oblix.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.oblix.facts.RecordedFacts;
import io.oblix.json.Json;
import io.oblix.policy.Thresholds;
import io.oblix.policy.file.PolicyReplay;
import io.oblix.policy.file.PolicyTrial;
import io.oblix.policy.file.Situations;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.camel.impl.DefaultCamelContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplayReportTest {

    @TempDir
    private Path folder;

    private final ReplayReport report = new ReplayReport();

    private static RecordedDecision decision(
            String policy, String target, String reason, String costUsd, @Nullable Boolean good, String... given) {
        List<String> facts = new ArrayList<>(List.of(given));
        facts.addAll(List.of("OblixCloud.estimatedCostUsd", costUsd));
        return new RecordedDecision(
                "2026-03-10T12:30:00Z",
                policy,
                reason,
                target,
                true,
                Objects.requireNonNull(
                        Json.valueOrNull(RecordedFacts.of(Situations.given(facts.toArray(String[]::new))))),
                good);
    }

    private static PolicyReplay.Decided now(String target, String reason) {
        return new PolicyReplay.Decided(target, reason);
    }

    /** The line that begins so, with single spaces. */
    private String line(String start) {
        return report.table()
                .lines()
                .map(line -> line.strip().replaceAll(" +", " "))
                .filter(line -> line.startsWith(start))
                .findFirst()
                .orElse("");
    }

    @Test
    void whatMovesChangesTheCostByTheRecordedEstimate() {
        report.add(decision("auto", "local", "a", "0.5", null), now("local", "a"));
        report.add(decision("auto", "cloud", "b", "0.25", true), now("local", "a"));
        report.add(decision("auto", "cloud", "b", "0.25", false), now("local", "a"));
        report.add(decision("auto", "local", "a", "0.1", true), now("cloud", "c"));
        report.add(decision("auto", "cloud", "b", "0.01", null), now("reject", "no"));

        assertThat(line("as before")).isEqualTo("as before 1 +0.0000");
        assertThat(line("moved to local")).isEqualTo("moved to local 2 -0.5000 50 % of 2");
        assertThat(line("auto: b -> a")).isEqualTo("auto: b -> a 2 -0.5000 50 % of 2");
        assertThat(line("moved to cloud")).isEqualTo("moved to cloud 1 +0.1000 100 % of 1");
        assertThat(line("rejected now")).isEqualTo("rejected now 1 -0.0100");
        assertThat(line("all")).isEqualTo("all 5 -0.4100 67 % of 3");
    }

    @Test
    void aMoveWithAModelOfUnknownPriceCountsAsNothingAndIsNamed() {
        report.add(decision("auto", "local", "a", "-1", null), now("cloud", "c"));
        report.add(decision("auto", "cloud", "c", "-1", null), now("cloud", "c"));

        assertThat(line("all")).isEqualTo("all 2 +0.0000");
        assertThat(line("Requests: 1. Each moved with a cloud model whose price is not known"))
                .isNotEmpty();
    }

    @Test
    void anEditedPolicyDecidesOnTheRecordedFacts() throws Exception {
        Files.writeString(folder.resolve("mine.camel.yaml"), """
                - route:
                    from:
                      uri: direct:policy-mine
                      steps:
                        - choice:
                            when:
                              - simple: ${header.OblixMachine.cpuPercent} > 90
                                steps:
                                  - to: decide:cloud?reason=busy
                            otherwise:
                              steps:
                                - to: decide:local?fallback=cloud&reason=idle
                """);
        Files.writeString(folder.resolve("broken.camel.yaml"), "- route: {}");
        Thresholds thresholds = Situations.THRESHOLDS;
        try (DefaultCamelContext context = PolicyTrial.newContext()) {
            context.start();
            PolicyReplay policies = new PolicyReplay(context, folder, thresholds, Map.of());
            report.replay(decision("mine", "local", "idle", "0.1", null, "OblixMachine.cpuPercent", "95"), policies);
            report.replay(decision("mine", "local", "idle", "0.1", null, "OblixMachine.cpuPercent", "5"), policies);
            RecordedDecision secret = decision(
                    "mine",
                    "local",
                    "idle",
                    "0.1",
                    null,
                    "OblixMachine.cpuPercent",
                    "95",
                    "OblixRequest.privacy",
                    "local-only");
            report.replay(secret, policies);
            report.replay(decision("gone", "local", "idle", "0.1", null), policies);
            report.replay(
                    new RecordedDecision(
                            secret.time(), "mine", "conversation-stays", "local", false, secret.facts(), null),
                    policies);

            assertThat(policies.complaints()).containsOnlyKeys("broken");
        }

        assertThat(line("mine: idle -> busy")).isEqualTo("mine: idle -> busy 1 +0.1000");
        assertThat(line("mine: idle 1")).isEqualTo("mine: idle 1 +0.0000");
        assertThat(line("mine: idle -> local-only")).isEqualTo("mine: idle -> local-only 1 +0.0000");
        assertThat(report.table())
                .contains("Requests: 1. Each stayed with the model of its conversation")
                .contains("Requests: 1. Each has no policy any more");
        assertThat(report.isEmpty()).isFalse();
        assertThat(new ReplayReport().isEmpty()).isTrue();
    }
}
