package io.oblix.extension;

import io.oblix.facts.FactSource;
import io.oblix.facts.FactSources;
import io.oblix.settings.StartFailure;
import io.oblix.telemetry.Metrics;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;

/** The operator's beans in Camel's registry. What one of them throws is logged and counted, and breaks no request. */
public final class Beans {

    private final CamelContext context;
    private final Failures failures;

    /** @param context with the files of the extensions loaded */
    public Beans(CamelContext context, Metrics metrics) {
        this.context = context;
        this.failures = new Failures(metrics);
    }

    /** @throws StartFailure when a source's header or record cannot be used */
    public FactSources factSources() throws StartFailure {
        return new FactSources(factSources(context), failures::failed);
    }

    /** The sources of facts, by the name of the bean. */
    public static Map<String, FactSource> factSources(CamelContext context) {
        return context.getRegistry().findByTypeWithName(FactSource.class);
    }

    /** @param type of a listener */
    public <T> List<T> listeners(Class<T> type) {
        List<T> guarded = new ArrayList<>();
        context.getRegistry().findByTypeWithName(type).forEach((name, bean) -> guarded.add(guarded(type, name, bean)));
        return guarded;
    }

    private <T> T guarded(Class<T> type, String name, T bean) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, event, args) -> {
            try {
                return event.invoke(bean, args);
            } catch (InvocationTargetException failed) {
                failures.failed(name, failed.getTargetException());
                return null;
            }
        }));
    }

    Failures failures() {
        return failures;
    }
}
