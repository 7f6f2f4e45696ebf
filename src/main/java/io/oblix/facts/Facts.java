package io.oblix.facts;

import io.oblix.chat.Place;
import io.oblix.chat.Side;
import io.oblix.facts.machine.MachineFacts;
import io.oblix.facts.network.NetworkFacts;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * All that is known when a request is decided, and the headers under which a policy reads it.
 *
 * @param asRead the request before a model's own way of counting corrected its tokens; no policy sees this
 * @param key the caller's key and what it has spent
 * @param own the facts of the operator's {@link FactSource}s, by header
 * @param hosts where the two models are asked if the decision is for them; no policy sees this
 */
public record Facts(
        RequestFacts request,
        RequestFacts asRead,
        MachineFacts machine,
        NetworkFacts network,
        LocalFacts local,
        CloudFacts cloud,
        KeyFacts key,
        Map<String, Record> own,
        Hosts hosts) {

    /**
     * Where the model of each side would be asked, the place that should answer first at the front. Chosen together with
     * the facts, so that the host whose facts a policy read is the host that is asked.
     *
     * @param local empty when no local model is configured
     * @param cloud empty when no cloud model is configured
     */
    public record Hosts(List<Place> local, List<Place> cloud) {

        static final Hosts NONE = new Hosts(List.of(), List.of());

        public List<Place> of(Side side) {
            return side == Side.LOCAL ? local : cloud;
        }
    }

    /** The headers of all facts but the operator's own. */
    static final List<String> HEADERS =
            List.of("OblixRequest", "OblixMachine", "OblixNetwork", "OblixLocal", "OblixCloud", "OblixKey");

    /** Facts to try a policy on, which nothing is asked after. */
    public Facts(RequestFacts request, MachineFacts machine, NetworkFacts network, LocalFacts local, CloudFacts cloud) {
        this(request, request, machine, network, local, cloud, KeyFacts.NONE, Map.of(), Hosts.NONE);
    }

    /** The same with facts of the operator's own. */
    public Facts with(Map<String, Record> own) {
        return own.isEmpty() ? this : new Facts(request, asRead, machine, network, local, cloud, key, own, hosts);
    }

    /** The same for a caller. */
    public Facts by(KeyFacts caller) {
        return caller.equals(key)
                ? this
                : new Facts(request, asRead, machine, network, local, cloud, caller, own, hosts);
    }

    /** The same with the request less complex by this share of the recent ones; see {@link RequestFacts#easierBy}. */
    public Facts leaning(double share) {
        return of(request.easierBy(share));
    }

    /** The same of a request that must not go to a cloud. */
    public Facts onlyLocal() {
        return of(request.onlyLocal());
    }

    private Facts of(RequestFacts other) {
        return new Facts(other, asRead, machine, network, local, cloud, key, own, hosts);
    }

    /** The record under a header that exists. */
    public Record under(String header) {
        return switch (header) {
            case "OblixRequest" -> request;
            case "OblixMachine" -> machine;
            case "OblixNetwork" -> network;
            case "OblixLocal" -> local;
            case "OblixCloud" -> cloud;
            case "OblixKey" -> key;
            default -> Objects.requireNonNull(own.get(header), header);
        };
    }

    /** Each record under the header that a policy knows it by. */
    public Map<String, Object> asHeaders() {
        Map<String, Object> headers = new LinkedHashMap<>();
        HEADERS.forEach(header -> headers.put(header, under(header)));
        headers.putAll(own);
        return headers;
    }
}
