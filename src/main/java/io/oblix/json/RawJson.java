package io.oblix.json;

/**
 * A JSON value as its caller wrote it, in UTF-8, so that it can be passed on without being written anew.
 *
 * @param bytes of the whole body that it stands in; shared, never to be changed
 * @param start where it begins
 * @param end where it has ended
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
public record RawJson(byte[] bytes, int start, int end) {

    public int length() {
        return end - start;
    }
}
