package io.oblix.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.spi.ContextAwareBase;
import ch.qos.logback.core.status.NopStatusListener;
import java.util.List;

/**
 * What is logged, and where to. In code and not in {@code logback.xml}, because reading that by an XML parser and by
 * reflection took a tenth of the time until the server listens. A file of the operator's is used instead where
 * {@code -Dlogback.configurationFile} names one.
 */
public final class LogConfiguration extends ContextAwareBase implements Configurator {

    private static final String OWN_FILE = "logback.configurationFile";

    /**
     * Those that report in a line of ours what they would log with a stack: clients that disconnect while their body is
     * read (RouterErrors), a context that does not start (OblixApplication), the database (LedgerStatus).
     */
    private static final List<String> SILENT = List.of(
            "io.vertx.ext.web.RoutingContext",
            "org.apache.camel.impl.engine.AbstractCamelContext",
            "com.zaxxer.hikari",
            "org.flywaydb",
            "org.sqlite",
            "org.postgresql");

    @Override
    public ExecutionStatus configure(LoggerContext logs) {
        boolean isTest = LogConfiguration.class.getResource("/logback-test.xml") != null;
        if (isTest || System.getProperty(OWN_FILE) != null) {
            return ExecutionStatus.INVOKE_NEXT_IF_ANY;
        }
        configureServer(logs);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    static void configureServer(LoggerContext logs) {
        logs.getStatusManager().add(new NopStatusListener());
        Logger root = logs.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.WARN);
        root.addAppender(started(logs, "console", new ConsoleAppender<>()));
        logs.getLogger("io.oblix").setLevel(Level.INFO);
        // A line per request must never make a request wait, even when nothing reads the output: lines are dropped
        // then.
        Appender<ILoggingEvent> requests = started(logs, "requests", new RequestLogAppender());
        apart(logs, "oblix.request", requests);
        // The log steps of policies, policy.NAME: they run while a request waits, too.
        apart(logs, "policy", requests);
        // What calls and answers have to tell: event loops write some of it, which all requests would wait for.
        List.of("io.oblix.ask", "io.oblix.provider", "io.oblix.dialect", "io.oblix.budget")
                .forEach(name -> by(requests, logs.getLogger(name)));
        // Who did what, where keys are asked for: one JSON object a line.
        apart(logs, "oblix.audit", requests);
        SILENT.forEach(name -> logs.getLogger(name).setLevel(Level.OFF));
    }

    private static void apart(LoggerContext logs, String name, Appender<ILoggingEvent> appender) {
        Logger logger = logs.getLogger(name);
        logger.setLevel(Level.INFO);
        by(appender, logger);
    }

    private static void by(Appender<ILoggingEvent> appender, Logger logger) {
        logger.setAdditive(false);
        logger.addAppender(appender);
    }

    private static Appender<ILoggingEvent> started(
            LoggerContext logs, String name, OutputStreamAppender<ILoggingEvent> appender) {
        LineEncoder encoder = new LineEncoder();
        encoder.setContext(logs);
        encoder.start();
        appender.setName(name);
        appender.setContext(logs);
        appender.setEncoder(encoder);
        appender.start();
        return appender;
    }
}
