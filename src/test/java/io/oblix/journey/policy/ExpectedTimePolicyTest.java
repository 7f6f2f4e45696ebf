package io.oblix.journey.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.oblix.fixture.TestServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Policies decide by the time that a request may expect from each model, and by its cost; here, before any answer. */
class ExpectedTimePolicyTest {

    @TempDir
    private Path policies;

    @ParameterizedTest
    @CsvSource({
        "${header.OblixLocal.waitMillis} < 500, local",
        "${header.OblixLocal.waitMillis} > 500, cloud",
        "${header.OblixLocal.answerMillis} < ${header.OblixCloud.answerMillis}, cloud",
        "${header.OblixLocal.answerMillis} > ${header.OblixCloud.answerMillis}, local",
        "${header.OblixCloud.estimatedCostUsd} > 0.0001, local",
        "${header.OblixCloud.estimatedCostUsd} > 0.01, cloud",
        "${header.OblixLocal.remote} == false, local",
        "${header.OblixLocal.writeTokensPerSecond} > 1, local",
        "${header.OblixLocal.readTokensPerSecond} > ${header.OblixLocal.writeTokensPerSecond}, local",
        "${header.OblixLocal.slowerByMillis} == 0, local",
        "${header.OblixCloud.writeTokensPerSecond} > 59, local",
        "${header.OblixMachine.gpuMemoryPercent} > 101, cloud"
    })
    void aRuleComparesAnExpectation(String condition, String target) throws Exception {
        Files.writeString(policies.resolve("expect.camel.yaml"), """
            - route:
                from:
                  uri: direct:policy-expect
                  steps:
                    - choice:
                        when:
                          - simple: "%s"
                            steps:
                              - to: decide:local?reason=rule-applies
                        otherwise:
                          steps:
                            - to: decide:cloud?reason=rule-does-not-apply
            """.formatted(condition));
        try (TestServer server = new TestServer(Map.of("oblix.routes-directory", policies.toString()))) {
            assertThat(server.target("auto:expect")).isEqualTo(target);
        }
    }
}
