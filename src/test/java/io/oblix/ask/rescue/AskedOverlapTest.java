package io.oblix.ask.rescue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the client is sent of a run that was asked in words to go on, however its pieces are cut. */
class AskedOverlapTest {

    private static final String PARIS = "Paris is the capital of France. It lies on the banks of the river ";
    private static final String LIST = "Three good habits:\n\n1. Sleep enough.\n2. Walk every day.\n";
    private static final String CODE = "Here it is:\n\n```python\ndef area(width, height):\n    result = wid";

    private static Arguments sends(String had, String said, @Nullable String sent) {
        return Arguments.of(had, said, sent);
    }

    private static Arguments refuses(String had, String said) {
        return Arguments.of(had, said, null);
    }

    static Stream<Arguments> repeatingTheLastWords() {
        return Stream.of(
                sends(PARIS, "on the banks of the river Seine.", "Seine."),
                sends(PARIS.strip(), "on the banks of the river Seine.", " Seine."),
                sends(PARIS + "Sei", "on the banks of the river Seine.", "ne."),
                sends(PARIS, "\n\non the banks of the river Seine.", "Seine."),
                sends(PARIS, "  on the banks of the river  Seine.", "Seine."),
                sends(PARIS + "\n", "on the banks of the river Seine.", "Seine."),
                sends(PARIS, "It lies on the banks of the river Seine.", "Seine."),
                sends(PARIS, "Sure, here is the rest:\n\non the banks of the river Seine.", "Seine."),
                sends(PARIS, "Continuing from the last words:\nthe banks of the river Seine.", "Seine."),
                sends(PARIS, "...the banks of the river Seine.", "Seine."),
                sends(PARIS, "… on the banks of the river Seine.", "Seine."),
                // From the beginning, word for word.
                sends(PARIS, PARIS + "Seine.", "Seine."),
                sends(PARIS, "\n" + PARIS + "Seine.", "Seine."),
                sends("Well, ", "Well, no.", "no."),
                // After something else in front.
                sends(PARIS, "### Response: " + PARIS + "Seine.", "Seine."),
                sends(PARIS, "Sure! on the banks of the river Seine.", "Seine."),
                sends(PARIS, "*Sure!*\n\non the banks of the river Seine.", "Seine."),
                sends(PARIS, "**Continuation:**\n\non the banks of the river Seine.", "Seine."),
                sends(PARIS, "> Here is the rest:\n\non the banks of the river Seine.", "Seine."),
                sends(PARIS, "I will begin with:\non the banks of the river Seine.", "Seine."),
                // Numbers.
                sends("In all there are 12", "In all there are 12 apples.", " apples."),
                sends("In all there are exactly 12", "there are exactly 120 apples.", "0 apples."),
                // Markdown and lists.
                sends(LIST + "3. **Drink** wa", "day.\n3. **Drink** water.", "ter."),
                sends(LIST + "3. **Drink** wa", "3. **Drink** water.", "ter."),
                sends("My list:\n1. Sleep well\n2. Walk a lot", "2. Walk a lot\n3. Drink water", "\n3. Drink water"),
                sends("| city | river |\n| --- | --- |\n| Paris | Sei", "| Paris | Seine |", "ne |"),
                // Code: blanks count, and a block that is open is not opened again.
                sends(CODE, "    result = width * height\n```", "th * height\n```"),
                sends(CODE, "```python\n    result = width * height\n```", "th * height\n```"),
                sends(CODE, "```python\ndef area(width, height):\n    result = width * height\n", "th * height\n"),
                sends(CODE, "Here is the code:\n\n```python\n    result = width * height\n", "th * height\n"),
                sends(CODE + "th\n", "    result = width\n    return result\n", "    return result\n"),
                // Other scripts, and characters that are two halves.
                sends("东京是日本的首都，也是世界上人口最多的", "也是世界上人口最多的城市之一。", "城市之一。"),
                sends("东京是日本的首都，也是世界上人口最多的", "是日本的首都，也是世界上人口最多的城市之一。", "城市之一。"),
                sends("法国的首都是巴黎，位于", "都是巴黎，位于塞纳河畔。", "塞纳河畔。"),
                sends("สวัสดีครับ ผมชื่อ", "ครับ ผมชื่อสมชาย", null),
                sends("สวัสดีครับผมชื่อ", "ครับผมชื่อสมชาย", "สมชาย"),
                sends("프랑스의 수도는 파리이며 그 도시는 ", "수도는 파리이며 그 도시는 큽니다.", "큽니다."),
                sends("Доброе утро, дорогие дру", "утро, дорогие друзья!", "зья!"),
                sends("Good morning to all 😀 of yo", "to all 😀 of you!", "u!"),
                sends("Good morning to all of you \uD83D", "morning to all of you 😀!", "\uDE00!"));
    }

