package io.oblix.server;

import io.oblix.server.reply.ErrorShape;
import io.vertx.core.MultiMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The error shape of each path, also for what goes wrong before any route has been found. */
final class ErrorShapes {

    private final Map<String, ErrorShape> byPath = new ConcurrentHashMap<>();
    private final Map<String, ErrorShape> byHeader = new ConcurrentHashMap<>();
    private final Set<String> served = ConcurrentHashMap.newKeySet();

    /** Paths that begin with this one and nothing more, or a slash, have this shape. */
    void add(String path, ErrorShape shape) {
        byPath.put(path, shape);
    }

    /** Paths that belong to no API have this shape for clients that send this header. */
    void addFor(String header, ErrorShape shape) {
        byHeader.put(header, shape);
    }

    /** That of the longest path that was added and fits, or else that of the client. */
    ErrorShape of(String path, MultiMap headers) {
        for (String left = path; !left.isEmpty(); left = parent(left)) {
            ErrorShape shape = byPath.get(left);
            if (shape != null) {
                return shape;
            }
        }
        for (Map.Entry<String, ErrorShape> client : byHeader.entrySet()) {
            if (headers.contains(client.getKey())) {
                return client.getValue();
            }
        }
        return ErrorShape.OPENAI;
    }

    private static String parent(String path) {
        return path.substring(0, Math.max(0, path.lastIndexOf('/')));
    }

    /** The same for a path that is posted to. */
    void serve(String path, ErrorShape shape) {
        add(path, shape);
        served.add(path);
    }

    /** Those that are posted to, sorted; without the shorter forms of those that have a version. */
    List<String> served() {
        return served.stream()
                .filter(path -> !served.contains("/v1" + path))
                .sorted()
                .toList();
    }

    /** Slashes at the end count for nothing, as when a route is looked for. */
    boolean isServed(String path) {
        int end = path.length();
        while (end > 1 && path.charAt(end - 1) == '/') {
            end--;
        }
        return served.contains(path.substring(0, end));
    }
}
