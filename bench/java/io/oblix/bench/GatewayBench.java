package io.oblix.bench;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * The packaged jar beside nginx, both in front of the same mock, in one run on one machine: what counts are the ratios.
 * Arguments: the jar; the java to run it with; seconds per measurement; options of that java. {@code --beside name=url}
 * adds a gateway that runs already and has the mock behind it, whose port {@code --mock-port} sets; {@code --header} before it
 * is a header that it asks for.
 */
public final class GatewayBench {

    private static final int TURNS = 3;

    /** Of the processor time: so much compilers may have of a JVM that is warm. */
    private static final double WARM = 0.05;

    private static final int MAX_WARM_ROUNDS = 8;

    private static final String WHOLE = "/v1/chat/completions";

    private final Vertx vertx = Vertx.vertx();
    private final int seconds;
    private final Path java;
    private final Server gateway;
    private final List<Contender> contenders = new ArrayList<>();
    private final List<Contender> streaming = new ArrayList<>();

    private GatewayBench(
            int seconds, Path java, Server nginx, Server gateway, List<Contender> beside) {
        this.seconds = seconds;
        this.java = java;
        this.gateway = gateway;
        if (nginx != null) {
            contenders.add(Contender.of("nginx", nginx, "openai:mock"));
            streaming.add(Contender.of("nginx", nginx, "openai:mock"));
        }
        contenders.add(Contender.of("a named model", gateway, "openai:mock"));
        contenders.add(Contender.of("auto", gateway, "auto"));
        contenders.add(Contender.of("to Claude", gateway, "claude:mock"));
        streaming.add(Contender.of("a named model", gateway, "openai:mock"));
        streaming.add(Contender.of("to Claude", gateway, "claude:mock"));
        streaming.add(Contender.of("to Ollama", gateway, "ollama:mock"));
        for (Contender other : beside) {
            contenders.add(other);
            streaming.add(other);
        }
    }

    public static void main(String[] arguments) throws Exception {
        Path jar = Path.of(arguments[0]).toAbsolutePath();
        Path java = Path.of(arguments[1]);
        int seconds = Integer.parseInt(arguments[2]);
        int mockPort = Server.freePort();
        List<String> options = new ArrayList<>();
        List<Contender> beside = new ArrayList<>();
        String headers = "";
        for (int i = 3; i < arguments.length; i++) {
            switch (arguments[i]) {
                case "--beside" -> beside.add(Contender.of(arguments[++i], headers));
                case "--header" -> headers += arguments[++i] + "\r\n";
                case "--mock-port" -> mockPort = Integer.parseInt(arguments[++i]);
                default -> options.add(arguments[i]);
            }
        }
        Path folder = Files.createTempDirectory("oblix-bench");
        try (Server mock = MockUpstream.server(folder, mockPort)) {
            mock.awaitReady("/api/version");
            Server nginx = Server.nginx(folder, mockPort);
            try (Server gateway = gateway(jar, java, options, folder, mockPort)) {
                new GatewayBench(seconds, java, nginx, gateway, beside).run();
            } finally {
                if (nginx != null) {
                    nginx.close();
                }
            }
        }
        System.exit(0);
    }

    /** The jar, in front of a mock of all providers. */
    static Server gateway(Path jar, Path java, List<String> options, Path folder, int mockPort)
            throws IOException {
        List<String> arguments = new ArrayList<>(options);
        arguments.addAll(List.of("-jar", jar.toString()));
        return gateway(java, arguments, folder, mockPort);
    }

    /** @param arguments of the java, with the jar */
    static Server gateway(Path java, List<String> arguments, Path folder, int mockPort) throws IOException {
        int port = Server.freePort();
        String mock = "http://127.0.0.1:" + mockPort;
        List<String> command = new ArrayList<>(List.of(java.toString()));
        command.addAll(arguments);
        return Server.start(
                port,
                folder,
                Map.ofEntries(
                        Map.entry("OBLIX_HOST", "127.0.0.1"),
                        Map.entry("OBLIX_PORT", Integer.toString(port)),
                        Map.entry("OBLIX_LOCAL_MODEL", "box:mock"),
                        Map.entry("OBLIX_PROVIDER_BOX_BASE_URL", mock + "/v1"),
                        Map.entry("OBLIX_PROVIDER_BOX_SIDE", "local"),
                        Map.entry("OBLIX_CLOUD_MODEL", "openai:mock"),
                        Map.entry("OPENAI_BASE_URL", mock + "/v1"),
                        Map.entry("OPENAI_API_KEY", "bench"),
                        Map.entry("ANTHROPIC_BASE_URL", mock),
                        Map.entry("ANTHROPIC_API_KEY", "bench"),
                        Map.entry("OLLAMA_HOST", mock),
                        Map.entry("OBLIX_OLLAMA_MAX_IN_FLIGHT", "10000"),
                        // Its calls are none of the user's.
                        Map.entry("OBLIX_LEDGER_URL", "jdbc:sqlite:" + folder.resolve("ledger.db")),
                        // The bench itself keeps the machine busy: that must not decide.
                        Map.entry("OBLIX_RESOURCE_CPU_THRESHOLD", "100"),
                        Map.entry("OBLIX_RESOURCE_MEMORY_THRESHOLD", "100"),
                        Map.entry("OBLIX_RESOURCE_LOAD_THRESHOLD", "10000")),
                command);
    }

