package io.oblix.server;

import io.oblix.problem.KeyProblem;
import io.oblix.problem.RequestProblem;

/** Logging in and out, which only this server's own page may ask for. */
public final class Logins {

    private final KeyGate gate;
    private final BrowserSessions browsers;

    Logins(KeyGate gate, BrowserSessions browsers) {
        this.gate = gate;
        this.browsers = browsers;
    }

    /**
     * Opens a session for a browser of the operator's.
     *
     * @param key as the operator typed it
     * @return the value of {@code Set-Cookie}
     * @throws RequestProblem when a page of another origin asks
     * @throws KeyProblem when the key is no admin's, or too many wrong ones came from this address
     */
    public String open(HttpRequest request, String key) {
        requireOwnPage(request);
        return gate.logIn(request.vertx(), key);
    }

    /**
     * Ends the session of a browser.
     *
     * @return the value of {@code Set-Cookie}
     * @throws RequestProblem when a page of another origin asks
     */
    public String close(HttpRequest request) {
        requireOwnPage(request);
        return browsers.close(request.vertx());
    }

    private static void requireOwnPage(HttpRequest request) {
        if (SameOrigin.isForeign(request.vertx())) {
            throw RequestProblem.foreignPage();
        }
    }
}
