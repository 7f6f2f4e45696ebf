package io.oblix.bench;

import io.vertx.core.Vertx;
import java.net.URI;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import oshi.SystemInfo;
import oshi.software.os.InternetProtocolStats.IPConnection;
import oshi.software.os.InternetProtocolStats.TcpState;

/**
 * Something that answers chat completions in front of the mock, and what one answer of it costs.
 *
 * @param model what it is asked for
 * @param headers that it asks for, each line with its end
 * @param process null where the system does not tell which process listens there
 */
record Contender(String name, int port, String path, String model, String headers, ProcessHandle process) {

    private static final String CHATS = "/v1/chat/completions";

    /** @param use during the turn */
    private record Turn(ClosedLoop.Result result, Use use, int seconds) {

        double each(double used) {
            return used / Math.max(1, result.perSecond() * seconds);
        }
    }

    static Contender of(String name, Server server, String model) {
        return new Contender(name, server.port, CHATS, model, "", ProcessHandle.of(server.pid()).orElse(null));
    }

    /**
     * @param argument {@code name=url}; the model is what the URL has behind a hash, or {@code mock}
     * @param headers that it asks for, each line with its end
     */
    static Contender of(String argument, String headers) {
        int end = argument.indexOf('=');
        URI url = URI.create(argument.substring(end + 1));
        String path = url.getPath().isEmpty() || url.getPath().equals("/") ? CHATS : url.getPath();
        String model = url.getFragment() == null ? "mock" : url.getFragment();
        return new Contender(argument.substring(0, end), url.getPort(), path, model, headers, listenerOn(url.getPort()));
    }

    private static ProcessHandle listenerOn(int port) {
        Optional<IPConnection> listener = new SystemInfo().getOperatingSystem().getInternetProtocolStats().getConnections()
                .stream()
                .filter(found -> found.getState() == TcpState.LISTEN && found.getLocalPort() == port)
                .findFirst();
        return listener.flatMap(found -> ProcessHandle.of(found.getowningProcessId())).orElse(null);
    }

    Use use() {
        return process == null ? Use.none() : Use.of(process);
    }

    private Turn turn(Vertx vertx, UnaryOperator<String> body, int connections, int seconds)
            throws InterruptedException {
        Use before = use();
        ClosedLoop.Result result = ClosedLoop.run(
                vertx, port, path, headers, body.apply(model), connections, 0, seconds);
        return new Turn(result, use().since(before), seconds);
    }

    /** In turns, because neighbours on the machine come and go; the median turn of each counts. */
    static void compare(
            Vertx vertx, List<Contender> all, UnaryOperator<String> body, int connections, int turns, int seconds)
            throws InterruptedException {
        List<List<Turn>> taken = new ArrayList<>();
        for (Contender contender : all) {
            taken.add(new ArrayList<>());
            contender.turn(vertx, body, connections, seconds);
        }
        for (int turn = 0; turn < turns; turn++) {
            for (int i = 0; i < all.size(); i++) {
                taken.get(i).add(all.get(i).turn(vertx, body, connections, seconds));
            }
        }
        System.out.println("| | answers/s | of " + all.get(0).name()
                + " | median | p99 | CPU of an answer | of it compilers | sleeps of threads | allocated | failures |");
        System.out.println("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |");
        double first = median(taken.get(0)).result().perSecond();
        for (int i = 0; i < all.size(); i++) {
            Turn turn = median(taken.get(i));
            System.out.println(String.format(
                    Locale.ROOT,
                    "| %s | %.0f | %.2f | %.2f ms | %.2f ms | %.0f µs | %.0f µs | %.1f | %.1f kB | %d |",
                    all.get(i).name(),
                    turn.result().perSecond(),
                    turn.result().perSecond() / first,
                    turn.result().medianMillis(),
                    turn.result().p99Millis(),
                    turn.each(turn.use().cpuSeconds() * 1e6),
                    turn.each(turn.use().compilerSeconds() * 1e6),
                    turn.each(turn.use().sleeps()),
                    turn.each(turn.use().allocatedMegabytes() * 1024),
                    turn.result().failures()));
        }
    }

    private static Turn median(List<Turn> turns) {
        return turns.stream()
                .sorted(Comparator.comparing(turn -> turn.result().perSecond()))
                .toList()
                .get(turns.size() / 2);
    }
}
