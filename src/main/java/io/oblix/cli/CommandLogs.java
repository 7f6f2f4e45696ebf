package io.oblix.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import org.slf4j.LoggerFactory;

/** The log of this process, for commands that must silence or flush it. */
final class CommandLogs {

    private CommandLogs() {}

    /** For commands that run a server only to print a result of their own. */
    static void silence() {
        for (String name : new String[] {org.slf4j.Logger.ROOT_LOGGER_NAME, "io.oblix", "oblix.request", "policy"}) {
            if (LoggerFactory.getLogger(name) instanceof Logger logger) {
                logger.setLevel(Level.OFF);
            }
        }
    }

    /** Writes out request lines, which a thread of their own writes, before the process ends. */
    static void flush() {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext logs) {
            logs.stop();
        }
    }
}
