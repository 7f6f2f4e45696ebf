package io.oblix.provider.camel;

import org.apache.camel.InvalidPayloadException;
import org.apache.camel.NoTypeConversionAvailableException;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.TypeConversionException;

/** Why the operator's route failed, for the log: Camel's exceptions about a body print the body, which is a prompt. */
public final class SafeCause {

    private static final int MAX_CHARS = 300;

    private SafeCause() {}

    /** The class of the innermost exception, and its message where that cannot hold a body. */
    public static String of(Throwable failure) {
        Throwable cause = failure;
        boolean printsBody = false;
        while (true) {
            printsBody |= cause instanceof TypeConversionException
                    || cause instanceof NoTypeConversionAvailableException
                    || cause instanceof InvalidPayloadException
                    || (cause instanceof RuntimeCamelException && cause.getCause() == null);
            if (cause.getCause() == null || cause.getCause() == cause) {
                break;
            }
            cause = cause.getCause();
        }
        String message = cause.getMessage();
        String name = cause.getClass().getName();
        if (printsBody || message == null) {
            return name;
        }
        String line = message.lines().findFirst().orElse("");
        return name + ": " + (line.length() > MAX_CHARS ? line.substring(0, MAX_CHARS) : line);
    }
}
