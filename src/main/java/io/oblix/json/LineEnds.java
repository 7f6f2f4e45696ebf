package io.oblix.json;

/** Looks for the ends of lines, eight bytes at a time: between them a stream has some hundred bytes for each token. */
public final class LineEnds {

    private LineEnds() {}

    /**
     * The place of the next {@code \n} or {@code \r}.
     *
     * @return the end where there is none
     */
    public static int next(byte[] bytes, int start, int end) {
        int at = start;
        for (; at <= end - Long.BYTES; at += Long.BYTES) {
            int place = EightBytes.first(EightBytes.lineEnds(EightBytes.at(bytes, at)));
            if (place < Long.BYTES) {
                return at + place;
            }
        }
        while (at < end && bytes[at] != '\n' && bytes[at] != '\r') {
            at++;
        }
        return at;
    }
}
