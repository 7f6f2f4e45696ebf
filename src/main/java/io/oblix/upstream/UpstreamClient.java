package io.oblix.upstream;

import io.netty.channel.EventLoop;
import io.netty.util.HashedWheelTimer;
import io.netty.util.Timeout;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.oblix.chat.Cancellation;
import io.oblix.server.connection.VertxInternals;
import io.oblix.settings.Timeouts;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.ProxyOptions;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP client for answers. camel-http cannot drop a running stream (closing an unfinished body reads it to its end)
 * and has one timeout for the first token and all later reads. Here a call can be ended at any time, each wait has its
 * own timeout, and a slow reader slows the provider down. TLS trusts what the JVM trusts.
 */
public final class UpstreamClient implements AutoCloseable {

    private static final int MAX_CONNECTIONS_PER_HOST = 10_000;
    private static final int IDLE_CONNECTION_SECONDS = 30;

    /**
     * A parsed URL.
     *
     * @param uri its path and query
     * @param proxy null for a direct connection
     */
    private record Address(
            String host,
            int port,
            boolean ssl,
            String uri,
            @Nullable ProxyOptions proxy) {

        static Address of(String url) {
            RequestOptions parsed = new RequestOptions().setAbsoluteURI(url);
            return new Address(
                    parsed.getHost(),
                    parsed.getPort(),
                    Boolean.TRUE.equals(parsed.isSsl()),
                    parsed.getURI(),
                    ProxyChoice.of(URI.create(url)).orElse(null));
        }
    }

    /** By how much a timeout may be late. */
    private static final int TICK_MILLIS = 50;

    /** A property of the system that has the request's thread move each piece of a stream; to compare the two. */
    public static final String LENDING = "oblix.event-loop-streams";

    private final boolean lends = !"off".equals(System.getProperty(LENDING));
    private final Vertx vertx;
    private final boolean ownsVertx;

    /**
     * By event loop: the loop that writes to the client also reads from the provider. With one client for all loops, a
     * pooled connection could belong to another loop, and each piece of an answer would go from one loop to the other.
     */
    private final Map<EventLoop, HttpClient> clients = new ConcurrentHashMap<>();

    private final HashedWheelTimer timer =
            new HashedWheelTimer(new DefaultThreadFactory("timeouts", true), TICK_MILLIS, TimeUnit.MILLISECONDS);
    /** By URL; there are only as many as providers have paths. */
    private final Map<String, Address> addresses = new ConcurrentHashMap<>();

    /** @param vertx whose event loops it shares */
    public UpstreamClient(Vertx vertx) {
        this(vertx, false);
    }

    private UpstreamClient(Vertx vertx, boolean ownsVertx) {
        this.vertx = vertx;
        this.ownsVertx = ownsVertx;
    }

    /** A client with event loops of its own, for a command that starts no server. */
    public static UpstreamClient standalone() {
        return new UpstreamClient(Vertx.vertx(), true);
    }

    private HttpClient client() {
        EventLoop loop = VertxInternals.currentEventLoop(vertx);
        HttpClient client = clients.get(loop);
        return client != null ? client : clients.computeIfAbsent(loop, made -> newClient());
    }

    private HttpClient newClient() {
        return vertx.httpClientBuilder()
                .with(new HttpClientOptions()
                        .setDecompressionSupported(true)
                        .setKeepAliveTimeout(IDLE_CONNECTION_SECONDS)
                        .setMaxHeaderSize(64 * 1024)
                        .setVerifyHost(true))
                .with(new PoolOptions().setHttp1MaxSize(MAX_CONNECTIONS_PER_HOST))
                // The call that uses the connection notices a loss itself; without a handler Vert.x logs each one.
                .withConnectHandler(connection -> {
                    connection.exceptionHandler(lost -> {});
                    InterimResponses.dropFrom(connection);
                })
                .build();
    }

    /**
     * Sends a request for an answer and returns at once.
     *
     * @param requestId our id of the request, which OpenAI logs with its own
     * @param target the model that is asked, for messages
     * @param cancellation ends the call when it fires
     */
    public UpstreamCall send(
            String requestId, UpstreamRequest request, String target, Timeouts timeouts, Cancellation cancellation) {
        RequestOptions options = options(HttpMethod.POST, request.url(), request.headers(), timeouts.connect());
        options.putHeader("x-client-request-id", requestId);
        if (!request.wholeAnswer()) {
            // A compressed stream arrives in lumps, however often the provider flushes.
            options.putHeader("accept-encoding", "identity");
        }
        return UpstreamCall.start(
                client(), options, request.body(), target, timeouts.connect(), cancellation, lends, timer);
    }

    /**
     * Sends any other request: for a list of models, to load a model.
     *
     * @param body JSON to POST; null for a GET
     */
    public UpstreamCall send(String url, Map<String, String> headers, byte @Nullable [] body, Duration connect) {
        RequestOptions options = options(body == null ? HttpMethod.GET : HttpMethod.POST, url, headers, connect);
        byte[] sent = body == null ? new byte[0] : body;
        return UpstreamCall.start(
                client(), options, sent, UpstreamRequest.withoutQuery(url), connect, new Cancellation(), lends, timer);
    }

    /** Asks whether anything answers at this URL; the answer has no body. */
    public UpstreamCall head(String url, Duration connect) {
        RequestOptions options = options(HttpMethod.HEAD, url, Map.of(), connect);
        return UpstreamCall.start(
                client(),
                options,
                new byte[0],
                UpstreamRequest.withoutQuery(url),
                connect,
                new Cancellation(),
                lends,
                timer);
    }

    /** Deletes something that a provider keeps. Each address is another one, so none is remembered. */
    public UpstreamCall delete(String url, Map<String, String> headers, Duration connect) {
        RequestOptions options = options(HttpMethod.DELETE, Address.of(url), headers, connect);
        return UpstreamCall.start(
                client(), options, new byte[0], "the provider", connect, new Cancellation(), lends, timer);
    }

    /** Reads something that a provider keeps, as {@link #delete} deletes it. */
    public UpstreamCall read(String url, Map<String, String> headers, Duration connect) {
        RequestOptions options = options(HttpMethod.GET, Address.of(url), headers, connect);
        return UpstreamCall.start(
                client(), options, new byte[0], "the provider", connect, new Cancellation(), lends, timer);
    }

    private RequestOptions options(HttpMethod method, String url, Map<String, String> headers, Duration connect) {
        return options(method, addresses.computeIfAbsent(url, Address::of), headers, connect);
    }

    private static RequestOptions options(
            HttpMethod method, Address address, Map<String, String> headers, Duration connect) {
        RequestOptions options = new RequestOptions()
                .setMethod(method)
                .setHost(address.host())
                .setPort(address.port())
                .setSsl(address.ssl())
                .setURI(address.uri())
                .setConnectTimeout(connect.toMillis());
        headers.forEach(options::putHeader);
        if (method.equals(HttpMethod.POST)) {
            options.putHeader("content-type", "application/json");
        }
        if (address.proxy() != null) {
            options.setProxyOptions(address.proxy());
        }
        return options;
    }

    /** Otherwise a reader would wait for a timeout that never fires. */
    private static void wake(Timeout waiting) {
        try {
            waiting.task().run(waiting);
        } catch (Exception impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Override
    public void close() {
        clients.values().forEach(HttpClient::close);
        for (Timeout waiting : timer.stop()) {
            wake(waiting);
        }
        if (ownsVertx) {
            vertx.close().toCompletionStage().toCompletableFuture().join();
        }
    }
}
