package io.oblix.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.slf4j.LoggerFactory;

/** For commands whose output is for people: a server inside them need not say what it is doing. */
final class Quiet {

    private Quiet() {}

    static void please() {
        for (String name : new String[] {org.slf4j.Logger.ROOT_LOGGER_NAME, "io.oblix", "oblix.request", "policy"}) {
            if (LoggerFactory.getLogger(name) instanceof Logger logger) {
                logger.setLevel(Level.OFF);
            }
        }
    }
}
