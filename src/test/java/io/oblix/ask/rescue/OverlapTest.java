package io.oblix.ask.rescue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which part of another run's text the client does not have yet, however its pieces are cut. */
class OverlapTest {

    private static final int CASES = 3_000;

    /** Repetitions, white space, and characters that are two halves. */
    private static final String LETTERS = "aab b \n😀";

    @Test
    void onlyTheRestIsNewWhenARunRepeatsTheAnswer() {
        for (int seed = 0; seed < CASES; seed++) {
            Random random = new Random(seed);
            String all = text(random, 60);
            int sent = random.nextInt(all.length() + 1);
            Overlap overlap = new Overlap(all.substring(0, sent));

            assertThat(fitted(overlap, pieces(random, all))).as("seed %d", seed).isEqualTo(all.substring(sent));
        }
    }

    @Test
    void aRunThatSaysSomethingElseDisagrees() {
        for (int seed = 0; seed < CASES; seed++) {
            Random random = new Random(seed);
            String sent = text(random, 40);
            int at = random.nextInt(sent.length());
            String other = sent.substring(0, at) + "X" + text(random, 40);

            assertThat(fitted(new Overlap(sent), pieces(random, other)))
                    .as("seed %d", seed)
                    .isNull();
        }
    }

    @Test
    void aRunThatEndsBeforeItRepeatedTheAnswerDisagrees() {
        for (int seed = 0; seed < CASES; seed++) {
            Random random = new Random(seed);
            String sent = text(random, 40);
            String shorter = sent.substring(0, random.nextInt(sent.length()));

            assertThat(fitted(new Overlap(sent), pieces(random, shorter)))
                    .as("seed %d", seed)
                    .isNull();
        }
    }

    @Test
    void halfACharacterMustFindItsOtherHalf() {
        String had = "Good morning \uD83D";

        assertThat(fitted(new Overlap(had), List.of("Good morning you"))).isNull();
        assertThat(fitted(new Overlap(had), List.of("Good morning \uD83D\uDE00")))
                .isEqualTo("\uDE00");
    }

    @Test
    void everythingIsNewWhenNothingWasSent() {
        assertThat(fitted(new Overlap(""), List.of("All", " of it"))).isEqualTo("All of it");
    }

    /** What the client is sent; null where the run is another answer. */
    private static @Nullable String fitted(Overlap overlap, List<String> pieces) {
        StringBuilder held = new StringBuilder();
        StringBuilder sent = new StringBuilder();
        for (int i = 0; i <= pieces.size(); i++) {
            boolean ended = i == pieces.size();
            int off = ended ? overlap.end() : overlap.feed(pieces.get(i));
            held.append(ended ? "" : pieces.get(i));
            if (off == Overlap.DISAGREES) {
                assertThat(sent).isEmpty();
                return null;
            }
            if (off != Overlap.HOLD) {
                sent.append(held, off, held.length());
                held.setLength(0);
            }
        }
        assertThat(held).isEmpty();
        return sent.toString();
    }

    private static String text(Random random, int max) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(max) + 1; i > 0; i--) {
            text.append(LETTERS.charAt(random.nextInt(LETTERS.length() - 2)));
            if (random.nextInt(9) == 0) {
                text.append("😀");
            }
        }
        return text.toString();
    }

    private static List<String> pieces(Random random, String text) {
        List<String> pieces = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            int end = Math.min(text.length(), at + 1 + random.nextInt(5));
            pieces.add(text.substring(at, end));
            at = end;
        }
        return pieces;
    }
}
