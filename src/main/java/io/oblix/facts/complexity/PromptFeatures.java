package io.oblix.facts.complexity;

import static io.oblix.facts.complexity.ComplexityWords.BASIS;
import static io.oblix.facts.complexity.ComplexityWords.extend;
import static io.oblix.facts.complexity.ComplexityWords.mix;
import static io.oblix.facts.complexity.ComplexityWords.pair;

/**
 * What the complexity scorer sees of a prompt: counts of words, numbers, marks and lines, and which classes of words
 * the person who asks uses. One pass, no strings made; a long prompt is read by its ends. Twin of
 * {@code docs/complexity/features.py}, and as long, because the two are compared line by line.
 */
final class PromptFeatures {

    private static final int HEAD = 4_000;
    private static final int TAIL = 2_000;

    /** Where a person says what he wants; words elsewhere are what he wants it of. */
    private static final int ASK_HEAD = 600;

    private static final int ASK_TAIL = 400;

    /** From this length on, what stands behind the first empty line or before the last may be pasted. */
    private static final int PASTED = 1_500;

    /** Words that open a request. */
    private static final int LEAD = 8;

    private static final int LONG_WORD = 9;
    private static final int SHORT_WORD = 3;
    private static final int MAX_WORD = 32;
    private static final int MAX_CLASS = 5;

    private final ComplexityWords words;
    private final char[] text;
    private int askHead = ASK_HEAD;
    private int askTail;
    private final int[] has;
    private final int[] lead;
    private final long[] seen = new long[16];

    private int at;
    private boolean inCode;

    /** The word before in this sentence; 0 when there is none. */
    private int previous;

    private int tokens;
    private int letters;
    private int upper;
    private int wordCount;
    private int longWords;
    private int longestWord;
    private int shortWords;
    private int digits;
    private int numbers;
    private int longNumbers;
    private int decimals;
    private int operators;
    private int latex;
    private int brackets;
    private int questions;
    private int commas;
    private int quotes;
    private int colons;
    private int symbols;
    private int mathSymbols;
    private int codeMarks;
    private int names;
    private int acronyms;
    private int emoji;
    private int blanks;
    private int wide;
    private int foreign;
    private int lines;
    private int paragraphs;
    private int options;
    private int stemWords = -1;
    private int numbersBeforeOptions;
    private int bullets;
    private int numbered;
    private int indented;
    private int fences;
    private int codeWords;
    private int sentences;
    private int sentence;
    private int longestSentence;
    private int firstSentence;
    private int lastSentence;
    private char lastMark;

    private PromptFeatures(String prompt, ComplexityWords words) {
        this.words = words;
        this.text = bounded(prompt);
        this.askTail = text.length - ASK_TAIL;
        this.has = new int[words.count()];
        this.lead = new int[words.count()];
    }

    static PromptFeatures of(String prompt, ComplexityWords words) {
        PromptFeatures features = new PromptFeatures(prompt, words);
        features.read();
        return features;
    }

    private static char[] bounded(String prompt) {
        int length = prompt.length();
        if (length <= HEAD + TAIL) {
            return prompt.toCharArray();
        }
        char[] ends = new char[HEAD + 1 + TAIL];
        prompt.getChars(0, HEAD, ends, 0);
        ends[HEAD] = '\n';
        prompt.getChars(length - TAIL, length, ends, HEAD + 1);
        return ends;
    }

    /** Two characters of a script without spaces are about a word. */
    int spokenWords() {
        return wordCount + (wide + 1) / 2;
    }

    /** Whether a word of the class stands among the first. */
    boolean opensWith(int wordClass) {
        return lead[wordClass] > 0;
    }

    private char charAt(int index) {
        return index < text.length ? text[index] : '\n';
    }

    private void findTheRequest() {
        if (text.length < PASTED) {
            return;
        }
        for (int i = 1; i < ASK_HEAD; i++) {
            if (text[i] == '\n' && text[i + 1] == '\n') {
                askHead = i;
                askTail = text.length;
                break;
            }
        }
        for (int i = text.length - 2; i > text.length - ASK_TAIL; i--) {
            if (text[i] == '\n' && text[i + 1] == '\n') {
                askTail = i;
                break;
            }
        }
    }

