package io.oblix.server;

import io.oblix.server.reply.ErrorShape;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;

/** The error shape of each path, also for what goes wrong before any route has been found. */
final class ErrorShapes {

    private final Map<String, ErrorShape> byPath = new ConcurrentHashMap<>();
    private final Set<String> served = new ConcurrentSkipListSet<>();

    /** Paths that begin with this one and nothing more, or a slash, have this shape. */
    void add(String path, ErrorShape shape) {
        byPath.put(path, shape);
    }

    /** That of the longest path that was added and fits. */
    ErrorShape of(String path) {
        for (String left = path; !left.isEmpty(); left = parent(left)) {
            ErrorShape shape = byPath.get(left);
            if (shape != null) {
                return shape;
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
        return served.stream().filter(path -> !served.contains("/v1" + path)).toList();
    }

    boolean isServed(String path) {
        return served.contains(path);
    }
}
