package io.oblix.dashboard;

import io.oblix.server.HttpRequest;

/** The headers of a page: it loads nothing from elsewhere, runs no script that stands in it, and is shown in no frame. */
final class Page {

    static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
                    + " form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    private Page() {}

    static void secure(HttpRequest http) {
        http.answerHeader("content-security-policy", POLICY);
        http.answerHeader("cache-control", "no-store");
        http.answerHeader("x-content-type-options", "nosniff");
        http.answerHeader("x-frame-options", "DENY");
        // Without a referrer, browsers would send the origin of a form of this page as null.
        http.answerHeader("referrer-policy", "same-origin");
        http.answerHeader("cross-origin-opener-policy", "same-origin");
        http.answerHeader("cross-origin-resource-policy", "same-origin");
    }
}