    static Stream<Arguments> goingOnAtOnce() {
        return Stream.of(
                sends("The sky is blue because the light is ", "scattered by the air.", "scattered by the air."),
                sends("The sky is blue because the light is ", " scattered by the air.", "scattered by the air."),
                sends("Once upon a ", "hill there stood a house.", "hill there stood a house."),
                sends("It costs 12 ", "dollars.", "dollars."),
                sends("We need milk, eggs, ", "and bread.", "and bread."),
                sends("Он живёт в большом ", "городе у моря.", "городе у моря."),
                sends("Ο ουρανός είναι ", "γαλάζιος.", "γαλάζιος."));
    }

    /** All that a run says at once may be something else, wherever it does not go on within a sentence. */
    static Stream<Arguments> withoutARunUp() {
        return Stream.of(
                refuses(PARIS, "Seine."),
                refuses(PARIS, "\nthat is called Seine."),
                // Behind a word, which may be half of one.
                refuses("The sky is blue because the light is", " scattered by the air."),
                refuses("The capital of Fran", " is Paris."),
                refuses("The inter", " national trade of goods."),
                refuses("In 2023 there were 1", " people in the room."),
                refuses("The population is 3", ",500,000 people."),
                refuses("The sky is blue", ", because light is scattered."),
                refuses("Er ging nach Hau", ")"),
                refuses("It don", "'t matter."),
                // Behind a sentence, a line, a mark.
                refuses("The sky is blue.", " At dusk it turns red."),
                refuses("The sky is blue. ", "at dusk it turns red."),
                refuses("The sky is blue.\n\n", "At dusk it turns red."),
                refuses("The sky is blue\n", "at dusk it turns red."),
                refuses("She said: \"", "Good morning.\""),
                refuses("The sky (", "above us) is blue."),
                refuses("Use the `", "`foo` function"),
                refuses("Use the `foo ", "bar` command"),
                refuses("| city | river ", "sea |"),
                refuses("<li class ", "of two"),
                refuses(LIST, "3. Drink water."),
                refuses(LIST, "Step 1: Sleep. Step 2: Walk."),
                refuses(LIST + "3. ", "drink water."),
                refuses("- Sleep enough.\n- ", "drink water."),
                refuses("It is ... ", "well known."),
                // With a capital letter, a number or a mark.
                refuses("We know that Paris is old, and so is ", "Paris Street."),
                refuses("He will come, and ", "I go."),
                refuses("The sum is 1, ", "2, and 3."),
                refuses("He gave the number 1 ", "0 to her."),
                refuses("I love pizza 🍕 ", "🍕 and pasta."),
                refuses("I love pizza 🍕 ", "and pasta."),
                refuses("The cat sat on the ", "(big) mat."),
                refuses("The cat sat on the ", "*big* mat."),
                // The same in other words, though in small letters.
                refuses("I saw that they sat on the ", "they sat on themselves and laughed."),
                refuses("She is a nurse and ", "her brother is a nurse and a cook."),
                refuses("We need milk, eggs, ", "milk, eggs and bread."),
                refuses("We need milk, ", "some milk and bread."),
                refuses("Der Hund läuft in ", "einem Garten läuft der Hund herum."),
                refuses("The colour of the sky at noon is blue because ", "because blue light is scattered."),
                refuses("The cat sat on the ", "sure, here is the rest: mat."),
                refuses("The cat sat on the ", "<think>go on</think>mat."),
                // In scripts without case, or without blanks.
                refuses("东京是日本的首都，", "人口很多。"),
                refuses("法国的首都是", "没问题，接着写：巴黎。"),
                refuses("フランスの首都は", "パリはフランスの首都です。"),
                refuses("ประเทศไทยมีเมืองหลวงคือ", "แน่นอน กรุงเทพ"),
                refuses("프랑스의 수도는 ", "파리가 프랑스의 수도입니다."),
                refuses("عاصمة فرنسا هي ", "باريس هي عاصمة فرنسا"),
                refuses("עיר הבירה של צרפת היא ", "בטח, הנה ההמשך: פריז"),
                refuses("The word is 你 ", "in Chinese."),
                // In code.
                refuses("Here:\n\n```python\ndef f(x):\n", "    return x\n```"),
                refuses("~~~python\ndef f(x):\n", "return x * 2\n~~~"),
                refuses("```sh\nls ", "is a command"),
                refuses("{\"a\": 1, \"b\": ", "2}"),
                refuses("Good morning \uD83D", "\uDE00 to you"));
    }

