package io.oblix.server;

import io.oblix.server.reply.ErrorShape;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The error shape of each path, also for what goes wrong before any route has been found. */
final class ErrorShapes {

    private final Map<String, ErrorShape> byPath = new ConcurrentHashMap<>();

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

    /** Whether the path is one that was added: those are posted to. */
    boolean isAdded(String path) {
        return byPath.containsKey(path);
    }
}
