package io.oblix.provider.ollama;

import static org.assertj.core.api.Assertions.assertThat;

import io.oblix.provider.Work;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContextWindowTest {

    private static final int LIMIT = 32_768;

    private static Work work(int promptTokens, int answerTokens) {
        return new Work(promptTokens, answerTokens, false);
    }

    private static ContextWindow loaded(int allocatedTokens) {
        return new ContextWindow(LIMIT, allocatedTokens, ContextWindow.USUAL_DEFAULT_TOKENS, 0);
    }

    @Test
    void aRequestThatNeedsAnotherWindowReloadsTheModel() {
        assertThat(loaded(8192).isAnother(work(1_000, 500))).isFalse();
        assertThat(loaded(8192).isAnother(work(10_000, 500))).isTrue();
        assertThat(loaded(0).isAnother(work(10_000, 0))).isFalse();
        assertThat(loaded(LIMIT).isAnother(work(100_000, 0))).isFalse();
    }

    @Test
    void theLoadedWindowIsTakenWhileItIsLargeEnough() {
        assertThat(loaded(5_000).numCtx(work(1_000, 500))).isEqualTo(5_000);
        assertThat(loaded(100_000).numCtx(work(50_000, 500))).isEqualTo(100_000);
        assertThat(loaded(5_000).numCtx(work(5_000, 500))).isEqualTo(8_192);
    }

    /** Prompt, answer and default tokens, and the window that is asked for. */
    @ParameterizedTest
    @CsvSource({
        "10, 100, 2048, 0",
        "1500, 500, 2048, 4096",
        "1500, 500, 4096, 0",
        "4000, 500, 4096, 8192",
        "10000, 0, 4096, 16384",
        "10000, 0, 32768, 0",
        "100000, 0, 4096, 32768"
    })
    void noWindowIsAskedForWhereTheDefaultIsEnough(int prompt, int answer, int defaultTokens, int numCtx) {
        assertThat(new ContextWindow(LIMIT, 0, defaultTokens, 0).numCtx(work(prompt, answer)))
                .isEqualTo(numCtx);
    }

    @Test
    void whatOllamaAddsToThePromptNeedsRoomToo() {
        assertThat(new ContextWindow(LIMIT, 0, 4096, 3_000).numCtx(work(1_000, 100)))
                .isEqualTo(8_192);
    }

    /** The window that a refused request had, and the next one; 0 for none. */
    @ParameterizedTest
    @CsvSource({"10, 0, 8192", "10, 5000, 8192", "10, 8192, 16384", "7000, 8192, 32768", "10, 20000, 32768"})
    void aRefusedRequestGetsALargerWindow(int prompt, int allocatedTokens, int next) {
        ContextWindow window = loaded(allocatedTokens);
        Work refused = Objects.requireNonNull(window.refused(work(prompt, 100), false));

        assertThat(window.numCtx(refused)).isEqualTo(next);
    }

    @ParameterizedTest
    @CsvSource({"4096, 0, 2048, 4096", "4096, 0, 4096, 0", "40960, 32768, 2048, 40960", "6000, 4096, 2048, 6000"})
    void aRefusedRequestGetsNoMoreThanTheLimit(int limit, int allocatedTokens, int defaultTokens, int next) {
        ContextWindow window = new ContextWindow(limit, allocatedTokens, defaultTokens, 0);
        Work refused = window.refused(work(10, 100), false);

        assertThat(refused == null ? 0 : window.numCtx(refused)).isEqualTo(next);
    }

    @ParameterizedTest
    @CsvSource({"4096, 0, 2048, 4096", "32768, 8192, 4096, 32768", "40960, 8192, 2048, 40960", "131072, 0, 4096, 131072"
    })
    void aRequestThatIsRefusedAgainGetsTheLargestWindow(int limit, int allocatedTokens, int defaultTokens, int next) {
        ContextWindow window = new ContextWindow(limit, allocatedTokens, defaultTokens, 0);
        Work refused = Objects.requireNonNull(window.refused(work(10, 1), true));

        assertThat(window.numCtx(refused)).isEqualTo(next);
        assertThat(window.refused(refused, true)).isNull();
    }

    @Test
    void aRefusalOfTheLargestWindowIsFinal() {
        assertThat(loaded(LIMIT).refused(work(10, 100), false)).isNull();
        assertThat(loaded(0).refused(work(40_000, 100), false)).isNull();
    }
}
