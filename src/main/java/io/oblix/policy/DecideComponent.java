package io.oblix.policy;

import java.util.Map;
import org.apache.camel.Endpoint;
import org.apache.camel.support.DefaultComponent;

/**
 * The component {@code decide:}, the one step by which a policy says who answers:
 *
 * <pre>decide:local | decide:cloud | decide:reject
 *     ?reason=lower-case-with-dashes   why, for headers, log and metrics (required)
 *     &amp;fallback=local|cloud|none      who answers when the target does not (default none)
 *     &amp;model=provider:name            another model than the side's configured one
 *     &amp;warm=true                      have the local model loaded while the cloud answers</pre>
 *
 * <p>It decides and calls nothing. The first decision of a run ends the policy. Its options are checked when the route
 * is built, so a mistake shows before the policy is in use.
 */
public final class DecideComponent extends DefaultComponent {

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        DecideEndpoint endpoint = new DecideEndpoint(uri, this, remaining);
        setProperties(endpoint, parameters);
        endpoint.check();
        return endpoint;
    }
}
