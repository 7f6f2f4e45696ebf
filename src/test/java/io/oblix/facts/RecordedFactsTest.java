package io.oblix.facts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.facts.machine.MachineFacts;
import io.oblix.json.Json;
import io.oblix.policy.file.Situations;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RecordedFactsTest {

    private static final Facts BUSY = Situations.given(
            "OblixMachine.cpuPercent", "93.5",
            "OblixRequest.complexityRank", "0.8125",
            "OblixRequest.privacy", "local-only",
            "OblixCloud.estimatedCostUsd", "0.0000125",
            "OblixLocal.available", "false",
            "OblixKey.name", "team-a");

    /** An operator's own facts. */
    record Seat(int floor, boolean quiet, String note) {}

    /** More of them than are kept. */
    record Wide(MachineFacts.State state, String note, double figure) {}

    private static ObjectNode kept(Facts facts) {
        return Objects.requireNonNull(Json.objectOrNull(RecordedFacts.of(facts).getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void whatIsReadBackIsWhatWasKept() {
        assertThat(RecordedFacts.read(kept(BUSY), Situations.ORDINARY)).isEqualTo(BUSY);
    }

    @Test
    void whatDiffersFromOthersGivesTheWholeTogetherWithThem() {
        ObjectNode others = kept(Situations.ORDINARY);
        JsonNode differing =
                Objects.requireNonNull(Json.valueOrNull(RecordedFacts.differing(BUSY, Situations.ORDINARY)));

        assertThat(differing.toString())
                .isEqualTo("{\"OblixRequest\":{\"complexityRank\":0.8125,\"complexityTopShare\":0.1875,"
                        + "\"privacy\":\"local-only\"},\"OblixMachine\":{\"state\":\"CONSTRAINED\",\"cpuPercent\":93.5},\"OblixLocal\":{\"available\":false},"
                        + "\"OblixCloud\":{\"estimatedCostUsd\":0.0000125},\"OblixKey\":{\"name\":\"team-a\"}}");
        assertThat(RecordedFacts.whole(differing, others)).isEqualTo(kept(BUSY));
        assertThat(others).isEqualTo(kept(Situations.ORDINARY));
        assertThat(RecordedFacts.differing(BUSY, BUSY)).isEqualTo("{}");
    }

    @Test
    void figuresAreRoundedAndPricesKeepTheirDigits() {
        ObjectNode json = kept(Situations.given(
                "OblixMachine.cpuPercent", "12.3456789", "OblixCloud.estimatedCostUsd", "0.00012345678"));

        assertThat(json.at("/OblixMachine/cpuPercent").asDouble()).isEqualTo(12.3457);
        assertThat(json.at("/OblixCloud/estimatedCostUsd").asDouble()).isEqualTo(0.0001235);
    }

    @Test
    void textsOfAnOperatorsOwnFactsAreNotKept() {
        Facts own = Situations.ORDINARY.with(Map.of("Seat", new Seat(3, true, "by the window")));

        ObjectNode json = kept(own);

        assertThat(json.path("Seat").toString()).isEqualTo("{\"floor\":3,\"quiet\":true}");
        Facts sample = Situations.ORDINARY.with(Map.of("Seat", new Seat(0, false, "sample")));
        assertThat(RecordedFacts.read(json, sample).own()).containsEntry("Seat", new Seat(3, true, "sample"));
    }

    @Test
    void ownFactsThatAreTooManyAreLeftOut() {
        Map<String, Record> many = new TreeMap<>();
        for (int i = 0; i < 300; i++) {
            many.put("Wide" + i, new Wide(MachineFacts.State.CRITICAL, "", i));
        }

        ObjectNode json = kept(Situations.ORDINARY.with(many));

        assertThat(json.toString().length()).isLessThan(RecordedFacts.MAX_CHARACTERS / 3);
        assertThat(json.has("OblixRequest")).isTrue();
        assertThat(json.has("Wide1")).isFalse();
    }

    @Test
    void aFactThatIsMissingIsOrdinaryAndOneThatIsNoneIsIgnored() {
        ObjectNode json = kept(BUSY);
        json.withObject("/OblixLocal").remove("available");
        json.withObject("/OblixLocal").put("colour", "blue");

        assertThat(RecordedFacts.read(json, Situations.ORDINARY).local().available())
                .isTrue();
    }

    @Test
    void aStateThatIsNoneAnyMoreIsRefused() {
        ObjectNode json = kept(BUSY);
        json.withObject("/OblixMachine").put("state", "SLEEPY");

        assertThatThrownBy(() -> RecordedFacts.read(json, Situations.ORDINARY))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aModelsNameIsCut() {
        ObjectNode json = kept(Situations.given("OblixRequest.model", "x".repeat(5_000)));

        assertThat(json.at("/OblixRequest/model").asText()).hasSize(100);
    }
}
