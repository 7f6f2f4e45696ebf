package io.oblix.log;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The header {@code traceparent} of W3C's Trace Context, {@code 00-TRACE-SPAN-FLAGS}. */
public final class TraceParent {

    private static final Pattern FORM =
            Pattern.compile("(?!ff)[0-9a-f]{2}-((?!0{32})[0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(-.*)?");

    private TraceParent() {}

    /** The id of the trace; empty when there is none that is valid. */
    public static String traceId(@Nullable String header) {
        if (header == null) {
            return "";
        }
        Matcher form = FORM.matcher(header.strip());
        return form.matches() ? form.group(1) : "";
    }
}
