package io.oblix.json;

/**
 * A JSON value as the client sent it, in UTF-8, so that it can be passed on without being serialised again.
 *
 * @param bytes the whole body around it; shared, must not be changed
 * @param start the index of its first byte
 * @param end the index behind its last byte
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
public record RawJson(byte[] bytes, int start, int end) {

    public int length() {
        return end - start;
    }
}
