package io.oblix.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.OutputStreamAppender;
import io.oblix.settings.LogFormat;
import java.util.Iterator;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/** The log of this process as a whole: its format, and what commands do with it. */
public final class Logs {

    private static volatile LogFormat format = LogFormat.TEXT;

    private Logs() {}

    /** The format of all lines from now on. What libraries log by Java's own logging comes here, too. */
    public static void write(LogFormat wanted) {
        format = wanted;
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext logs) {
            for (Logger logger : logs.getLoggerList()) {
                for (Iterator<Appender<ILoggingEvent>> all = logger.iteratorForAppenders(); all.hasNext(); ) {
                    if (all.next() instanceof OutputStreamAppender<ILoggingEvent> appender
                            && appender.getEncoder() instanceof LineEncoder encoder) {
                        encoder.setFormat(wanted);
                    }
                }
            }
        }
    }

    /** Whether everything that this process prints is a JSON object a line. */
    public static boolean areJson() {
        return format == LogFormat.JSON;
    }

    /** For commands that run a server only to print a result of their own. */
    public static void silence() {
        for (String name : new String[] {org.slf4j.Logger.ROOT_LOGGER_NAME, "io.oblix", "oblix.request", "policy"}) {
            if (LoggerFactory.getLogger(name) instanceof Logger logger) {
                logger.setLevel(Level.OFF);
            }
        }
    }

    /** Writes out request lines, which a thread of their own writes, before the process ends. */
    public static void flush() {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext logs) {
            logs.stop();
        }
    }
}
