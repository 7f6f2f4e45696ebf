package io.oblix.simulator;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A provider over real HTTP on 127.0.0.1, in one of three wire formats, that fails on demand. The demo, the drill, the
 * tests and the benchmarks share it, so that all of them use real sockets.
 */
public final class SimulatedProvider implements AutoCloseable {

    /** Requests kept for {@link #chatRequests} and {@link #probeRequests}. */
    private static final int KEPT = 200;

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2));
    private final WireFormat wire;
    private final HttpServer server;
    private final int port;

    private final Queue<Fault> nextFaults = new ConcurrentLinkedQueue<>();
    private final Deque<SimulatedRequest> requests = new ConcurrentLinkedDeque<>();
    private final Deque<SimulatedRequest> probes = new ConcurrentLinkedDeque<>();
    private final Queue<Runnable> held = new ConcurrentLinkedQueue<>();
    private final AtomicInteger chats = new AtomicInteger();
    private final AtomicInteger dropped = new AtomicInteger();
    private volatile @Nullable Fault everyFault;
    private volatile Function<SimulatedRequest, @Nullable Fault> faults = request -> null;
    private final SimulatedModels models = new SimulatedModels();
    private volatile boolean holdsLoads;
    private volatile boolean refusesLoads;
    private volatile Function<SimulatedRequest, SimulatedAnswer> script =
            request -> SimulatedAnswer.of("You asked: " + request.question(), 10);
    private volatile long pauseMillis;
    private volatile @Nullable SimulatedSlots slots;
    private volatile Function<SimulatedRequest, Long> readMillis = request -> 0L;

    private SimulatedProvider(WireFormat wire) {
        this.wire = wire;
        this.server = vertx.createHttpServer(
                new HttpServerOptions().setHost("127.0.0.1").setPort(0).setCompressionSupported(true));
        server.requestHandler(request -> request.body().onSuccess(body -> receive(request, body)));
        this.port =
                server.listen().toCompletionStage().toCompletableFuture().join().actualPort();
    }

    public static SimulatedProvider ollama() {
        return new SimulatedProvider(new OllamaWire());
    }

    public static SimulatedProvider openAi() {
        return new SimulatedProvider(new OpenAiWire());
    }

    public static SimulatedProvider claude() {
        return new SimulatedProvider(new ClaudeWire());
    }

    /** The value for the provider's base-URL setting. */
    public String baseUrl() {
        return "http://127.0.0.1:" + port + (wire instanceof OpenAiWire ? "/v1" : "");
    }

    /** The models that it lists. */
    public SimulatedProvider withModels(String... names) {
        models.name(names);
        return this;
    }

    /** Unloads all models: one is loaded by its first request. */
    public SimulatedProvider cold() {
        models.unload();
        return this;
    }

    /** Whether requests that only load a model wait for {@link #release}. */
    public void holdLoads(boolean hold) {
        holdsLoads = hold;
    }

    /** Whether requests that only load a model fail, as if it did not fit into memory. */
    public void refuseLoads(boolean refuse) {
        refusesLoads = refuse;
    }

    /** Sets what the model answers. */
    public SimulatedProvider answering(Function<SimulatedRequest, SimulatedAnswer> answer) {
        script = answer;
        return this;
    }

    /** Sets the pause before each piece of a stream. */
    public SimulatedProvider pausing(long millis) {
        pauseMillis = millis;
        return this;
    }

    /**
     * Works on so many chats at a time; the others wait.
     *
     * @param millis for reading a chat's prompt
     */
    public SimulatedProvider serving(int chatsAtATime, Function<SimulatedRequest, Long> millis) {
        readMillis = millis;
        slots = new SimulatedSlots(vertx, chatsAtATime);
        return this;
    }

    /** The next chats fail, one with each fault; those after them succeed. */
    public void failNext(Fault... faults) {
        nextFaults.addAll(List.of(faults));
    }

    /** All chats fail with this fault until another one, or null, is set. */
    public void failAlways(@Nullable Fault fault) {
        everyFault = fault;
    }

    /** Chats that the function has a fault for fail with it, unless another one is set. */
    public void failWhere(Function<SimulatedRequest, @Nullable Fault> fault) {
        faults = fault;
    }

    /** Ends all faults and releases waiting chats. */
    public void heal() {
        faults = request -> null;
        nextFaults.clear();
        everyFault = null;
        release();
    }

    /** Chats received so far. */
    public int chatCount() {
        return chats.get();
    }

    /** Chats whose connection the client closed before the end of the answer. */
    public int droppedCount() {
        return dropped.get();
    }

    /** The last chats, the newest last. */
    public List<SimulatedRequest> chatRequests() {
        return List.copyOf(requests);
    }

    /** The last requests other than chats; their paths include the query. */
    public List<SimulatedRequest> probeRequests() {
        return List.copyOf(probes);
    }

    /** Chats that {@link Fault.Silence} and {@link Fault.Hold} keep waiting. */
    public int heldCount() {
        return held.size();
    }

    /** Continues all waiting chats and loads. */
    public void release() {
        Runnable waiting;
        while ((waiting = held.poll()) != null) {
            waiting.run();
        }
    }

    private void receive(HttpServerRequest http, Buffer body) {
        SimulatedRequest request = SimulatedRequest.of(http, body);
        if (!wire.isChat(request)) {
            remember(probes, new SimulatedRequest(request.method(), http.uri(), request.headers(), request.body()));
            if (wire.isLoad(request) && holdsLoads) {
                hold(() -> other(http, request));
            } else {
                other(http, request);
            }
            return;
        }
        remember(requests, request);
        http.response().closeHandler(closed -> {
            if (!http.response().ended()) {
                dropped.incrementAndGet();
            }
        });
        chats.incrementAndGet();
        Fault fault = nextFaults.poll();
        if (fault == null) {
            fault = everyFault;
        }
        if (fault == null) {
            fault = faults.apply(request);
        }
        WireFormat spoken = wire.at(request);
        Fault acted = fault == null ? spoken.objection(request) : fault;
        SimulatedCall call =
                new SimulatedCall(vertx, http, request, spoken, () -> answer(request), pauseMillis, this::hold);
        SimulatedSlots limited = slots;
        if (limited == null || acted != null) {
            call.act(acted);
            return;
        }
        var context = vertx.getOrCreateContext();
        SimulatedSlots.Chat chat =
                limited.serve(readMillis.apply(request), () -> context.runOnContext(ignored -> call.act(null)));
        http.response().endHandler(end -> chat.ended());
        http.response().closeHandler(closed -> {
            if (!http.response().ended()) {
                dropped.incrementAndGet();
            }
            chat.ended();
        });
    }

    private void other(HttpServerRequest http, SimulatedRequest request) {
        boolean load = wire.isLoad(request);
        if (load && refusesLoads) {
            SimulatedCall.reply(http, 500, wire.wholeContentType(), wire.error(500));
            return;
        }
        if (load) {
            models.load(request);
        }
        String other = wire.other(request, models.names(), models.inMemory());
        SimulatedCall.reply(
                http, other == null ? 404 : 200, wire.wholeContentType(), other == null ? wire.error(404) : other);
    }

    private void hold(Runnable resume) {
        var context = vertx.getOrCreateContext();
        held.add(() -> context.runOnContext(ignored -> resume.run()));
    }

    private static void remember(Deque<SimulatedRequest> all, SimulatedRequest request) {
        all.add(request);
        while (all.size() > KEPT) {
            all.poll();
        }
    }

    /** What the model answers; asking it loads it. */
    private SimulatedAnswer answer(SimulatedRequest request) {
        models.load(request);
        SimulatedAnswer scripted = script.apply(request);
        boolean told = request.body().path("logprobs").asBoolean(false);
        SimulatedAnswer answer = told ? scripted : scripted.sure(null);
        return wire.continuesPrefill() ? answer.after(request.prefill()) : answer;
    }

    /** Stops listening and drops open connections, as a crash would. */
    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
