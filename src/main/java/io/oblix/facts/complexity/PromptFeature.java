package io.oblix.facts.complexity;

import java.util.function.ToDoubleFunction;

/**
 * The counts and shares that the trees see of a prompt, in the order of the training. {@code complexity.bin} knows them
 * by their place, so a change here needs a new training.
 */
enum PromptFeature {
    CHARS(counts -> Math.min(counts.chars, PromptText.HEAD + PromptText.TAIL)),
    WORDS(PromptCounts::spokenWords),
    LINES(counts -> counts.lines),
    SENTENCES(counts -> counts.sentences),
    WORD_LENGTH(counts -> share(counts.letters, counts.words)),
    LONG_WORDS(counts -> share(counts.longWords, counts.spokenWords())),
    LONGEST_WORD(counts -> counts.longestWord),
    DIGITS(counts -> counts.digits),
    NUMBERS(counts -> counts.numbers),
    LONG_NUMBERS(counts -> counts.longNumbers),
    DECIMALS(counts -> counts.decimals),
    OPERATORS(counts -> counts.operators),
    LATEX(counts -> counts.latex),
    BRACKETS(counts -> counts.brackets),
    QUESTIONS(counts -> counts.questions),
    COMMAS(counts -> counts.commas),
    QUOTES(counts -> counts.quotes),
    UPPER_SHARE(counts -> share(counts.capitals, counts.letters)),
    NAMES(counts -> counts.names),
    ACRONYMS(counts -> counts.acronyms),
    UNIQUE_SHARE(counts -> share(counts.differentWords(), counts.spokenWords())),
    OPTIONS(counts -> counts.options),
    STEM_WORDS(counts -> counts.options == 0 ? counts.spokenWords() : counts.wordsBeforeOptions),
    OPTION_WORDS(counts -> counts.options == 0 ? 0 : share(counts.words - counts.wordsBeforeOptions, counts.options)),
    OPTION_NUMBERS(
            counts -> counts.options == 0 ? 0 : share(counts.numbers - counts.numbersBeforeOptions, counts.options)),
    BULLETS(counts -> counts.bullets),
    NUMBERED(counts -> counts.numbered),
    INDENTED(counts -> counts.indented),
    FENCES(counts -> counts.fences),
    CODE_WORDS(counts -> counts.codeWords),
    CODE_MARKS(counts -> counts.codeMarks),
    WIDE_SHARE(counts -> share(counts.wide, counts.chars)),
    FOREIGN_SHARE(counts -> share(counts.accented, counts.letters)),
    EMOJI(counts -> counts.emoji),
    BLANKS(counts -> counts.blanks),
    LONGEST_SENTENCE(counts -> counts.longestSentence),
    LAST_SENTENCE(counts -> counts.lastSentence),
    FIRST_SENTENCE(counts -> counts.firstSentence),
    ENDS_ASKING(counts -> counts.endsAsking() ? 1 : 0),
    COLONS(counts -> counts.colons),
    SHORT_WORDS(counts -> share(counts.shortWords, counts.spokenWords())),
    MATH_SYMBOLS(counts -> counts.mathSymbols),
    NUMBER_SHARE(counts -> share(counts.numbers, counts.tokens)),
    SYMBOL_SHARE(counts -> share(counts.symbols, counts.chars)),
    PARAGRAPHS(counts -> counts.paragraphs),
    SENTENCE_LENGTH(counts -> share(counts.tokens, counts.sentences));

    private static final PromptFeature[] ALL = values();

    /** Pure. */
    @SuppressWarnings("ImmutableEnumChecker")
    private final ToDoubleFunction<PromptCounts> value;

    PromptFeature(ToDoubleFunction<PromptCounts> value) {
        this.value = value;
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
            values[i] = (float) ALL[i].value.applyAsDouble(counts);
        }
    }
}
