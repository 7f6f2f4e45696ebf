package io.oblix.policy.file;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.json.Json;
import io.oblix.policy.Explanation;
import io.oblix.policy.Policy;
import io.oblix.policy.Verdict;
import java.util.Map;
import org.apache.camel.impl.DefaultCamelContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Facts of the operator's own are checked, sampled, given in examples, compared and explained as the server's are. */
class OwnFactsTest {

    public enum State {
        OPEN,
        CLOSED
    }

    public record Calendar(boolean workingHours, int hour, State state) {}

    private static final Calendar DAY = new Calendar(true, 10, State.OPEN);
    private static final Calendar NIGHT = new Calendar(false, 3, State.CLOSED);

    private final DefaultCamelContext context = PolicyTrial.newContext();
    private final Policies policies = new Policies(context, Situations.THRESHOLDS, Map.of("OblixCalendar", DAY));

    @BeforeEach
    void start() {
        context.start();
    }

    @AfterEach
    void stop() throws Exception {
        context.close();
    }

    private @Nullable Policy offer(String condition, @Nullable String examples) {
        policies.offer(new PolicySource("auto", "auto.camel.yaml", """
                - route:
                    from:
                      uri: direct:policy-auto
                      steps:
                        - choice:
                            when:
                              - description: The office is closed
                                simple: "%s"
                                steps:
                                  - to: decide:cloud?reason=night
                            otherwise:
                              steps:
                                - to: decide:local?reason=day
                """.formatted(condition), examples));
        return policies.get("auto");
    }

    private static String reason(@Nullable Policy policy, Calendar calendar) throws Exception {
        assertThat(policy).isNotNull();
        Verdict verdict = policy.tryOn(Situations.ORDINARY.with(Map.of("OblixCalendar", calendar)));
        assertThat(verdict).isNotNull();
        return verdict.reason();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "${header.OblixCalendar.workingHours} == false",
                "${header.OblixCalendar.hour} < 9",
                "${header.OblixCalendar.state} == 'CLOSED'",
                // More than comparisons, so Camel evaluates it.
                "${header.OblixCalendar.hour} < 9 && ${header.OblixCalendar.state} == 'CLOSED' ||"
                        + " ${header.OblixCalendar.state} contains 'LOSE'"
            })
    void aConditionOnThemDecides(String condition) throws Exception {
        Policy policy = offer(condition, null);

        assertThat(reason(policy, DAY)).isEqualTo("day");
        assertThat(reason(policy, NIGHT)).isEqualTo("night");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
        ${header.OblixCalendar.workinHours} == false | OblixCalendar has no workinHours; it has workingHours, hour, state
        ${header.OblixCalender.hour} < 9 | there is no header OblixCalender; there are OblixCalendar, OblixCloud
        ${header.OblixCalendar.hour} < 'nine' | OblixCalendar.hour is a number, never 'nine'
        ${header.OblixCalendar.state} == 'SHUT' | OblixCalendar.state is never 'SHUT'; it is one of OPEN, CLOSED
        """)
    void aMistakeInOneIsRejectedWithItsLine(String condition, String reason) {
        assertThat(offer(condition, null)).isNull();

        Policies.Rejection rejection = policies.rejections().get("auto");
        assertThat(rejection).isNotNull();
        assertThat(rejection.line()).isEqualTo(8);
        assertThat(rejection.reason()).contains(reason);
    }

    @Test
    void anExampleGivesThemAndTheSampleStandsForAnOrdinaryMoment() {
        String condition = "${header.OblixCalendar.workingHours} == false && ${header.OblixCalendar.state} == 'CLOSED'";
        String night = "{OblixCalendar.workingHours: false, OblixCalendar.state: CLOSED, OblixMachine.cpuPercent: 95}";

        offer(condition, "- then: {reason: day}\n- given: " + night + "\n  then: {reason: night}\n");
        assertThat(policies.rejections()).isEmpty();

        offer(condition, "- given: " + night + "\n  then: {reason: day}\n");
        assertThat(policies.rejections().get("auto")).asString().contains("expects reason day", "(night)");

        offer(condition, "- given: {OblixCalendar.hour: late}\n  then: {reason: day}\n");
        assertThat(policies.rejections().get("auto")).asString().contains("OblixCalendar.hour is a number");
    }

    @Test
    void anExplanationNamesThem() {
        Policy policy = offer("${header.OblixCalendar.state} == 'CLOSED'", null);
        assertThat(policy).isNotNull();
        ObjectNode json = Json.object();

        new Explanation(policy, Situations.ORDINARY.with(Map.of("OblixCalendar", DAY)), Situations.THRESHOLDS)
                .addTo(json, false);

        assertThat(json.toString()).contains("cloud, if OblixCalendar.state were CLOSED (it is OPEN)");
    }
}
