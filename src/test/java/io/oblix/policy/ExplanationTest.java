package io.oblix.policy;

import static io.oblix.policy.file.Situations.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.Side;
import io.oblix.facts.Facts;
import io.oblix.json.Json;
import io.oblix.policy.file.Situations;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ExplanationTest {

    private static final Rule BUSY =
            rule("The machine is busy", "${header.OblixMachine.state} != 'AVAILABLE'", Side.CLOUD);
    private static final Rule LONG =
            rule("The prompt is long", "${header.OblixRequest.promptTokens} >= 500", Side.CLOUD);
    private static final Rule ALWAYS = rule("always", null, Side.LOCAL);

    private static Rule rule(String description, @Nullable String condition, Side target) {
        return new Rule(
                description,
                1,
                condition == null ? null : Condition.parse(condition),
                true,
                new Verdict(target, null, null, "a-reason", false, 0));
    }

    private static ObjectNode explained(Facts facts, boolean localOnly, Rule... rules) {
        ObjectNode json = Json.object();
        Policy policy = Requests.policy("auto", List.of(rules), exchange -> {});
        new Explanation(policy, facts, Situations.THRESHOLDS).addTo(json, localOnly);
        return json;
    }

    private static List<String> sentences(JsonNode entries) {
        return entries.findValuesAsText("sentence");
    }

    @Test
    void theClausesThatHeldAreTheReasonWithTheThresholdsBehindAState() {
        ObjectNode json = explained(given("OblixMachine.cpuPercent", "95"), false, BUSY, ALWAYS);

        assertThat(sentences(json.path("because")))
                .containsExactly(
                        "OblixMachine.state is CONSTRAINED, other than AVAILABLE: cpuPercent 95.0 is over 80.0");
        assertThat(sentences(json.path("alternatives")))
                .containsExactly("local, if OblixMachine.state were AVAILABLE (it is CONSTRAINED)");
    }

    @Test
    void aBusyProcessorIsShownWithoutWhatTheLocalModelUses() {
        Facts facts = given("OblixMachine.cpuPercent", "85", "OblixMachine.modelCpuPercent", "12.5");

        assertThat(sentences(explained(facts, false, BUSY, ALWAYS).path("because")))
                .containsExactly(
                        "OblixMachine.state is CONSTRAINED, other than AVAILABLE: cpuPercent 85.0 is over 80.0,"
                                + " without the 12.5 percent of the local model");
    }

    @Test
    void anEarlierRuleIsAnAlternativeWhenOneFactWouldHaveMadeItHold() {
        ObjectNode json = explained(Situations.ORDINARY, false, LONG, ALWAYS);

        assertThat(json.path("because")).isEmpty();
        JsonNode alternative = json.at("/alternatives/0");
        assertThat(alternative.path("target").asText()).isEqualTo("cloud");
        assertThat(alternative.path("rule").asText()).isEqualTo("The prompt is long");
        assertThat(alternative.path("fact").asText()).isEqualTo("OblixRequest.promptTokens");
        assertThat(alternative.path("threshold").asInt()).isEqualTo(500);
        assertThat(alternative.path("sentence").asText())
                .isEqualTo("cloud, if OblixRequest.promptTokens were at least 500 (it is 20)");
    }

    @Test
    void aRuleWithTheSameTargetIsNoAlternative() {
        ObjectNode json = explained(
                given("OblixMachine.cpuPercent", "95", "OblixRequest.promptTokens", "900"), false, BUSY, LONG, ALWAYS);

        assertThat(json.path("alternatives")).isEmpty();
    }

    @Test
    void nothingIsSaidBehindARuleThatDoesMoreThanCompareFacts() {
        Rule opaque = new Rule("opaque", 1, null, false, new Verdict(Side.CLOUD, null, null, "x", false, 0));

        ObjectNode json = explained(Situations.ORDINARY, false, opaque, ALWAYS);

        assertThat(json.path("because")).isEmpty();
        assertThat(json.path("alternatives")).isEmpty();
    }

    @Test
    void aLocalOnlyRequestIsExplainedByItsMark() {
        ObjectNode json = explained(given("OblixRequest.privacy", "local-only"), true, LONG, ALWAYS);

        assertThat(sentences(json.path("because"))).containsExactly("OblixRequest.privacy is local-only");
        assertThat(json.path("alternatives")).isEmpty();
    }
}
