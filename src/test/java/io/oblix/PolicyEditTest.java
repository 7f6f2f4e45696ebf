package io.oblix;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Policies are files that a user edits while the server runs. */
class PolicyEditTest {

    private static final String POLICY = """
            - route:
                from:
                  uri: direct:policy-%s
                  steps:
                    - to: %s
            """;

    @TempDir
    private Path folder;

    private TestServer server;

    @BeforeEach
    void start() throws Exception {
        write("auto", "decide:local?fallback=cloud&reason=first-version");
        server = new TestServer(Map.of("oblix.routes-directory", folder.toString()));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private void write(String name, String decision) throws Exception {
        Files.writeString(folder.resolve(name + ".camel.yaml"), String.format(POLICY, name, decision));
    }

    private String reason(String model) {
        try {
            return TestServer.header(server.hello(model), "x-oblix-reason");
        } catch (Exception failed) {
            throw new AssertionError(failed);
        }
    }

    private JsonNode rejected() {
        try {
            return TestServer.json(server.get("/health")).path("policies").path("rejected");
        } catch (Exception failed) {
            throw new AssertionError(failed);
        }
    }

    @Test
    void theFolderBesideTheJarWins() {
        assertThat(reason("auto")).isEqualTo("first-version");
    }

    @Test
    void anEditTakesEffectAndNoRequestIsLostByIt() throws Exception {
        AtomicBoolean stop = new AtomicBoolean();
        AtomicInteger lost = new AtomicInteger();
        Thread traffic = new Thread(() -> {
            while (!stop.get()) {
                String reason = reason("auto");
                if (!reason.endsWith("-version")) {
                    lost.incrementAndGet();
                }
            }
        });
        traffic.start();

        write("auto", "decide:cloud?fallback=local&reason=second-version");
        Await.until("the edit", () -> reason("auto").equals("second-version"));
        write("auto", "decide:local?reason=third-version");
        Await.until("the next edit", () -> reason("auto").equals("third-version"));
        stop.set(true);
        traffic.join();

        assertThat(lost).hasValue(0);
    }

    @Test
    void aNewFileIsANewPolicyAndADeletedOneIsGone() throws Exception {
        assertThat(server.hello("auto:mine").statusCode()).isEqualTo(404);

        write("mine", "decide:cloud?reason=mine");
        Await.until("the new policy", () -> reason("auto:mine").equals("mine"));
        assertThat(server.get("/v1/models").body()).contains("\"auto:mine\"");

        Files.delete(folder.resolve("mine.camel.yaml"));
        Await.until("its end", () -> reason("auto:mine").isEmpty());
        assertThat(server.hello("auto:mine").statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            decide:local?reason=Bad Reason                    | reason in lower-case-with-dashes
            decide:elsewhere?reason=x                         | decide:elsewhere is unknown
            decide:local                                      | needs a reason
            decide:local?reason=x&fallback=moon               | fallback=moon is unknown
            decide:local?reason=x&model=gpt                   | not of the form provider:name
            decide:local?reason=x&retries=3                   | retries
            http:127.0.0.1:9?x=1                              | may not call http:127.0.0.1:9
            direct:ask                                        | may not call direct:ask
            """)
    void aBadStepIsReportedAndTheLastGoodVersionGoesOn(String step, String sentence) throws Exception {
        write("auto", step);
        Await.until("the rejection", () -> !rejected().isEmpty());

        assertThat(rejected().get(0).path("policy").asText()).isEqualTo("auto");
        assertThat(rejected().get(0).path("reason").asText()).contains(sentence);
        assertThat(rejected().get(0).path("line").asInt()).isEqualTo(5);
        assertThat(server.get("/metrics").body()).contains("oblix_policies_rejected 1.0");
        assertThat(reason("auto")).isEqualTo("first-version");

        write("auto", "decide:local?reason=mended-version");
        Await.until("the mended edit", () -> reason("auto").equals("mended-version"));
        assertThat(rejected()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ${header.OblixMachine.cpuPercnt} > 5       | OblixMachine has no cpuPercnt
            ${header.OblixWeather.state} == 'x'        | there is no header OblixWeather
            ${body} contains 'secret'                  | ${body} is no fact
            ${bean:java.lang.System?method=exit}       | is no fact
            ${header.OblixMachine.cpuPercent} >        | Unexpected token > at location
            ${header.OblixMachine.state} == '{{env:HOME}}' | is no setting of a policy
            ${header.OblixMachine.state} == 'CRTICAL'  | never 'CRTICAL'; it is one of AVAILABLE, CONSTRAINED, CRITICAL
            ${header.OblixRequest.hasTools} == 'yes'   | is true or false, never 'yes'
            ${header.OblixMachine.cpuPercent} > 'high' | is a number, never 'high'
            """)
    void aBadConditionIsReportedWithItsLine(String condition, String sentence) throws Exception {
        Files.writeString(folder.resolve("auto.camel.yaml"), """
                - route:
                    from:
                      uri: direct:policy-auto
                      steps:
                        - choice:
                            when:
                              - simple: "%s"
                                steps:
                                  - to: decide:cloud?reason=x
                            otherwise:
                              steps:
                                - to: decide:local?reason=y
                """.formatted(condition));
        Await.until("the rejection", () -> !rejected().isEmpty());

        assertThat(rejected().get(0).path("reason").asText())
                .contains(sentence)
                .doesNotContain("Exception", "OblixMachine[");
        assertThat(rejected().get(0).path("file").asText()).endsWith("auto.camel.yaml");
        assertThat(rejected().get(0).path("line").asInt()).isBetween(6, 9);
        assertThat(reason("auto")).isEqualTo("first-version");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            - beans: [{name: x, type: java.util.ArrayList}]                                      | holds one route
            just text                                                                            | a list with one route
            - route: {from: {uri: timer:x, steps: [{to: 'decide:local?reason=x'}]}}              | must start from direct:policy-auto
            - route: {from: {uri: direct:policy-auto, steps: [{delay: {constant: 1000}}]}}       | but not delay
            - route: {from: {uri: direct:policy-auto, steps: [{log: {message: 'hello'}}]}}       | no rule decides
            - route: {from: {uri: 'direct:policy-auto                                            | not valid YAML
            """)
    void aFileThatIsNoPolicyIsReported(String yaml, String sentence) throws Exception {
        Files.writeString(folder.resolve("auto.camel.yaml"), yaml);
        Await.until("the rejection", () -> !rejected().isEmpty());

        assertThat(rejected().get(0).path("reason").asText()).contains(sentence);
        assertThat(reason("auto")).isEqualTo("first-version");
    }

    @Test
    void aFileThatIsNotUtf8IsReported() throws Exception {
        Files.write(folder.resolve("auto.camel.yaml"), new byte[] {'#', (byte) 0xff, (byte) 0xfe});
        Await.until("the rejection", () -> !rejected().isEmpty());

        assertThat(rejected().get(0).path("reason").asText()).isEqualTo("it is not written in UTF-8");
        assertThat(reason("auto")).isEqualTo("first-version");
    }

    @Test
    void aFolderThatGoesAndComesIsFollowed() throws Exception {
        Path away = folder.resolveSibling(folder.getFileName() + "-away");
        Files.move(folder, away);
        Await.until("the policies inside the jar", () -> reason("auto:private").equals("private"));
        assertThat(reason("auto")).isEqualTo("local-is-enough");

        Files.move(away, folder);
        Await.until("the folder's own", () -> reason("auto").equals("first-version"));
        assertThat(reason("auto:private")).isEmpty();
    }

    @Test
    void aBadAutoAtTheStartIsReportedThoughTheJarsStandsIn() throws Exception {
        write("auto", "decide:nowhere");
        try (TestServer another = new TestServer(Map.of("oblix.routes-directory", folder.toString()))) {
            assertThat(TestServer.header(another.hello("auto"), "x-oblix-reason"))
                    .isEqualTo("local-is-enough");
            assertThat(another.get("/health").body()).contains("decide:nowhere is unknown");
        }
    }

    @Test
    void aPolicyMayReject() throws Exception {
        write("no", "decide:reject?reason=not-today");
        Await.until("the policy", () -> {
            try {
                return server.hello("auto:no").statusCode() == 403;
            } catch (Exception failed) {
                throw new AssertionError(failed);
            }
        });
        HttpResponse<String> answer = server.hello("auto:no");

        assertThat(TestServer.json(answer).path("error").path("code").asText()).isEqualTo("rejected_by_policy");
        assertThat(answer.body()).contains("not-today");
    }

    @Test
    void aPolicyIsHeldToItsExamples() throws Exception {
        Path examples = folder.resolve("auto.examples.yaml");
        Files.writeString(examples, """
                - given: {}
                  then: {target: local, reason: first-version, fallback: cloud}
                - name: a busy machine
                  given:
                    OblixMachine.cpuPercent: 95
                  then: {target: cloud}
                """);
        Await.until("the rejection", () -> !rejected().isEmpty());

        assertThat(rejected().get(0).path("file").asText()).endsWith("auto.examples.yaml");
        assertThat(rejected().get(0).path("line").asInt()).isEqualTo(3);
        assertThat(rejected().get(0).path("reason").asText())
                .contains("the example 'a busy machine' expects target cloud", "decides for local (first-version)");
        assertThat(reason("auto")).isEqualTo("first-version");

        Files.writeString(examples, "- {given: {OblixMachine.cpuPercent: 95}, then: {target: local}}");
        Await.until("the mended example", () -> rejected().isEmpty());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            - {given: {OblixMachine.cpuPercnt: 95}, then: {target: cloud}}       | OblixMachine has no cpuPercnt
            - {given: {OblixMachine.cpuPercent: hot}, then: {target: cloud}}     | is a number, never 'hot'
            - {given: {Weather: hot}, then: {target: cloud}}                     | there is no header Weather
            - {given: {}, then: {taget: cloud}}                                  | but not taget
            - {given: {}, then: {}}                                              | names nothing
            - {given: {}}                                                        | needs then
            given: {}                                                            | a list of examples
            - {given: {                                                          | not valid YAML
            - {when: {}, then: {target: cloud}}                                  | but no when
            """)
    void examplesThatAreNoneAreReported(String examples, String sentence) throws Exception {
        Files.writeString(folder.resolve("auto.examples.yaml"), examples);
        Await.until("the rejection", () -> !rejected().isEmpty());

        assertThat(rejected().get(0).path("reason").asText()).contains(sentence);
        assertThat(rejected().get(0).path("file").asText()).endsWith("auto.examples.yaml");
        assertThat(reason("auto")).isEqualTo("first-version");
    }

    @Test
    void theShippedExamplesHoldWhateverTheSettings() throws Exception {
        Files.delete(folder.resolve("auto.camel.yaml"));
        for (String file : new String[] {"auto.camel.yaml", "auto.examples.yaml"}) {
            Files.copy(Path.of("routes", file), folder.resolve(file));
        }
        for (String share : new String[] {"0", "1"}) {
            try (TestServer another = new TestServer(Map.of(
                    "oblix.routes-directory", folder.toString(),
                    "policy.auto.cloud-share", share,
                    "oblix.resource.cpu-threshold", "0",
                    "oblix.resource.memory-threshold", "0",
                    "oblix.resource.load-threshold", "0.001"))) {
                assertThat(TestServer.json(another.get("/health")).at("/policies/rejected"))
                        .isEmpty();
                ObjectNode told =
                        TestServer.json(another.send(HttpRequest.newBuilder(URI.create(another.url("/v1/route")))
                                .POST(HttpRequest.BodyPublishers.ofString(String.format(TestServer.HELLO, "auto")))));
                assertThat(told.path("reason").asText().equals("complex-question"))
                        .as("all for being hard with a share of 1, none with 0: %s", told)
                        .isEqualTo(share.equals("1")
                                && !told.path("reason").asText().startsWith("machine"));
            }
        }
    }
}
