package io.oblix.json;

/** Looks at UTF-8 without decoding it, as strictly as Java's decoder. */
final class Utf8 {

    private Utf8() {}

    /** How many characters (UTF-16 units) these bytes are; -1 if they are not UTF-8. */
    static int length(byte[] bytes, int start, int end) {
        int length = end - start;
        int at = start;
        while (at < end) {
            if (at <= end - Long.BYTES && EightBytes.together(EightBytes.at(bytes, at)) == 0) {
                at += Long.BYTES;
            } else if (bytes[at] >= 0) {
                at++;
            } else {
                int sequence = sequence(bytes, at, end);
                if (sequence == 0) {
                    return -1;
                }
                // One of four bytes is two surrogates.
                length -= sequence == 4 ? 2 : sequence - 1;
                at += sequence;
            }
        }
        return length;
    }

    /** The length of the sequence that begins here; 0 where it is none. */
    private static int sequence(byte[] bytes, int at, int end) {
        int first = bytes[at] & 0xFF;
        int length = first < 0xC2 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : first < 0xF5 ? 4 : 0;
        if (length == 0 || at + length > end) {
            return 0;
        }
        for (int i = at + 1; i < at + length; i++) {
            if ((bytes[i] & 0xC0) != 0x80) {
                return 0;
            }
        }
        int second = bytes[at + 1] & 0xFF;
        boolean fits =
                switch (first) {
                    // A longer form of what has a shorter one, a surrogate, or none of Unicode's.
                    case 0xE0 -> second >= 0xA0;
                    case 0xED -> second < 0xA0;
                    case 0xF0 -> second >= 0x90;
                    case 0xF4 -> second < 0x90;
                    default -> true;
                };
        return fits ? length : 0;
    }
}
