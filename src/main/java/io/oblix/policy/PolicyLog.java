package io.oblix.policy;

import org.apache.camel.Exchange;
import org.apache.camel.Expression;
import org.apache.camel.Processor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * The {@code log} step of a policy. It logs one bounded line under {@code policy.NAME}, whatever the version of the
 * file, and nothing while the policy is tried.
 */
public final class PolicyLog implements Processor {

    private static final int MAX_CHARS = 1_000;

    private final Logger log;
    private final Level level;
    private final Expression message;

    /** @param message checked, its placeholders resolved */
    public PolicyLog(String policy, Level level, Expression message) {
        this.log = LoggerFactory.getLogger("policy." + policy);
        this.level = level;
        this.message = message;
    }

    @Override
    public void process(Exchange exchange) {
        if (exchange.getProperty(Policy.TRIAL) == null && log.isEnabledForLevel(level)) {
            log.atLevel(level).log("{}", line(message.evaluate(exchange, String.class)));
        }
    }

    /** The name of a model is text of the client, which must not start a log line of its own. */
    private static String line(String text) {
        StringBuilder line = new StringBuilder();
        text.codePoints().limit(MAX_CHARS).forEach(c -> line.appendCodePoint(isBreak(c) ? ' ' : c));
        return line.toString();
    }

    private static boolean isBreak(int c) {
        int type = Character.getType(c);
        return type == Character.CONTROL || type == Character.LINE_SEPARATOR || type == Character.PARAGRAPH_SEPARATOR;
    }
}
