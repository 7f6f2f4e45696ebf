package io.oblix;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A provider who writes HTTP by hand, on connections that are kept. */
final class RudeProvider implements AutoCloseable {

    /** What it says to one request; the connection is closed when this fails or the other side has gone. */
    interface Words {
        void say(String request, OutputStream out) throws IOException;
    }

    static final String STREAM_HEAD =
            "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n";

    final AtomicInteger asked = new AtomicInteger();

    private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private volatile Words words;

    RudeProvider(Words words) throws IOException {
        this.words = words;
        daemon(this::accept);
    }

    void says(Words other) {
        words = other;
    }

    String baseUrl() {
        return "http://127.0.0.1:" + socket.getLocalPort() + "/v1";
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** One event of a stream, as a chunk of HTTP. */
    static byte[] event(String data) {
        return bytes(RawCaller.chunk("data: " + data + "\n\n"));
    }

    /** An event with one choice. */
    static byte[] choice(int index, String delta, String finishReason) {
        return event("{\"id\":\"x\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":"
                + "[{\"index\":" + index + ",\"delta\":{" + delta + "},\"finish_reason\":" + finishReason + "}]}");
    }

    static byte[] whole(String content) {
        String body = "{\"id\":\"x\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"m\",\"choices\":"
                + "[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"" + content
                + "\"},\"finish_reason\":\"stop\"}]}";
        return bytes("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: " + body.length()
                + "\r\n\r\n" + body);
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "rude-provider");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                Socket caller = socket.accept();
                daemon(() -> answer(caller));
            }
        } catch (IOException closed) {
            // With the test.
        }
    }

    private void answer(Socket caller) {
        try (caller) {
            InputStream in = new BufferedInputStream(caller.getInputStream());
            @Nullable String request;
            while ((request = request(in)) != null) {
                if (request.startsWith("POST")) {
                    asked.incrementAndGet();
                    words.say(request, caller.getOutputStream());
                } else {
                    caller.getOutputStream().write(bytes("HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n"));
                }
            }
        } catch (IOException left) {
            // So did the one that asked.
        }
    }

    /** Null when there is none any more. */
    private static @Nullable String request(InputStream in) throws IOException {
        StringBuilder text = new StringBuilder();
        int bodyAt = -1;
        int length = 0;
        while (bodyAt < 0 || text.length() < bodyAt + length) {
            int read = in.read();
            if (read < 0) {
                return null;
            }
            text.append((char) read);
            if (bodyAt < 0
                    && text.length() > 3
                    && text.substring(text.length() - 4).equals("\r\n\r\n")) {
                bodyAt = text.length();
                for (String line : text.toString().split("\r\n")) {
                    if (line.toLowerCase(java.util.Locale.ROOT).startsWith("content-length:")) {
                        length = Integer.parseInt(line.substring(15).strip());
                    }
                }
            }
        }
        return text.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
