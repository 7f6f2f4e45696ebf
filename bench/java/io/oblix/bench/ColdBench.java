package io.oblix.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a start costs, and the first requests after it: each contender is started by turns in front of the mock, asked a
 * hundred times on one connection, and stopped. The processor time is what counts on a machine that others use too.
 * Arguments: the java; rounds; then {@code name=arguments of that java}, such as {@code plain=-jar target/oblix-camel.jar}.
 */
public final class ColdBench {

    private static final int REQUESTS = 100;
    private static final int SOON = 21;
    private static final String PATH = "/v1/chat/completions";
    private static final String BODY =
            "{\"model\":\"auto\",\"messages\":[{\"role\":\"user\",\"content\":\"What is AI orchestration?\"}]}";

    /**
     * One start. Times are in milliseconds since the start of the process, processor times in seconds.
     *
     * @param soon the median of the 20 requests after the first
     * @param hundred the median of the first hundred
     */
    private record Start(
            double live,
            double liveCpu,
            double ready,
            double readyCpu,
            double first,
            double soon,
            double hundred,
            double hundredCpu,
            double megabytes) {

        double[] figures() {
            return new double[] {live, liveCpu, ready, readyCpu, first, soon, hundred, hundredCpu, megabytes};
        }
    }

    private ColdBench() {}

    public static void main(String[] arguments) throws Exception {
        Path java = Path.of(arguments[0]);
        int rounds = Integer.parseInt(arguments[1]);
        Map<String, List<String>> contenders = new LinkedHashMap<>();
        for (String contender : Arrays.asList(arguments).subList(2, arguments.length)) {
            int end = contender.indexOf('=');
            contenders.put(contender.substring(0, end), List.of(contender.substring(end + 1).split(" ")));
        }
        Path folder = Files.createTempDirectory("oblix-cold");
        int mockPort = Server.freePort();
        Map<String, List<Start>> starts = new LinkedHashMap<>();
        try (Server mock = MockUpstream.server(folder, mockPort)) {
            mock.awaitReady("/api/version");
            for (int round = 0; round < rounds; round++) {
                for (Map.Entry<String, List<String>> contender : contenders.entrySet()) {
                    try (Server gateway = GatewayBench.gateway(java, contender.getValue(), folder, mockPort)) {
                        starts.computeIfAbsent(contender.getKey(), name -> new ArrayList<>()).add(start(gateway));
                    }
                }
            }
        }
        System.out.println("| | live | CPU | ready | CPU | first request | next 20 | first 100 | CPU | resident |");
        System.out.println("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |");
        starts.forEach(ColdBench::print);
        System.exit(0);
    }

    private static Start start(Server gateway) throws IOException, InterruptedException {
        double live = gateway.awaitReady("/health/live");
        double liveCpu = gateway.cpuSeconds();
        double ready = gateway.awaitReady("/health/ready");
        double readyCpu = gateway.cpuSeconds();
        double[] millis = new double[REQUESTS];
        try (Socket socket = new Socket("127.0.0.1", gateway.port)) {
            socket.setTcpNoDelay(true);
            for (int i = 0; i < REQUESTS; i++) {
                long sent = System.nanoTime();
                ask(socket);
                millis[i] = (System.nanoTime() - sent) / 1e6;
            }
        }
        return new Start(
                live,
                liveCpu,
                ready,
                readyCpu,
                millis[0],
                median(Arrays.copyOfRange(millis, 1, SOON)),
                median(millis),
                gateway.cpuSeconds(),
                gateway.residentMegabytes());
    }

    /** Whole answers have a length. */
    private static void ask(Socket socket) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(("POST " + PATH + " HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: "
                        + BODY.length() + "\r\n\r\n" + BODY)
                .getBytes(StandardCharsets.US_ASCII));
        InputStream in = socket.getInputStream();
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("the connection ended after: " + head);
            }
            head.append((char) next);
        }
        String lower = head.toString().toLowerCase(Locale.ROOT);
        int at = lower.indexOf("content-length:");
        if (!lower.startsWith("http/1.1 200") || at < 0) {
            throw new IOException("no whole answer: " + head);
        }
        in.skipNBytes(Long.parseLong(lower.substring(at + 15, lower.indexOf('\r', at)).strip()));
    }

    private static void print(String name, List<Start> starts) {
        double[] figures = new double[starts.get(0).figures().length];
        for (int i = 0; i < figures.length; i++) {
            int figure = i;
            figures[i] = median(starts.stream().mapToDouble(start -> start.figures()[figure]).toArray());
        }
        System.out.println(String.format(
                Locale.ROOT,
                "| %s | %.0f ms | %.2f s | %.0f ms | %.2f s | %.0f ms | %.1f ms | %.1f ms | %.2f s | %.0f MB |",
                name,
                figures[0],
                figures[1],
                figures[2],
                figures[3],
                figures[4],
                figures[5],
                figures[6],
                figures[7],
                figures[8]));
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
