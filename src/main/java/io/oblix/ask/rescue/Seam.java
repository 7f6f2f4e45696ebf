package io.oblix.ask.rescue;

/** Whether a text goes on where another one ended. Only its first characters are read. */
final class Seam {

    private static final String ENDS = ".!?…:;。！？：；";
    private static final String CLOSES = ")]}>»”’\"'*_`|";

    /** In a paragraph with one of these, a word may be code, a cell or a tag. */
    private static final String NO_PROSE = "`<>{}|=\t";

    /** What a line may begin with though the sentence before has no end. */
    private static final String BEGINS_LINE = "-*+|#>`~,;";

    private Seam() {}

    static int behindBlanks(CharSequence text) {
        int at = 0;
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        return at;
    }

    /** Whether an answer that ends like this may be whole. */
    static boolean endsWell(String had) {
        String text = withoutClosing(had.stripTrailing());
        if (isInCodeBlock(had) || text.isEmpty()) {
            return false;
        }
        return ".!?…。！？".indexOf(text.charAt(text.length() - 1)) >= 0;
    }

    /**
     * Whether a text that repeats nothing goes on: only within a sentence, behind a blank, and with a small letter. All
     * else may be a remark, the answer from its beginning, or half a word; and where letters have no case, or blanks
     * divide no words, it cannot be told.
     *
     * @param said the first {@link AskedOverlap#JUDGED_CHARS} characters, or all of a shorter text; not blank
     */
    static boolean isSure(String had, String said) {
        int blanks = behindBlanks(said);
        int first = said.codePointAt(blanks);
        String text = said.strip();
        return said.lastIndexOf('\n', blanks) < 0
                && Character.isLowerCase(first)
                && hasCase(first)
                && endsInProse(had)
                && !Remark.begins(text)
                && !SaidBefore.repeats(had, text);
    }

    private static boolean endsInProse(String had) {
        String text = had.stripTrailing();
        if (!had.endsWith(" ") || !isInSentence(had) || isInCodeBlock(had)) {
            return false;
        }
        int last = text.codePointBefore(text.length());
        return (last == ',' || Character.isDigit(last) || hasCase(last))
                && paragraph(text).chars().noneMatch(mark -> NO_PROSE.indexOf(mark) >= 0);
    }

    private static boolean hasCase(int letter) {
        return switch (Character.UnicodeScript.of(letter)) {
            case LATIN, GREEK, CYRILLIC -> true;
            default -> false;
        };
    }

    private static String paragraph(String had) {
        return had.substring(had.lastIndexOf("\n\n") + 1);
    }

    /**
     * Whether what follows a repetition of the last words goes on from them.
     *
     * @param shown the begun answer, to the end of what was repeated
     * @param rest its first characters; not blank
     */
    static boolean goesOn(String had, String shown, String rest) {
        String text = rest.strip();
        boolean newLine = rest.lastIndexOf('\n', behindBlanks(rest)) >= 0;
        boolean bullet = "-*+".indexOf(text.charAt(0)) >= 0 && text.startsWith(" ", 1);
        boolean listed = bullet || text.startsWith("|") || SaidBefore.isListed(text);
        boolean inCode = isInCodeBlock(had);
        return !Remark.isMade(text)
                && !(newLine && !listed && isInSentence(had) && !inCode)
                && (!newLine || SaidBefore.isNextInList(had, text))
                && !SaidBefore.repeatsEnd(had, text)
                && (inCode || (!SaidBefore.repeatsLastWords(shown, rest) && isJoined(shown, rest)));
    }

    /** Whether the marks before the first word belong behind what was begun. */
    private static boolean isJoined(String shown, String rest) {
        int word = 0;
        while (word < rest.length() && !Character.isLetterOrDigit(rest.codePointAt(word))) {
            if (closesNothing(shown + rest.substring(0, word), rest.substring(word))) {
                return false;
            }
            word++;
        }
        String marks = rest.substring(0, word);
        String text = marks.strip();
        boolean omits = text.contains("..") || text.contains("…") || text.contains("<!");
        boolean breaksOff = marks.indexOf('\n') >= 0
                && marks.chars().noneMatch(mark -> BEGINS_LINE.indexOf(mark) >= 0)
                && word < rest.length()
                && (text.startsWith(":") ? Character.isLetter(rest.codePointAt(word)) : isSmall(shown, rest, word));
        boolean withinSentence = text.isEmpty() && marks.indexOf('\n') < 0 && isInSentence(shown);
        return !omits && !breaksOff && (withinSentence || !Remark.interjects(rest));
    }

    private static boolean isSmall(String shown, String rest, int word) {
        return isInSentence(shown) && Character.isLowerCase(rest.codePointAt(word));
    }

    /** Whether a mark directly behind a word closes what was not opened. */
    private static boolean closesNothing(String before, String text) {
        char mark = text.charAt(0);
        if (before.isEmpty() || Character.isWhitespace(before.charAt(before.length() - 1))) {
            return false;
        }
        String paragraph = paragraph(before);
        int opening = ")]}”".indexOf(mark);
        if (opening >= 0) {
            return count(paragraph, "([{“".substring(opening, opening + 1)) <= count(paragraph, "" + mark)
                    && !(mark == '”' && count(paragraph, "„") > 0);
        }
        boolean bold = text.startsWith("**") || (mark == '*' && paragraph.endsWith("*"));
        boolean behindWord = Character.isLetterOrDigit(before.charAt(before.length() - 1))
                || ENDS.indexOf(before.charAt(before.length() - 1)) >= 0;
        // Within a word, a low line is a letter.
        boolean letter = mark == '_' && text.length() > 1 && Character.isLetterOrDigit(text.charAt(1));
        return "\"*`_".indexOf(mark) >= 0
                && !letter
                && behindWord
                && count(paragraph, bold ? "**" : "" + mark) % 2 == 0;
    }

    private static int count(String text, String mark) {
        int count = 0;
        for (int at = text.indexOf(mark); at >= 0; at = text.indexOf(mark, at + mark.length())) {
            count++;
        }
        return count;
    }

    /** Of a script that puts no blanks between words. */
    static boolean hasNoBlanks(int character) {
        return switch (Character.UnicodeScript.of(character)) {
            case HAN, HIRAGANA, KATAKANA, THAI, LAO, KHMER, MYANMAR -> true;
            default -> "ー，。、！？：；（）「」『』".indexOf(character) >= 0;
        };
    }

    /** Whether the next word stands in the middle of a sentence. */
    static boolean isInSentence(String had) {
        String text = had.stripTrailing();
        if (text.isEmpty() || had.indexOf('\n', text.length()) >= 0) {
            return false;
        }
        String line = text.substring(text.lastIndexOf('\n') + 1);
        if (line.chars().noneMatch(Character::isLetter)) {
            // The number or the dash of a list.
            return false;
        }
        String open = withoutClosing(text);
        char last = text.charAt(text.length() - 1);
        return (open.isEmpty() || ENDS.indexOf(open.charAt(open.length() - 1)) < 0) && "(«“[".indexOf(last) < 0;
    }

    private static String withoutClosing(String text) {
        int end = text.length();
        while (end > 0 && CLOSES.indexOf(text.charAt(end - 1)) >= 0) {
            end--;
        }
        return text.substring(0, end);
    }

    static boolean isInCodeBlock(String had) {
        return count(had, "```") % 2 == 1 || count(had, "~~~") % 2 == 1;
    }
}