    private void read() {
        findTheRequest();
        boolean lineStart = true;
        while (at < text.length) {
            if (lineStart) {
                lineStart = false;
                if (line()) {
                    continue;
                }
            }
            char c = text[at];
            switch (CharKind.of(c)) {
                case CharKind.SPACE -> {
                    if (c == '\n') {
                        lineStart = true;
                        paragraphs += at + 1 < text.length && text[at + 1] == '\n' ? 1 : 0;
                    }
                    at++;
                }
                case CharKind.LETTER -> word();
                case CharKind.DIGIT -> number();
                case CharKind.WIDE -> wideCharacter(c);
                default -> symbol(c);
            }
        }
        if (sentence > 0) {
            endSentence();
        }
    }

    /** What a line opens with; true for a fence, which is passed. */
    private boolean line() {
        int j = at;
        while (j < text.length && j - at < 8 && (text[j] == ' ' || text[j] == '\t')) {
            j++;
        }
        char a = charAt(j);
        char b = charAt(j + 1);
        char c = charAt(j + 2);
        lines += a == '\n' ? 0 : 1;
        if (a == '`' && b == '`' && c == '`') {
            fence();
            at = j + 3;
            return true;
        }
        indented += j - at >= 4 && a != '\n' ? 1 : 0;
        if ((b == '.' || b == ')') && c == ' ') {
            if (a >= 'A' && a <= 'J') {
                options++;
                if (options == 1) {
                    stemWords = wordCount;
                    numbersBeforeOptions = numbers;
                }
            } else if (a >= '0' && a <= '9') {
                numbered++;
            }
        } else if ((a == '-' || a == '*' || a == '•') && b == ' ') {
            bullets++;
        }
        return false;
    }

    private void fence() {
        inCode = !inCode;
        fences++;
    }

    private void token() {
        tokens++;
        sentence++;
        lastMark = 0;
    }

    private void word() {
        int hash = BASIS;
        int start = at;
        int capitals = 0;
        boolean plain = true;
        for (; at < text.length; at++) {
            char c = text[at];
            int kind = CharKind.of(c);
            boolean counts = at - start < MAX_WORD;
            if (kind == CharKind.LETTER) {
                char low = CharKind.lower(c);
                capitals += low == c ? 0 : 1;
                foreign += c >= 0x80 ? 1 : 0;
                hash = counts ? extend(hash, low) : hash;
            } else if (kind == CharKind.DIGIT || c == '_') {
                plain = false;
                hash = counts ? extend(hash, c) : hash;
            } else if ((c != '\'' && c != '’') || CharKind.of(charAt(at + 1)) != CharKind.LETTER) {
                break;
            }
        }
        token();
        count(at - start, capitals, CharKind.lower(text[start]) != text[start]);
        codeWords += inCode || !plain ? 1 : 0;
        int mixed = mix(hash);
        seen[mixed >>> 28] |= 1L << (mixed >>> 22);
        if (!inCode && (start < askHead || start >= askTail)) {
            know(words.classOf(mixed), LEAD);
            if (previous != 0) {
                know(words.classOf(pair(previous, hash)), LEAD + 1);
            }
        }
        previous = hash;
    }

    private void count(int length, int capitals, boolean capital) {
        wordCount++;
        letters += length;
        upper += capitals;
        longestWord = Math.max(longestWord, Math.min(length, MAX_WORD));
        longWords += length >= LONG_WORD ? 1 : 0;
        shortWords += length <= SHORT_WORD ? 1 : 0;
        if (capitals >= 2 && capitals == length) {
            acronyms++;
        } else if (capital && sentence > 1) {
            names++;
        }
    }

    private void know(int wordClass, int leading) {
        if (wordClass != ComplexityWords.NONE) {
            has[wordClass]++;
            if (tokens <= leading) {
                lead[wordClass] = 1;
            }
        }
    }

    private void number() {
        int count = 0;
        boolean point = false;
        for (; at < text.length; at++) {
            char c = text[at];
            if (c >= '0' && c <= '9') {
                count++;
            } else if ((c == '.' || c == ',') && CharKind.of(charAt(at + 1)) == CharKind.DIGIT) {
                point |= c == '.';
            } else {
                break;
            }
        }
        token();
        digits += count;
        numbers++;
        longNumbers += count >= 4 ? 1 : 0;
        decimals += point ? 1 : 0;
        previous = 0;
    }

