package io.oblix.facts.complexity;

/** What is counted while a prompt is read. {@link PromptFeature} says what is made of each count. */
final class PromptCounts {

    /** Words are counted and hashed up to this length. */
    static final int MAX_WORD = 32;

    private static final int LONG_WORD = 9;
    private static final int SHORT_WORD = 3;
    private static final int LONG_NUMBER = 4;

    /** Indented by this many blanks, a line is set off: code, or a quotation. */
    private static final int INDENT = 4;

    int chars;

    /** Words, numbers and characters of scripts without spaces. */
    int tokens;

    int words;
    int letters;
    int capitals;
    int accented;
    int longWords;
    int shortWords;
    int longestWord;
    int names;
    int acronyms;
    int codeWords;
    int wide;

    int numbers;
    int digits;
    int longNumbers;
    int decimals;

    int symbols;
    int operators;
    int mathSymbols;
    int latex;
    int brackets;
    int codeMarks;
    int commas;
    int colons;
    int quotes;
    int questions;
    int blanks;
    int emoji;

    int lines;
    int paragraphs;
    int indented;
    int bullets;
    int numbered;
    int fences;

    /** Lines that offer an answer to choose: "A. ...". */
    int options;

    /** Before the first option; -1 while there is none. */
    int wordsBeforeOptions = -1;

    int numbersBeforeOptions;

    int sentences;
    int firstSentence;
    int lastSentence;
    int longestSentence;

    /** Tokens of the sentence that is being read. */
    int sentence;

    /** The last full stop, question or exclamation mark; 0 when a token follows it. */
    char lastMark;

    /** A bit for each word that was met, by its hash: words that differ are nearly always have different bits. */
    private final long[] met = new long[16];

    void meet(int mixedHash) {
        met[mixedHash >>> 28] |= 1L << (mixedHash >>> 22);
    }

    int differentWords() {
        int different = 0;
        for (long bits : met) {
            different += Long.bitCount(bits);
        }
        return different;
    }

    /** Two characters of a script without spaces are about a word. */
    int spokenWords() {
        return words + (wide + 1) / 2;
    }

    /** The first characters of a line, behind its indentation. */
    void line(int indentation, char first, char second, char third) {
        boolean blank = first == '\n';
        lines += blank ? 0 : 1;
        indented += !blank && indentation >= INDENT ? 1 : 0;
        if ((second == '.' || second == ')') && third == ' ') {
            if (first >= 'A' && first <= 'J') {
                option();
            } else if (first >= '0' && first <= '9') {
                numbered++;
            }
        } else if (second == ' ' && (first == '-' || first == '*' || first == '•')) {
            bullets++;
        }
    }

    private void option() {
        if (options++ == 0) {
            wordsBeforeOptions = words;
            numbersBeforeOptions = numbers;
        }
    }

    private void token() {
        tokens++;
        sentence++;
        lastMark = 0;
    }

    void word(int length, int capitalLetters, boolean beginsWithCapital) {
        token();
        words++;
        letters += length;
        capitals += capitalLetters;
        longestWord = Math.max(longestWord, Math.min(length, MAX_WORD));
        longWords += length >= LONG_WORD ? 1 : 0;
        shortWords += length <= SHORT_WORD ? 1 : 0;
        if (capitalLetters >= 2 && capitalLetters == length) {
            acronyms++;
        } else if (beginsWithCapital && sentence > 1) {
            names++;
        }
    }

    void wideCharacter() {
        token();
        wide++;
    }

    void number(int digitCount, boolean decimal) {
        token();
        numbers++;
        digits += digitCount;
        longNumbers += digitCount >= LONG_NUMBER ? 1 : 0;
        decimals += decimal ? 1 : 0;
    }

    /** Any mark but a code fence. */
    void mark(char mark, char next) {
        switch (mark) {
            case '.', '!', '。', '！' -> lastMark = mark;
            case '?', '？' -> {
                lastMark = mark;
                questions++;
            }
            case ',', '、', '，' -> commas++;
            case '+', '*', '/', '<', '>', '^', '%' -> operators++;
            case '-' -> {
                operators++;
                codeMarks += next == '>' ? 1 : 0;
            }
            case '=' -> {
                operators++;
                codeMarks += next == '=' || next == '>' ? 1 : 0;
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
            case '×', '÷', '²', '±' -> mathSymbols++;
            default -> {
                mathSymbols += mark >= 0x2200 && mark < 0x2300 ? 1 : 0;
                emoji += Character.isHighSurrogate(mark) ? 1 : 0;
            }
        }
    }

    void endSentence() {
        sentences++;
        firstSentence = sentences == 1 ? sentence : firstSentence;
        lastSentence = sentence;
        longestSentence = Math.max(longestSentence, sentence);
        sentence = 0;
    }

    boolean endsAsking() {
        return lastMark == '?' || lastMark == '？';
    }
}
