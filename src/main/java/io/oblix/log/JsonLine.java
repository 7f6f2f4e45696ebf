package io.oblix.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.json.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.KeyValuePair;

/** A line of the log as one JSON object. */
final class JsonLine {

    static final String REQUEST_ID = "request_id";
    static final String TRACE_ID = "trace_id";
    static final String KEY = "key";

    private JsonLine() {}

    /** @param request that the line belongs to */
    static ObjectNode of(ILoggingEvent event, @Nullable LoggedRequest request) {
        ObjectNode line = Json.object()
                .put("time", UtcTime.text(event.getTimeStamp()))
                .put("level", event.getLevel().toString())
                .put("logger", event.getLoggerName());
        ObjectNode audit = LineEncoder.audit(event);
        if (audit != null) {
            // Its own fields say it all.
            line.put("message", Json.text(audit, "event"));
        } else {
            line.put("message", event.getFormattedMessage());
        }
        if (request != null) {
            line.put(REQUEST_ID, request.id());
            if (!request.traceId().isEmpty()) {
                line.put(TRACE_ID, request.traceId());
            }
            if (!request.keyName().isEmpty()) {
                line.put(KEY, request.keyName());
            }
        }
        if (audit != null) {
            line.setAll(audit);
        } else if (LineEncoder.onlyArgument(event) instanceof LogFields fields) {
            fields.addTo(line);
        }
        List<KeyValuePair> pairs = event.getKeyValuePairs();
        if (pairs != null) {
            pairs.forEach(pair -> put(line, pair));
        }
        if (event.getThrowableProxy() != null) {
            line.put("stack_trace", ThrowableProxyUtil.asString(event.getThrowableProxy()));
        }
        return line;
    }

    private static void put(ObjectNode line, KeyValuePair pair) {
        if (pair.value instanceof Number number) {
            line.put(pair.key, number.longValue());
        } else {
            line.put(pair.key, String.valueOf(pair.value));
        }
    }
}
