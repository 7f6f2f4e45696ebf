package io.oblix.upstream;

import java.util.List;
import java.util.Map;

/**
 * A request as it goes to a provider: a POST of JSON. Only what stands here is sent; nothing of the caller's HTTP
 * request is.
 *
 * @param url of the provider's endpoint
 * @param headers the provider's own, with the key
 * @param body JSON
 * @param wholeAnswer whether the answer comes in one piece, so that no first token can be waited for
 * @param ignoredParams fields of the caller's request that the provider has no place for, sorted
 */
public record UpstreamRequest(
        String url, Map<String, String> headers, byte[] body, boolean wholeAnswer, List<String> ignoredParams) {

    /** Without headers and body: keys and prompts must not reach a log by way of a record's text. */
    @Override
    public String toString() {
        return "POST " + url;
    }
}