    /** What stands before a repetition further on is lost if it is cut, and may be a part of the rest. */
    static Stream<Arguments> repeatingTooLate() {
        String once = "```python\nclass A:\n    def double(self):\n        return self.value * 2\n";
        return Stream.of(
                refuses(once, "\n    def twice(self):\n        return self.value * 2\n\n    def triple(self):\n"),
                refuses(once, "```python\n    def twice(self):\n        return self.value * 2\n"),
                refuses("```js\nfoo(() => {\n  log('done');\n", "});\nbar(() => {\n  log('done');\n});\n"),
                refuses(CODE, "Here it is:\n    result = width * height\n"),
                refuses(PARIS, "```\non the banks of the river Seine.\n```"),
                refuses(PARIS, "A big city. It lies on the banks of the river Seine."),
                refuses(PARIS, "I am on the banks of the river Seine."),
                refuses(PARIS, "Sure, \"on the banks of the river Seine.\""),
                refuses(PARIS, "<think>\nI look.\n</think>\non the banks of the river Seine."),
                refuses("Roses are red,\nViolets are blue,\n", "Sugar is sweet,\nViolets are blue,\nAnd so are you."),
                refuses("- Good\n- Price: 10 euros per month\n", "\n## B\n\n- Price: 10 euros per month\n- Free"),
                refuses("Bob says: I am fine today.\n", "Anna asks: And you?\nBob says: I am fine today.\nAnna: What?"),
                refuses("| a |\n| Anna | 31 years old |\n", "| Bob | 31 years old |\n| Carl | 32 years old |"),
                refuses("She said no. He went home again. ", "She was sad. He went home again. The end."));
    }

    /** A run-up proves the place, and not that the rest is text of the answer. */
    static Stream<Arguments> behindARunUp() {
        String cat = "The cat sat on the big";
        return Stream.of(
                sends(cat, cat + " mat.", " mat."),
                sends(cat, cat + " (and soft) mat.", " (and soft) mat."),
                sends(cat, cat + " \"mat\".", " \"mat\"."),
                sends("The cat sat on the **big", "cat sat on the **big** mat.", "** mat."),
                sends("The cat said \"I sit", "cat said \"I sit\" and sat.", "\" and sat."),
                sends("The cat (on the big mat", "cat (on the big mat) sat.", ") sat."),
                sends("To make tea you need three things", "need three things:\n\n1. A pot\n", ":\n\n1. A pot\n"),
                refuses(cat, cat + " big mat."),
                refuses(cat, cat + " Big mat."),
                refuses(cat, cat + " the big mat."),
                refuses(cat, cat + " on the big mat."),
                refuses(cat.replace("big", "bi"), "The cat sat on the big big mat."),
                refuses(cat, cat + "... mat."),
                refuses(cat, cat + " … mat."),
                refuses(cat, cat + " [...] mat."),
                refuses(cat, cat + " <!-- more --> mat."),
                refuses(cat, cat + "\n\n---\n\nmat."),
                refuses(cat, cat + "_ mat_."),
                sends("The name is old", "The name is old_name.", "_name."),
                refuses(cat, cat + ":\n\nmat."),
                refuses(cat, cat + ":\n\nMat."),
                refuses(cat, cat + ".\n\nmat."),
                refuses(cat, cat + "\" mat."),
                refuses(cat, cat + "” mat."),
                refuses(cat, cat + ".\" Then it sat."),
                refuses(cat, cat + ") mat."),
                refuses(cat, cat + "**\n\nmat."),
                refuses(cat, cat + "** mat."),
                refuses(cat, cat + "` mat."),
                refuses(cat, cat + " (continued) mat."),
                refuses(cat, cat + " [Continued] mat."),
                refuses(cat, cat + ". Sure, here is the rest of it."),
                refuses(cat, cat + ". *Gladly!* Mat."),
                refuses(cat + ".", cat + ".\n\nSure! Here you go: It slept."),
                refuses(cat + ". ", cat + ". Sure! Here you go: It slept."),
                refuses(cat, cat + "\n\nNow I go on: mat."),
                refuses(cat, cat + "</think>" + cat + " mat."),
                refuses("He gave the number 1 ", "gave the number 10 to her."),
                refuses("I really love pizza 🍕", "really love pizza 🍕🍕 and pasta."),
                refuses("I really love pizza 🍕 ", "really love pizza 🍕 🍕 and pasta."),
                refuses("法国的首都是巴黎，位于", "首都是巴黎，位于位于塞纳河畔。"));
    }

