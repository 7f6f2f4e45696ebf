package io.oblix.server;

import io.oblix.chat.ClientFamily;
import io.oblix.chat.Trace;
import io.oblix.key.KeyUse;
import io.oblix.log.LoggedRequest;
import io.oblix.log.ThreadRequest;
import io.oblix.log.TraceParent;
import io.oblix.server.reply.OblixHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;
import org.apache.camel.component.platform.http.vertx.HttpMessage;
import org.jspecify.annotations.Nullable;

/** The HTTP request of an exchange, so that routes need no type of Vert.x. */
public final class HttpRequest implements LoggedRequest {

    /** Product names may hold a slash, as in {@code OpenAI/Python 1.2}. */
    private static final Pattern PROGRAM =
            Pattern.compile("[A-Za-z][A-Za-z0-9._-]{0,39}(/[A-Za-z][A-Za-z0-9._-]{0,39})?");

    private final HttpServerRequest request;
    private final String id;
    private final byte[] body;
    private final KeyUser user;

    private HttpRequest(HttpServerRequest request, byte[] body, KeyUser user) {
        this.request = request;
        this.id = request.response().headers().get(OblixHeaders.REQUEST_ID);
        this.body = body;
        this.user = user;
    }

    /**
     * Takes the request out of the message: nothing of it travels on, neither headers nor a second copy of the body. What
     * this thread logs from now on belongs to it.
     */
    public static HttpRequest take(Exchange exchange) {
        HttpMessage message = exchange.getMessage(HttpMessage.class);
        HttpRequest request = new HttpRequest(message.getRequest(), RequestBody.of(message), KeyUser.of(message));
        message.removeHeaders("*");
        message.setBody(null);
        ThreadRequest.set(request);
        return request;
    }

    HttpServerRequest vertx() {
        return request;
    }

    /** What its key has to do with it. */
    public KeyUse use() {
        return user.use();
    }

    /** Its span in a trace; {@link Trace#NONE} without tracing. */
    public Trace trace() {
        return user.trace();
    }

    /** Whether it is the operator's: by an admin key, or from this machine where no keys are asked for. */
    public boolean isOperators() {
        return use().key().admin() || (use().key().name().isEmpty() && OperatorPaths.isFromHere(request));
    }

    /** The keys that it was sent with; empty where it needed none. */
    List<String> keysSent() {
        return keyName().isEmpty() ? List.of() : SentKeys.of(request.headers());
    }

    /** Our id of the request, which the response has in its headers already. */
    @Override
    public String id() {
        return id;
    }

    @Override
    public String keyName() {
        return use().key().name();
    }

    /** Of the trace that is sent, or else the caller's. */
    @Override
    public String traceId() {
        String sent = trace().id();
        return sent.isEmpty() ? TraceParent.traceId(request.headers().get(OblixHeaders.TRACE_PARENT)) : sent;
    }

    /** Escaped, as it was sent. */
    public String path() {
        return request.path();
    }

    /** Adds a header to the answer. */
    public void answerHeader(String name, String value) {
        request.response().putHeader(name, value);
    }

    /** All values of this header, in their order. */
    public List<String> headers(String name) {
        return request.headers().getAll(name);
    }

    /** The headers whose names begin like this, by their names in lower case; of several with one name the first. */
    public Map<String, String> headersBeginning(String prefix) {
        Map<String, String> found = new TreeMap<>();
        request.headers().forEach((name, value) -> {
            String lower = name.toLowerCase(Locale.ROOT);
            if (lower.startsWith(prefix)) {
                found.putIfAbsent(lower, value);
            }
        });
        return found;
    }

    /** The client's id of the conversation; null if no header has one. */
    public @Nullable String conversation() {
        return OblixHeaders.conversation(request.headers());
    }

    /**
     * The client's program as its {@code User-Agent} names it, without the version; empty if it sends none. Where that is
     * only the library's, other headers may tell: {@code X-Title}, which some programs send, or those of Open WebUI.
     */
    public String client() {
        String title = ClientFamily.of(header("x-title"));
        if (!title.equals(ClientFamily.OTHER)) {
            return title;
        } else if (OblixHeaders.isOpenWebUi(request.headers())) {
            return ClientFamily.OPEN_WEBUI;
        }
        Matcher name = PROGRAM.matcher(header("user-agent"));
        return name.lookingAt() ? name.group() : "";
    }

    /** What a program asks for on its own, where it says so; empty otherwise. */
    public String task() {
        return header(OblixHeaders.TASK).strip();
    }

    private String header(String name) {
        String value = request.headers().get(name);
        return value == null ? "" : value;
    }

    /** The first value of a query parameter. */
    public @Nullable String query(String name) {
        return request.getParam(name);
    }

    /** Empty when there is none; shared, must not be changed. */
    public byte[] body() {
        return body;
    }
}
