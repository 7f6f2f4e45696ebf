package io.oblix.ask.rescue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
            Overlap overlap = Overlap.ofNewRun(all.substring(0, sent));

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

            assertThat(fitted(Overlap.ofNewRun(sent), pieces(random, other)))
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

            assertThat(fitted(Overlap.ofNewRun(sent), pieces(random, shorter)))
                    .as("seed %d", seed)
                    .isNull();
        }
    }

    @Test
    void aContinuationIsJoinedWithoutAGapOrARepetition() {
        for (int seed = 0; seed < CASES; seed++) {
            Random random = new Random(seed);
            // Nothing in the rest is like the beginning.
            String begun = text(random, 40) + "c";
            String all = begun + text(random, 40);
            int sent = begun.length() + random.nextInt(all.length() - begun.length() + 1);
            int shown = shown(all.substring(0, sent));
            Overlap overlap = Overlap.ofContinuation(all.substring(0, sent), shown);

            assertThat(fitted(overlap, pieces(random, all.substring(shown))))
                    .as("seed %d: %s|%s", seed, all.substring(0, sent), all.substring(sent))
                    .isEqualTo(all.substring(sent));
        }
    }

    @Test
    void aContinuationThatStartsOverIsRecognised() {
        for (int seed = 0; seed < CASES; seed++) {
            Random random = new Random(seed);
            String all = text(random, 100);
            int sent = 1 + random.nextInt(all.length());
            Overlap overlap = Overlap.ofContinuation(all.substring(0, sent), shown(all.substring(0, sent)));

            assertThat(fitted(overlap, pieces(random, all))).as("seed %d", seed).isEqualTo(all.substring(sent));
        }
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                // had, what the model says after what it was shown, what the client is sent of it
                "\"Hello \", \" world\", \"world\"",
                "\"Hello \", \"world\", \"world\"",
                "\"Hello\", \" world\", \" world\"",
                "\"Hello\n\n\", \"\nworld\", \"world\"",
                "\"Hello \", \"\nworld\", \"\nworld\"",
                "\"Hello \", \" \", \"\"",
                "\"Hello \", \"Help\", \"Help\"",
                "\"Hello \", \"He\", \"He\"",
            })
    void whiteSpaceAtTheSeamIsSentOnce(String had, String said, String sent) {
        Overlap overlap = Overlap.ofContinuation(had, shown(had));

        assertThat(fitted(overlap, List.of(said.split("")))).isEqualTo(sent);
    }

    @Test
    void aRunThatStartsLikeTheAnswerAndThenDiffersDisagrees() {
        Overlap overlap = Overlap.ofContinuation("Sure! Here is a poem about the sea", 34);

        assertThat(fitted(overlap, List.of("Sure! ", "Here is", " another"))).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "\"Well, this is it 😀  \", \"this is it 😀  and more.\", \"and more.\"",
                "\"Well, this is it 😀  \", \"this is it 😀 and more.\", \"and more.\"",
                "\"Well, this is it 😀\", \"this is it 😀 and more.\", \" and more.\"",
                "\"Well, this is it 😀\", \" this is it 😀 and more.\", \" and more.\"",
                "\"Well, this is it 😀\", \"this is it 😀\", \"\"",
                // The longest counts.
                "\"So I said to her, and I said it twice\", \"I said to her, and I said it twice, no\", \", no\"",
                // Too few, or from the middle of a word, or not up to the end.
                "\"Well, this is it\", \"this is it, yes\", \"this is it, yes\"",
                "\"Nevertheless this is it 😀\", \"theless this is it 😀 yes\", \"theless this is it 😀 yes\"",
                "\"Well, this is it 😀\", \"this is it\", \"this is it\"",
                "\"Well, this is it 😀\", \"this is it, you see\", \"this is it, you see\"",
                // What the answer says again and again it may say once more.
                "\"| --- | --- | --- | --- | --- \", \" | --- | --- | --- |\", \"| --- | --- | --- |\"",
            })
    void aRunUpIsDropped(String had, String said, String sent) {
        for (List<String> pieces : List.of(List.of(said), List.of(said.split("")))) {
            assertThat(fitted(Overlap.ofContinuation(had, shown(had)), pieces)).isEqualTo(sent);
        }
    }

    @Test
    void aRunUpIsDroppedWhereverItStarts() {
        for (int seed = 0; seed < CASES; seed++) {
            Random random = new Random(seed);
            String had = "Words that are all different, " + seed + text(random, 9) + "c and so on to the end of it";
            String had2 = random.nextBoolean() ? had + "  " : had;
            int from = had.indexOf(' ', random.nextInt(had.length() - 16));
            String runUp = had.substring(Math.min(from, had.length() - 17));
            String rest = "X" + text(random, 40);

            assertThat(fitted(Overlap.ofContinuation(had2, shown(had2)), pieces(random, runUp + rest)))
                    .as("seed %d: %s|%s", seed, had2, runUp)
                    .isEqualTo(rest);
        }
    }

    @Test
    void textThatOnlyLooksLikeARunUpIsSentWhole() {
        for (int seed = 0; seed < CASES; seed++) {
            Random random = new Random(seed);
            String had = "1, " + text(random, 60) + "c";
            int from = 1 + random.nextInt(had.length() - 1);
            String said = had.substring(from, from + random.nextInt(had.length() - from)) + "X" + text(random, 9);

            assertThat(fitted(Overlap.ofContinuation(had, had.length()), pieces(random, said)))
                    .as("seed %d: %s|%s", seed, had, said)
                    .isEqualTo(said);
        }
    }

    @Test
    void theStartOfARunInTheWholeTextIsKnown() {
        String had = "Well, this is it 😀  ";
        Overlap goesOn = Overlap.ofContinuation(had, shown(had));
        goesOn.feed("and more.");
        Overlap takesARunUp = Overlap.ofContinuation(had, shown(had));
        takesARunUp.feed("this is it 😀 and more.");
        Overlap startingOver = Overlap.ofContinuation(had, shown(had));
        startingOver.feed(had + "and more.");

        assertThat(goesOn.startsAt()).isEqualTo(had.length());
        // One of the two blanks was not said again, so the new words stand one further.
        assertThat(takesARunUp.startsAt()).isEqualTo(had.indexOf("this") + 1);
        assertThat(startingOver.startsAt()).isZero();
        assertThat(startingOver.startedOver()).isTrue();
        assertThat(goesOn.startedOver() || takesARunUp.startedOver()).isFalse();
    }

    @Test
    void halfACharacterMustFindItsOtherHalf() {
        String had = "Good morning \uD83D";

        assertThat(fitted(Overlap.ofContinuation(had, 12), List.of(" \uD83D\uDE00 you")))
                .isEqualTo("\uDE00 you");
        assertThat(fitted(Overlap.ofContinuation(had, 12), List.of(" ", "you"))).isNull();
        assertThat(fitted(Overlap.ofNewRun(had), List.of("Good morning \uD83D\uDE00")))
                .isEqualTo("\uDE00");
    }

    @Test
    void everythingIsNewWhenNothingWasSent() {
        assertThat(fitted(Overlap.ofNewRun(""), List.of("All", " of it"))).isEqualTo("All of it");
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

    /** As {@link Continuation} shows it to a model. */
    private static int shown(String had) {
        String whole =
                Character.isHighSurrogate(had.charAt(had.length() - 1)) ? had.substring(0, had.length() - 1) : had;
        return whole.stripTrailing().length();
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

    @Test
    void aStartOverCannotBeToldInAnAnswerThatRepeatsItself() {
        String verse = "Row, row, row your boat, gently down the stream. ";
        Overlap overlap = Overlap.ofContinuation(verse + verse, 2 * verse.length());

        assertThat(overlap.feed(verse)).isEqualTo(Overlap.DISAGREES);
    }
}