    static Stream<Arguments> whatCannotBeTold() {
        return Stream.of(
                // Whether a blank or half a word is missing.
                refuses("It lies on the ri", "ver Seine."),
                refuses("It lies on the ri", "river Seine."),
                refuses("It lies on the", "river Seine."),
                refuses("It costs 12", "12 dollars."),
                refuses("It costs 12", "34 dollars."),
                refuses("It costs 12 ", "12 dollars."),
                refuses("She is ver", "very good."),
                refuses("She is ver", " very good."),
                refuses("There are 1", " 12 of them."),
                refuses("It was very", "very good."),
                refuses("It was very ", "very good."),
                refuses("The sky is blue.", "At dusk it turns red."),
                refuses("A *good", "*idea"),
                // Too few of the last words, or not to the character, or said more than once.
                refuses("The fox jumps over the ", "over the dog."),
                refuses("The fox jumps over the ", "the dog."),
                refuses("The fox jumps over the ", "fox jumps over The dog."),
                refuses("The fox jumps over the lazy ", "jumps  over the lazy dog."),
                refuses("He said that they are here and that they are ", "and said that they are there."),
                refuses("For a rose is a rose, and a rose is a rose, and ", "a rose is a rose, and so on."),
                refuses("Row, row, row your boat. Row, row, row your boat. ", "Row, row, row your boat. Gently."),
                refuses(PARIS, "\"on the banks of the river Seine.\""),
                refuses("私は猫が好きです。犬も", "犬も好きです。"),
                // Only the subject of both.
                refuses("Tell a story about the lighthouse keeper", "The lighthouse keeper's first words were: No."),
                refuses("Tell a story about the lighthouse keeper ", "Once the old lighthouse keeper woke up."),
                refuses("Of all places I like San Francisco", "San Francisco is a city."),
                refuses("Of all places I like San Francisco ", "San Francisco is a city."),
                // The answer from the beginning, in other words.
                refuses(PARIS, "The capital of France is Paris, on the Seine."),
                refuses("Paris is the capital of France. ", "The capital of France is the city of Paris."),
                refuses("Paris is the capital of France. ", "Paris, the capital, lies on the Seine."),
                refuses("Once upon a ", "There was a king."),
                refuses("Once upon a ", "Once upon another time."),
                refuses(LIST, "1. Drink water."),
                refuses(LIST, "4. Drink water."),
                // Remarks.
                refuses("The sky is blue. ", "Sure! It turns red."),
                refuses("The sky is blue. ", "Here is the rest: It turns red."),
                refuses("The sky is blue. ", "Certainly, it turns red."),
                refuses("The sky is blue. ", "I'm sorry, I cannot do that."),
                refuses("The sky is blue. ", "I’m sorry, I cannot do that."),
                refuses("The sky is blue. ", "It seems that my previous answer ended."),
                refuses("The sky is blue. ", "The text broke off."),
                refuses("The sky is blue.\n\n", "You can't add a new line to the last message."),
                refuses("The sky is blue.\n\n", "Now write down what your answer should be."),
                refuses("The sky is ", "...red at dusk."),
                refuses("天空是蓝色的。", "好的，晚上是红色的。"),
                // Code.
                refuses(CODE, "th * height"),
                refuses(CODE + "th\n    ", "    return result"),
                refuses(CODE + "th\n", "```\nThat is all."),
                // The task once more, or the last words.
                refuses(PARIS, "on the banks of the river\n\nWrite these words once more, then go on."),
                refuses(PARIS, "The last words are:\n\non the banks of the river\n\nNow go on from these words."),
                refuses(PARIS, "on the banks of the river on the banks of the river Seine."),
                refuses(PARIS, "on the banks of the river\n\nSeine."),
                refuses(PARIS, PARIS + "\n"),
                refuses("1. Sleep well.\n2. Keep your room dark and", "Keep your room dark and\n5. Walk."),
                // Nothing, in the middle.
                refuses("The sky is ", ""),
                refuses("The sky is blue.", ""),
                refuses("The sky is blue.", "\n"),
                refuses("Heat the oven to 180 degrees (35", "Heat the oven to 180 degrees (35\n\n# Baking"),
                refuses("The sky is ", " \n"),
                refuses("The colour of the sky is ", "colour of the sky is"),
                refuses("Here:\n\n```python\nprint(1).", ""));
    }

