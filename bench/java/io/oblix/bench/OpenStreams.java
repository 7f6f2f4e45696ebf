package io.oblix.bench;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * Many streams at the same time, begun over the first second or more. Each token says when the mock sent it, so its time
 * on the way is known; for the first one it is the time since the request, because that goes through the gateway too.
 */
final class OpenStreams {

    /**
     * @param tokens that arrived, of all streams
     * @param expected that should have
     * @param merged pieces of the network that held more than one token
     */
    record Result(
            double firstMedianMillis,
            double firstP99Millis,
            double tokenMedianMillis,
            double tokenP99Millis,
            long tokens,
            long expected,
            long merged) {}

    private final Buffer request;
    private final long[] first;
    private final long[] onTheWay;
    private int firsts;
    private int tokens;
    private long merged;
    private int ended;

    private OpenStreams(int port, String path, String headers, String body, int streams, int tokensEach) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        this.request = Buffer.buffer("POST " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + port
                        + "\r\n" + headers + "Content-Type: application/json\r\nContent-Length: " + bytes.length + "\r\n\r\n")
                .appendBytes(bytes);
        this.first = new long[streams];
        this.onTheWay = new long[streams * tokensEach];
    }

    static Result run(
            Vertx vertx, int port, String path, String headers, String body, int streams, int tokensEach, int rampMillis, int maxSeconds)
            throws InterruptedException {
        OpenStreams all = new OpenStreams(port, path, headers, body, streams, tokensEach);
        NetClient client = vertx.createNetClient(new NetClientOptions().setTcpNoDelay(true));
        for (int i = 0; i < streams; i++) {
            long delay = 1 + (long) i * rampMillis / streams;
            vertx.setTimer(delay, now -> client.connect(port, "127.0.0.1").onSuccess(all::open));
        }
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(maxSeconds);
        while (System.nanoTime() < deadline && all.ended() < streams) {
            TimeUnit.MILLISECONDS.sleep(50);
        }
        client.close();
        return all.result((long) streams * tokensEach);
    }

    private void open(NetSocket socket) {
        long sentNanos = System.nanoTime();
        boolean[] begun = {false};
        StringBuilder rest = new StringBuilder();
        // What a broken one lacks is seen in the tokens that arrived.
        socket.exceptionHandler(broken -> {});
        socket.handler(piece -> read(piece, sentNanos, begun, rest, socket));
        socket.write(request);
    }

    private synchronized void read(
            Buffer piece, long sentNanos, boolean[] begun, StringBuilder rest, NetSocket socket) {
        long now = System.nanoTime();
        rest.append(piece.toString(StandardCharsets.ISO_8859_1));
        int seen = 0;
        int from = 0;
        while (true) {
            int at = rest.indexOf("\"content\":\" ", from);
            int end = at < 0 ? -1 : rest.indexOf("\"", at + 12);
            if (end < 0) {
                break;
            }
            long token = Long.parseLong(rest, at + 12, end, 10);
            if (!begun[0]) {
                begun[0] = true;
                first[firsts++] = now - sentNanos;
            }
            if (tokens < onTheWay.length) {
                onTheWay[tokens++] = now - token;
            }
            seen++;
            from = end;
        }
        merged += Math.max(0, seen - 1);
        if (rest.indexOf("[DONE]", from) >= 0) {
            ended++;
            socket.close();
        }
        rest.delete(0, Math.max(from, rest.length() - 4096));
    }

    private synchronized int ended() {
        return ended;
    }

    private synchronized Result result(long expected) {
        Arrays.sort(first, 0, firsts);
        Arrays.sort(onTheWay, 0, tokens);
        return new Result(
                at(first, firsts, 0.5),
                at(first, firsts, 0.99),
                at(onTheWay, tokens, 0.5),
                at(onTheWay, tokens, 0.99),
                tokens,
                expected,
                merged);
    }

    private static double at(long[] sorted, int count, double share) {
        return count == 0 ? Double.NaN : sorted[(int) (count * share)] / 1e6;
    }
}
