package io.oblix.facts.complexity;

import static io.oblix.facts.complexity.ComplexityWords.BASIS;
import static io.oblix.facts.complexity.ComplexityWords.extend;
import static io.oblix.facts.complexity.ComplexityWords.mix;

import io.oblix.facts.text.CharKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What the complexity scorer sees of a prompt: counts of words, numbers, marks and lines, and which classes of words
 * the request uses. Cuts the prompt into words, numbers and marks in one pass that makes no string.
 */
final class PromptFeatures {

    /** Words that open a request; of scripts without spaces, twice as many characters. */
    private static final int OPENING = 8;

    /** Blanks that are looked at as the indentation of a line. */
    private static final int MAX_INDENTATION = 8;

    private final PromptText text;
    private final PromptCounts counts = new PromptCounts();
    private final RequestWords request;
    private int at;
    private boolean inCode;

    /** The hash of the word before in this sentence; 0 when there is none. */
    private int previous;

    private PromptFeatures(String prompt, ComplexityWords words) {
        text = new PromptText(prompt);
        request = new RequestWords(words);
    }

    static PromptFeatures of(String prompt, ComplexityWords words) {
        PromptFeatures features = new PromptFeatures(prompt, words);
        features.read();
        return features;
    }

    /** In the order of {@link #values}. */
    static List<String> names(ComplexityWords words) {
        List<String> names = new ArrayList<>();
        for (PromptFeature feature : PromptFeature.values()) {
            names.add(feature.name().toLowerCase(Locale.ROOT));
        }
        words.names().forEach(name -> names.add("has_" + name));
        words.names().forEach(name -> names.add("opens_" + name));
        return names;
    }

    float[] values() {
        float[] values = new float[PromptFeature.count() + 2 * request.classes()];
        PromptFeature.write(counts, values);
        request.write(values, PromptFeature.count());
        return values;
    }

    int spokenWords() {
        return counts.spokenWords();
    }

    /** Whether a word of the class is among the first. */
    boolean opensWith(int wordClass) {
        return request.opensWith(wordClass);
    }

    private void read() {
        counts.chars = text.length();
        boolean lineStart = true;
        while (at < text.length()) {
            boolean fence = lineStart && line();
            lineStart = false;
            if (fence) {
                continue;
            }
            char c = text.at(at);
            switch (CharKind.of(c)) {
                case SPACE -> {
                    lineStart = c == '\n';
                    at++;
                    counts.paragraphs += lineStart && at < text.length() && text.at(at) == '\n' ? 1 : 0;
                }
                case LETTER -> word();
                case DIGIT -> number();
                case WIDE -> wideCharacter(c);
                case SYMBOL -> symbol(c);
            }
        }
        if (counts.sentence > 0) {
            endSentence();
        }
    }

    /** Looks at the start of a line; true for a code fence, which is passed. */
    private boolean line() {
        int start = at;
        while (start < text.length() && start - at < MAX_INDENTATION && isBlank(text.at(start))) {
            start++;
        }
        if (isFence(start)) {
            counts.lines++;
            fence();
            at = start + 3;
            return true;
        }
        counts.line(start - at, text.at(start), text.at(start + 1), text.at(start + 2));
        return false;
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }

    private boolean isFence(int index) {
        return text.at(index) == '`' && text.at(index + 1) == '`' && text.at(index + 2) == '`';
    }

    private void fence() {
        inCode = !inCode;
        counts.fences++;
    }

    private void word() {
        int hash = BASIS;
        int start = at;
        int capitals = 0;
        boolean plain = true;
        for (; at < text.length(); at++) {
            char c = text.at(at);
            CharKind kind = CharKind.of(c);
            boolean hashed = at - start < PromptCounts.MAX_WORD;
            if (kind == CharKind.LETTER) {
                char low = CharKind.lower(c);
                capitals += low == c ? 0 : 1;
                counts.accented += c >= 0x80 ? 1 : 0;
                hash = hashed ? extend(hash, low) : hash;
            } else if (kind == CharKind.DIGIT || c == '_') {
                plain = false;
                hash = hashed ? extend(hash, c) : hash;
            } else if ((c != '\'' && c != '’') || CharKind.of(text.at(at + 1)) != CharKind.LETTER) {
                break;
            }
        }
        char first = text.at(start);
        counts.word(at - start, capitals, CharKind.lower(first) != first);
        counts.codeWords += inCode || !plain ? 1 : 0;
        meet(hash, start, counts.tokens <= OPENING, counts.tokens <= OPENING + 1);
    }

    private void wideCharacter(char c) {
        counts.wideCharacter();
        boolean opens = counts.tokens <= 2 * OPENING;
        meet(extend(BASIS, c), at, opens, opens);
        at++;
    }

    private void meet(int hash, int start, boolean alone, boolean paired) {
        counts.meet(mix(hash));
        if (!inCode && text.isRequest(start)) {
            request.add(hash, previous, alone, paired);
        }
        previous = hash;
    }

    private void number() {
        int digits = 0;
        boolean decimal = false;
        for (; at < text.length(); at++) {
            char c = text.at(at);
            if (c >= '0' && c <= '9') {
                digits++;
            } else if ((c == '.' || c == ',') && CharKind.of(text.at(at + 1)) == CharKind.DIGIT) {
                decimal |= c == '.';
            } else {
                break;
            }
        }
        counts.number(digits, decimal);
        previous = 0;
    }

    private void symbol(char c) {
        counts.symbols++;
        if (isFence(at)) {
            fence();
            at += 3;
            return;
        }
        char next = text.at(at + 1);
        counts.mark(c, next);
        // Not within a word or number: 3.14, example.org.
        if (counts.sentence > 0 && counts.lastMark == c && (next <= ' ' || c > 0x80)) {
            endSentence();
        }
        at++;
    }

    private void endSentence() {
        counts.endSentence();
        previous = 0;
    }
}
