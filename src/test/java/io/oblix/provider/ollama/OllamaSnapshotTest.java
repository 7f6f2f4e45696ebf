package io.oblix.provider.ollama;

import static org.assertj.core.api.Assertions.assertThat;

import io.oblix.provider.Locality;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How a look changes what is known of a host. */
class OllamaSnapshotTest {

    private static final String NAME = "llama3.2:1b";
    private static final OllamaModel MODEL = new OllamaModel(NAME, "d", 0, 0, false);
    private static final OllamaModel.Abilities ABILITIES =
            new OllamaModel.Abilities(40_960, false, true, true, false, true, -1, false, Modelfile.NONE);
    private static final OllamaSnapshot LISTED = OllamaSnapshot.NONE.listed(Map.of(NAME, MODEL), Map.of());
    private static final OllamaSnapshot KNOWN =
            LISTED.withDetails("d", Optional.of(ABILITIES)).answered(true);

    @Test
    void aModelIsLocalOnceItsDetailsAreKnown() {
        assertThat(OllamaSnapshot.NONE.locality(NAME)).isEqualTo(Locality.UNKNOWN);
        assertThat(LISTED.locality(NAME)).isEqualTo(Locality.UNKNOWN);
        assertThat(KNOWN.locality(NAME)).isEqualTo(Locality.LOCAL);
        assertThat(KNOWN.locality("qwen3:8b")).isEqualTo(Locality.NOT_INSTALLED);
        assertThat(KNOWN.abilities(NAME)).isEqualTo(ABILITIES);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "llama3.2:1b",
                "Llama3.2:1B",
                "library/llama3.2:1b",
                "registry.ollama.ai/library/LLAMA3.2:1b",
                "https://registry.ollama.ai/library/llama3.2:1b"
            })
    void eachSpellingOfANameMeansTheSameModel(String name) {
        OllamaModel.Loaded loaded = new OllamaModel.Loaded(4_096, 0, "d");
        OllamaSnapshot found = KNOWN.loaded(Map.of(NAME, loaded));

        assertThat(found.has(name)).isTrue();
        assertThat(found.abilities(name)).isEqualTo(ABILITIES);
        assertThat(found.loaded(name)).isEqualTo(loaded);
        assertThat(found.has("other/" + NAME)).isFalse();
    }

    @Test
    void aModelWithoutDetailsIsWhatTheListSaysAndIsAskedAboutAgain() {
        OllamaSnapshot asked = LISTED.withDetails("d", Optional.empty());

        assertThat(asked.locality(NAME)).isEqualTo(Locality.LOCAL);
        assertThat(asked.needsDetails(MODEL)).isTrue();
        assertThat(KNOWN.needsDetails(MODEL)).isFalse();
    }

    @Test
    void aModelThatAnotherMachineRunsIsNotLocal() {
        OllamaModel.Abilities remote =
                new OllamaModel.Abilities(0, false, false, false, true, true, -1, false, Modelfile.NONE);

        assertThat(LISTED.withDetails("d", Optional.of(remote)).locality(NAME)).isEqualTo(Locality.ELSEWHERE);
        assertThat(KNOWN.locality("gpt-oss:120b-cloud")).isEqualTo(Locality.ELSEWHERE);
    }

    @Test
    void aHostInOllamasCloudHasNoLocalModel() {
        OllamaHost cloud = new OllamaHost("https://ollama.com");
        cloud.publish(KNOWN);

        assertThat(cloud.locality(NAME)).isEqualTo(Locality.ELSEWHERE);
    }

    @Test
    void aHostThatIsLateOnceStillRuns() {
        OllamaSnapshot late = KNOWN.missed(false);

        assertThat(late.has(NAME)).isTrue();
        assertThat(late.missed(false).has(NAME)).isFalse();
        assertThat(late.answered(true).missed(false).has(NAME)).isTrue();
    }

    @Test
    void aHostThatRefusesTheConnectionDoesNotRun() {
        OllamaSnapshot gone = KNOWN.missed(true);

        assertThat(gone.isRunning()).isFalse();
        assertThat(gone.locality(NAME)).isEqualTo(Locality.NOT_ANSWERING);
    }

    @Test
    void afterARestartTheOldListNoLongerCounts() {
        OllamaSnapshot restarted = KNOWN.missed(true).answered(true);

        assertThat(restarted.locality(NAME)).isEqualTo(Locality.UNKNOWN);
        assertThat(restarted.listed(Map.of(NAME, MODEL), Map.of()).locality(NAME))
                .isEqualTo(Locality.LOCAL);
    }

    @Test
    void detailsOfModelsThatAreGoneAreForgotten() {
        assertThat(KNOWN.listed(Map.of(), Map.of()).details()).isEmpty();
    }
}
