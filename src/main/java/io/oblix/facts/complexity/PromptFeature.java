package io.oblix.facts.complexity;

/**
 * The counts and shares that the trees see of a prompt, in the order of the training. {@code complexity.bin} knows them
 * by their place, so a change here needs a new training.
 */
enum PromptFeature {
    CHARS,
    WORDS,
    LINES,
    SENTENCES,
    WORD_LENGTH,
    LONG_WORDS,
    LONGEST_WORD,
    DIGITS,
    NUMBERS,
    LONG_NUMBERS,
    DECIMALS,
    OPERATORS,
    LATEX,
    BRACKETS,
    QUESTIONS,
    COMMAS,
    QUOTES,
    UPPER_SHARE,
    NAMES,
    ACRONYMS,
    UNIQUE_SHARE,
    OPTIONS,
    STEM_WORDS,
    OPTION_WORDS,
    OPTION_NUMBERS,
    BULLETS,
    NUMBERED,
    INDENTED,
    FENCES,
    CODE_WORDS,
    CODE_MARKS,
    WIDE_SHARE,
    FOREIGN_SHARE,
    EMOJI,
    BLANKS,
    LONGEST_SENTENCE,
    LAST_SENTENCE,
    FIRST_SENTENCE,
    ENDS_ASKING,
    COLONS,
    SHORT_WORDS,
    MATH_SYMBOLS,
    NUMBER_SHARE,
    SYMBOL_SHARE,
    PARAGRAPHS,
    SENTENCE_LENGTH;

    private static final PromptFeature[] ALL = values();

    /** A switch, since a lambda for each would be made at every start, at a class each. */
    private double of(PromptCounts counts) {
        return switch (this) {
            case CHARS -> Math.min(counts.chars, PromptText.HEAD + PromptText.TAIL);
            case WORDS -> counts.spokenWords();
            case LINES -> counts.lines;
            case SENTENCES -> counts.sentences;
            case WORD_LENGTH -> share(counts.letters, counts.words);
            case LONG_WORDS -> share(counts.longWords, counts.spokenWords());
            case LONGEST_WORD -> counts.longestWord;
            case DIGITS -> counts.digits;
            case NUMBERS -> counts.numbers;
            case LONG_NUMBERS -> counts.longNumbers;
            case DECIMALS -> counts.decimals;
            case OPERATORS -> counts.operators;
            case LATEX -> counts.latex;
            case BRACKETS -> counts.brackets;
            case QUESTIONS -> counts.questions;
            case COMMAS -> counts.commas;
            case QUOTES -> counts.quotes;
            case UPPER_SHARE -> share(counts.capitals, counts.letters);
            case NAMES -> counts.names;
            case ACRONYMS -> counts.acronyms;
            case UNIQUE_SHARE -> share(counts.differentWords(), counts.spokenWords());
            case OPTIONS -> counts.options;
            case STEM_WORDS -> counts.options == 0 ? counts.spokenWords() : counts.wordsBeforeOptions;
            case OPTION_WORDS ->
                counts.options == 0 ? 0 : share(counts.words - counts.wordsBeforeOptions, counts.options);
            case OPTION_NUMBERS ->
                counts.options == 0 ? 0 : share(counts.numbers - counts.numbersBeforeOptions, counts.options);
            case BULLETS -> counts.bullets;
            case NUMBERED -> counts.numbered;
            case INDENTED -> counts.indented;
            case FENCES -> counts.fences;
            case CODE_WORDS -> counts.codeWords;
            case CODE_MARKS -> counts.codeMarks;
            case WIDE_SHARE -> share(counts.wide, counts.chars);
            case FOREIGN_SHARE -> share(counts.accented, counts.letters);
            case EMOJI -> counts.emoji;
            case BLANKS -> counts.blanks;
            case LONGEST_SENTENCE -> counts.longestSentence;
            case LAST_SENTENCE -> counts.lastSentence;
            case FIRST_SENTENCE -> counts.firstSentence;
            case ENDS_ASKING -> counts.endsAsking() ? 1 : 0;
            case COLONS -> counts.colons;
            case SHORT_WORDS -> share(counts.shortWords, counts.spokenWords());
            case MATH_SYMBOLS -> counts.mathSymbols;
            case NUMBER_SHARE -> share(counts.numbers, counts.tokens);
            case SYMBOL_SHARE -> share(counts.symbols, counts.chars);
            case PARAGRAPHS -> counts.paragraphs;
            case SENTENCE_LENGTH -> share(counts.tokens, counts.sentences);
        };
    }

    private static double share(int part, int whole) {
        return (double) part / Math.max(1, whole);
    }

    static int count() {
        return ALL.length;
    }

    /** Writes each feature to its place. */
    static void write(PromptCounts counts, float[] values) {
        for (int i = 0; i < ALL.length; i++) {
            values[i] = (float) ALL[i].of(counts);
        }
    }
}
