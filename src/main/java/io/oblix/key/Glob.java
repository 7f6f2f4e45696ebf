package io.oblix.key;

/** Names with stars, each of which stands for any text. */
public final class Glob {

    private Glob() {}

    /** Whether each part between stars is there in its order, the first at the beginning and the last at the end. */
    public static boolean fits(String glob, String name) {
        String[] parts = glob.split("\\*", -1);
        String last = parts[parts.length - 1];
        if (parts.length == 1) {
            return glob.equals(name);
        }
        if (!name.startsWith(parts[0]) || name.length() < parts[0].length() + last.length()) {
            return false;
        }
        int at = parts[0].length();
        for (int i = 1; i < parts.length - 1; i++) {
            int found = name.indexOf(parts[i], at);
            if (found < 0) {
                return false;
            }
            at = found + parts[i].length();
        }
        return name.length() - last.length() >= at && name.endsWith(last);
    }
}
