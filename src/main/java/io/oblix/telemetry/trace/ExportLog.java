package io.oblix.telemetry.trace;

import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.slf4j.LoggerFactory;

/** Has OpenTelemetry's complaints, such as that a collector does not answer, in the log of this server. */
final class ExportLog extends Handler {

    /** Held, because the platform forgets loggers that nothing holds. */
    private static final Logger SOURCE = Logger.getLogger("io.opentelemetry");

    private final SimpleFormatter format = new SimpleFormatter();

    private ExportLog() {
        setLevel(Level.WARNING);
    }

    /** More than once does no harm. */
    static synchronized void install() {
        for (Handler known : SOURCE.getHandlers()) {
            if (known instanceof ExportLog) {
                return;
            }
        }
        SOURCE.setUseParentHandlers(false);
        SOURCE.addHandler(new ExportLog());
    }

    @Override
    public void publish(LogRecord line) {
        if (isLoggable(line)) {
            LoggerFactory.getLogger(Tracing.class).warn("Traces: {}", format.formatMessage(line));
        }
    }

    @Override
    public void flush() {
        // Nothing is held.
    }

    @Override
    public void close() {
        // Nothing is open.
    }
}