    private void wideCharacter(char c) {
        token();
        wide++;
        int hash = extend(BASIS, c);
        int mixed = mix(hash);
        seen[mixed >>> 28] |= 1L << (mixed >>> 22);
        if (!inCode && (at < askHead || at >= askTail)) {
            know(words.classOf(mixed), 2 * LEAD);
            if (previous != 0) {
                know(words.classOf(pair(previous, hash)), 2 * LEAD);
            }
        }
        previous = hash;
        at++;
    }

    private void symbol(char c) {
        symbols++;
        char next = charAt(at + 1);
        switch (c) {
            case '.', '?', '!', '。', '？', '！' -> {
                questions += c == '?' || c == '？' ? 1 : 0;
                lastMark = c;
                if (sentence > 0 && (next <= ' ' || c > 0x80)) {
                    endSentence();
                }
            }
            case ',', '、', '，' -> commas++;
            case '+', '-', '*', '/', '=', '<', '>', '^', '%' -> {
                operators++;
                boolean arrow = (c == '=' && next == '=') || (c == '-' && next == '>') || (c == '=' && next == '>');
                codeMarks += arrow ? 1 : 0;
            }
            case '\\', '$' -> latex++;
            case '(', '[' -> brackets++;
            case '{' -> {
                brackets++;
                codeMarks++;
            }
            case '"', '\'', '“', '‘' -> quotes++;
            case ';' -> codeMarks++;
            case ':' -> colons++;
            case '_' -> blanks++;
            case '`' -> {
                if (next == '`' && at + 2 < text.length && text[at + 2] == '`') {
                    fence();
                    at += 2;
                }
            }
            case '×', '÷', '²', '±' -> mathSymbols++;
            default -> {
                mathSymbols += c >= 0x2200 && c < 0x2300 ? 1 : 0;
                emoji += Character.isHighSurrogate(c) ? 1 : 0;
            }
        }
        at++;
    }

    private void endSentence() {
        sentences++;
        longestSentence = Math.max(longestSentence, sentence);
        firstSentence = sentences == 1 ? sentence : firstSentence;
        lastSentence = sentence;
        sentence = 0;
        previous = 0;
    }

    private int differentWords() {
        int different = 0;
        for (long bits : seen) {
            different += Long.bitCount(bits);
        }
        return different;
    }

    /** In the order of the training. */
    float[] values() {
        int spoken = spokenWords();
        Row row = new Row(46 + 2 * has.length);
        row.add(Math.min(text.length, HEAD + TAIL)).add(spoken).add(lines).add(sentences);
        row.share(letters, wordCount)
                .share(longWords, spoken)
                .add(longestWord)
                .add(digits)
                .add(numbers);
        row.add(longNumbers)
                .add(decimals)
                .add(operators)
                .add(latex)
                .add(brackets)
                .add(questions)
                .add(commas);
        row.add(quotes)
                .share(upper, letters)
                .add(names)
                .add(acronyms)
                .share(differentWords(), spoken)
                .add(options);
        row.add(stemWords < 0 ? spoken : stemWords).share(options == 0 ? 0 : wordCount - stemWords, options);
        row.share(options == 0 ? 0 : numbers - numbersBeforeOptions, options)
                .add(bullets)
                .add(numbered)
                .add(indented);
        row.add(fences)
                .add(codeWords)
                .add(codeMarks)
                .share(wide, text.length)
                .share(foreign, letters)
                .add(emoji);
        row.add(blanks).add(longestSentence).add(lastSentence).add(firstSentence);
        row.add(lastMark == '?' || lastMark == '？' ? 1 : 0)
                .add(colons)
                .share(shortWords, spoken)
                .add(mathSymbols);
        row.share(numbers, tokens).share(symbols, text.length).add(paragraphs).share(tokens, sentences);
        for (int count : has) {
            row.add(Math.min(count, MAX_CLASS));
        }
        for (int opens : lead) {
            row.add(opens);
        }
        return row.values;
    }

    private static final class Row {

        private final float[] values;
        private int size;

        private Row(int length) {
            values = new float[length];
        }

        private Row add(int value) {
            values[size++] = value;
            return this;
        }

        private Row share(int part, int whole) {
            values[size++] = (float) ((double) part / Math.max(1, whole));
            return this;
        }
    }
}
