package io.oblix.facts;

import io.oblix.facts.machine.MachineFacts;
import io.oblix.facts.network.NetworkFacts;
import java.util.LinkedHashMap;
import java.util.Map;

/** All that is known when a request is decided, and the headers under which a policy reads it. */
public record Facts(
        RequestFacts request, MachineFacts machine, NetworkFacts network, LocalFacts local, CloudFacts cloud) {

    /** Each record under the header that a policy knows it by. */
    public Map<String, Object> asHeaders() {
        Map<String, Object> headers = new LinkedHashMap<>();
        headers.put("OblixRequest", request);
        headers.put("OblixMachine", machine);
        headers.put("OblixNetwork", network);
        headers.put("OblixLocal", local);
        headers.put("OblixCloud", cloud);
        return headers;
    }
}
