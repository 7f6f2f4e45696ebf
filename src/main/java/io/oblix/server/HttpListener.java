package io.oblix.server;

import io.netty.channel.DefaultChannelId;
import io.netty.channel.EventLoop;
import io.oblix.key.Keys;
import io.oblix.server.connection.BodyBudget;
import io.oblix.server.connection.Connections;
import io.oblix.server.connection.VertxInternals;
import io.oblix.server.reply.ErrorShape;
import io.oblix.settings.ServerSettings;
import io.oblix.settings.StartFailure;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.CorsHandler;
import java.net.BindException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.apache.camel.CamelContext;
import org.apache.camel.component.platform.http.PlatformHttpConstants;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP server under Camel's {@code platform-http} component. Camel's own server does not notice that the port is in
 * use, and its errors outside the routes (an unknown path, a body over the limit) do not have the shape of any API.
 */
public final class HttpListener implements AutoCloseable {

    /** The name under which {@code platform-http} looks for a router whose port it does not know. */
    private static final String ROUTER_NAME = VertxPlatformHttpRouter.PLATFORM_HTTP_ROUTER_NAME_ZERO;

    private static final int EVENT_LOOPS = Runtime.getRuntime().availableProcessors();

    /** To Vert.x, 0 means a port of its own for each event loop, and a negative number one for all. */
    private static final int ANY_ONE_PORT = -1;

    private static final int MAX_HEADER_BYTES = 32 * 1024;

    /** Netty reads no more at a time, so no piece of a body is split further. */
    private static final int MAX_READ_BYTES = 64 * 1024;

