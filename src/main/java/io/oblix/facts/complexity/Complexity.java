package io.oblix.facts.complexity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.oblix.chat.Reminders;
import io.oblix.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;

/**
 * How much a question asks of a model, in itself and compared with recent requests. The only door to this package.
 *
 * <p>Scores a conversation by its last question, 0 (a greeting) to 1 (a proof): trained trees over the features of the
 * text, see {@code docs/complexity.md}. Only the user's last turn is read, because system prompts, examples and earlier
 * turns are not the question; a short follow-up such as "and why?" also takes over from the question before it. The same
 * prompt scores the same on every Java version.
 */
public final class Complexity {

    /** Shorter turns, in words, are follow-ups: the shorter, the more the turn before counts. */
    private static final int SHORT_TURN = 12;

    /** The share of the earlier turn's higher score that a follow-up of no words would take over. */
    private static final double CARRIED = 0.7;

    /** How many short turns in a row are skipped on the way back to a longer one. */
    private static final int TURNS_BACK = 4;

    /** The first classes in complexity-words.txt: greeting, thanks, small talk. Such turns are no follow-ups. */
    private static final int SMALL_TALK_CLASSES = 3;

    /** A simple job on a given text scores between these, by its instruction. */
    private static final double JOB_AT_LEAST = 0.15;

    private static final double JOB_AT_MOST = 0.35;

    /** An instruction with a higher score is no simple job: the whole prompt is scored. */
    private static final double HARD = 0.45;

    /** A given text of this length, in characters, adds this much to the score of its job; a shorter one less. */
    private static final int LONG_TEXT = 20_000;

    private static final double LONG_TEXT_ADDS = 0.1;

    private final ComplexityWords words;
    private final ComplexityWords jobs;
    private final ComplexityModel model;
    private final ComplexityRank recent;

    private Complexity(ComplexityWords words, ComplexityWords jobs, ComplexityModel model) {
        this.words = words;
        this.jobs = jobs;
        this.model = model;
        this.recent = new ComplexityRank(model.curve());
    }

    /** Loads the words and trees that the jar contains. No request has been counted yet. */
    public static Complexity load() {
        try (InputStream words = open("complexity-words.txt");
                InputStream jobs = open("given-text-words.txt");
                InputStream model = open("complexity.bin")) {
            Complexity scorer = new Complexity(
                    ComplexityWords.read(words), ComplexityWords.read(jobs), ComplexityModel.read(model));
            if (scorer.model.features() != PromptFeatures.names(scorer.words).size()) {
                throw new IllegalStateException("the complexity model was trained on other words");
            }
            return scorer;
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static InputStream open(String name) {
        return Objects.requireNonNull(Complexity.class.getResourceAsStream(name), name);
    }

    /** The share of recent requests with a strictly lower score, 0 to 1. */
    public double rank(double score) {
        return recent.of(score);
    }

    /** Adds a score to those that later requests are compared with. */
    public void count(double score) {
        recent.count(score);
    }

    /** @param messages of a chat request, validated */
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
    double score(String prompt) {
        double job = simpleJob(prompt);
        return job >= 0 ? job : byTrees(prompt);
    }

    private double byTrees(String prompt) {
        return model.score(PromptFeatures.of(prompt, words).values());
    }

    /** The score of "translate to French: ...", which depends neither on other turns nor on the given text; or -1. */
    private double simpleJob(String prompt) {
        String instruction = GivenText.instruction(prompt, jobs);
        double score = instruction == null ? 1 : byTrees(instruction);
        if (instruction == null || score > HARD) {
            return -1;
        }
        int given = prompt.length() - instruction.length();
        return Math.max(JOB_AT_LEAST, Math.min(score, JOB_AT_MOST))
                + LONG_TEXT_ADDS * Math.min(given, LONG_TEXT) / LONG_TEXT;
    }

    /** The score of the nearest earlier turn that is not short; 0 when there is none. */
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

    /** The index of the last message by the user before this one, or -1. */
    private static int userTurn(ArrayNode messages, int before) {
        int turn = before - 1;
        while (turn >= 0 && !Reminders.isOfUser(messages.get(turn))) {
            turn--;
        }
        return turn;
    }

    /** The text parts of a message, joined by line breaks; a single one, the usual case, is not copied. */
    private static String text(JsonNode message) {
        JsonNode content = message.path("content");
        if (content.isTextual()) {
            return content.textValue();
        }
        String only = "";
        StringBuilder joined = null;
        for (JsonNode part : content) {
            String text = Json.text(part, "text");
            if (text == null || text.isEmpty() || Reminders.isReminder(text)) {
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
