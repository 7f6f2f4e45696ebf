package io.oblix.journey.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.oblix.fixture.TestServer;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A policy can ask how hard a question is, and how that ranks among the recent ones. */
class ComplexityPolicyTest {

    private static final String POLICY = """
            - route:
                from:
                  uri: direct:policy-auto
                  steps:
                    - choice:
                        when:
                          - simple: "${header.OblixRequest.complexityRank} > {{policy.auto.above:0.7}}"
                            steps:
                              - to: decide:cloud?reason=among-the-hardest
                          - simple: "${header.OblixRequest.complexity} > 0.6"
                            steps:
                              - to: decide:cloud?reason=hard
                        otherwise:
                          steps:
                            - to: decide:local?reason=easy
            """;

    private static final String[] EASY = {"Hi!", "Thanks!", "What is the capital of Peru?", "Translate to French: bread"
    };
    private static final String HARD = "Prove that there are infinitely many primes of the form 4k+3.";

    @TempDir
    private Path folder;

    private TestServer server;

    @BeforeEach
    void start() throws Exception {
        Files.writeString(folder.resolve("auto.camel.yaml"), POLICY);
        server = new TestServer(Map.of("oblix.routes-directory", folder.toString()));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private String reason(String question) throws Exception {
        String body = "{\"model\":\"auto\",\"messages\":[{\"role\":\"user\",\"content\":\"" + question + "\"}]}";
        return TestServer.header(server.chat(body), "x-oblix-reason");
    }

    @Test
    void theFirstQuestionsAreRankedToo() throws Exception {
        assertThat(reason(EASY[0])).isEqualTo("easy");
        assertThat(reason(HARD)).isEqualTo("among-the-hardest");
    }

    @Test
    void aHardQuestionAmongHardOnesIsNotAmongTheHardest() throws Exception {
        for (int i = 0; i < 100; i++) {
            reason(HARD);
        }

        assertThat(reason(HARD)).isEqualTo("hard");
        assertThat(reason(EASY[1])).isEqualTo("easy");
    }

    @Test
    void ofMixedTrafficTheHardestShareIsChosen() throws Exception {
        int hardest = 0;
        for (int i = 0; i < 200; i++) {
            boolean hard = i % 5 == 0;
            String reason = reason(hard ? HARD : EASY[i % EASY.length]);
            if (i >= 100) {
                assertThat(reason).isEqualTo(hard ? "among-the-hardest" : "easy");
                hardest += hard ? 1 : 0;
            }
        }

        assertThat(hardest).isEqualTo(20);
    }

    @Test
    void dryRunsAreRankedAndDoNotCount() throws Exception {
        String body = "{\"messages\":[{\"role\":\"user\",\"content\":\"" + HARD + "\"}]}";
        for (int i = 0; i < 120; i++) {
            HttpResponse<String> dryRun = server.post("/v1/route", body);
            assertThat(TestServer.json(dryRun)
                            .at("/facts/OblixRequest/complexityRank")
                            .asDouble())
                    .isGreaterThan(0.8);
        }

        assertThat(reason(HARD)).isEqualTo("among-the-hardest");
    }
}
