package io.oblix.settings;

/** The value of a setting as it is meant, without what came along with it unseen. */
public final class WrittenValue {

    private WrittenValue() {}

    /** Without white space, byte-order marks and other invisible characters at its ends: it may come from a file. */
    static String strip(String value) {
        int from = 0;
        int to = value.length();
        while (from < to && isInvisible(value.charAt(from))) {
            from++;
        }
        while (from < to && isInvisible(value.charAt(to - 1))) {
            to--;
        }
        return value.substring(from, to);
    }

    private static boolean isInvisible(char c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c) || Character.getType(c) == Character.FORMAT;
    }

    /** Without the quotes that {@code docker run --env-file} hands on as a part of a variable. */
    public static String unquoted(String variable) {
        String value = strip(variable);
        char first = value.isEmpty() ? ' ' : value.charAt(0);
        boolean quoted = value.length() > 1 && (first == '"' || first == '\'') && value.endsWith(String.valueOf(first));
        return quoted ? strip(value.substring(1, value.length() - 1)) : value;
    }
}
