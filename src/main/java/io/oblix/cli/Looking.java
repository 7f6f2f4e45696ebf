package io.oblix.cli;

import io.oblix.provider.ProbeClient;
import java.io.IOException;
import org.apache.camel.impl.DefaultCamelContext;

/** A small Camel context for commands that ask something once and start no server. */
final class Looking implements AutoCloseable {

    private final DefaultCamelContext context = new DefaultCamelContext();
    private final ProbeClient probe;

    Looking() {
        context.disableJMX();
        context.start();
        probe = new ProbeClient(context);
    }

    ProbeClient probe() {
        return probe;
    }

    @Override
    public void close() throws IOException {
        probe.close();
        context.stop();
    }
}
