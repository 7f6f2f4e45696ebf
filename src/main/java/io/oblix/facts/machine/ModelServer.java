package io.oblix.facts.machine;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.function.LongPredicate;
import java.util.stream.IntStream;

/**
 * The server of the local model, as far as the figures of the machine need to know it: what it uses is not what keeps the
 * machine busy.
 *
 * @param baseUrls where it is asked; empty without a local model
 * @param answeringSince whether a request of ours was with it at any moment since a time of {@link System#nanoTime()}
 */
public record ModelServer(List<String> baseUrls, LongPredicate answeringSince) {

    /** No local model. */
    public static final ModelServer NONE = new ModelServer(List.of(), since -> false);

    /** The ports of its loopback addresses: there it runs on this machine. */
    int[] loopbackPorts() {
        return baseUrls.stream().flatMapToInt(ModelServer::loopbackPort).toArray();
    }

    private static IntStream loopbackPort(String baseUrl) {
        URI url = URI.create(baseUrl);
        String host = url.getHost() == null ? "" : url.getHost().toLowerCase(Locale.ROOT);
        boolean loopback = host.equals("localhost")
                || host.endsWith(".localhost")
                || host.startsWith("127.")
                || host.equals("[::1]")
                || host.equals("0.0.0.0");
        int usual = "https".equals(url.getScheme()) ? 443 : 80;
        return loopback ? IntStream.of(url.getPort() < 0 ? usual : url.getPort()) : IntStream.empty();
    }

    boolean isConfigured() {
        return !baseUrls.isEmpty();
    }
}
