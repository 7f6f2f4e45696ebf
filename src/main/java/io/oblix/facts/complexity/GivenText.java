package io.oblix.facts.complexity;

import static io.oblix.facts.complexity.ComplexityWords.BASIS;
import static io.oblix.facts.complexity.ComplexityWords.extend;
import static io.oblix.facts.complexity.ComplexityWords.mix;
import static io.oblix.facts.complexity.ComplexityWords.pair;

import io.oblix.facts.text.CharKind;
import org.jspecify.annotations.Nullable;

/**
 * Separates an instruction from the text that it applies to: "Translate to French: Prove that ..." asks for French, not
 * for a proof. Only jobs on natural language are recognized, and only at the start of a prompt. It is no such job when
 * the instruction names code, logic or a second task, or when the given text looks like code.
 */
final class GivenText {

    /** The longest instruction of a simple job, in characters. */
    private static final int MAX_INSTRUCTION = 200;

    /** The longest instruction after a quotation, in characters. */
    private static final int MAX_AFTERWARDS = 100;

    /** How much of the given text is searched for code, in characters. */
    private static final int SEARCHED_FOR_CODE = 4_000;

    /** Code has at least this many braces and semicolons, and one in every 40 characters. */
    private static final int CODE_MARKS = 3;

    private static final int CHARS_PER_CODE_MARK = 40;

    /** Marks of formulas and of C++. */
    private static final String FORMULAS = "^=+<\\$";

    private static final String QUOTES = "\"“„«「";
    private static final String CLOSING_QUOTES = "\"””»」";

    /** The classes of given-text-words.txt, by their place there. */
    private static final int JOB = 0;

    private static final int CHANGE = 1;
    private static final int LANGUAGE = 2;
    private static final int BEFORE = 3;
    private static final int OTHER = 4;

    private final String text;
    private final ComplexityWords words;

    /** Where the given text starts; -1 until it is found. */
    private int from = -1;

    /** The end of the given text, exclusive. */
    private int to;

    private boolean job;
    private boolean change;
    private boolean language;

    private GivenText(String text, ComplexityWords words) {
        this.text = text;
        this.words = words;
        this.to = text.length();
    }

    /** The instruction without the given text; null when the whole prompt is the question. */
    static @Nullable String instruction(String prompt, ComplexityWords words) {
        GivenText given = new GivenText(prompt, words);
        if (!given.isFound() || given.looksLikeCode()) {
            return null;
        }
        String before = prompt.substring(0, given.from);
        return given.to == prompt.length() ? before : before + prompt.substring(given.to);
    }

    private boolean isFound() {
        find();
        return from >= 0
                && skip(from, true) < to
                && text.length() - to <= MAX_AFTERWARDS
                && isJob(0, from)
                && isJob(to, text.length())
                && (job || (change && language));
    }

    /** It starts after a colon, a line break or an opening quotation mark, if no sentence ends before. */
    private void find() {
        int i = skip(0, true);
        int end = Math.min(text.length(), MAX_INSTRUCTION);
        while (i < end) {
            char c = text.charAt(i);
            switch (c) {
                case '\n' -> {
                    from = i + 1;
                    return;
                }
                case ':', '：' -> {
                    colon(i);
                    return;
                }
                case '`' -> {
                    return;
                }
                case '.', '?', '!', '。', '？', '！' -> {
                    int next = skip(i + 1, false);
                    if (next >= end || (text.charAt(next) != '\n' && QUOTES.indexOf(text.charAt(next)) < 0)) {
                        return;
                    }
                    i = next;
                }
                default -> {
                    if (QUOTES.indexOf(c) >= 0) {
                        quotation(i);
                        return;
                    }
                    i++;
                }
            }
        }
    }

    /** Ignores the colon of an address, a time or a C++ name. What follows a quotation is part of the instruction. */
    private void colon(int at) {
        int next = skip(at + 1, true);
        if (next == text.length() || (next == at + 1 && joins(text.charAt(next)))) {
            return;
        }
        from = at + 1;
        if (QUOTES.indexOf(text.charAt(next)) >= 0) {
            int end = text.length();
            while (CharKind.of(text.charAt(end - 1)) == CharKind.SPACE) {
                end--;
            }
            if (end - 1 == next || CLOSING_QUOTES.indexOf(text.charAt(end - 1)) < 0) {
                quotation(next);
            }
        }
    }

    private static boolean joins(char afterColon) {
        return afterColon == '/' || afterColon == ':' || CharKind.of(afterColon) == CharKind.DIGIT;
    }

    private void quotation(int open) {
        char mark = text.charAt(open);
        int close = text.indexOf(CLOSING_QUOTES.charAt(QUOTES.indexOf(mark)), open + 1);
        if (mark == '„' && close < 0) {
            close = text.indexOf('“', open + 1);
        }
        from = close < 0 ? -1 : open + 1;
        to = close;
    }

    private int skip(int at, boolean lines) {
        int i = at;
        while (i < text.length()
                && CharKind.of(text.charAt(i)) == CharKind.SPACE
                && (lines || text.charAt(i) != '\n')) {
            i++;
        }
        return i;
    }

    /** Whether no word or mark in this part of the instruction rules out a simple job. */
    private boolean isJob(int start, int end) {
        int previous = 0;
        int i = start;
        while (i < end) {
            CharKind kind = CharKind.of(text.charAt(i));
            if (FORMULAS.indexOf(text.charAt(i)) >= 0) {
                return false;
            }
            if (kind != CharKind.LETTER && kind != CharKind.WIDE) {
                i++;
                continue;
            }
            int hash = BASIS;
            do {
                hash = extend(hash, CharKind.lower(text.charAt(i++)));
            } while (kind == CharKind.LETTER && i < end && isInWord(text.charAt(i)));
            int both = previous == 0 ? ComplexityWords.NONE : words.classOf(pair(previous, hash));
            if (!isOfJob(words.classOf(mix(hash)), both, kind == CharKind.WIDE)) {
                return false;
            }
            previous = hash;
        }
        return true;
    }

    private static boolean isInWord(char c) {
        CharKind kind = CharKind.of(c);
        return kind == CharKind.LETTER || kind == CharKind.DIGIT;
    }

    /** Only words of courtesy may precede the job itself; in scripts without spaces it may stand anywhere. */
    private boolean isOfJob(int word, int both, boolean wide) {
        if (word == OTHER || both == OTHER) {
            return false;
        }
        boolean opened = job || change;
        language |= word == LANGUAGE || both == LANGUAGE;
        job |= word == JOB || both == JOB;
        change |= word == CHANGE || both == CHANGE;
        return wide || opened || job || change || word == BEFORE || word == LANGUAGE;
    }

    private boolean looksLikeCode() {
        int marks = 0;
        int end = Math.min(to, from + SEARCHED_FOR_CODE);
        for (int i = from; i < end; i++) {
            char c = text.charAt(i);
            if (c == '`' && text.startsWith("```", i)) {
                return true;
            }
            marks += c == '{' || c == '}' || c == ';' ? 1 : 0;
        }
        return marks >= CODE_MARKS && marks * CHARS_PER_CODE_MARK > end - from;
    }
}
