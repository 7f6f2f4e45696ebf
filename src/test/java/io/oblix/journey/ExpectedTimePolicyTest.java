package io.oblix.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.oblix.fixture.TestServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Policies decide by what a request may expect of each model, and by its cost. */
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
        "${header.OblixLocal.writeTokensPerSecond} == -1, local",
        "${header.OblixMachine.gpuMemoryPercent} > 101, cloud"
    })
    void aRuleOverAnExpectation(String condition, String target) throws Exception {
        Files.writeString(policies.resolve("expect.camel.yaml"), """
                - route:
                    from:
                      uri: direct:policy-expect
                      steps:
                        - choice:
                            when:
                              - simple: "%s"
                                steps:
                                  - to: decide:local?reason=rule-fits
                            otherwise:
                              steps:
                                - to: decide:cloud?reason=rule-does-not-fit
                """.formatted(condition));
        try (TestServer server = new TestServer(Map.of("oblix.routes-directory", policies.toString()))) {
            assertThat(TestServer.header(server.hello("auto:expect"), "x-oblix-target"))
                    .isEqualTo(target);
        }
    }
}