    private void run() throws Exception {
        print("ready after %d ms, %.0f MB resident", gateway.awaitReady("/health"), gateway.residentMegabytes());
        warm();
        compare("small whole answers, 64 connections", 64, model -> whole(model, 1));
        compare("one connection", 1, model -> whole(model, 1));
        memory("after the small ones");
        compare("questions of 100 kB, 16 connections", 16, model -> whole(model, 100_000));
        compare("conversations of 100 kB, 16 connections", 16, GatewayBench::conversation);
        memory("after the large ones");
        for (Contender streamed : streaming) {
            // Warm for many streams too: slow ones are another path than those that come at once.
            OpenStreams.run(vertx, streamed.port(), streamed.path(), streamed.headers(), stream(streamed.model() + "-30x100"), 1000, 30, 2000, 10);
        }
        streams("1,000 streams of 10 tokens a second", 1000, 100, 100, 2000);
        streams("2,000 streams of 10 tokens a second", 2000, 100, 100, 4000);
        memory("after these streams");
        streams("5,000 streams of one token a second", 5000, 8, 1000, 6000);
        memory("after these");
    }

    /** A JVM is measured warm: after so many requests that its compilers have little left to do. */
    private void warm() throws InterruptedException {
        Use before = gateway.use();
        long start = System.nanoTime();
        double share = 1;
        int rounds = 0;
        for (; rounds < MAX_WARM_ROUNDS && share > WARM; rounds++) {
            Use round = gateway.use();
            for (String model : List.of("openai:mock", "auto", "claude:mock", "ollama:mock")) {
                ClosedLoop.run(vertx, gateway.port, WHOLE, "", whole(model, 1), 64, 0, seconds);
                ClosedLoop.run(vertx, gateway.port, WHOLE, "", stream(model + "-20x0"), 16, 0, seconds / 2 + 1);
            }
            Use used = gateway.use().since(round);
            share = used.compilerSeconds() / used.cpuSeconds();
        }
        print(
                "warm after %.0f s of load, %.1f s of them in compilers; in the last round they had %.0f%%",
                (System.nanoTime() - start) / 1e9,
                gateway.use().since(before).compilerSeconds(),
                share * 100);
    }

    private void memory(String when) throws Exception {
        print(
                "%n%s: %.0f MB resident, %.0f MB live",
                when,
                gateway.residentMegabytes(),
                gateway.liveHeapMegabytes(java));
    }

    private void compare(String what, int connections, UnaryOperator<String> body)
            throws InterruptedException {
        print("%n%s", what);
        Contender.compare(vertx, contenders, body, connections, TURNS, seconds / 2 + 1);
    }

    private void streams(String what, int streams, int tokens, int pauseMillis, int rampMillis)
            throws InterruptedException {
        print("%n%s", what);
        print("| | first token | p99 | each token | p99 | arrived | merged | CPU of 1,000 tokens | sleeps of threads for a token |");
        print("| --- | --- | --- | --- | --- | --- | --- | --- | --- |");
        int maxSeconds = (rampMillis + tokens * pauseMillis) / 1000 + 15;
        for (Contender streamed : streaming) {
            Use before = streamed.use();
            OpenStreams.Result result = OpenStreams.run(
                    vertx,
                    streamed.port(),
                    streamed.path(),
                    streamed.headers(),
                    stream(streamed.model() + "-" + tokens + "x" + pauseMillis),
                    streams,
                    tokens,
                    rampMillis,
                    maxSeconds);
            Use used = streamed.use().since(before);
            long arrived = Math.max(1, result.tokens());
            print(
                    "| %s | %.2f ms | %.1f ms | %.2f ms | %.1f ms | %d of %d | %d | %.0f ms | %.2f |",
                    streamed.name(),
                    result.firstMedianMillis(),
                    result.firstP99Millis(),
                    result.tokenMedianMillis(),
                    result.tokenP99Millis(),
                    result.tokens(),
                    result.expected(),
                    result.merged(),
                    used.cpuSeconds() * 1e6 / arrived,
                    (double) used.sleeps() / arrived);
        }
    }

    private static String whole(String model, int size) {
        return "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"What is AI orchestration?"
                + " and so on".repeat(size / 10) + "\"}]}";
    }

    /** Of many messages, with the line breaks and quotes that code and prose have in JSON. */
    private static String conversation(String model) {
        String question = "Please look at the method below;\\nit says \\\"not found\\\" where it should not.\\n"
                + "    public int count(String name) { return names.get(name); }\\n";
        String answer = "The map has no such key, so get() gives null, which cannot become an int.\\n"
                + "Use getOrDefault(name, 0) instead.\\n";
        String turn = "{\"role\":\"user\",\"content\":\"" + question.repeat(18)
                + "\"},{\"role\":\"assistant\",\"content\":\"" + answer.repeat(22) + "\"},";
        return "{\"model\":\"" + model + "\",\"messages\":[" + turn.repeat(20)
                + "{\"role\":\"user\",\"content\":\"Thanks. And now?\"}]}";
    }

    private static String stream(String model) {
        return "{\"model\":\"" + model + "\",\"stream\":true,\"messages\":[{\"role\":\"user\","
                + "\"content\":\"What is AI orchestration?\"}]}";
    }

    private static void print(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
    }
}
