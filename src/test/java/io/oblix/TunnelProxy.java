package io.oblix;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.PfxOptions;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/** A company's proxy, and behind it a server whose certificate only that company's authority knows. */
final class TunnelProxy implements AutoCloseable {

    private final Vertx vertx = Vertx.vertx();
    private final AtomicInteger tunnels = new AtomicInteger();
    private final int tlsPort;
    private final int proxyPort;

    /** @param plainPort where the TLS server hands everything on to */
    TunnelProxy(Path keyStore, String password, int plainPort) {
        tlsPort = vertx.createNetServer(new NetServerOptions()
                        .setHost("127.0.0.1")
                        .setPort(0)
                        .setSsl(true)
                        .setKeyCertOptions(
                                new PfxOptions().setPath(keyStore.toString()).setPassword(password)))
                .connectHandler(client -> join(client, plainPort))
                .listen()
                .toCompletionStage()
                .toCompletableFuture()
                .join()
                .actualPort();
        proxyPort = vertx.createHttpServer()
                .requestHandler(this::connect)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join()
                .actualPort();
    }

    private void join(NetSocket client, int port) {
        client.pause();
        vertx.createNetClient().connect(port, "127.0.0.1").onSuccess(server -> {
            client.pipeTo(server);
            server.pipeTo(client);
        });
    }

    /** Whatever host a client names, it gets the TLS server. */
    private void connect(HttpServerRequest request) {
        if (!request.method().name().equals("CONNECT")) {
            request.response().setStatusCode(405).end();
            return;
        }
        tunnels.incrementAndGet();
        request.toNetSocket().onSuccess(client -> join(client, tlsPort));
    }

    int port() {
        return proxyPort;
    }

    int tunnelCount() {
        return tunnels.get();
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
