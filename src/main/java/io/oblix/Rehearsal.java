package io.oblix;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.oblix.json.Json;
import io.oblix.settings.ServerSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pays in advance for what would make the first requests slow: a JVM loads code when it is first used, and runs it slowly
 * at first. While the port is open and {@code /health/ready} still says no, the server asks itself at {@code /v1/route},
 * in each dialect that it reads, where sample questions would go. That takes the way of a request from its first byte
 * until a model would be asked, and by design leaves nothing behind: no metric, rank, decision, log line or call. Where
 * that is refused without a key, from elsewhere or without TLS, nothing is rehearsed.
 */
final class Rehearsal {

    private static final Logger LOG = LoggerFactory.getLogger(Rehearsal.class);

    /** Loads the code; to have it compiled too would take hundreds of questions, and seconds of every start. */
    private static final int ROUNDS = 4;

    private static final int READ_TIMEOUT_MILLIS = 2_000;

    /** No further question is asked after this long, so that a slow machine is not kept from its work. */
    private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final String QUESTION = "What is the capital of France, and since when has it been that?";

    /** Of chat completions, Messages and Responses. */
    private static final List<String> BODIES = List.of(
            Json.object()
                    .put("model", "auto")
                    .put("stream", true)
                    .set("messages", messages())
                    .toString(),
            Json.object()
                    .put("model", "auto")
                    .put("max_tokens", 500)
                    .put("system", "Be brief.")
                    .set("messages", messages())
                    .toString(),
            Json.object().put("model", "auto").put("input", QUESTION).toString());

    private final ServerSettings settings;
    private final int port;
    private final boolean keysAreAsked;

    Rehearsal(ServerSettings settings, int port, boolean keysAreAsked) {
        this.settings = settings;
        this.port = port;
        this.keysAreAsked = keysAreAsked;
    }

    private static JsonNode messages() {
        ArrayNode messages = Json.object().putArray("messages");
        messages.addObject().put("role", "user").put("content", QUESTION);
        return messages;
    }

    /** @param afterwards runs when it is over, whatever became of it */
    void begin(Runnable afterwards) {
        Thread thread = new Thread(
                () -> {
                    try {
                        run();
                    } finally {
                        afterwards.run();
                    }
                },
                "oblix-rehearsal");
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        long started = System.nanoTime();
        try {
            InetAddress here = address();
            for (int round = 0; round < ROUNDS && here != null; round++) {
                for (String body : BODIES) {
                    if (System.nanoTime() - started > LONGEST_NANOS || !isAnswered(here, body)) {
                        return;
                    }
                }
            }
        } catch (IOException failed) {
            LOG.debug("The rehearsal failed; the first requests are slow then, and otherwise as good", failed);
        }
    }

    /** Where the server answers this machine; null where it would refuse. */
    private @Nullable InetAddress address() throws IOException {
        InetAddress bound = InetAddress.getByName(settings.host());
        InetAddress here = bound.isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : bound;
        return keysAreAsked || settings.tls().isOn() || !here.isLoopbackAddress() ? null : here;
    }

    /** By a plain socket, which needs next to nothing that the server does not use itself. */
    private boolean isAnswered(InetAddress here, String json) throws IOException {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        String head = "POST /v1/route HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n"
                + "content-type: application/json\r\ncontent-length: " + body.length + "\r\n\r\n";
        try (Socket socket = new Socket(here, port)) {
            socket.setSoTimeout(READ_TIMEOUT_MILLIS);
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().write(body);
            byte[] answer = socket.getInputStream().readAllBytes();
            return new String(answer, StandardCharsets.UTF_8).startsWith("HTTP/1.1 200");
        }
    }
}
