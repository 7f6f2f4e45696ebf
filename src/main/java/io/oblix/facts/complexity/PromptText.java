package io.oblix.facts.complexity;

/**
 * The characters of a prompt that are read, and which of them state the request. A long prompt is read at both ends
 * only. In one that may hold a pasted document, the request is what stands before the first empty line and after the
 * last one.
 */
final class PromptText {

    static final int HEAD = 4_000;
    static final int TAIL = 2_000;

    /** The request is looked for in this many characters at the start, and in these at the end. */
    private static final int REQUEST_HEAD = 600;

    private static final int REQUEST_TAIL = 400;

    /** A prompt of this length may hold a pasted document. */
    private static final int PASTED = 1_500;

    private final char[] chars;

    /** The request ends here, and goes on there. */
    private final int headEnd;

    private final int tailStart;

    PromptText(String prompt) {
        chars = ends(prompt);
        int gap = chars.length < PASTED ? -1 : firstEmptyLine();
        headEnd = gap < 0 ? REQUEST_HEAD : gap;
        int lastGap = chars.length < PASTED ? -1 : lastEmptyLine();
        tailStart = lastGap >= 0 ? lastGap : gap < 0 ? chars.length - REQUEST_TAIL : chars.length;
    }

    /** All of a short prompt; of a long one its ends, with a line break between them. */
    private static char[] ends(String prompt) {
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

    private int firstEmptyLine() {
        for (int i = 1; i < REQUEST_HEAD; i++) {
            if (isEmptyLine(i)) {
                return i;
            }
        }
        return -1;
    }

    private int lastEmptyLine() {
        for (int i = chars.length - 2; i > chars.length - REQUEST_TAIL; i--) {
            if (isEmptyLine(i)) {
                return i;
            }
        }
        return -1;
    }

    private boolean isEmptyLine(int at) {
        return chars[at] == '\n' && chars[at + 1] == '\n';
    }

    int length() {
        return chars.length;
    }

    /** The character there; a line break after the end. */
    char at(int index) {
        return index < chars.length ? chars[index] : '\n';
    }

    /** Whether this character belongs to the request, and not to a text that the request is about. */
    boolean isRequest(int index) {
        return index < headEnd || index >= tailStart;
    }
}
