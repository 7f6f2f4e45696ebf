package io.oblix.policy;

import static io.oblix.policy.file.Situations.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.oblix.chat.Side;
import io.oblix.facts.Facts;
import io.oblix.policy.file.Situations;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class GroundsTest {

    private static final Rule OFFLINE = rule("No cloud", "${header.OblixCloud.available} == false", true, Side.LOCAL);
    private static final Rule BUSY = rule(
            "Busy or long",
            "${header.OblixMachine.state} != 'AVAILABLE' || ${header.OblixRequest.promptTokens} >= 500",
            true,
            Side.CLOUD);
    private static final Rule ALWAYS = rule("always", null, true, Side.LOCAL);

    private static Rule rule(String description, @Nullable String condition, boolean explainable, Side target) {
        return new Rule(
                description,
                1,
                condition == null ? null : Condition.parse(condition),
                explainable,
                new Verdict(target, null, null, "a-reason", false, 0));
    }

    private static List<String> grounds(String decided, Facts facts, Rule... rules) {
        Policy policy = Requests.policy("auto", List.of(rules), exchange -> {});
        Decider.Outcome outcome = new Decider.Outcome("auto", decided, "a-reason", null, false);
        return new Grounds(policy)
                .of(outcome, facts).stream().map(Object::toString).toList();
    }

    @Test
    void ofAConditionTheyAreWhatHeld() {
        Facts lengthy = given("OblixRequest.promptTokens", "700");

        assertThat(grounds("Busy or long", lengthy, OFFLINE, BUSY, ALWAYS))
                .containsExactly("OblixRequest.promptTokens");
    }

    @Test
    void withoutOneTheyAreWhatWouldHaveLedElsewhere() {
        assertThat(grounds("always", Situations.ORDINARY, OFFLINE, BUSY, ALWAYS))
                .containsExactly("OblixMachine.state", "OblixRequest.promptTokens");
    }

    @Test
    void nothingIsSaidBehindARuleThatDoesMoreThanCompareFacts() {
        Rule strange = rule("strange", null, false, Side.CLOUD);

        assertThat(grounds("always", Situations.ORDINARY, strange, ALWAYS)).isEmpty();
        assertThat(grounds("of another version", Situations.ORDINARY, BUSY, ALWAYS))
                .isEmpty();
    }
}
