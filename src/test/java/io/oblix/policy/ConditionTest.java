package io.oblix.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.oblix.facts.Facts;
import io.oblix.facts.FactsRoutes;
import io.oblix.policy.Vocabulary.Fact;
import io.oblix.settings.MachineSettings;
import io.oblix.settings.NetworkSettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Predicate;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What stands in for Camel's evaluation of a condition says what Camel says. */
class ConditionTest {

    private static final Situation SITUATION = new Situation(
            new MachineSettings(80, 85, 85, 95, 4, Duration.ofSeconds(1)),
            new NetworkSettings(Duration.ofMillis(200), 10, 5, Duration.ofSeconds(30)));

    private static final List<Facts> SITUATIONS = List.of(
            Situation.ORDINARY,
            given("OblixMachine.cpuPercent", "95"),
            given("OblixMachine.state", "CRITICAL"),
            given("OblixNetwork.state", "DISCONNECTED"),
            given("OblixRequest.promptTokens", "8192"),
            given("OblixRequest.promptTokens", "90000"),
            given("OblixRequest.hasTools", "true"),
            given("OblixRequest.privacy", "local-only"),
            given("OblixLocal.available", "false"));

    private static Facts given(String fact, String value) {
        return SITUATION.with(Map.of(Fact.of(fact), value));
    }

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
                "${header.OblixLocal.available} == false || ${header.OblixRequest.promptTokens} > 8000 || ${header.OblixMachine.onBattery} == true"
            })
    void itSaysWhatCamelSays(String simple) throws Exception {
        Condition condition = Condition.parse(simple);
        assertThat(condition).isNotNull();
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            context.start();
            Predicate camels = context.resolveLanguage("simple").createPredicate(simple);
            camels.init(context);
            for (Facts facts : SITUATIONS) {
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
                "${header.OblixRequest.turns} > 2 && ${header.OblixRequest.turns} < 9 || ${header.OblixRequest.hasTools} == true",
                "${header.OblixRequest.turns}",
                "true"
            })
    void whatIsMoreThanComparisonsIsLeftToCamel(String simple) {
        assertThat(Condition.parse(simple)).isNull();
    }

    @Test
    void itTellsWhatAloneWouldTurnIt() {
        Condition both =
                Condition.parse("${header.OblixRequest.hasImages} == true && ${header.OblixLocal.vision} == false");
        assertThat(both).isNotNull();

        assertThat(both.whatWouldTurnIt(Situation.ORDINARY))
                .singleElement()
                .satisfies(clause -> assertThat(clause.fact()).hasToString("OblixRequest.hasImages"));
        assertThat(both.whatWouldTurnIt(given("OblixRequest.hasImages", "true")))
                .hasSize(2);
        assertThat(both.whatWouldTurnIt(given("OblixLocal.vision", "true")))
                .as("it would take both")
                .isEmpty();
    }
}
