package io.oblix.policy;

import static io.oblix.policy.file.Situations.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.oblix.facts.Facts;
import io.oblix.facts.FactsRoutes;
import io.oblix.policy.file.PolicyTrial;
import io.oblix.policy.file.Situations;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.Predicate;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A compiled condition gives the same result as Camel's evaluation of its text. */
class ConditionTest {

    private static final List<Facts> MOMENTS = List.of(
            Situations.ORDINARY,
            given("OblixMachine.cpuPercent", "95"),
            given("OblixMachine.state", "CRITICAL"),
            given("OblixNetwork.state", "DISCONNECTED"),
            given("OblixRequest.promptTokens", "8192"),
            given("OblixRequest.promptTokens", "90000"),
            given("OblixRequest.hasTools", "true"),
            given("OblixRequest.privacy", "local-only"),
            given("OblixLocal.available", "false"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "${header.OblixMachine.state} == 'CRITICAL'",
                "${header.OblixMachine.state} != 'AVAILABLE'",
                "${header.OblixNetwork.state} == 'DISCONNECTED'",
                "${header.OblixMachine.cpuPercent} > 80",
                "${header.OblixMachine.cpuPercent} >= 95",
                "${header.OblixMachine.cpuPercent} < 20.5",
                "${header.OblixMachine.gpuPercent} == -1",
                "${header.OblixRequest.promptTokens} > ${header.OblixLocal.contextTokens}",
                "${header.OblixRequest.promptTokens} >= ${header.OblixLocal.contextTokens}",
                "${header.OblixRequest.promptTokens} <= '8192'",
                "${header.OblixRequest.hasTools} == true",
                "${header.OblixRequest.hasTools} != true",
                "${header.OblixRequest.privacy} == 'local-only'",
                "${header.OblixRequest.hasTools} == true && ${header.OblixLocal.vision} == false",
                "${header.OblixRequest.hasTools} == true || ${header.OblixMachine.state} == 'CRITICAL'",
                "${header.OblixLocal.available} == false || ${header.OblixRequest.promptTokens} > 8000 ||"
                        + " ${header.OblixMachine.onBattery} == true"
            })
    void holdsWhenCamelSaysSo(String simple) throws Exception {
        Condition condition = Condition.parse(simple);
        assertThat(condition).isNotNull();
        try (DefaultCamelContext context = PolicyTrial.newContext()) {
            context.start();
            Predicate camels = context.resolveLanguage("simple").createPredicate(simple);
            camels.init(context);
            for (Facts facts : MOMENTS) {
                Exchange exchange = new DefaultExchange(context);
                exchange.getIn().getHeaders().putAll(facts.asHeaders());
                exchange.setProperty(FactsRoutes.FACTS, facts);
                assertThat(condition.matches(exchange))
                        .as("%s on %s", simple, facts)
                        .isEqualTo(camels.matches(exchange));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "${variable.busy} == true",
                "${header.OblixRequest.model} contains 'gpt'",
                "${header.OblixRequest.turns} > 2 && ${header.OblixRequest.turns} < 9 ||"
                        + " ${header.OblixRequest.hasTools} == true",
                "${header.OblixRequest.turns}",
                "true"
            })
    void moreThanComparisonsIsLeftToCamel(String simple) {
        assertThat(Condition.parse(simple)).isNull();
    }

    @Test
    void namesTheClausesThatAloneWouldChangeTheOutcome() {
        Condition both =
                Condition.parse("${header.OblixRequest.hasImages} == true && ${header.OblixLocal.vision} == false");
        assertThat(both).isNotNull();

        assertThat(both.turningPoints(Situations.ORDINARY))
                .singleElement()
                .satisfies(clause -> assertThat(clause.fact()).hasToString("OblixRequest.hasImages"));
        assertThat(both.turningPoints(given("OblixRequest.hasImages", "true"))).hasSize(2);
        assertThat(both.turningPoints(given("OblixLocal.vision", "true")))
                .as("both clauses would have to change")
                .isEmpty();
    }

    @Test
    void itIsShownInShort() {
        assertThat(Condition.parse(
                        "${header.OblixMachine.cpuPercent} > 80 || ${header.OblixLocal.available} == 'false'"))
                .hasToString("OblixMachine.cpuPercent > 80 || OblixLocal.available == false");
    }
}
