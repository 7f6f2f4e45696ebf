package io.oblix.log;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;

/**
 * The line of a request that was refused before it could be read, so that nothing else is known of it. The words of the
 * refusal may quote it, and are not in it.
 *
 * @param path it was sent to, one of ours
 * @param error why it was refused, in one word
 */
record UnreadRequest(LoggedRequest request, String path, int status, String error) implements LogFields {

    @Override
    public void writeTo(JsonGenerator json) throws IOException {
        json.writeStringField(JsonLine.REQUEST_ID, request.id());
        JsonLine.write(json, JsonLine.TRACE_ID, request.traceId());
        JsonLine.write(json, JsonLine.KEY, request.keyName());
        json.writeStringField("path", path);
        json.writeNumberField("status", status);
        json.writeStringField("error", error);
    }

    @Override
    public String toString() {
        return request.id() + " not read, " + path + " " + status + " " + error;
    }
}
