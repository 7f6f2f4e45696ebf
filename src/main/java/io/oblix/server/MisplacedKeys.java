package io.oblix.server;

import io.oblix.key.KeyText;
import io.oblix.key.Keys;
import io.oblix.problem.RequestProblem;
import io.vertx.core.http.HttpServerRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Predicate;

/**
 * Finds keys that were sent in the place of a name. Names are logged, counted and shown, so such a one must go no further:
 * the client's own key, one of another client, one that this server made, or one that it is configured with.
 */
public final class MisplacedKeys {

    private final Keys keys;
    private volatile Predicate<String> secrets = name -> false;

    MisplacedKeys(Keys keys) {
        this.keys = keys;
    }

    /** @param configured which names hold a secret that this server is configured with */
    public void secrets(Predicate<String> configured) {
        secrets = configured;
    }

    /** Whether a key was sent as the name of a model, or within it. */
    public boolean isIn(HttpRequest http, String model) {
        return isIn(model, http.keysSent());
    }

    /** @throws RequestProblem if it was */
    public void refuse(HttpRequest http, String model) {
        if (isIn(http, model)) {
            throw RequestProblem.keyForModel();
        }
    }

    /** @param sent the keys of the request, one of which let it in; empty where it needed none */
    boolean isIn(String name, List<String> sent) {
        if (name.length() < KeyText.SHORTEST) {
            return false;
        }
        for (String key : sent) {
            if (KeyText.isIn(name, key)) {
                return true;
            }
        }
        return KeyText.isIn(name) || secrets.test(name) || keys.isKeyIn(name);
    }

    /** The same of a path, where a name may stand too. */
    boolean isInPath(String path, List<String> sent) {
        return isIn(path, sent) || (path.indexOf('%') >= 0 && isIn(decoded(path), sent));
    }

    private static String decoded(String path) {
        try {
            return URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            return path;
        }
    }

    /** A path for the log: nothing of one that holds a key. */
    String shown(HttpServerRequest request, String path) {
        return isInPath(path, SentKeys.of(request.headers())) ? "(a key)" : path;
    }
}
