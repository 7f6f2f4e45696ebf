package io.oblix.ask.forecast;

import static org.assertj.core.api.Assertions.assertThat;

import io.oblix.ask.attempt.AttemptRecordDraft;
import io.oblix.chat.ModelName;
import io.oblix.chat.Place;
import io.oblix.chat.Side;
import io.oblix.problem.FailureKind;
import io.oblix.problem.UpstreamProblem;
import io.oblix.provider.Ability;
import io.oblix.provider.ModelState;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What is remembered of a refusal, of whom, and for how long. */
class LearnedAbilitiesTest {

    private static final Place PLACE = place("llama3.2:1b");
    private static final String NO_TOOLS = "HTTP 400: llama3.2:1b does not support tools";

    private final AtomicLong now = new AtomicLong();
    private final LearnedAbilities abilities = new LearnedAbilities(now::get);

    private static Place place(String model) {
        return new Place(new ModelName("ollama", model), "http://localhost:1");
    }

    private void failed(Place place, FailureKind kind, String said) {
        AttemptRecordDraft draft = new AttemptRecordDraft(place, Side.LOCAL);
        draft.problem = new UpstreamProblem(kind, place.model().toString(), said);
        draft.lacking = kind == FailureKind.LACKS_ABILITY ? Ability.lacking(said) : null;
        abilities.ended(draft.record());
    }

    private ModelState state(Place place) {
        return abilities.corrected(place, ModelState.ready(8_192));
    }

    @Test
    void aRefusalIsRememberedForItsModelOnly() {
        failed(PLACE, FailureKind.LACKS_ABILITY, NO_TOOLS);

        assertThat(state(PLACE).tools()).isFalse();
        assertThat(state(PLACE).vision()).isTrue();
        assertThat(state(PLACE).thinking()).isTrue();
        assertThat(state(PLACE).available()).isTrue();
        assertThat(state(place("qwen3")).tools()).isTrue();
    }

    @Test
    void refusalsAddUp() {
        failed(PLACE, FailureKind.LACKS_ABILITY, NO_TOOLS);
        failed(PLACE, FailureKind.LACKS_ABILITY, "HTTP 400: this model does not support image input");
        failed(PLACE, FailureKind.LACKS_ABILITY, "HTTP 400: \"llama3.2:1b\" does not support thinking");

        assertThat(state(PLACE)).isEqualTo(ModelState.ready(8_192).able(false, false, false));
    }

    @Test
    void itIsForgottenAfterAWhile() {
        failed(PLACE, FailureKind.LACKS_ABILITY, NO_TOOLS);
        now.addAndGet(LearnedAbilities.REMEMBERED.toNanos() - 1);
        assertThat(state(PLACE).tools()).isFalse();

        now.addAndGet(1);
        assertThat(state(PLACE).tools()).isTrue();
        failed(PLACE, FailureKind.LACKS_ABILITY, "HTTP 400: this model does not support image input");
        assertThat(state(PLACE).tools()).isTrue();
    }

    @Test
    void otherFailuresSayNothingOfAbilities() {
        failed(PLACE, FailureKind.REQUEST_REJECTED, NO_TOOLS);
        failed(PLACE, FailureKind.FAILED, NO_TOOLS);
        failed(PLACE, FailureKind.LACKS_ABILITY, "HTTP 400: Unsupported value: 'temperature' does not support 0.2");
        failed(PLACE, FailureKind.LACKS_ABILITY, "HTTP 400: think value \"medium\" is not supported for this model");

        assertThat(state(PLACE)).isEqualTo(ModelState.ready(8_192));
    }

    @Test
    void aFloodOfNamesEvictsNoModelThatIsAskedMeanwhile() {
        failed(PLACE, FailureKind.LACKS_ABILITY, NO_TOOLS);
        for (int i = 0; i < 1_000; i++) {
            failed(place("m" + i), FailureKind.LACKS_ABILITY, NO_TOOLS);
            assertThat(state(place("m" + i)).tools()).isFalse();
            assertThat(state(PLACE).tools()).isFalse();
        }
        assertThat(state(place("m1")).tools()).isTrue();
    }
}
