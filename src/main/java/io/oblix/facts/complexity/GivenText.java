package io.oblix.facts.complexity;

import static io.oblix.facts.complexity.ComplexityWords.BASIS;
import static io.oblix.facts.complexity.ComplexityWords.extend;
import static io.oblix.facts.complexity.ComplexityWords.mix;
import static io.oblix.facts.complexity.ComplexityWords.pair;

import org.jspecify.annotations.Nullable;

/**
 * Tells the instruction from the text that it is to be carried out on: "Translate to French: Prove that ..." asks for
 * French and for no proof. Only jobs on natural language count, only when the prompt opens with one, and none where the
 * instruction names code, logic or a second task, or what is given looks like code. Twin of
 * {@code docs/complexity/given_text.py}.
 */
final class GivenText {

    /** No longer instruction is looked for, in characters: after so many it is no simple job. */
    private static final int INSTRUCTION = 200;

    /** So much may follow a quotation and still say what to do with it, in characters. */
    private static final int AFTERWARDS = 100;

    /** As far as code is looked for. */
    private static final int LOOKED_AT = 4_000;

    /** Prose has fewer braces and semicolons than these, or than one to so many characters. */
    private static final int CODE_MARKS = 3;

    private static final int CODE_MARK_EVERY = 40;

    /** Marks of formulas and of C++. */
    private static final String FORMULAS = "^=+<\\$";

    private static final String QUOTES = "\"“„«「";
    private static final String CLOSING_QUOTES = "\"””»」";

    /** The classes of the file of words, by their place. */
    private static final int JOB = 0;

    private static final int CHANGE = 1;
    private static final int LANGUAGE = 2;
    private static final int BEFORE = 3;
    private static final int OTHER = 4;

    private final String text;
    private final ComplexityWords words;

    /** The given text, first character and the one after its last. */
    private int from = -1;

    private int to;

    private boolean job;
    private boolean change;
    private boolean language;

    private GivenText(String text, ComplexityWords words) {
        this.text = text;
        this.words = words;
        this.to = text.length();
    }

    /** The instruction without the text that it is about, or null when the whole prompt is the question. */
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
                && text.length() - to <= AFTERWARDS
                && isJob(0, from)
                && isJob(to, text.length())
                && (job || (change && language));
    }

    /** Behind a colon, a line break or an opening quotation mark; a sentence that ends before is the question. */
    private void find() {
        int i = skip(0, true);
        int end = Math.min(text.length(), INSTRUCTION);
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

    /** Not that of an address, a time or a C++ name; what follows a quotation behind it belongs to the instruction. */
    private void colon(int at) {
        int next = skip(at + 1, true);
        if (next == text.length() || (next == at + 1 && isBound(text.charAt(next)))) {
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

    private static boolean isBound(char c) {
        return c == '/' || c == ':' || CharKind.of(c) == CharKind.DIGIT;
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

    /** Whether the words of this part of the instruction say nothing against a simple job. */
    private boolean isJob(int start, int end) {
        int previous = 0;
        int i = start;
        while (i < end) {
            int kind = CharKind.of(text.charAt(i));
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
        int kind = CharKind.of(c);
        return kind == CharKind.LETTER || kind == CharKind.DIGIT;
    }

    /** What the job is stands first but for courtesy; in scripts without spaces it may stand anywhere. */
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
        int end = Math.min(to, from + LOOKED_AT);
        for (int i = from; i < end; i++) {
            char c = text.charAt(i);
            if (c == '`' && text.startsWith("```", i)) {
                return true;
            }
            marks += c == '{' || c == '}' || c == ';' ? 1 : 0;
        }
        return marks >= CODE_MARKS && marks * CODE_MARK_EVERY > end - from;
    }
}
