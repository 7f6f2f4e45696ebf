package io.oblix.provider.claude;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * {@code data:image/png;base64,...} (RFC 2397).
 *
 * @param mediaType in lower case and without parameters
 * @param base64 not decoded, not checked
 */
record DataUri(String mediaType, String base64) {

    private static final String SCHEME = "data:";
    private static final String BASE64 = ";base64";

    /** Null when the text is none, or one that is not in base64. */
    static @Nullable DataUri parse(String text) {
        int comma = text.indexOf(',');
        if (comma < 0 || !text.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return null;
        }
        String head = text.substring(SCHEME.length(), comma).toLowerCase(Locale.ROOT);
        if (!head.endsWith(BASE64)) {
            return null;
        }
        return new DataUri(head.substring(0, head.indexOf(';')).strip(), text.substring(comma + 1));
    }
}
