package io.oblix.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.EncoderBase;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.json.Json;
import io.oblix.json.JsonFields;
import io.oblix.key.AuditLog;
import io.oblix.settings.LogFormat;
import java.nio.charset.Charset;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.KeyValuePair;

/**
 * Writes the lines of the log, as text until {@link Logs#write} says otherwise. A line about a request begins with the
 * request's id unless its message has it.
 */
public final class LineEncoder extends EncoderBase<ILoggingEvent> {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSS").withZone(ZoneId.systemDefault());
    private static final byte[] NOTHING = {};
    private static final int LEVEL_WIDTH = 5;

    private volatile LogFormat format = LogFormat.TEXT;

    public void setFormat(LogFormat wanted) {
        format = wanted;
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        LoggedRequest request = ThreadRequest.get();
        JsonFields json = format == LogFormat.JSON ? new JsonLine(event, request) : audit(event);
        return json == null ? text(event, request).getBytes(Charset.defaultCharset()) : Json.line(json);
    }

    /** A line of the audit, which is JSON in either format; null for any other line. */
    static AuditLog.@Nullable Line audit(ILoggingEvent event) {
        Object argument = onlyArgument(event);
        return argument instanceof AuditLog.Line line
                ? line
                : argument instanceof ObjectNode object ? new AuditLog.Written(object) : null;
    }

    private static String text(ILoggingEvent event, @Nullable LoggedRequest request) {
        String message = event.getFormattedMessage();
        StringBuilder line = new StringBuilder(64 + message.length());
        TIME.formatTo(Instant.ofEpochMilli(event.getTimeStamp()), line);
        line.append(' ').append(event.getLevel());
        line.append(" "
                .repeat(Math.max(
                        1, LEVEL_WIDTH + 1 - event.getLevel().toString().length())));
        String logger = event.getLoggerName();
        line.append(logger, logger.lastIndexOf('.') + 1, logger.length()).append(": ");
        String id = requestId(event, request);
        if (!id.isEmpty() && !message.contains(id)) {
            line.append(id).append(' ');
        }
        line.append(message).append(System.lineSeparator());
        if (event.getThrowableProxy() != null) {
            line.append(ThrowableProxyUtil.asString(event.getThrowableProxy()));
        }
        return line.toString();
    }

    /** The id that the line brings along, or that of its request; empty without either, or where the line says it itself. */
    static String requestId(ILoggingEvent event, @Nullable LoggedRequest request) {
        List<KeyValuePair> pairs = event.getKeyValuePairs();
        if (pairs != null) {
            for (KeyValuePair pair : pairs) {
                if (pair.key.equals(JsonLine.REQUEST_ID)) {
                    return String.valueOf(pair.value);
                }
            }
        }
        return request == null || onlyArgument(event) instanceof LogFields ? "" : request.id();
    }

    /** The argument of a line that is nothing else; null for any other line. */
    static @Nullable Object onlyArgument(ILoggingEvent event) {
        Object[] arguments = event.getArgumentArray();
        return arguments != null && arguments.length == 1 && event.getMessage().equals("{}") ? arguments[0] : null;
    }

    @Override
    public byte[] headerBytes() {
        return NOTHING;
    }

    @Override
    public byte[] footerBytes() {
        return NOTHING;
    }
}
