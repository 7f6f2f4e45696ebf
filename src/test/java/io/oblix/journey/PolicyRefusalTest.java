package io.oblix.journey;

import static io.oblix.fixture.PolicyServer.FIRST_VERSION;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import io.oblix.fixture.PolicyServer;
import io.oblix.fixture.TestServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A wrong policy file is rejected with its line and the reason, and the last good version stays in effect. */
class PolicyRefusalTest {

    private static final String TWO_RULES = """
        - route:
            from:
              uri: direct:policy-auto
              steps:
                - choice:
                    when:
                      - simple: %s
                        steps:
                          - to: decide:cloud?reason=x
                    otherwise:
                      steps:
                        - to: decide:local?reason=y
        """;

    private static final String ROUTE =
            "- route: {from: {uri: direct:policy-auto, steps: [%s, {to: 'decide:local?reason=x'}]}}";

    @RegisterExtension
    static final PolicyServer policies = new PolicyServer();

    private final TestServer server = policies.server();

    private JsonNode rejection(String policy) throws Exception {
        policies.write("auto.camel.yaml", policy);
        JsonNode rejection = policies.awaitRejection();
        assertThat(rejection.path("file").asText()).endsWith("auto.camel.yaml");
        assertThat(server.reason("auto")).isEqualTo(FIRST_VERSION);
        return rejection;
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
    void aBadStepIsRejectedWithItsLineUntilItIsMended(String step, String sentence) throws Exception {
        policies.policy("auto", step);
        JsonNode rejection = policies.awaitRejection();

        assertThat(rejection.path("policy").asText()).isEqualTo("auto");
        assertThat(rejection.path("reason").asText()).contains(sentence);
        assertThat(rejection.path("line").asInt()).isEqualTo(5);
        assertThat(server.metrics()).contains("oblix_policies_rejected 1.0");
        assertThat(server.reason("auto")).isEqualTo(FIRST_VERSION);

        policies.policy("auto", "decide:local?reason=mended-version");
        policies.awaitReason("auto", "mended-version");
        assertThat(policies.rejected()).isEmpty();
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
    void aBadConditionIsRejectedWithItsLine(String condition, String sentence) throws Exception {
        JsonNode rejection = rejection(TWO_RULES.formatted("\"" + condition + "\""));

        assertThat(rejection.path("reason").asText()).contains(sentence).doesNotContain("Exception", "OblixMachine[");
        assertThat(rejection.path("line").asInt()).isBetween(6, 9);
    }

    @Test
    void aBadValueInDoubleQuotesIsRejectedWithItsLine() throws Exception {
        JsonNode rejection = rejection(TWO_RULES.formatted("'${header.OblixMachine.state} == \"CRITCAL\"'"));

        assertThat(rejection.path("reason").asText()).contains("never 'CRITCAL'; it is one of");
        assertThat(rejection.path("line").asInt()).isBetween(6, 7);
    }

    @Test
    void aRuleThatFailsOnSampleFactsIsRejectedWithItsLine() throws Exception {
        JsonNode rejection = rejection(TWO_RULES.formatted("'${header.OblixMachine.cpuPercent} regex \"[\"'"));

        assertThat(rejection.path("reason").asText()).contains("failed on sample facts");
        assertThat(rejection.path("line").asInt()).isBetween(6, 7);
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
    void aFileThatIsNotAPolicyIsRejected(String yaml, String sentence) throws Exception {
        assertThat(rejection(yaml).path("reason").asText()).contains(sentence);
    }

    @Test
    void aFileThatIsNotUtf8IsRejected() throws Exception {
        Files.write(policies.folder().resolve("auto.camel.yaml"), new byte[] {'#', (byte) 0xff, (byte) 0xfe});

        assertThat(policies.awaitRejection().path("reason").asText()).isEqualTo("it is not written in UTF-8");
        assertThat(server.reason("auto")).isEqualTo(FIRST_VERSION);
    }

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
    void aStepThatIsNotAllowedIsRejectedBeforeItIsEvaluated(String step, String sentence) throws Exception {
        assertRejectedInLineOne(ROUTE.formatted("{" + step + "}"), sentence);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        errorHandler: {}            | a route in a policy has no errorHandler; it may have from, description, id
        autoStartup: "false"        | has no autoStartup
        routeConfigurationId: other | has no routeConfigurationId
        precondition: "{{env:HOME}}" | is no setting of a policy
        onFallback: {}              | has no onFallback
        """)
    void aRouteWithMoreThanStepsIsRejected(String key, String sentence) throws Exception {
        assertRejectedInLineOne(
                "- route: {" + key + ", from: {uri: direct:policy-auto, steps: [{to: 'decide:local?reason=x'}]}}",
                sentence);
    }

    private void assertRejectedInLineOne(String policy, String sentence) throws Exception {
        JsonNode rejection = rejection(policy);
        assertThat(rejection.path("reason").asText()).contains(sentence).doesNotContain("Exception");
        assertThat(rejection.path("line").asInt()).isEqualTo(1);
    }

    @Test
    void aFileThatNamesAnAddressIsRejectedWithoutAskingIt() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        HttpServer secret = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        secret.createContext("/", exchange -> {
            asked.incrementAndGet();
            exchange.sendResponseHeaders(404, -1);
        });
        secret.start();
        try {
            String address = "http://127.0.0.1:" + secret.getAddress().getPort() + "/secret";
            assertRejectedInLineOne(
                    ROUTE.formatted("{setVariable: {name: x, simple: 'resource:" + address + "'}}"),
                    "may not begin with resource:");
        } finally {
            secret.stop(0);
        }
        assertThat(asked).hasValue(0);
    }
}
