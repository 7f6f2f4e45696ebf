package io.oblix.log;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * The line of a request that was refused before it could be read, so that nothing else is known of it. The words of the
 * refusal may quote it, and are not in it.
 *
 * @param path it was sent to, one of ours
 * @param error why it was refused, in one word
 */
record UnreadRequest(LoggedRequest request, String path, int status, String error) implements LogFields {

    @Override
    public void addTo(ObjectNode line) {
        line.put(JsonLine.REQUEST_ID, request.id());
        if (!request.traceId().isEmpty()) {
            line.put(JsonLine.TRACE_ID, request.traceId());
        }
        if (!request.keyName().isEmpty()) {
            line.put(JsonLine.KEY, request.keyName());
        }
        line.put("path", path).put("status", status).put("error", error);
    }

    @Override
    public String toString() {
        return request.id() + " not read, " + path + " " + status + " " + error;
    }
}
