package io.oblix.provider.claude;

/**
 * Names of tools as Anthropic takes them: letters, digits, {@code _} and {@code -}, 64 at the most. OpenAI has the same
 * rule; histories of others, where a server stands before a dot perhaps, are put into it, two names never into one.
 */
final class ToolNames {

    private static final int MAX_LENGTH = 64;

    /** Of the digits that keep changed names apart, with what parts them from the name. */
    private static final int MARK_LENGTH = 9;

    private ToolNames() {}

    static boolean isAllowed(String name) {
        return !name.isEmpty() && name.length() <= MAX_LENGTH && ToolCallIds.isClean(name);
    }

    /** The name itself where it is allowed; any other always becomes the same. */
    static String sent(String name) {
        if (isAllowed(name)) {
            return name;
        }
        String clean = ToolCallIds.clean(name);
        String begin = clean.substring(0, Math.min(clean.length(), MAX_LENGTH - MARK_LENGTH));
        return begin + "_" + String.format("%08x", name.hashCode());
    }
}
