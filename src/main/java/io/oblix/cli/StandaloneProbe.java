package io.oblix.cli;

import io.oblix.upstream.ProbeClient;
import io.oblix.upstream.UpstreamClient;
import io.vertx.core.Vertx;

/** A probe client for commands that ask a provider once and start no server. */
final class StandaloneProbe implements AutoCloseable {

    private final Vertx vertx = Vertx.vertx();
    private final UpstreamClient client = new UpstreamClient(vertx);
    private final ProbeClient probe = new ProbeClient(client);

    ProbeClient client() {
        return probe;
    }

    @Override
    public void close() {
        client.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
