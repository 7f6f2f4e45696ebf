package io.oblix.bench;

import io.oblix.OblixApplication;
import io.oblix.key.KeyText;
import io.oblix.settings.OblixSettings;
import io.oblix.settings.SettingsSource;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What the ledger, keys, limits and a budget cost: servers with more and more of them, all in one JVM, so that they run the
 * same compiled code, asked in short turns. Two JVMs with the same options differ by more than what is measured. First in front
 * of a provider that answers at once, so that the processor is what limits them, and then of one that takes as long as no model
 * is quick to answer. Arguments: the java to run them with; rounds; seconds of load on each before; options of that java.
 */
public final class KeysBench {

    private static final int CONNECTIONS = 64;
    private static final int TURN_SECONDS = 2;
    private static final int WARM_ROUND_SECONDS = 5;
    private static final String KEY = "obx_bench00000000000000000000000000000000000";
    private static final String AT_ONCE = "openai:mock";
    private static final String AFTER_10_MS = "openai:mock-after-10";

    private static final String LIMITS = "  requests-per-minute: 1000000\n  tokens-per-minute: 2000000000\n"
            + "  concurrent-requests: 1000\n  budget: {day: 1000000, month: 1000000}\n";

    /** @param key what its entry in the file of keys has beside the name and the hash; null for no file */
    private record Variant(String name, boolean ledger, String key) {}

    private static final List<Variant> VARIANTS = List.of(
            new Variant("nothing", false, null),
            new Variant("the ledger", true, null),
            new Variant("a key", false, ""),
            new Variant("a key with limits and a budget", false, LIMITS),
            new Variant("all of it", true, LIMITS));

    private KeysBench() {}

    public static void main(String[] arguments) throws Exception {
        if (arguments[0].equals("serve")) {
            serve(Path.of(arguments[1]), arguments[2], Integer.parseInt(arguments[3]));
            return;
        }
        Path java = Path.of(arguments[0]);
        Path folder = Files.createTempDirectory("oblix-bench");
        int mockPort = Server.freePort();
        // One after the other, as many as there are variants.
        int port = Server.freePort();
        List<String> command = new ArrayList<>(List.of(java.toString()));
        command.addAll(List.of(arguments).subList(3, arguments.length));
        command.addAll(List.of(
                "-cp",
                System.getProperty("java.class.path"),
                KeysBench.class.getName(),
                "serve",
                folder.toString(),
                "http://127.0.0.1:" + mockPort,
                Integer.toString(port)));
        try (Server mock = MockUpstream.server(folder, mockPort)) {
            mock.awaitReady("/api/version");
            try (Server servers = Server.start(port, folder, Map.of(), command)) {
                servers.awaitReady("/health/ready");
                int rounds = Integer.parseInt(arguments[1]);
                compare(servers, AT_ONCE, rounds, Integer.parseInt(arguments[2]));
                compare(servers, AFTER_10_MS, rounds, WARM_ROUND_SECONDS);
            }
        }
        System.exit(0);
    }

    /** In a JVM of its own: each variant at a port. The first one starts last, as it is the one that is waited for. */
    private static void serve(Path folder, String mock, int port) throws Exception {
        for (int i = VARIANTS.size() - 1; i >= 0; i--) {
            Variant variant = VARIANTS.get(i);
            Path own = Files.createDirectory(folder.resolve("variant-" + i));
            Map<String, String> settings = new HashMap<>(Map.of(
                    "oblix.host", "127.0.0.1",
                    "oblix.port", Integer.toString(port + i),
                    "oblix.cloud-model", "openai:mock",
                    "oblix.openai.base-url", mock + "/v1",
                    "oblix.openai.api-key", "bench",
                    "oblix.prices", AT_ONCE + " 1 1, " + AFTER_10_MS + " 1 1",
                    "oblix.routes-directory", own.toString(),
                    "oblix.ledger.url", variant.ledger() ? "jdbc:sqlite:" + own.resolve("ledger.db") : "off"));
            Path keys = own.resolve("keys.yaml");
            if (variant.key() != null) {
                Files.writeString(keys, "- name: bench\n  sha256: " + KeyText.sha256(KEY) + "\n" + variant.key());
            }
            settings.put("oblix.keys-file", keys.toString());
            OblixApplication.start(OblixSettings.of(SettingsSource.read(folder, Map.of(), settings)));
        }
    }

    private static void compare(Server servers, String model, int rounds, int warmSeconds) throws InterruptedException {
        Vertx vertx = Vertx.vertx();
        for (int warmed = 0; warmed < warmSeconds; warmed += WARM_ROUND_SECONDS) {
            for (int i = 0; i < VARIANTS.size(); i++) {
                ask(vertx, servers.port + i, model, WARM_ROUND_SECONDS);
            }
        }
        double[][] perSecond = new double[VARIANTS.size()][rounds];
        double[][] micros = new double[VARIANTS.size()][rounds];
        for (int round = 0; round < rounds; round++) {
            for (int k = 0; k < VARIANTS.size(); k++) {
                // Each comes behind each other one.
                int i = (round % 2 == 0 ? k : VARIANTS.size() - 1 - k);
                Use before = servers.use();
                ClosedLoop.Result result = ask(vertx, servers.port + i, model, TURN_SECONDS);
                Use used = servers.use().since(before);
                perSecond[i][round] = result.perSecond();
                micros[i][round] =
                        (used.cpuSeconds() - used.compilerSeconds()) * 1e6 / (result.perSecond() * TURN_SECONDS);
            }
        }
        print("%n%s", model);
        print("| | answers a second | beside nothing | processor time | beside nothing |");
        print("| --- | --- | --- | --- | --- |");
        for (int i = 0; i < VARIANTS.size(); i++) {
            print(
                    "| %s | %.0f | %.3f | %.1f us | %.3f |",
                    VARIANTS.get(i).name(),
                    median(perSecond[i]),
                    median(ratios(perSecond[i], perSecond[0])),
                    median(micros[i]),
                    median(ratios(micros[i], micros[0])));
        }
    }

    private static ClosedLoop.Result ask(Vertx vertx, int port, String model, int seconds) throws InterruptedException {
        String body = "{\"model\":\"" + model
                + "\",\"messages\":[{\"role\":\"user\",\"content\":\"What is the capital of France?\"}]}";
        ClosedLoop.Result result = ClosedLoop.run(
                vertx, port, "/v1/chat/completions", "x-api-key: " + KEY + "\r\n", body, CONNECTIONS, 0, seconds);
        if (result.failures() > 0) {
            throw new IllegalStateException(result.failures() + " requests failed at port " + port);
        }
        return result;
    }

    /** Of each round by itself: the speed of a machine that others use too changes by the minute. */
    private static double[] ratios(double[] these, double[] first) {
        double[] ratios = new double[these.length];
        for (int i = 0; i < these.length; i++) {
            ratios[i] = these[i] / first[i];
        }
        return ratios;
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int half = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }

    private static void print(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
    }
}
