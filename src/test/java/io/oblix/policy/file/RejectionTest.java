package io.oblix.policy.file;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.oblix.policy.Policy;
import io.oblix.policy.Verdict;
import io.oblix.policy.file.Policies.Rejection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.impl.DefaultCamelContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is wrong with a file is reported with file, line and reason, and the last good version stays in use. */
class RejectionTest {

    private static final String GOOD = """
        - route:
            from:
              uri: direct:policy-auto
              steps:
                - to: decide:local?reason=good
        """;

    private final DefaultCamelContext context = PolicyTrial.newContext();
    private final Policies policies = new Policies(context, Situations.THRESHOLDS, Map.of());

    @BeforeEach
    void useAGoodVersion() {
        context.start();
        assertThat(offer(GOOD, null)).isEmpty();
    }

    @AfterEach
    void stop() throws Exception {
        context.close();
    }

    private static String choice(String condition) {
        return """
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
            """.formatted(condition);
    }

    private Map<String, Rejection> offer(String yaml, @Nullable String examples) {
        policies.offer(new PolicySource("auto", "auto.camel.yaml", yaml, examples));
        return policies.rejections();
    }

    private Rejection rejected(String yaml) throws Exception {
        return rejected(yaml, null);
    }

    private Rejection rejected(String yaml, @Nullable String examples) throws Exception {
        assertThat(offer(yaml, examples)).containsOnlyKeys("auto");
        Policy inUse = policies.get("auto");
        assertThat(inUse).isNotNull();
        Verdict verdict = inUse.tryOn(Situations.ORDINARY);
        assertThat(verdict).isNotNull();
        assertThat(verdict.reason()).isEqualTo("good");
        Rejection rejection = policies.rejections().get("auto");
        assertThat(rejection).isNotNull();
        assertThat(rejection.reason()).doesNotContain("Exception", "OblixMachine[");
        return rejection;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        decide:local?reason=Bad Reason                    | reason in lower-case-with-dashes
        decide:elsewhere?reason=x                         | decide:elsewhere is unknown
        decide:local                                      | needs a reason
        decide:local?reason=x&fallback=moon               | fallback=moon is unknown
        decide:local?reason=x&model=gpt                   | not of the form provider:name
        decide:local?reason=x&retries=3                   | decide: has no option retries; it has reason, fallback, model, warm, escalate, hedge
        decide:local?reason=x&warm=maybe                  | warm is true or false
        decide:local?reason=x&fallback=cloud&escalate=2   | escalate=2 is not a share from 0 to 1, such as escalate=0.1
        decide:local?reason=x&fallback=cloud&escalate=NaN | escalate=NaN is not a share from 0 to 1
        decide:local?reason=x&fallback=cloud&escalate=few | escalate=few is not a share from 0 to 1
        decide:local?reason=x&escalate=0.1                | needs a model that answers instead: decide:local?fallback=cloud&escalate=0.1
        decide:cloud?reason=x&fallback=local&escalate=0.1 | escalate=0.1 judges local answers
        decide:local?reason=x&fallback=cloud&hedge=never  | hedge=never is neither a duration such as 500ms, 3s or 1m, up to 1h, nor a multiple of the expected wait such as 3x
        decide:local?reason=x&fallback=cloud&hedge=0s     | hedge=0s is neither a duration
        decide:local?reason=x&fallback=cloud&hedge=2h     | hedge=2h is neither a duration
        decide:local?reason=x&fallback=cloud&hedge=0x     | hedge=0x is neither a duration
        decide:local?reason=x&fallback=cloud&hedge=101x   | from 1x to 100x
        decide:local?reason=x&hedge=3s                    | hedge=3s needs a fallback
        decide:reject?reason=x&fallback=cloud&hedge=3s    | hedge=3s needs a fallback
        kamelet:other?target=local                        | may call nothing but decide:, not kamelet:other
        kamelet:decide-action?target=moon&reason=x        | decide:moon is unknown
        kamelet:decide-action?reason=x                    | needs a target
        decide:local?target=cloud&reason=x                | decide: has no option target
        http:127.0.0.1:9?x=1                              | may call nothing but decide:, not http:127.0.0.1:9
        direct:ask                                        | may call nothing but decide:, not direct:ask
        """)
    void aBadStepIsRejectedWithItsLine(String step, String reason) throws Exception {
        Rejection rejection = rejected(GOOD.replace("decide:local?reason=good", step));

        assertThat(rejection.reason()).contains(reason);
        assertThat(rejection.line()).isEqualTo(5);
        assertThat(rejection.file()).isEqualTo("auto.camel.yaml");
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
    void aBadConditionIsRejectedWithItsLine(String condition, String reason) throws Exception {
        Rejection rejection = rejected(choice('"' + condition + '"'));

        assertThat(rejection.reason()).contains(reason);
        assertThat(rejection.line()).isEqualTo(7);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        - beans: [{name: x, type: java.util.ArrayList}]                                      | holds one route
        just text                                                                            | a list with one route
        - route: {from: {uri: timer:x, steps: [{to: 'decide:local?reason=x'}]}}              | must start from direct:policy-auto
        - route: {from: {uri: direct:policy-auto, steps: [{delay: {constant: 1000}}]}}       | log and to, not delay
        - route: {from: {uri: direct:policy-auto, steps: [{log: {message: 'hello'}}]}}       | no rule decides
        - route: {from: {uri: 'direct:policy-auto                                            | not valid YAML
        """)
    void aFileThatIsNotAPolicyIsRejected(String yaml, String reason) throws Exception {
        assertThat(rejected(yaml).reason()).contains(reason);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        - {given: {OblixMachine.cpuPercnt: 95}, then: {target: cloud}}       | OblixMachine has no cpuPercnt
        - {given: {OblixMachine.cpuPercent: hot}, then: {target: cloud}}     | is a number, never 'hot'
        - {given: {Weather: hot}, then: {target: cloud}}                     | there is no header Weather
        - {given: {}, then: {taget: cloud}}                                  | then must name target, reason, fallback, model or rule, not taget
        - {given: {}, then: {}}                                              | then must name target
        - {given: {}}                                                        | an example needs then: then must name target, reason, fallback, model or rule
        - {given: 5, then: {target: local}}                                  | given must be a mapping of names to values
        given: {}                                                            | a list of examples
        - {given: {                                                          | not valid YAML
        - {when: {}, then: {target: cloud}}                                  | an example in a policy has no when; it may have name, given, then
        - {given: {}, then: {target: clud}}                                  | target is never 'clud'; it is one of local, cloud, reject
        - {given: {}, then: {fallback: reject}}                              | it is one of local, cloud, none
        - {given: {}, then: {target: local, target: cloud}}                  | then has target twice
        - {given: {}, given: {}, then: {target: local}}                      | an example has given twice
        - {given: {OblixMachine.cpuPercent: NaN}, then: {target: local}}     | is a finite number
        - {given: {OblixMachine.cpuPercent: 1e999}, then: {target: local}}   | is a finite number
        - {given: {OblixMachine.cpuPercent: 101}, then: {target: local}}     | is at most 100
        """)
    void examplesThatAreNotExamplesAreRejected(String examples, String reason) throws Exception {
        Rejection rejection = rejected(GOOD, examples);

        assertThat(rejection.reason()).contains(reason);
        assertThat(rejection.file()).isEqualTo("auto.examples.yaml");
        assertThat(rejection.line()).isEqualTo(1);
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
        set-variable: {name: x, constant: 1}                              | log and to, not set-variable
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
        filter: {simple: "true", steps: [{delay: {constant: 1}}]}         | log and to, not delay
        to: {uri: "decide:local", parameters: {reason: x, retries: 3}}    | decide: in a policy has no retries; it may have target, reason, fallback, model, warm, escalate, hedge
        to: {uri: "decide:local", parameters: {reason: x, fallback: cloud, escalate: 2}} | escalate=2 is not a share from 0 to 1, such as escalate=0.1
        to: {uri: "decide:local", parameters: {reason: x, fallback: cloud, hedge: never}} | hedge is a duration such as 500ms, 3s or 1m, or a multiple of the expected wait such as 3x, not never
        to: {uri: "decide:local", parameters: {reason: x, model: "#class:java.lang.Object"}} | are plain words
        to: "decide:local?reason=x&rule=3"                                | decide: has no option rule; it has reason, fallback, model, warm, escalate, hedge
        to: "decide:local?reason=x&model=%23class:java.lang.Object"       | are plain words
        to: "decide:local?reason=x&exchangePattern=InOut"                 | decide: has no option exchangePattern
        to: {uri: "decide:local?reason=x", parameters: [x]}               | parameters must be a mapping
        log: &a {message: *a}                                             | repeats nothing by & and *
        log: {message: a, message: b}                                     | has message twice
        """)
    void whatIsNotListedIsRejectedBeforeAnythingIsEvaluated(String step, String reason) throws Exception {
        Rejection rejection = rejected(
                "- route: {from: {uri: direct:policy-auto, steps: [{" + step + "}, {to: 'decide:local?reason=x'}]}}");

        assertThat(rejection.reason()).contains(reason);
        assertThat(rejection.line()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        errorHandler: {}            | a route in a policy has no errorHandler; it may have from, description, id
        autoStartup: "false"        | has no autoStartup
        routeConfigurationId: other | has no routeConfigurationId
        precondition: "{{env:HOME}}" | is no setting of a policy
        onFallback: {}              | has no onFallback
        """)
    void aRouteHasNoMoreThanItsSteps(String key, String reason) throws Exception {
        Rejection rejection = rejected(
                "- route: {" + key + ", from: {uri: direct:policy-auto, steps: [{to: 'decide:local?reason=x'}]}}");

        assertThat(rejection.reason()).contains(reason);
        assertThat(rejection.line()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "log: {message: 'is ${variable.b}'}",
                "setVariable: {name: c, simple: '${variable.b}'}",
                "setVariables: {variables: [{name: c, simple: '${variable.b}'}, {name: b, constant: 1}]}",
                "filter: {simple: '${variable.b} == 1', steps: [{to: 'decide:cloud?reason=y'}]}",
                "choice: {when: [{simple: '$simple{variable.b} == 1', steps: [{to: 'decide:cloud?reason=y'}]}]}",
            })
    void aVariableThatNoStepBeforeNamesIsRejectedWithItsLine(String step) throws Exception {
        Rejection rejection = rejected("- route:\n    from:\n      uri: direct:policy-auto\n      steps:\n        - "
                + step + "\n        - setVariable: {name: b, constant: 1}\n        - to: decide:local?reason=x\n");

        assertThat(rejection.reason()).contains("variable.b} has no value here; setVariable gives it one");
        assertThat(rejection.line()).isEqualTo(5);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        decide:cloud?target=local&reason=x                                   | decide: has no option target; it has reason
        kamelet:decide-action?target=local&target=cloud&reason=x             | decide: has target twice
        decide:cloud?reason=x&reason=y                                       | decide: has reason twice
        """)
    void anOptionThatIsGivenTwiceIsRejected(String uri, String reason) throws Exception {
        Rejection rejection = rejected(GOOD.replace("decide:local?reason=good", uri));

        assertThat(rejection.reason()).contains(reason);
        assertThat(rejection.line()).isEqualTo(5);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        uri: "kamelet:decide-action?target=local", parameters: {target: cloud, reason: x} | decide: has target twice
        uri: "decide:local", parameters: {target: cloud, reason: x}                       | decide: has no option target
        uri: "decide:local?reason=x", parameters: {reason: y}                             | decide: has reason twice
        """)
    void anOptionInTheUriAndInTheParametersIsRejected(String to, String reason) throws Exception {
        Rejection rejection = rejected("- route: {from: {uri: direct:policy-auto, steps: [{to: {" + to + "}}]}}");

        assertThat(rejection.reason()).contains(reason);
        assertThat(rejection.line()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "'- route: {from: [', 1",
        "'- route:\n    from:\n      uri: x\n     steps: []\n', 4",
        "'- route:\n    a: \"never closed\n    b: c\n', 2",
    })
    void whatIsNoYamlIsReportedWhereItIs(String yaml, int line) throws Exception {
        assertThat(rejected(yaml).line()).isEqualTo(line);
    }

    @Test
    void aFactValueInDoubleQuotesIsCheckedToo() throws Exception {
        Rejection rejection = rejected(choice("'${header.OblixMachine.state} == \"CRITCAL\"'"));

        assertThat(rejection.reason()).contains("never 'CRITCAL'; it is one of");
        assertThat(rejection.line()).isEqualTo(7);
    }

    @Test
    void aConditionThatFailsOnSampleFactsIsRejectedWithItsLine() throws Exception {
        Rejection rejection = rejected(choice("'${header.OblixMachine.cpuPercent} regex \"[\"'"));

        assertThat(rejection.reason()).contains("failed on sample facts");
        assertThat(rejection.line()).isEqualTo(7);
    }

    @Test
    void aFileThatReadsAnAddressIsRejectedWithoutReadingIt() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        HttpServer secret = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        secret.createContext("/", exchange -> {
            asked.incrementAndGet();
            exchange.sendResponseHeaders(404, -1);
        });
        secret.start();
        try {
            String address = "http://127.0.0.1:" + secret.getAddress().getPort() + "/secret";
            Rejection rejection = rejected(choice("'resource:" + address + "'"));
            assertThat(rejection.reason()).contains("may not begin with resource:");
        } finally {
            secret.stop(0);
        }
        assertThat(asked).hasValue(0);
    }

    @Test
    void aFileNestedTooDeeplyIsRejected() throws Exception {
        assertThat(rejected("[".repeat(20_000)).reason()).isEqualTo("it is nested too deeply");
        assertThat(rejected(GOOD, "- &a [*a]").reason()).isEqualTo("it is nested too deeply");
    }
}
