package io.oblix.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import com.fasterxml.jackson.core.JsonGenerator;
import io.oblix.json.JsonFields;
import io.oblix.key.AuditLog;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.KeyValuePair;

/**
 * A line of the log as one JSON object.
 *
 * @param request that the line belongs to
 */
record JsonLine(ILoggingEvent event, @Nullable LoggedRequest request) implements JsonFields {

    static final String REQUEST_ID = "request_id";
    static final String TRACE_ID = "trace_id";
    static final String KEY = "key";

    @Override
    public void writeTo(JsonGenerator json) throws IOException {
        json.writeStringField("time", UtcTime.text(event.getTimeStamp()));
        json.writeStringField("level", event.getLevel().toString());
        json.writeStringField("logger", event.getLoggerName());
        AuditLog.Line audit = LineEncoder.audit(event);
        // The fields of the audit say it all.
        json.writeStringField("message", audit == null ? event.getFormattedMessage() : audit.event());
        if (LineEncoder.onlyArgument(event) instanceof LogFields fields) {
            fields.writeTo(json);
        } else {
            writeRequest(json);
        }
        if (audit != null) {
            audit.writeTo(json);
        }
        List<KeyValuePair> pairs = event.getKeyValuePairs();
        for (KeyValuePair pair : pairs == null ? List.<KeyValuePair>of() : pairs) {
            write(json, pair);
        }
        if (event.getThrowableProxy() != null) {
            json.writeStringField("stack_trace", ThrowableProxyUtil.asString(event.getThrowableProxy()));
        }
    }

    private void writeRequest(JsonGenerator json) throws IOException {
        write(json, REQUEST_ID, LineEncoder.requestId(event, request));
        if (request != null) {
            write(json, TRACE_ID, request.traceId());
            write(json, KEY, request.keyName());
        }
    }

    /** What is empty is left out. */
    static void write(JsonGenerator json, String name, String value) throws IOException {
        if (!value.isEmpty()) {
            json.writeStringField(name, value);
        }
    }

    private static void write(JsonGenerator json, KeyValuePair pair) throws IOException {
        if (pair.key.equals(REQUEST_ID)) {
            // It stands with what else is known of the request.
            return;
        } else if (pair.value instanceof Number number) {
            json.writeNumberField(pair.key, number.longValue());
        } else {
            json.writeStringField(pair.key, String.valueOf(pair.value));
        }
    }
}
