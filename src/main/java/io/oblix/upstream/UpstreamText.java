package io.oblix.upstream;

/** Makes a provider's text fit for an error message: one line, not too long, nothing invisible. */
public final class UpstreamText {

    private static final int MAX_LENGTH = 500;

    private UpstreamText() {}

    public static String clean(String text) {
        StringBuilder clean = new StringBuilder(Math.min(text.length(), MAX_LENGTH));
        for (int i = 0; i < text.length() && clean.length() < MAX_LENGTH; i++) {
            char c = text.charAt(i);
            clean.append(Character.isISOControl(c) || Character.isSurrogate(c) ? ' ' : c);
        }
        return clean.toString().strip();
    }
}
