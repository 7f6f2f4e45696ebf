package io.oblix.journey;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;
import io.oblix.fixture.Await;
import io.oblix.fixture.TestServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

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
        return health().path("policies").path("rejected");
    }

    private JsonNode health() {
        try {
            return TestServer.json(server.get("/health"));
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
        ${header.OblixMachine.cpuPercent} > 5 && ${header.OblixMachine.state} == 'CRTICAL' && ${variable.x} == 1 | never 'CRTICAL'
        resource:file:/etc/hostname                | may not begin with resource:
        re{{policy.x:}}source:file:/etc/hostname   | may not begin with resource:
          RESOURCE:classpath:application.properties | may not begin with resource:
        ref:other                                  | may not begin with ref:
        ${header.OblixMachine.${variable.x}} > 5   | is no fact
        ${{{policy.x:b}}ody} == 'x'                | is no
        $simple{body} == 'x'                       | ${body} is no fact
        $init{ $x := ${body} }init$ ${variable.x}  | is no fact
        {{policy.{{env:HOME}}}} == 'x'             | is no setting of a policy
        {{?env:HOME}} == 'x'                       | is no setting of a policy
        {{policy.no-such}} == 'x'                  | is set nowhere
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
        - {given: {}, then: {target: clud}}                                  | target is never 'clud'; it is one of local, cloud, reject
        - {given: {}, then: {fallback: reject}}                              | it is one of local, cloud, none
        - {given: {}, then: {target: local, target: cloud}}                  | then has target twice
        - {given: {}, given: {}, then: {target: local}}                      | an example has given twice
        - {given: {OblixMachine.cpuPercent: NaN}, then: {target: local}}     | is a finite number
        - {given: {OblixMachine.cpuPercent: 1e999}, then: {target: local}}   | is a finite number
        - {given: {OblixMachine.cpuPercent: 101}, then: {target: local}}     | is at most 100
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

    private static final String ROUTE =
            "- route: {from: {uri: direct:policy-auto, steps: [%s, {to: 'decide:local?reason=x'}]}}";

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        setVariable: {name: "${camelContext.getRouteController().stopRoute('chat')}", constant: x} | is no fact
        setVariable: {name: "global:x", constant: x}                      | the name of a variable is one word
        setVariable: {name: "header:OblixLocal", constant: x}             | the name of a variable is one word
        setVariables: {variables: [{name: "global:x", constant: x}]}      | the name of a variable is one word
        setVariable: {name: x, simple: "resource:http://127.0.0.1:9/x"}   | may not begin with resource:
        setVariable: {name: x, expression: {simple: {expression: "resource:file:/x"}}} | may not begin with resource:
        setVariable: {name: x, constant: " Resource:file:/x"}             | may not begin with resource:
        setVariable: {name: x, simple: x, resultType: java.lang.String}   | has no resultType
        setVariable: {name: x, simple: {expression: x, resultType: java.lang.String}} | has no resultType
        setVariable: {name: x, groovy: 1}                                 | has no groovy
        setVariable: {name: x}                                            | needs one expression
        set-variable: {name: x, constant: 1}                              | but not set-variable
        log: {message: hello, logName: "{{env:HOME}}"}                    | is no setting of a policy
        log: {message: hello, logName: other}                             | has no logName
        log: {message: hello, logger: "#bean:x"}                          | may not begin with bean:
        log: {message: hello, loggingLevel: LOUD}                         | one of TRACE
        log: {message: hello, id: "{{env:HOME}}"}                         | is no setting of a policy
        log: {message: "resource:file:/x"}                                | may not begin with resource:
        log: {message: hello, disabled: "true"}                           | has no disabled
        log: {message: hello, "{{env:HOME}}": x}                          | is no setting of a policy
        choice: {precondition: true, when: []}                            | has no precondition
        choice: {when: [{simple: "true", stesp: []}]}                     | has no stesp; it may have simple
        filter: {simple: "true", steps: [{delay: {constant: 1}}]}         | but not delay
        to: {uri: "decide:local", parameters: {reason: x, retries: 3}}    | decide: has no option retries; it has reason, fallback, model and warm
        to: {uri: "decide:local", parameters: {reason: x, model: "#class:java.lang.Object"}} | are plain words
        to: "decide:local?reason=x&rule=3"                                | decide: has no option rule; it has
        to: "decide:local?reason=x&model=%23class:java.lang.Object"       | are plain words
        to: "decide:local?reason=x&exchangePattern=InOut"                 | decide: has no option exchangePattern
        to: {uri: "decide:local?reason=x", parameters: [x]}               | parameters must be a mapping
        log: &a {message: *a}                                             | & and * are not for it
        log: {message: a, message: b}                                     | has message twice
        """)
    void whatIsNotListedIsRefusedBeforeAnythingIsEvaluated(String step, String sentence) throws Exception {
        refused(ROUTE.formatted("{" + step + "}"), sentence);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        errorHandler: {}            | a route in a policy has no errorHandler; it may have from, description, id
        autoStartup: "false"        | has no autoStartup
        routeConfigurationId: other | has no routeConfigurationId
        precondition: "{{env:HOME}}" | is no setting of a policy
        onFallback: {}              | has no onFallback
        """)
    void aRouteHasNoMoreThanItsSteps(String key, String sentence) throws Exception {
        refused(
                "- route: {" + key + ", from: {uri: direct:policy-auto, steps: [{to: 'decide:local?reason=x'}]}}",
                sentence);
    }

    private void refused(String yaml, String sentence) throws Exception {
        Files.writeString(folder.resolve("auto.camel.yaml"), yaml);
        Await.until("the rejection", () -> !rejected().isEmpty());

        assertThat(rejected().get(0).path("reason").asText()).contains(sentence).doesNotContain("Exception");
        assertThat(rejected().get(0).path("line").asInt()).isEqualTo(1);
        assertThat(reason("auto")).isEqualTo("first-version");
    }

    @Test
    void aFileThatAsksForAnAddressIsRefusedUnread() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        HttpServer secret = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        secret.createContext("/", exchange -> {
            asked.incrementAndGet();
            exchange.sendResponseHeaders(404, -1);
        });
        secret.start();
        try {
            String address = "http://127.0.0.1:" + secret.getAddress().getPort() + "/secret";
            refused(
                    ROUTE.formatted("{setVariable: {name: x, simple: 'resource:" + address + "'}}"),
                    "may not begin with resource:");
        } finally {
            secret.stop(0);
        }
        assertThat(asked).hasValue(0);
    }

    @Test
    void aFileAsEditorsSaveItIsAPolicyAlsoTheSecondTime() throws Exception {
        for (String version : new String[] {"one", "two"}) {
            Files.writeString(folder.resolve("auto.camel.yaml"), """
                - route:
                    id: route-1
                    description: As an editor saves it
                    from:
                      id: from-1
                      uri: direct
                      parameters: {name: policy-auto}
                      steps:
                        - setVariables:
                            id: setVariables-1
                            variables:
                              - {name: a, constant: "1"}
                              - {name: b, expression: {constant: {expression: "2"}}}
                        - setVariable: {id: setVariable-1, name: limit, expression: {simple: {expression: "${header.OblixMachine.cpuPercent}"}}}
                        - log: {id: log-1, message: "at ${variable.limit}", loggingLevel: WARN}
                        - filter:
                            id: filter-1
                            expression: {simple: {id: simple-1, expression: "${header.OblixRequest.turns} > 99"}}
                            steps:
                              - to: {id: to-1, uri: decide:reject, parameters: {reason: enough}}
                        - choice:
                            id: choice-1
                            when:
                              - id: when-1
                                expression: {simple: {expression: '${header.OblixMachine.state} == "CRITICAL"'}}
                                steps:
                                  - to: {id: to-2, uri: decide:cloud, parameters: {reason: critical, fallback: local}}
                            otherwise:
                              id: otherwise-1
                              steps:
                                - to: {id: to-3, uri: decide:local, parameters: {reason: saved-%s, fallback: cloud}}
                """.formatted(version));
            Await.until(
                    version,
                    () -> reason("auto").equals("saved-" + version)
                            || !rejected().isEmpty());
            assertThat(rejected()).isEmpty();
        }
    }

    @Test
    void whatIsWrongWithAValueInDoubleQuotesOrWithARuleIsToldWithItsLine() throws Exception {
        String policy = """
            - route:
                from:
                  uri: direct:policy-auto
                  steps:
                    - choice:
                        when:
                          - simple: '%s'
                            steps:
                              - to: decide:cloud?reason=x
                        otherwise:
                          steps:
                            - to: decide:local?reason=y
            """;
        Files.writeString(
                folder.resolve("auto.camel.yaml"), policy.formatted("${header.OblixMachine.state} == \"CRITCAL\""));
        Await.until("the rejection", () -> !rejected().isEmpty());
        assertThat(rejected().get(0).path("reason").asText()).contains("never 'CRITCAL'; it is one of");
        assertThat(rejected().get(0).path("line").asInt()).isBetween(6, 7);

        Files.writeString(
                folder.resolve("auto.camel.yaml"), policy.formatted("${header.OblixMachine.cpuPercent} regex \"[\""));
        Await.until("the failed rule", () -> rejected().toString().contains("failed on sample facts"));
        assertThat(rejected().get(0).path("line").asInt()).isBetween(6, 7);
    }

    @Test
    void aFolderThatIsPointedElsewhereIsSeenThoughSizeAndTimeAreTheSame() throws Exception {
        Path first = folder.resolve("first");
        Path second = folder.resolve("second");
        Path link = folder.resolve("link");
        for (Path each : new Path[] {first, second}) {
            Files.createDirectory(each);
            Path file = each.resolve("auto.camel.yaml");
            String reason = each.equals(first) ? "reason-aa" : "reason-bb";
            Files.writeString(file, POLICY.formatted("auto", "decide:local?reason=" + reason));
            Files.setLastModifiedTime(file, FileTime.fromMillis(1_700_000_000_000L));
        }
        Files.createSymbolicLink(link, first);
        try (TestServer another = new TestServer(Map.of("oblix.routes-directory", link.toString()))) {
            assertThat(TestServer.header(another.hello("auto"), "x-oblix-reason"))
                    .isEqualTo("reason-aa");

            Path next = folder.resolve("next");
            Files.createSymbolicLink(next, second);
            Files.move(next, link, StandardCopyOption.ATOMIC_MOVE);
            Await.until("the other folder", () -> {
                try {
                    return TestServer.header(another.hello("auto"), "x-oblix-reason")
                            .equals("reason-bb");
                } catch (Exception failed) {
                    throw new AssertionError(failed);
                }
            });
        }
    }

    @Test
    void aLogStepTellsOfRequestsAndNotOfTrials() throws Exception {
        ListAppender<ILoggingEvent> written = new ListAppender<>();
        written.start();
        Logger log = (Logger) LoggerFactory.getLogger("policy.auto");
        log.addAppender(written);
        try {
            Files.writeString(
                    folder.resolve("auto.examples.yaml"), "- {given: {}, then: {target: local, reason: logged}}");
            Files.writeString(folder.resolve("auto.camel.yaml"), """
                - route:
                    from:
                      uri: direct:policy-auto
                      steps:
                        - log: "asked for ${header.OblixRequest.model}"
                        - to: decide:local?fallback=cloud&reason=logged
                """);
            Await.until(
                    "the policy",
                    () -> health().path("policies").path("rejected").isEmpty()
                            && reason("auto").equals("logged"));
            assertThat(written.list)
                    .hasSize(1)
                    .allSatisfy(line -> assertThat(line.getFormattedMessage()).isEqualTo("asked for auto"))
                    .allSatisfy(line -> assertThat(line.getLevel()).isEqualTo(Level.INFO));
        } finally {
            log.detachAppender(written);
        }
    }

    @Test
    void healthTellsWhichPoliciesStandInFromTheJar() throws Exception {
        assertThat(health().path("policies").path("from_jar")).isEmpty();

        Files.delete(folder.resolve("auto.camel.yaml"));
        Await.until("the stand-in", () -> reason("auto").equals("local-is-enough"));

        assertThat(health().path("policies").path("from_jar").path("auto").asText())
                .isEqualTo("auto.camel.yaml (in the jar)");
        assertThat(health().path("policies").path("loaded").toString()).isEqualTo("[\"auto\"]");
    }
}
