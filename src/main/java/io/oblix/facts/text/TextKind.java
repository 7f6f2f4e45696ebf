package io.oblix.facts.text;

/** What a text mostly consists of, as far as tokenizers treat it differently. */
public enum TextKind {
    /** English, and other languages without accents. */
    WORDS,

    /** Languages in Latin letters with accents: German, French, Polish. */
    ACCENTED,

    /** Other alphabets: Russian, Greek, Arabic. */
    SCRIPT,

    /** Scripts without spaces between words: Chinese, Japanese, Thai. */
    WIDE,

    /** Programs, JSON, markup: much punctuation. */
    CODE,

    NUMBERS,

    /** Pictures, files and sound, of which only the average cost is known. */
    MEDIA
}
