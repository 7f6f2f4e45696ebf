package io.oblix.bench;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Requests one after the other on each of so many connections, as wrk sends them: the next one when the answer is in.
 * It reads no more of an answer than it needs to know where it ends.
 */
final class ClosedLoop {

    /** @param perSecond answers with status 200; the latencies are in milliseconds */
    record Result(double perSecond, double medianMillis, double p99Millis, long failures) {}

    private static final int MAX_SAMPLES = 2_000_000;

    private final Vertx vertx;
    private final int port;
    private final Buffer request;
    private final long[] samples = new long[MAX_SAMPLES];
    private int count;
    private long failures;
    private volatile boolean measuring;
    private volatile boolean stopping;

    private ClosedLoop(Vertx vertx, int port, String path, String headers, String body) {
        this.vertx = vertx;
        this.port = port;
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        this.request = Buffer.buffer("POST " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + port
                        + "\r\n" + headers + "Content-Type: application/json\r\nAuthorization: Bearer x\r\nContent-Length: "
                        + bytes.length + "\r\n\r\n")
                .appendBytes(bytes);
    }

    static Result run(
            Vertx vertx, int port, String path, String headers, String body, int connections, int warmSeconds, int seconds)
            throws InterruptedException {
        return new ClosedLoop(vertx, port, path, headers, body).run(connections, warmSeconds, seconds);
    }

    private Result run(int connections, int warmSeconds, int seconds) throws InterruptedException {
        NetClient client = vertx.createNetClient(new NetClientOptions().setTcpNoDelay(true));
        CountDownLatch open = new CountDownLatch(connections);
        for (int i = 0; i < connections; i++) {
            client.connect(port, "127.0.0.1").onSuccess(socket -> {
                new Connection(socket).send();
                open.countDown();
            });
        }
        if (!open.await(10, TimeUnit.SECONDS)) {
            throw new IllegalStateException("nothing listens on " + port);
        }
        TimeUnit.SECONDS.sleep(warmSeconds);
        measuring = true;
        long start = System.nanoTime();
        TimeUnit.SECONDS.sleep(seconds);
        measuring = false;
        double elapsed = (System.nanoTime() - start) / 1e9;
        stopping = true;
        client.close();
        synchronized (this) {
            Arrays.sort(samples, 0, count);
            return new Result(
                    count / elapsed, millis(samples[count / 2]), millis(samples[(int) (count * 0.99)]), failures);
        }
    }

    private static double millis(long nanos) {
        return nanos / 1e6;
    }

    private synchronized void sample(long nanos, boolean ok) {
        if (!ok) {
            failures++;
        } else if (count < MAX_SAMPLES) {
            samples[count++] = nanos;
        }
    }

    private final class Connection {

        private final NetSocket socket;
        private final StringBuilder head = new StringBuilder();
        private long sentNanos;
        private long bodyLeft = -1;
        private boolean chunked;
        private boolean ok;

        Connection(NetSocket socket) {
            this.socket = socket;
            socket.handler(this::read);
        }

        void send() {
            head.setLength(0);
            bodyLeft = -1;
            sentNanos = System.nanoTime();
            socket.write(request);
        }

        private void read(Buffer piece) {
            int bodyFrom = 0;
            if (bodyLeft < 0) {
                String text = piece.toString(StandardCharsets.ISO_8859_1);
                head.append(text);
                int end = head.indexOf("\r\n\r\n");
                if (end < 0) {
                    return;
                }
                readHead(end);
                bodyFrom = piece.length() - (head.length() - end - 4);
            }
            if (chunked) {
                int length = piece.length();
                boolean over = length >= 5 && piece.getString(length - 5, length).equals("0\r\n\r\n");
                bodyLeft = over ? 0 : 1;
            } else {
                bodyLeft -= piece.length() - bodyFrom;
            }
            if (bodyLeft <= 0) {
                if (measuring) {
                    sample(System.nanoTime() - sentNanos, ok);
                }
                if (!stopping) {
                    send();
                }
            }
        }

        private void readHead(int end) {
            String lower = head.substring(0, end).toLowerCase(java.util.Locale.ROOT);
            ok = lower.startsWith("http/1.1 200");
            int at = lower.indexOf("content-length:");
            chunked = at < 0;
            if (!chunked) {
                int lineEnd = lower.indexOf('\r', at);
                bodyLeft = Long.parseLong(lower.substring(at + 15, lineEnd < 0 ? end : lineEnd).strip());
            } else {
                bodyLeft = 1;
            }
        }
    }
}
