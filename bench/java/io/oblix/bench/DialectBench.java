package io.oblix.bench;

import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What each API that clients speak costs: the processor time that the packaged jar takes for a request with the same
 * question and the same answer, beside that of a chat completion, in one run on one machine. Arguments: the jar; the java to
 * run it with; seconds per measurement; options of that java.
 */
public final class DialectBench {

    private static final int TURNS = 3;
    private static final int CONNECTIONS = 64;
    private static final int CONNECTIONS_OF_LARGE = 16;
    private static final String LARGE = " and so on".repeat(10_000);

    private final Vertx vertx = Vertx.vertx();
    private final int seconds;
    private final Server gateway;

    /**
     * One API.
     *
     * @param body takes the model, the question, and whether a stream is wanted
     */
    private record Api(String name, String path, String body) {

        String request(String model, String question, boolean streamed) {
            return String.format(Locale.ROOT, body, model, streamed, question);
        }
    }

    /** The first one is what the others are compared with. */
    private static final List<Api> APIS = List.of(
            new Api(
                    "chat completions",
                    "/v1/chat/completions",
                    "{\"model\":\"%s\",\"stream\":%s,\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]}"),
            new Api(
                    "Messages",
                    "/v1/messages",
                    "{\"model\":\"%s\",\"stream\":%s,\"max_tokens\":1000,\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]}"),
            new Api(
                    "Responses",
                    "/v1/responses",
                    "{\"model\":\"%s\",\"stream\":%s,\"store\":false,\"input\":\"%s\"}"),
            new Api("completions", "/v1/completions", "{\"model\":\"%s\",\"stream\":%s,\"prompt\":\"%s\"}"),
            new Api(
                    "Ollama's chat",
                    "/api/chat",
                    "{\"model\":\"%s\",\"stream\":%s,\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]}"),
            new Api("Ollama's generate", "/api/generate", "{\"model\":\"%s\",\"stream\":%s,\"prompt\":\"%s\"}"));

    /**
     * What one run showed.
     *
     * @param micros processor time of the jar for a request
     */
    private record Cost(double perSecond, double micros, long failures) {}

    private DialectBench(int seconds, Server gateway) {
        this.seconds = seconds;
        this.gateway = gateway;
    }

    public static void main(String[] arguments) throws Exception {
        Path jar = Path.of(arguments[0]).toAbsolutePath();
        Path java = Path.of(arguments[1]);
        int seconds = Integer.parseInt(arguments[2]);
        List<String> options = new ArrayList<>(List.of(arguments).subList(3, arguments.length));
        Path folder = Files.createTempDirectory("oblix-bench");
        int mockPort = Server.freePort();
        try (Server mock = MockUpstream.server(folder, mockPort);
                Server gateway = GatewayBench.gateway(jar, java, options, folder, mockPort)) {
            mock.awaitReady("/api/version");
            gateway.awaitReady("/health");
            new DialectBench(seconds, gateway).run();
        }
        System.exit(0);
    }

    private void run() throws InterruptedException {
        String question = "What is AI orchestration?";
        for (Api api : APIS) {
            for (boolean streamed : new boolean[] {false, true}) {
                once(api, "openai:mock-20x0", question, streamed, CONNECTIONS);
            }
        }
        for (String model : List.of("openai:mock-20x0", "claude:mock-20x0", "ollama:mock-20x0")) {
            compare(model, "whole", question, false, CONNECTIONS);
            compare(model, "streamed", question, true, CONNECTIONS);
        }
        compare("openai:mock-20x0", "whole, a question of 100 kB", question + LARGE, false, CONNECTIONS_OF_LARGE);
    }

    /** In turns, because neighbours on the machine come and go; the median turn of each counts. */
    private void compare(String model, String what, String question, boolean streamed, int connections)
            throws InterruptedException {
        Map<Api, List<Cost>> costs = new LinkedHashMap<>();
        for (int turn = 0; turn < TURNS; turn++) {
            for (Api api : APIS) {
                costs.computeIfAbsent(api, first -> new ArrayList<>())
                        .add(once(api, model, question, streamed, connections));
            }
        }
        print("%n| %s, %s, %d connections | answers/s | µs of processor time each | beside chat |", model, what, connections);
        print("| --- | --- | --- | --- |");
        double chat = median(costs.get(APIS.get(0))).micros();
        costs.forEach((api, turns) -> {
            Cost cost = median(turns);
            print(
                    "| %s | %.0f | %.1f | %.2f |%s",
                    api.name(),
                    cost.perSecond(),
                    cost.micros(),
                    cost.micros() / chat,
                    cost.failures() == 0 ? "" : " FAILURES " + cost.failures());
        });
    }

    private Cost once(Api api, String model, String question, boolean streamed, int connections)
            throws InterruptedException {
        double before = gateway.cpuSeconds();
        ClosedLoop.Result result = ClosedLoop.run(
                vertx, gateway.port, api.path(), "", api.request(model, question, streamed), connections, 0, seconds);
        double used = gateway.cpuSeconds() - before;
        return new Cost(
                result.perSecond(), used * 1e6 / Math.max(1, result.perSecond() * seconds), result.failures());
    }

    private static Cost median(List<Cost> turns) {
        return turns.stream()
                .sorted(Comparator.comparing(Cost::micros))
                .toList()
                .get(turns.size() / 2);
    }

    private static void print(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
    }
}
