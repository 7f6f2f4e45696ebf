package io.oblix.policy;

import java.util.Map;
import org.apache.camel.Endpoint;
import org.apache.camel.spi.annotations.Component;
import org.apache.camel.support.DefaultComponent;

/**
 * The component {@code decide:}, the one step by which a policy says who answers; {@link DecideEndpoint} has its
 * options. They are checked when the route is built, so a mistake shows before the policy is in use.
 */
@Component("decide")
public final class DecideComponent extends DefaultComponent {

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        DecideEndpoint endpoint = new DecideEndpoint(uri, this, remaining);
        setProperties(endpoint, parameters);
        endpoint.check();
        return endpoint;
    }
}
