package io.oblix.facts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.oblix.fixture.ShortQuestion;
import io.oblix.settings.StartFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sources of the operator's own facts: which are refused at the start, and what stands in for one that fails. */
class FactSourcesTest {

    private final List<String> failures = new ArrayList<>();

    public enum Season {
        WINTER,
        SUMMER
    }

    public record Calendar(
            boolean open,
            int hour,
            long minutes,
            double load,
            @Nullable String day,
            Season season) {}

    public record Lists(List<String> names) {}

    record Hidden(int hour) {}

    private static final Calendar SAMPLE = new Calendar(true, 10, 600, 0.5, "Monday", Season.SUMMER);
    private static final Calendar NOW = new Calendar(false, 3, 180, 0.1, "Sunday", Season.WINTER);

    private record Source(String header, Record sample, Function<RequestFacts, Record> now) implements FactSource {

        @Override
        public Record facts(RequestFacts request) {
            return now.apply(request);
        }
    }

    private FactSources sources(FactSource source) throws StartFailure {
        return new FactSources(Map.of("calendar", source), (bean, failure) -> failures.add(bean + ": " + failure));
    }

    private static FactSource calendar(Function<RequestFacts, Record> now) {
        return new Source("OblixCalendar", SAMPLE, now);
    }

    @Test
    void factsOfEveryTypeAreReadForEachRequest() throws Exception {
        FactSources sources = sources(calendar(request -> request.model().equals("auto") ? NOW : SAMPLE));

        assertThat(sources.samples()).isEqualTo(Map.of("OblixCalendar", SAMPLE));
        assertThat(sources.facts(ShortQuestion.FACTS)).isEqualTo(Map.of("OblixCalendar", NOW));
        assertThat(failures).isEmpty();
    }

    static Stream<Arguments> failing() {
        return Stream.of(
                Arguments.of("no such file", (Function<RequestFacts, Record>) request -> {
                    throw new IllegalStateException("no such file");
                }),
                Arguments.of("no such class", (Function<RequestFacts, Record>) request -> {
                    throw new NoClassDefFoundError("no such class");
                }),
                Arguments.of("the facts are no", (Function<RequestFacts, Record>) request -> null),
                Arguments.of("the facts are no", (Function<RequestFacts, Record>) request -> new Hidden(3)),
                Arguments.of("day is null", (Function<RequestFacts, Record>)
                        request -> new Calendar(true, 1, 1, 1, null, Season.WINTER)));
    }

    @ParameterizedTest
    @MethodSource("failing")
    void theSampleStandsInWhenASourceFails(String why, Function<RequestFacts, Record> now) throws Exception {
        assertThat(sources(calendar(now)).facts(ShortQuestion.FACTS)).isEqualTo(Map.of("OblixCalendar", SAMPLE));
        assertThat(failures).singleElement().asString().startsWith("calendar: ").contains(why);
    }

    @ParameterizedTest
    @ValueSource(strings = {"OblixMachine", "OblixDecision", "Calendar", "Oblix", "Oblix-Calendar", "oblixCalendar"})
    void aHeaderThatIsTakenOrOfAnotherFormIsRefused(String header) {
        assertRefused(new Source(header, SAMPLE, request -> NOW), "header " + header);
    }

    @Test
    void aRecordThatPoliciesCannotReadIsRefused() {
        assertRefused(
                new Source("OblixCalendar", new Lists(List.of()), request -> NOW),
                "names is no boolean, int, long, double, String or enum");
        assertRefused(new Source("OblixCalendar", new Hidden(3), request -> NOW), "is not public");
    }

    private void assertRefused(FactSource source, String why) {
        assertThatThrownBy(() -> sources(source))
                .isInstanceOf(StartFailure.class)
                .hasMessageStartingWith("the fact source calendar cannot be used: ")
                .hasMessageContaining(why);
    }

    @Test
    void twoSourcesOfOneHeaderAreRefused() {
        FactSource source = calendar(request -> NOW);

        assertThatThrownBy(() -> new FactSources(Map.of("one", source, "two", source), (bean, failure) -> {}))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("the header OblixCalendar is taken");
    }
}
