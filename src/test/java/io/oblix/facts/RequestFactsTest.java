package io.oblix.facts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.oblix.chat.Cancellation;
import io.oblix.chat.ChatRequest;
import io.oblix.dialect.chat.ChatRequestReader;
import io.oblix.facts.complexity.Complexity;
import io.oblix.facts.text.TextKind;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class RequestFactsTest {

    private final Complexity complexity = Complexity.load();
    private final RequestFactsReader reader =
            new RequestFactsReader(complexity, model -> true, model -> !model.contains(":"));

    private static ChatRequest request(String json) {
        return ChatRequestReader.read("req", json.getBytes(StandardCharsets.UTF_8), null, new Cancellation());
    }

    private RequestFacts facts(String json) {
        return reader.read(request(json));
    }

    private static String asking(String question) {
        return "{\"messages\":[{\"role\":\"user\",\"content\":\"" + question + "\"}]}";
    }

    @Test
    void aPlainQuestionHasDefaultsForAllElse() {
        ChatRequest request = request("{\"model\":\"auto\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}");

        RequestFacts facts = reader.read(request);

        double score = complexity.score(request.messages());
        assertThat(facts)
                .isEqualTo(new RequestFacts(
                        "auto",
                        "chat",
                        "other",
                        "",
                        5,
                        0,
                        TextKind.WORDS,
                        0,
                        261,
                        1,
                        false,
                        false,
                        false,
                        0,
                        false,
                        score,
                        complexity.rank(score),
                        RequestFacts.topShare(complexity.rank(score)),
                        "any",
                        false,
                        false));
    }

    /** No policy sees such a request, and reading its texts for a score is much of what its facts cost. */
    @Test
    void aRequestThatNamesItsModelIsNotRankedWhereNothingAsks() {
        RequestFacts facts =
                facts("{\"model\":\"openai:gpt\",\"messages\":[{\"role\":\"user\",\"content\":\"Prove it\"}]}");

        assertThat(facts.complexity()).isEqualTo(-1);
        assertThat(facts.complexityRank()).isEqualTo(-1);
        assertThat(facts.complexityTopShare()).isEqualTo(-1);
        assertThat(facts.promptTokens()).isPositive();
    }

    @Test
    void limitsToolsImagesAndJsonAreRead() {
        RequestFacts facts = facts("""
            {"stream":true,"max_tokens":5,"max_completion_tokens":7,"tools":[{"type":"function"}],
             "response_format":{"type":"json_object"},
             "messages":[{"role":"system","content":"x"},{"role":"user","content":"one"},
               {"role":"assistant","content":"two"},
               {"role":"user","content":[{"type":"text","text":"three"},
                 {"type":"image_url","image_url":{"url":"data:image/png;base64,AA"}}]}]}
            """);

        assertThat(facts.maxOutputTokens()).isEqualTo(7);
        assertThat(facts.turns()).isEqualTo(2);
        assertThat(facts.streaming()).isTrue();
        assertThat(facts.hasImages()).isTrue();
        assertThat(facts.hasTools()).isTrue();
        assertThat(facts.wantsJson()).isTrue();
        assertThat(facts.promptTokens()).isGreaterThan(1_000);
    }

    @Test
    void systemTextsAndToolsAreTheInstructionsWhereverTheyStand() {
        String tool =
                "{\"type\":\"function\",\"function\":{\"name\":\"look\",\"description\":\"Looks at a file of the project\"}}";
        RequestFacts facts = facts("""
            {"tools":[%s,%s],"messages":[{"role":"user","content":"%s"},
              {"role":"system","content":"You answer in one sentence."}]}
            """.formatted(tool, tool, "word ".repeat(500)));

        assertThat(facts.toolCount()).isEqualTo(2);
        assertThat(facts.promptTokens()).isBetween(540, 620);
        assertThat(facts.instructionTokens()).isBetween(40, 90);
    }

    @Test
    void theInstructionsOfALargeRequestAreTheirShareOfTheSample() {
        RequestFacts facts = facts("""
            {"messages":[{"role":"system","content":"%s"},{"role":"user","content":"%s"}]}
            """.formatted("rules of the house ".repeat(2_000), "word ".repeat(2_000)));

        assertThat(facts.promptTokens()).isCloseTo(10_000, withinPercentage(10));
        assertThat(facts.instructionTokens()).isCloseTo(8_000, withinPercentage(10));
        assertThat(facts.counted(facts.promptTokens() * 2).instructionTokens())
                .isEqualTo(facts.instructionTokens() * 2);
    }

    @Test
    void aFileCountsAsAnImageBecauseATextModelCannotReadIt() {
        RequestFacts pdf = facts("""
            {"messages":[{"role":"user","content":[{"type":"text","text":"Summarize"},
              {"type":"file","file":{"filename":"a.pdf","file_data":"data:application/pdf;base64,%s"}}]}]}
            """.formatted("A".repeat(80_000)));

        assertThat(pdf.hasImages()).isTrue();
        assertThat(pdf.promptTokens()).isBetween(1_000, 5_000);
    }

    @Test
    void aLowDetailImageCostsFewerTokens() {
        String picture = """
            {"messages":[{"role":"user","content":[
              {"type":"image_url","image_url":{"url":"https://x/y.png","detail":"%s"}}]}]}
            """;

        assertThat(facts(picture.formatted("low")).promptTokens())
                .isLessThan(facts(picture.formatted("auto")).promptTokens() / 2);
    }

    @Test
    void toolsCountAsPromptTokens() {
        String messages = "\"messages\":[{\"role\":\"user\",\"content\":\"Weather?\"}]";
        String tools = ",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"weather\",\"description\":"
                + "\"The weather of a town, now and for the next three days\"}}]";

        assertThat(facts("{" + messages + tools + "}").promptTokens()).isBetween(25, 45);
        assertThat(facts("{" + messages + "}").promptTokens()).isBetween(4, 9);
    }

    @Test
    void aHardQuestionRanksAboveAnEasyOne() {
        RequestFacts easy = facts(asking("Hi!"));
        RequestFacts hard = facts(asking("Prove that the square root of 3 is irrational."));

        assertThat(easy.complexityRank()).isLessThan(0.2);
        assertThat(hard.complexityRank()).isGreaterThan(0.8);
        assertThat(hard.complexity()).isGreaterThan(easy.complexity() + 0.5);
    }

    @Test
    void onlyCountedRequestsChangeTheRank() {
        ChatRequest question = request(asking("Explain how a refrigerator works"));
        double expected = reader.read(question).complexityRank();
        for (int i = 0; i < 200; i++) {
            reader.read(request(asking("Hi!")));
        }

        assertThat(reader.read(question).complexityRank()).isEqualTo(expected);

        RequestFacts greeting = reader.read(request(asking("Hi!")));
        for (int i = 0; i < 200; i++) {
            reader.count(greeting);
        }

        assertThat(reader.read(question).complexityRank()).isEqualTo(1);
    }

    @Test
    void theFactsContainNoTextOfThePrompt() {
        assertThat(facts("{\"messages\":[{\"role\":\"user\",\"content\":\"my secret\"}]}")
                        .toString())
                .doesNotContain("secret");
    }
}
