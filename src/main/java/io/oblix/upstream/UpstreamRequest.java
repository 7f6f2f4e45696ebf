package io.oblix.upstream;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A request to a provider: a POST of JSON. Nothing of the client's HTTP request is sent except what is here.
 *
 * @param url of the provider's endpoint
 * @param headers those of the provider's API, including the key
 * @param body JSON
 * @param wholeAnswer whether the answer comes in one piece, so that there is no first token to wait for
 * @param ignoredParams fields of the client's request that this provider does not support, sorted
 */
public record UpstreamRequest(
        String url, Map<String, String> headers, byte[] body, boolean wholeAnswer, List<String> ignoredParams) {

    /** The same with more headers. */
    public UpstreamRequest with(Map<String, String> more) {
        if (more.isEmpty()) {
            return this;
        }
        Map<String, String> all = new LinkedHashMap<>(headers);
        all.putAll(more);
        return new UpstreamRequest(url, all, body, wholeAnswer, ignoredParams);
    }

    /** Without query, headers and body: keys and prompts must not reach a log. */
    @Override
    public String toString() {
        return "POST " + withoutQuery(url);
    }

    static String withoutQuery(String url) {
        int query = url.indexOf('?');
        return query < 0 ? url : url.substring(0, query);
    }
}
