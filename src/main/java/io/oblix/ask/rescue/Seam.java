package io.oblix.ask.rescue;

/**
 * Whether a text that repeats nothing goes on where another one ended. Only its first characters are read. It is refused
 * wherever it may be the middle of something else: a remark on the task, the answer from its beginning in other words,
 * words that the other has said, or a place where it cannot be told whether a blank is missing.
 */
final class Seam {

    private static final String ENDS = ".!?…:;。！？：；";
    private static final String CLOSES = ")]}>»”’\"'*_`|";
    private static final String GLUED_BEHIND = ",.;:!?)]}%»”’，。、！？：；）」』";
    private static final String GLUED_BEFORE = "([{«“¿¡/（「『";

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
     * Whether what follows a repetition of the last words goes on from them.
     *
     * @param rest its first characters; not blank
     */
    static boolean goesOn(String had, String rest) {
        String text = rest.strip();
        boolean newLine = rest.lastIndexOf('\n', behindBlanks(rest)) >= 0;
        boolean listed = "-*+|".indexOf(text.charAt(0)) >= 0 || SaidBefore.isListed(text);
        return !Remark.isMade(text)
                && !(newLine && !listed && isInSentence(had) && !isInCodeBlock(had))
                && (!newLine || SaidBefore.isNextInList(had, text))
                && !SaidBefore.repeatsEnd(had, text);
    }

    /** @param said the first {@link AskedOverlap#JUDGED_CHARS} characters, or all of a shorter text; not blank */
    static boolean isClean(String had, String said) {
        String text = said.strip();
        return isJoined(had, said)
                && !Remark.begins(text)
                && !(isInSentence(had) && beginsSentence(text, had))
                && !SaidBefore.repeats(had, text)
                && SaidBefore.isNextInList(had, text);
    }

    /** Whether it is sure that neither a blank nor a part of a word is missing or too much. */
    private static boolean isJoined(String had, String said) {
        int before = had.codePointBefore(had.length());
        int behind = said.codePointAt(0);
        boolean blankBefore = Character.isWhitespace(before);
        boolean blankBehind = Character.isWhitespace(behind);
        if (isInCodeBlock(had)) {
            // Blanks count in code, and a fence would end it.
            return before == '\n' && (!blankBehind || behind != '\n') && !said.startsWith("```");
        }
        if (blankBefore || blankBehind) {
            return !(blankBehind && said.strip().startsWith("```"));
        }
        return GLUED_BEHIND.indexOf(behind) >= 0
                || GLUED_BEFORE.indexOf(before) >= 0
                || isOpening(had)
                || (hasNoBlanks(before) && hasNoBlanks(behind));
    }

    /** Whether its last character is a mark that opens what follows, though the same mark may close it. */
    private static boolean isOpening(String had) {
        String before = withoutClosing(had);
        return before.length() < had.length()
                && "\"'*_`".indexOf(had.charAt(before.length())) >= 0
                && (before.isEmpty() || Character.isWhitespace(before.charAt(before.length() - 1)));
    }

    /** Of a script that puts no blanks between words. */
    static boolean hasNoBlanks(int character) {
        Character.UnicodeScript script = Character.UnicodeScript.of(character);
        return switch (script) {
            case HAN, HIRAGANA, KATAKANA, THAI, LAO, KHMER, MYANMAR -> true;
            default -> "，。、！？：；（）「」『』".indexOf(character) >= 0;
        };
    }

    /** Whether the next word stands in the middle of a sentence. */
    static boolean isInSentence(String had) {
        String text = had.stripTrailing();
        if (text.isEmpty() || had.indexOf('\n', text.length()) >= 0 || isOpening(had)) {
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

    /** A capital letter begins a sentence, but for names that the answer has used within one. */
    private static boolean beginsSentence(String text, String had) {
        int at = 0;
        while (at < text.length() && !Character.isLetterOrDigit(text.charAt(at))) {
            at++;
        }
        if (at == text.length() || !Character.isUpperCase(text.charAt(at))) {
            return false;
        }
        int end = at;
        while (end < text.length() && Character.isLetterOrDigit(text.charAt(end))) {
            end++;
        }
        String word = text.substring(at, end);
        int used = had.indexOf(" " + word);
        return !word.equals("I") && !(word.length() > 1 && used > 0 && Character.isLowerCase(had.charAt(used - 1)));
    }

    static boolean isInCodeBlock(String had) {
        int fences = 0;
        for (int at = had.indexOf("```"); at >= 0; at = had.indexOf("```", at + 3)) {
            fences++;
        }
        return fences % 2 == 1;
    }
}
