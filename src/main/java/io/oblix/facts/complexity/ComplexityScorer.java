package io.oblix.facts.complexity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.oblix.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;

/**
 * How much a question asks of a model, 0 (a greeting) to 1 (a proof), by trained trees over what the prompt looks
 * like: {@code docs/complexity.md}. Only the user's last turn is read, because a system prompt, examples and what was
 * said before are not what is asked now; but "and why?" is as hard as the question before it. The same prompt has the
 * same score on every Java.
 */
public final class ComplexityScorer {

    /** Turns shorter than this, in words, lean on the turn before; the shorter the more. */
    private static final int SHORT_TURN = 12;

    /** How much of the earlier turn's greater complexity a follow-up without a word of its own would take over. */
    private static final double CARRIED = 0.7;

    /** How many short turns are passed on the way back to one that says what it is all about. */
    private static final int TURNS_BACK = 4;

    /** By their place in the file of words: greeting, thanks, smalltalk. They follow up on nothing. */
    private static final int SMALL_TALK_CLASSES = 3;

    /** What a simple job on a given text scores by what is to be done: at least this, at most the next. */
    private static final double LEAST = 0.15;

    private static final double MOST = 0.35;

    /** An instruction above this is no simple job, and the whole prompt counts. */
    private static final double HARD = 0.45;

    /** A given text of so many characters, or more, asks so much more. */
    private static final int LONG_TEXT = 20_000;

    private static final double LONG_MORE = 0.1;

    private final ComplexityWords words;
    private final ComplexityWords jobs;
    private final ComplexityModel model;

    private ComplexityScorer(ComplexityWords words, ComplexityWords jobs, ComplexityModel model) {
        this.words = words;
        this.jobs = jobs;
        this.model = model;
    }

    /** With the words and trees that this jar brings along. */
    public static ComplexityScorer load() {
        try (InputStream words = open("complexity-words.txt");
                InputStream jobs = open("given-text-words.txt");
                InputStream model = open("complexity.bin")) {
            ComplexityScorer scorer = new ComplexityScorer(
                    ComplexityWords.read(words), ComplexityWords.read(jobs), ComplexityModel.read(model));
            if (scorer.model.features() != PromptFeatures.of("", scorer.words).values().length) {
                throw new IllegalStateException("the complexity model was trained on other words");
            }
            return scorer;
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static InputStream open(String name) {
        return Objects.requireNonNull(ComplexityScorer.class.getResourceAsStream(name), name);
    }

    /** A rank by this scorer's own curve until enough requests are known. */
    public ComplexityRank newRank() {
        return new ComplexityRank(model.curve());
    }

    /** @param messages of a chat request, checked */
    public double score(ArrayNode messages) {
        int last = userTurn(messages, messages.size());
        if (last < 0) {
            return score("");
        }
        String turn = text(messages.get(last));
        double job = simpleJob(turn);
        if (job >= 0) {
            return job;
        }
        PromptFeatures asked = PromptFeatures.of(turn, words);
        double score = model.score(asked.values());
        int spoken = asked.spokenWords();
        if (spoken == 0 || spoken >= SHORT_TURN || isSmallTalk(asked)) {
            return score;
        }
        double before = earlier(messages, last);
        return before <= score ? score : score + (before - score) * CARRIED * (SHORT_TURN - spoken) / SHORT_TURN;
    }

    /** The score of one prompt on its own. */
    public double score(String prompt) {
        double job = simpleJob(prompt);
        return job >= 0 ? job : byTrees(prompt);
    }

    private double byTrees(String prompt) {
        return model.score(PromptFeatures.of(prompt, words).values());
    }

    /** What "translate to French: ..." scores, which is about no other turn and not as hard as what is given; or -1. */
    private double simpleJob(String prompt) {
        String instruction = GivenText.instruction(prompt, jobs);
        double score = instruction == null ? 1 : byTrees(instruction);
        if (instruction == null || score > HARD) {
            return -1;
        }
        int given = prompt.length() - instruction.length();
        return Math.max(LEAST, Math.min(score, MOST)) + LONG_MORE * Math.min(given, LONG_TEXT) / LONG_TEXT;
    }

    /** The score of the nearest earlier turn that is not short itself; 0 when there is none. */
    private double earlier(ArrayNode messages, int last) {
        int turn = userTurn(messages, last);
        for (int back = 0; back < TURNS_BACK && turn >= 0; back++) {
            String said = text(messages.get(turn));
            double job = simpleJob(said);
            if (job >= 0) {
                return job;
            }
            PromptFeatures features = PromptFeatures.of(said, words);
            int before = userTurn(messages, turn);
            if (features.spokenWords() >= SHORT_TURN || before < 0 || back == TURNS_BACK - 1) {
                return model.score(features.values());
            }
            turn = before;
        }
        return 0;
    }

    private static boolean isSmallTalk(PromptFeatures asked) {
        for (int wordClass = 0; wordClass < SMALL_TALK_CLASSES; wordClass++) {
            if (asked.opensWith(wordClass)) {
                return true;
            }
        }
        return false;
    }

    /** The index of the last message of the user before this one, or -1. */
    private static int userTurn(ArrayNode messages, int before) {
        int turn = before - 1;
        while (turn >= 0 && !"user".equals(Json.text(messages.get(turn), "role"))) {
            turn--;
        }
        return turn;
    }

    /** Pictures and files say nothing here; texts are joined by lines. */
    private static String text(JsonNode message) {
        JsonNode content = message.path("content");
        if (content.isTextual()) {
            return content.textValue();
        }
        String only = "";
        StringBuilder joined = null;
        for (JsonNode part : content) {
            String text = Json.text(part, "text");
            if (text == null || text.isEmpty()) {
                continue;
            }
            if (only.isEmpty()) {
                only = text;
            } else {
                joined = joined == null ? new StringBuilder(only) : joined;
                joined.append('\n').append(text);
            }
        }
        return joined == null ? only : joined.toString();
    }
}
