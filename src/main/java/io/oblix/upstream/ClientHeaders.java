package io.oblix.upstream;

import io.oblix.server.reply.OblixHeaders;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The headers of a provider's answer that are passed on to the client: those of OpenAI's API, which its clients read. All
 * others (cookies, hop-by-hop headers, what a proxy adds) are dropped.
 */
public final class ClientHeaders {

    private static final Set<String> PASSED_ON = Set.of(
            "openai-model",
            "openai-organization",
            "openai-processing-ms",
            "openai-project",
            "openai-version",
            "retry-after",
            "retry-after-ms");

    private static final String RATE_LIMIT = "x-ratelimit-";

    private ClientHeaders() {}

    /** The provider's id of the request is renamed, because {@code x-request-id} is ours. */
    public static Map<String, String> of(UpstreamHead head) {
        Map<String, String> passedOn = new TreeMap<>();
        head.headers().forEach((name, value) -> {
            if (PASSED_ON.contains(name) || name.startsWith(RATE_LIMIT)) {
                passedOn.put(name, value);
            } else if (name.equals("x-request-id") || name.equals("request-id")) {
                passedOn.put(OblixHeaders.UPSTREAM_REQUEST_ID, value);
            }
        });
        return passedOn;
    }
}
