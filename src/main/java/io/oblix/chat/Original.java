package io.oblix.chat;

import java.util.Map;

/**
 * A request as its client sent it, in a dialect that a provider may speak itself: such a provider gets these bytes instead
 * of the translated body, so that nothing is lost on the way.
 *
 * @param path where the dialect's own servers serve it: {@code /v1/messages}
 * @param body its bytes; shared, must not be changed
 * @param headers those of its HTTP headers that belong to the dialect and may go upstream, by their names in lower case;
 *     never a key
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
public record Original(String path, byte[] body, Map<String, String> headers) {

    public Original {
        headers = Map.copyOf(headers);
    }

    /** Without the body: a prompt must not reach a log. */
    @Override
    public String toString() {
        return "Original[" + path + "]";
    }
}
