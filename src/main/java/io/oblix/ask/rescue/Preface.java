package io.oblix.ask.rescue;

/** What a run says before it repeats the last words, and what may be left out without loss. */
final class Preface {

    private static final int LONGEST_FENCE_CHARS = 20;

    private Preface() {}

    /**
     * Whether each line is a remark, a label or dots of omission, or, where the begun answer ends within a block of code,
     * the fence that opens it once more. Anything else may be a part of the rest that is like the last words further on.
     */
    static boolean isOne(String before, boolean inCode) {
        boolean fence = false;
        for (String line : (Iterable<String>) before.lines()::iterator) {
            String text = line.strip();
            if (text.isEmpty()) {
                continue;
            }
            fence = inCode && isFence(text);
            if (!fence && !text.equals("...") && !text.equals("…") && !Remark.isAll(text)) {
                return false;
            }
        }
        return fence == inCode && opensNothing(before);
    }

    private static boolean isFence(String line) {
        return (line.startsWith("```") || line.startsWith("~~~"))
                && line.length() <= LONGEST_FENCE_CHARS
                && line.indexOf(' ') < 0;
    }

    /** A quotation would be left with only the mark that closes it. */
    private static boolean opensNothing(String before) {
        char last = before.charAt(before.length() - 1);
        return (Character.isWhitespace(last) || ".…:".indexOf(last) >= 0)
                && before.chars().filter(mark -> mark == '"').count() % 2 == 0
                && before.chars().filter(mark -> mark == '*').count() % 2 == 0;
    }
}