    @ParameterizedTest
    @MethodSource({
        "repeatingTheLastWords",
        "goingOnAtOnce",
        "withoutARunUp",
        "repeatingTooLate",
        "behindARunUp",
        "whatCannotBeTold"
    })
    void theSeamIsTheSameHoweverThePiecesAreCut(String had, String said, @Nullable String sent) {
        assertThat(fitted(had, List.of(said.split("")))).as("by characters").isEqualTo(sent);
        for (int cut = 0; cut < said.length(); cut++) {
            List<String> pieces = cut == 0 ? List.of(said) : List.of(said.substring(0, cut), said.substring(cut));
            assertThat(fitted(had, pieces)).as("cut at %d", cut).isEqualTo(sent);
        }
    }

    @Test
    void aRunThatSaysNothingMoreFinishesAnAnswerThatMayBeWhole() {
        assertThat(fitted("The sky is blue.\n", List.of("The sky is blue."))).isBlank();
        assertThat(fitted("The sky is blue.", List.of("The sky is blue."))).isEmpty();
        assertThat(fitted("We see that the sky is blue.", List.of("that the sky is blue.", "\n")))
                .isBlank();
        assertThat(fitted("(The sky is blue.)", List.of("(The sky is blue.)"))).isBlank();
    }

    @Test
    void aSeamAnywhereInATextIsExactOnceTheLastWordsAreRepeated() {
        String all = "Rivers carry rain to the sea 🌊, and wear down hills:\n\n- **rock** turns into sand,\n"
                + "- that into mud — in 1,000 years or 10,000.\n\n```sh\necho \"done\"\n```\nThat is all there is.";
        for (int cut = 30; cut < all.length(); cut++) {
            String had = all.substring(0, cut);
            String shown = had.substring(0, shown(had));
            for (int from = 1; from < shown.length() - AskedOverlap.RUN_UP_CHARS; from++) {
                if (!AskedOverlap.isWithinWord(shown, from) && !Character.isWhitespace(shown.charAt(from))) {
                    assertThat(fitted(had, List.of(all.substring(from).split("(?<=\\G.{23})"))))
                            .as("%d, from %d", cut, from)
                            .isEqualTo(all.substring(cut));
                }
            }
        }
    }

    /** A short repetition, none at all, a wrong blank: what is sent is the truth, or nothing is. */
    @Test
    void aSeamAnywhereInATextIsExactOrRefused() {
        String all = "The Rhine begins in the Alps. From there it runs north, and at last it reaches the sea. In its"
                + " course it passes 12 bridges, then 12 more, and a fall of 23 metres. Boats go up and down.";
        for (int cut = 20; cut < all.length(); cut++) {
            for (int from = Math.max(1, cut - 20); from <= cut; from++) {
                if (from > cut - 4 && AskedOverlap.isWithinWord(all, from)) {
                    // No model starts with the last letters of the word before.
                    continue;
                }
                String rest = all.substring(from);
                for (String said : new TreeSet<>(List.of(rest, rest.stripLeading()))) {
                    String sent = fitted(all.substring(0, cut), List.of(said.split("(?<=\\G.{5})")));
                    if (sent != null) {
                        assertThat(all.substring(0, cut) + sent)
                                .as("%d, from %d", cut, from)
                                .isEqualTo(all);
                    }
                }
            }
        }
    }

    private static int shown(String had) {
        String whole =
                Character.isHighSurrogate(had.charAt(had.length() - 1)) ? had.substring(0, had.length() - 1) : had;
        return whole.stripTrailing().length();
    }

    /** What the client is sent; null where the run is refused. */
    private static @Nullable String fitted(String had, List<String> pieces) {
        Fit overlap = new AskedOverlap(had, shown(had));
        StringBuilder held = new StringBuilder();
        StringBuilder sent = new StringBuilder();
        List<String> all = new ArrayList<>(pieces);
        all.removeIf(String::isEmpty);
        for (int i = 0; i <= all.size(); i++) {
            boolean ended = i == all.size();
            int off = ended ? overlap.end() : overlap.feed(all.get(i));
            held.append(ended ? "" : all.get(i));
            if (off == Fit.DISAGREES) {
                assertThat(sent).isEmpty();
                return null;
            }
            if (off != Fit.HOLD) {
                sent.append(held, off, held.length());
                held.setLength(0);
            }
        }
        assertThat(held).isEmpty();
        return sent.toString();
    }
}
