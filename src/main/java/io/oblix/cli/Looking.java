package io.oblix.cli;

import io.oblix.upstream.ProbeClient;
import io.oblix.upstream.UpstreamClient;
import io.vertx.core.Vertx;

/** A client for commands that ask something once and start no server. */
final class Looking implements AutoCloseable {

    private final Vertx vertx = Vertx.vertx();
    private final UpstreamClient client = new UpstreamClient(vertx);
    private final ProbeClient probe = new ProbeClient(client);

    ProbeClient probe() {
        return probe;
    }

    @Override
    public void close() {
        client.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