    /** Nothing is served from files, and a disk that may be read-only cannot hold a cache of them. */
    private static final FileSystemOptions NO_FILES =
            new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false);

    private static final String PROCESS_ID = "io.netty.processId";

    private final ServerSettings settings;
    private final Vertx vertx;
    private final Router router;
    private final HttpServerOptions options;
    private final Connections connections;
    private final long maxBodyBytes;
    private final ErrorShapes shapes = new ErrorShapes();
    private final Set<String> answered = ConcurrentHashMap.newKeySet();
    private final EventStreams streams;
    private final BrowserSessions browsers;
    private final KeyGate gate;
    private final @Nullable TracedRequests traced;
    private final TlsWatch tls;
    private final Admission admission;
    private final MisplacedKeys misplaced;

    /** @param tracer null without tracing */
    public HttpListener(ServerSettings settings, Keys keys, @Nullable RequestTracer tracer) {
        this.settings = settings;
        this.browsers = new BrowserSessions(keys);
        this.streams = new EventStreams(browsers, keys);
        this.misplaced = new MisplacedKeys(keys);
        this.gate = new KeyGate(keys, browsers, shapes, misplaced);
        this.traced = tracer == null ? null : new TracedRequests(tracer, shapes);
        // The first asks the system for all network interfaces, which takes long on a busy machine or one with many;
        // here
        // no event loop waits for it.
        if (System.getProperty(PROCESS_ID) == null) {
            // Netty would load the management of the JVM to find it.
            System.setProperty(PROCESS_ID, Long.toString(ProcessHandle.current().pid()));
        }
        DefaultChannelId.newInstance();
        this.vertx = VertxInternals.vertx(
                new VertxOptions().setFileSystemOptions(NO_FILES).setEventLoopPoolSize(EVENT_LOOPS),
                RequestThreads.factory());
        this.router = Router.router(vertx);
        this.tls = new TlsWatch(settings.tls(), vertx);
        this.options = new HttpServerOptions()
                .setHost(settings.host())
                .setPort(settings.port() == 0 ? ANY_ONE_PORT : settings.port())
                .setMaxHeaderSize(MAX_HEADER_BYTES)
                .setMaxChunkSize(MAX_READ_BYTES)
                .setHttp2ClearTextEnabled(false)
                // No WebSocket is served, and its handler would see each piece of a stream.
                .setPerFrameWebSocketCompressionSupported(false)
                .setPerMessageWebSocketCompressionSupported(false);
        BodyBudget memory = new BodyBudget(settings.bodyMemoryBytes());
        this.maxBodyBytes = Math.min(settings.maxBodyBytes(), memory.largestBody());
        this.connections = new Connections(settings, options, memory);
        this.admission = new Admission(settings, vertx, connections);
        configure();
    }

    private void configure() {
        router.route().handler(new Entrance(admission));
        if (traced != null) {
            traced.begin(router);
        }
        CorsHandler origins = AllowedOrigins.handler(settings.allowedOrigins());
        router.route().handler(ctx -> {
            if (browsers.isOwnPage(ctx)) {
                ctx.next();
            } else {
                origins.handle(ctx);
            }
        });
        router.route().handler(gate);
        if (traced != null) {
            traced.carry(router);
        }
        new RouterErrors(maxBodyBytes, shapes).serve(router);
    }

    /** A body is JSON whatever its Content-Type (curl sends that of a form), so that Vert.x never parses it as a form. */
    private void receive(HttpServerRequest request) {
        if (request.method().equals(HttpMethod.POST)) {
            request.headers().set("content-type", "application/json");
        }
        router.handle(request);
    }

    /** Serves the {@link HttpRoutes} of this context. Call it before any route is added. */
    public void serve(CamelContext context) throws Exception {
        context.addRoutes(new HttpErrors());
        AnswerConsumer.Engine engine = new AnswerConsumer.Engine(answered::contains);
        context.getRegistry().bind(PlatformHttpConstants.PLATFORM_HTTP_ENGINE_NAME, engine);
        context.getRegistry().bind(HttpRoutes.NO_HEADERS, new HttpRoutes.NoHeaders());
        context.getRegistry().bind(ROUTER_NAME, new VertxPlatformHttpRouter(null, vertx, router, ROUTER_NAME) {
            @Override
            public Handler<RoutingContext> bodyHandler() {
                return RequestBody.receiver(maxBodyBytes);
            }
        });
    }

    /**
     * Has errors at this path, and at those below it, written in the shape of its API, also those that no route sees: a
     * wrong method, a body over the limit.
     */
    public void shape(String path, ErrorShape shape) {
        shapes.add(path, shape);
    }

    /** Has errors at paths that belong to no API written in this shape for clients that send this header. */
    public void shapeFor(String header, ErrorShape shape) {
        shapes.addFor(header, shape);
    }

    /** The same as {@link #shape} for a path that requests are posted to. */
    public void posted(String path, ErrorShape shape) {
        shapes.serve(path, shape);
    }

    /** The same for a path whose route writes its answers itself, through a {@link Client}. */
    public void answered(String path, ErrorShape shape) {
        posted(path, shape);
        answered.add(path);
    }

    /**
     * Has requests for events at this path answered by a stream of them, which no thread waits in; other requests are left to
     * the path's route. Call it before the routes are started.
     *
     * @param opened receives each stream, on an event loop
     */
    public void streams(String path, Consumer<EventStream> opened) {
        streams.serve(router.get(path), opened);
    }

    /** Finds keys that were sent in the place of a name. */
    public MisplacedKeys misplaced() {
        return misplaced;
    }

    /** Who is answered. */
    public Admission admission() {
        return admission;
    }

    /** For browsers of the operator's. */
    public Logins logins() {
        return new Logins(gate, browsers);
    }

    /** The certificate, which is followed while the server runs. */
    public TlsWatch tls() {
        return tls;
    }

    /** For the upstream client, which shares the event loops. */
    public Vertx vertx() {
        return vertx;
    }

    /**
     * Starts to listen.
     *
     * @return the port, which is a free one if the setting is 0
     * @throws StartFailure when the address cannot be bound, or the certificate cannot be used
     */
    public int open() throws StartFailure, InterruptedException {
        tls.prepare(options);
        List<Future<HttpServer>> servers = new ArrayList<>();
        for (EventLoop loop : VertxInternals.eventLoops(vertx)) {
            servers.add(listen(loop));
        }
        try {
            Future.all(servers).toCompletionStage().toCompletableFuture().get();
            return servers.get(0).result().actualPort();
        } catch (ExecutionException failed) {
            throw cannotListen(failed.getCause() == null ? failed : failed.getCause());
        }
    }

    private StartFailure cannotListen(Throwable cause) {
        return new StartFailure(
                StartFailure.CANNOT_START,
                "Cannot listen on " + settings.host() + ":" + settings.port() + " (" + cause.getMessage() + "). "
                        + (cause instanceof BindException
                                ? "Is a server running there already? Choose another with --port."
                                : "Choose an address of this machine with --host."));
    }

    /** One server per event loop, all on one port: Vert.x puts all connections of a server on one loop. */
    private Future<HttpServer> listen(EventLoop loop) {
        Promise<HttpServer> listening = Promise.promise();
        VertxInternals.contextOn(vertx, loop)
                .runOnContext(here -> vertx.createHttpServer(options)
                        .connectionHandler(connections::opened)
                        .requestHandler(this::receive)
                        .listen()
                        .onComplete(listening));
        return listening.future();
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
