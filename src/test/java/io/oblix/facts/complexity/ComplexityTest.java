package io.oblix.facts.complexity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.oblix.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ComplexityTest {

    private static final Path FILES = Path.of("src", "test", "resources", "io", "oblix", "facts", "complexity");
    private static final Complexity SCORER = Complexity.load();

    /** A line of everyday-prompts.tsv. */
    record Everyday(String band, String prompt) {

        double score() {
            return SCORER.score(prompt);
        }
    }

    static List<Everyday> everyday() throws IOException {
        List<Everyday> table = new ArrayList<>();
        for (String line : Files.readAllLines(FILES.resolve("everyday-prompts.tsv"))) {
            if (!line.startsWith("#")) {
                String[] cells = line.split("\t", 2);
                table.add(new Everyday(cells[0], cells[1]));
            }
        }
        return table;
    }

    private static double[] scores(String band) throws IOException {
        return everyday().stream()
                .filter(line -> line.band().equals(band))
                .mapToDouble(Everyday::score)
                .toArray();
    }

    @ParameterizedTest
    @MethodSource("everyday")
    void anEverydayPromptScoresInItsBand(Everyday line) {
        switch (line.band()) {
            case "easy" -> assertThat(line.score()).isBetween(0.0, 0.45);
            case "medium" -> assertThat(line.score()).isBetween(0.1, 0.7);
            case "hard" -> assertThat(line.score()).isBetween(0.5, 1.0);
            default -> throw new AssertionError(line.band());
        }
    }

    @Test
    void theTableHasSeventyPrompts() throws IOException {
        assertThat(everyday()).hasSize(70);
    }

    @Test
    void eachHardPromptScoresAboveEachEasyOne() throws IOException {
        assertThat(Stream.of(scores("hard"))
                        .flatMapToDouble(Arrays::stream)
                        .min()
                        .orElseThrow())
                .isGreaterThan(Arrays.stream(scores("easy")).max().orElseThrow() + 0.1);
    }

    @Test
    void mediumPromptsScoreBetweenEasyAndHardOnes() throws IOException {
        assertThat(shareOfPairsInOrder(scores("easy"), scores("medium"))).isGreaterThan(0.9);
        assertThat(shareOfPairsInOrder(scores("medium"), scores("hard"))).isGreaterThan(0.9);
    }

    private static double shareOfPairsInOrder(double[] lower, double[] higher) {
        int inOrder = 0;
        for (double low : lower) {
            for (double high : higher) {
                inOrder += low < high ? 1 : 0;
            }
        }
        return (double) inOrder / (lower.length * higher.length);
    }

    @Test
    void theScaleMeansWhatTheDocumentationSays() {
        assertThat(SCORER.score("Hello!")).isLessThan(0.1);
        assertThat(SCORER.score("Translate \"where is the station\" to Italian"))
                .isLessThan(0.25);
        assertThat(SCORER.score("Prove that there are infinitely many primes.")).isGreaterThan(0.8);
    }

    static List<JsonNode> recorded() throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        for (String line : Files.readAllLines(FILES.resolve("complexity-recorded.jsonl"))) {
            lines.add(Json.MAPPER.readTree(line));
        }
        return lines;
    }

    /** All kinds of texts, from none to 100,000 characters, lone surrogates included: the same on every Java version. */
    @ParameterizedTest
    @MethodSource("recorded")
    void theScoreIsTheOneRecordedAfterTheTraining(JsonNode line) {
        assertThat(SCORER.score(line.path("prompt").textValue()))
                .isCloseTo(line.path("score").doubleValue(), within(1e-12));
    }

    @Test
    void theShippedFilesAreSmall() throws IOException {
        long bytes = 0;
        for (String name : List.of("complexity-words.txt", "given-text-words.txt", "complexity.bin")) {
            bytes += Files.size(Path.of("src", "main", "resources", "io", "oblix", "facts", "complexity", name));
        }

        assertThat(bytes).isLessThan(256 * 1024);
    }

    private static ArrayNode messages(String json) throws IOException {
        return (ArrayNode) Json.MAPPER.readTree(json);
    }

    @Test
    void systemPromptsAndExamplesAreNotScored() throws IOException {
        String question = "{'role':'user','content':'What is the capital of Peru?'}".replace('\'', '"');
        String before = """
            {"role":"system","content":"You prove theorems rigorously and design distributed systems."},
            {"role":"user","content":"Prove that the square root of 2 is irrational."},
            {"role":"assistant","content":"Suppose it were p/q in lowest terms."},
            {"role":"user","content":"Now prove by induction that n^3 - n is divisible by 6 for all positive integers n."},
            {"role":"assistant","content":"For n = 1 it is 0."},
            """;
        double alone = SCORER.score(messages("[" + question + "]"));

        assertThat(alone).isLessThan(0.3);
        assertThat(SCORER.score(messages("[" + before + question + "]"))).isLessThan(0.55);
        assertThat(SCORER.score(messages("[{\"role\":\"system\",\"content\":\"Prove theorems.\"}," + question + "]")))
                .isEqualTo(alone);
    }

    @ParameterizedTest
    @ValueSource(strings = {"why?", "continue", "and for odd n?", "It still fails.", "为什么？"})
    void aShortFollowUpIsNearlyAsHardAsTheQuestionBeforeIt(String followUp) throws IOException {
        String conversation =
                "[{\"role\":\"user\",\"content\":\"Prove by induction that for all positive integers n the"
                        + " number n^5 - n is divisible by 30, and name each step.\"},"
                        + "{\"role\":\"assistant\",\"content\":\"Here is how.\"},"
                        + "{\"role\":\"user\",\"content\":\"" + followUp + "\"}]";

        assertThat(SCORER.score(messages(conversation)))
                .isGreaterThan(SCORER.score(followUp) + 0.1)
                .isLessThan(0.9);
    }

    @Test
    void thanksAreNoFollowUp() throws IOException {
        String conversation =
                "[{\"role\":\"user\",\"content\":\"Prove that there are infinitely many primes of the form"
                        + " 4k+3, step by step, and name each theorem.\"},"
                        + "{\"role\":\"user\",\"content\":\"Thanks, great!\"}]";

        assertThat(SCORER.score(messages(conversation))).isLessThan(0.15);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[{\"role\":\"user\",\"content\":[]}]",
                "[{\"role\":\"user\",\"content\":null}]",
                "[{\"role\":\"user\"}]",
                "[{\"role\":\"assistant\",\"content\":\"I start.\"}]",
                "[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":{\"url\":\"https://x/y.png\"}}]}]",
            })
    void aConversationWithoutTextScoresLow(String json) throws IOException {
        assertThat(SCORER.score(messages(json))).isEqualTo(SCORER.score("")).isBetween(0.0, 0.4);
    }

    @Test
    void theTextPartsOfAMessageAreOneText() throws IOException {
        String parts = "[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"Prove that\"},"
                + "{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:image/png;base64,AA\"}},"
                + "{\"type\":\"text\",\"text\":\"pi is irrational.\"}]}]";

        assertThat(SCORER.score(messages(parts))).isEqualTo(SCORER.score("Prove that\npi is irrational."));
    }

    @Test
    void aPastedDocumentIsNotComplexity() {
        String document =
                "The theorem of Noether links each continuous symmetry to a conserved quantity. ".repeat(2_000);

        assertThat(SCORER.score("Translate the following text into German:\n\n" + document))
                .isLessThan(0.45);
    }

    @Test
    void aLongGivenTextScoresALittleMore() {
        String note = "Proofread this: We prove the lemma by induction on the size of the graph. ";

        assertThat(SCORER.score(note + "It holds. ".repeat(3_000)))
                .isGreaterThan(SCORER.score(note) + 0.05)
                .isLessThan(0.45);
    }

    @Test
    void aSimpleJobIsNoFollowUp() throws IOException {
        String job = "Translate to French: I do not know why.";
        String conversation =
                "[{\"role\":\"user\",\"content\":\"Prove that there are infinitely many primes of the form"
                        + " 4k+3, step by step, and name each theorem.\"},{\"role\":\"user\",\"content\":\"" + job
                        + "\"}]";

        assertThat(SCORER.score(messages(conversation))).isEqualTo(SCORER.score(job));
    }

    @Test
    void whatAnAgentAddsToTheUsersWordsIsNotScored() throws IOException {
        String question =
                "Prove that there are infinitely many primes of the form 4n+3 and discuss the generalisation.";
        String reminder = "<system-reminder>Answer briefly.</system-reminder>";
        double alone = SCORER.score(messages("[{\"role\":\"user\",\"content\":\"" + question + "\"}]"));

        assertThat(SCORER.score(messages("[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"" + reminder
                        + "\"},{\"type\":\"text\",\"text\":\"" + question + "\"}]}]")))
                .isEqualTo(alone);
        assertThat(SCORER.score(messages("[{\"role\":\"user\",\"content\":\"" + question
                        + "\"},{\"role\":\"user\",\"content\":\"" + reminder + "\"}]")))
                .isEqualTo(alone);
    }
}
