package io.oblix.cli;

import io.oblix.upstream.ProbeClient;
import io.oblix.upstream.UpstreamClient;

/** A probe client for commands that ask a provider once and start no server. */
final class StandaloneProbe implements AutoCloseable {

    private final UpstreamClient client = UpstreamClient.standalone();
    private final ProbeClient probe = new ProbeClient(client);

    ProbeClient client() {
        return probe;
    }

    @Override
    public void close() {
        client.close();
    }
}
