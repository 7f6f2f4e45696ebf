package io.oblix.dashboard;

import io.oblix.problem.KeyProblem;
import io.oblix.problem.Problem;
import io.oblix.problem.RequestProblem;
import io.oblix.server.HttpRequest;
import io.oblix.server.HttpRoutes;
import io.oblix.server.Logins;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.apache.camel.Exchange;

/**
 * {@code /login}, which stands in for the page at {@code /} until an admin key has been shown, and {@code /logout}. They are
 * plain forms: they need no script.
 */
final class LoginRoutes extends HttpRoutes {

    private static final String FIELD = "key=";
    private static final int LONGEST_BODY = 8 * 1024;

    private final Logins logins;

    LoginRoutes(Logins logins) {
        this.logins = logins;
    }

    @Override
    public void configure() {
        get("/login", "login-page")
                .description("Asks a browser for an admin key")
                .process(exchange -> page(exchange, HttpRequest.take(exchange), 200, ""))
                .id("send-login-page");
        post("/login", "login")
                .description("Opens a session")
                .process(this::logIn)
                .id("open-session");
        post("/logout", "logout")
                .description("Ends a session")
                .process(this::logOut)
                .id("end-session");
    }

    private void logIn(Exchange exchange) {
        HttpRequest http = HttpRequest.take(exchange);
        try {
            http.answerHeader("set-cookie", logins.open(http, key(http.body())));
            home(exchange, http);
        } catch (KeyProblem | RequestProblem refused) {
            Duration wait = refused.retryAfter();
            if (wait != null) {
                http.answerHeader("retry-after", Long.toString(Math.max(1, wait.toSeconds())));
            }
            page(exchange, http, refused.status(), words(refused));
        }
    }

    private void logOut(Exchange exchange) {
        HttpRequest http = HttpRequest.take(exchange);
        http.answerHeader("set-cookie", logins.close(http));
        home(exchange, http);
    }

    private static void home(Exchange exchange, HttpRequest http) {
        http.answerHeader("location", "/");
        http.answerHeader("cache-control", "no-store");
        reply(exchange, 303, new byte[0], "text/plain; charset=utf-8");
    }

    private void page(Exchange exchange, HttpRequest http, int status, String problem) {
        Page.secure(http);
        String alert = problem.isEmpty() ? "" : "<p class=\"refusal\" role=\"alert\">" + problem + "</p>";
        String html = Assets.get().login().replace("{{problem}}", alert);
        reply(exchange, status, html.getBytes(StandardCharsets.UTF_8), "text/html; charset=utf-8");
    }

    /** Nothing that was sent is in them. */
    private static String words(Problem refused) {
        return switch (refused.status()) {
            case 401 -> "This key is not known to this server, or has expired.";
            case 429 -> "Too many wrong keys came from this address. Try again in a minute.";
            default ->
                refused instanceof RequestProblem
                        ? "Only this server's own page may log in."
                        : "This key is no admin key.";
        };
    }

    /** The field of a form; empty when there is none. */
    static String key(byte[] form) {
        if (form.length > LONGEST_BODY) {
            return "";
        }
        for (String field : new String(form, StandardCharsets.UTF_8).split("&", -1)) {
            if (field.startsWith(FIELD)) {
                try {
                    return URLDecoder.decode(field.substring(FIELD.length()), StandardCharsets.UTF_8)
                            .strip();
                } catch (IllegalArgumentException badEscape) {
                    return "";
                }
            }
        }
        return "";
    }
}
