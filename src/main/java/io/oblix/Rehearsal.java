package io.oblix;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.dialect.messages.MessagesDialect;
import io.oblix.dialect.responses.ResponsesDialect;
import io.oblix.json.Json;
import io.oblix.server.HttpListener;
import io.oblix.settings.OblixSettings;
import io.oblix.settings.ServerSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pays in advance for what would make the first requests slow: a JVM loads code when it is first used, and runs it slowly
 * at first. While the port is open and {@code /health/ready} still says no, the server asks itself sample questions over
 * HTTP, in each dialect with each of its models, streamed and whole. They take the way of a request from its first byte
 * to the last of its answer, in {@link RehearsalRooms} of their own, so that nothing is left behind: no metric, rank,
 * decision, log line, row of the ledger or call to a model. Where a request is refused without a key, from elsewhere or
 * without TLS, nothing is rehearsed.
 */
final class Rehearsal {

    private static final Logger LOG = LoggerFactory.getLogger(Rehearsal.class);

    private static final int READ_TIMEOUT_MILLIS = 10_000;

    /** No further question is asked after this long, so that a slow machine is not kept from its work. */
    private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(2);

    private static final String QUESTION = "What is the capital of France, and since when has it been that?";

    private final OblixSettings settings;
    private final HttpListener http;
    private final PolicyWiring policy;
    private final CamelContext context;
    private @Nullable Thread thread;
    private volatile boolean isStopped;

    /** @param path of the dialect that the body is in */
    private record Sample(String path, String body) {}

    Rehearsal(OblixSettings settings, HttpListener http, PolicyWiring policy, CamelContext context) {
        this.settings = settings;
        this.http = http;
        this.policy = policy;
        this.context = context;
    }

    /**
     * @param port that the server listens on
     * @param keysAreAsked whether a request needs a key
     * @param afterwards runs when it is over, whatever became of it
     */
    void begin(int port, boolean keysAreAsked, Runnable afterwards) {
        Thread begun = new Thread(
                () -> {
                    try {
                        run(port, keysAreAsked);
                    } finally {
                        afterwards.run();
                    }
                },
                "oblix-rehearsal");
        begun.setDaemon(true);
        begun.start();
        thread = begun;
    }

    /** Asks no further question, and waits a moment for the end of the last one. */
    void stop() {
        isStopped = true;
        Thread begun = thread;
        if (begun != null) {
            try {
                begun.join(LONGEST_NANOS / 1_000_000);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void run(int port, boolean keysAreAsked) {
        try {
            InetAddress here = keysAreAsked ? null : address(settings.server());
            if (here != null) {
                LOG.debug("Rehearsed: {} questions were answered", rehearse(here, port));
            }
        } catch (Exception failed) {
            LOG.debug("The rehearsal failed; the first requests are slow then, and otherwise as good", failed);
        }
    }

    private int rehearse(InetAddress here, int port) throws Exception {
        long started = System.nanoTime();
        int answered = 0;
        try (RehearsalRooms rooms = new RehearsalRooms(settings, http, policy, context)) {
            rooms.open();
            // Each once, which loads the code; to have it compiled too would take hundreds, and seconds of every start.
            for (Sample sample : samples(rooms)) {
                if (isStopped || System.nanoTime() - started >= LONGEST_NANOS) {
                    break;
                }
                answered += isAnswered(here, port, sample) ? 1 : 0;
            }
        }
        return answered;
    }

    /** Where the server answers this machine; null where it would refuse. */
    private static @Nullable InetAddress address(ServerSettings server) throws IOException {
        InetAddress bound = InetAddress.getByName(server.host());
        InetAddress here = bound.isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : bound;
        return server.tls().isOn() || !here.isLoopbackAddress() ? null : here;
    }

    private static List<Sample> samples(RehearsalRooms rooms) {
        List<String> models = new ArrayList<>(rooms.models());
        models.add(0, "auto");
        List<Sample> samples = new ArrayList<>();
        for (boolean stream : new boolean[] {false, true}) {
            for (String model : models) {
                samples.add(sample(rooms, "chat", chat(model, stream)));
            }
            samples.add(sample(rooms, MessagesDialect.NAME, chat("auto", stream).put("max_tokens", 500)));
            samples.add(sample(
                    rooms,
                    ResponsesDialect.NAME,
                    Json.object().put("model", "auto").put("stream", stream).put("input", QUESTION)));
        }
        return samples;
    }

    private static Sample sample(RehearsalRooms rooms, String dialect, ObjectNode body) {
        return new Sample(rooms.path(dialect), body.toString());
    }

    private static ObjectNode chat(String model, boolean stream) {
        ObjectNode body = Json.object().put("model", model).put("stream", stream);
        body.putArray("messages").addObject().put("role", "user").put("content", QUESTION);
        return body;
    }

    /**
     * By a plain socket, which needs next to nothing that the server does not use itself.
     *
     * @return whether there was an answer; a policy may reject a question
     */
    private static boolean isAnswered(InetAddress here, int port, Sample sample) throws IOException {
        byte[] body = sample.body().getBytes(StandardCharsets.UTF_8);
        String head = "POST " + sample.path() + " HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n"
                + "content-type: application/json\r\ncontent-length: " + body.length + "\r\n\r\n";
        try (Socket socket = new Socket(here, port)) {
            socket.setSoTimeout(READ_TIMEOUT_MILLIS);
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().write(body);
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return answer.startsWith("HTTP/1.1 200");
        }
    }
}
