package io.oblix.policy.file;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.oblix.facts.Facts;
import io.oblix.key.KeyText;
import io.oblix.policy.Policy;
import io.oblix.policy.Takeover;
import io.oblix.policy.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.Route;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.RoutePolicySupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** A policy is replaced at once, keeps its state apart from its versions, and runs as any other Camel route. */
class PoliciesTest {

    private final DefaultCamelContext context = PolicyTrial.newContext();
    private final Policies policies = new Policies(context, Situations.THRESHOLDS, Map.of());

    @BeforeEach
    void start() {
        context.start();
    }

    @AfterEach
    void stop() throws Exception {
        context.close();
    }

    private static PolicySource source(String name, String step, @Nullable String examples) {
        return new PolicySource(name, name + ".camel.yaml", """
            - route:
                description: Says %s
                from:
                  uri: direct:policy-%s
                  steps:
                    - to: %s
            """.formatted(step, name, step), examples);
    }

    private Verdict run(String name, Facts facts) throws Exception {
        Policy policy = policies.get(name);
        assertThat(policy).isNotNull();
        Verdict verdict = policy.tryOn(facts);
        assertThat(verdict).isNotNull();
        return verdict;
    }

    @Test
    void aNewVersionReplacesTheOldOneWhichARequestMayStillBeIn() throws Exception {
        policies.offer(source("mine", "decide:local?reason=one", null));
        Policy first = policies.get("mine");
        assertThat(first).isNotNull();
        policies.offer(source("mine", "decide:cloud?reason=two&fallback=local&model=openai:large&warm=true", null));
        policies.sweep();

        assertThat(run("mine", Situations.ORDINARY).reason()).isEqualTo("two");
        assertThat(run("mine", Situations.ORDINARY).warm()).isTrue();
        assertThat(first.tryOn(Situations.ORDINARY)).isNotNull();
        assertThat(policies.names()).containsExactly("mine");
    }

    @Test
    void aShareAndADurationThatSettingsGiveAreRead() throws Exception {
        policies.offer(source(
                "mine",
                "decide:local?reason=one&fallback=cloud&escalate={{policy.mine.share:0.25}}&hedge={{policy.mine.hedge:3s}}",
                null));
        policies.offer(source("off", "decide:local?reason=one&escalate={{policy.off.share:0}}", null));

        assertThat(run("mine", Situations.ORDINARY).takeover()).isEqualTo(Takeover.parse("0.25", "3s"));
        assertThat(run("off", Situations.ORDINARY).takeover()).isEqualTo(Takeover.NEVER);
    }

    @Test
    void aRejectedVersionLeavesNoRouteBehind() {
        policies.offer(source("mine", "decide:local?reason=one", null));
        int routes = context.getRoutes().size();
        policies.offer(source("mine", "decide:local?reason=two", "- then: {target: cloud}"));
        policies.offer(source("mine", "decide:local?reason=Not Good", null));

        assertThat(context.getRoutes()).hasSize(routes);
        assertThat(context.getRouteDefinitions()).hasSize(routes);
        assertThat(policies.rejections()).containsOnlyKeys("mine");
    }

    @Test
    void anExampleThatFailsNamesTheRuleThatDecided() {
        policies.offer(source("mine", "decide:local?reason=one", "- name: away\n  then: {target: cloud}"));

        assertThat(policies.get("mine")).isNull();
        assertThat(policies.rejections().get("mine"))
                .isEqualTo(new Policies.Rejection(
                        "mine.examples.yaml",
                        1,
                        "the example 'away' expects target cloud, but the policy decides for local (one) by the rule"
                                + " 'Says decide:local?reason=one'"));
    }

    @Test
    void failuresAreCountedUntilTheFileIsMended() {
        policies.offer(source("mine", "decide:local?reason=one", null));
        policies.failed("mine", "first");
        policies.failed("mine", "second");

        assertThat(policies.failures()).containsEntry("mine", new Policies.Failure(2, "second"));

        policies.offer(source("mine", "decide:local?reason=two", null));
        assertThat(policies.failures()).isEmpty();
    }

    @Test
    void noReasonRepeatsAKey() {
        String key = KeyText.random();
        Logger logger = (Logger) LoggerFactory.getLogger(Policies.class);
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        logger.addAppender(lines);
        try {
            policies.offer(source("whole", "decide:local?reason=" + key, null));
            policies.offer(source("cut", "decide:local?reason={{" + "x".repeat(40) + key + "}}", null));
            policies.offer(
                    source("example", "decide:local?reason=one", "- {name: " + key + ", then: {target: cloud}}"));
            policies.offer(source("mine", "decide:local?reason=one", null));
            policies.failed("mine", "a rule failed: " + key);
        } finally {
            logger.detachAppender(lines);
        }

        assertThat(policies.rejections()).containsOnlyKeys("whole", "cut", "example");
        assertThat(lines.list).hasSize(4);
        assertThat(policies.rejections().toString() + policies.failures() + lines.list)
                .contains("obx_...")
                .doesNotContain(key.substring(0, 12));
    }

    /** Those of the jar are used without that check, because of this test. */
    @Test
    void thePoliciesOfTheJarHaveTheShapeThatFilesAreCheckedFor() {
        for (String name : PolicyFiles.SHIPPED) {
            PolicySource shipped = PolicyFiles.bundled(name);
            policies.offer(new PolicySource(name, name + ".camel.yaml", shipped.yaml(), shipped.examples()));
        }

        assertThat(policies.rejections()).isEmpty();
        assertThat(policies.names()).containsExactlyInAnyOrderElementsOf(PolicyFiles.SHIPPED);
        assertThat(policies.fromJar()).isEmpty();
    }

    @Test
    void aPolicyFromTheJarIsNamedUntilAFileReplacesIt() {
        policies.use(PolicyFiles.bundled("auto"));
        assertThat(policies.fromJar()).containsEntry("auto", "auto.camel.yaml (in the jar)");

        policies.offer(source("auto", "decide:local?reason=one", null));
        assertThat(policies.fromJar()).isEmpty();
    }

    @Test
    void aWithdrawnPolicyIsGoneWithAllThatWasReportedOfIt() {
        policies.offer(source("mine", "decide:local?reason=one", null));
        policies.offer(source("mine", "decide:nowhere?reason=two", null));
        policies.failed("mine", "failed");
        policies.withdraw("mine");

        assertThat(policies.get("mine")).isNull();
        assertThat(policies.rejections()).isEmpty();
        assertThat(policies.failures()).isEmpty();
    }

    @Test
    void camelsInterceptorsAndRoutePoliciesSeeARun() throws Exception {
        List<String> seen = new ArrayList<>();
        context.getCamelContextExtension()
                .addInterceptStrategy((context, node, target, next) -> log(seen, node, target));
        context.addRoutePolicyFactory((context, routeId, route) -> new RoutePolicySupport() {
            @Override
            public void onExchangeBegin(Route begun, Exchange exchange) {
                seen.add("route");
            }
        });
        policies.offer(source("mine", "decide:local?reason=one", null));
        seen.clear();

        run("mine", Situations.ORDINARY);

        assertThat(seen).containsExactly("route", "to");
    }

    private static Processor log(List<String> seen, NamedNode node, Processor target) {
        return exchange -> {
            seen.add(node.getShortName());
            target.process(exchange);
        };
    }
}
