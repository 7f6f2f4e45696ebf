package io.oblix.chat;

/** The names of the HTTP headers that this server adds to answers, and of the one that it reads. */
public final class OblixHeaders {

    public static final String REQUEST_ID = "x-oblix-request-id";
    public static final String POLICY = "x-oblix-policy";
    public static final String TARGET = "x-oblix-target";
    public static final String MODEL = "x-oblix-model";
    public static final String REASON = "x-oblix-reason";
    public static final String FALLBACK = "x-oblix-fallback";
    public static final String ATTEMPTS = "x-oblix-attempts";
    public static final String IGNORED_PARAMS = "x-oblix-ignored-params";

    /** The same value as {@link #REQUEST_ID}, under the name that OpenAI's clients show in their errors. */
    public static final String OPENAI_REQUEST_ID = "x-request-id";

    /** What the provider calls the request, for its support. */
    public static final String UPSTREAM_REQUEST_ID = "x-upstream-request-id";

    /** OpenAI's clients repeat a failed request on their own unless this is {@code false}. */
    public static final String SHOULD_RETRY = "x-should-retry";

    /** Read from requests: {@code local-only} or {@code any}. */
    public static final String PRIVACY = "x-oblix-privacy";

    private OblixHeaders() {}
}
