package io.oblix.dialect.ollama;

import io.oblix.chat.AnswerEvent;
import io.oblix.chat.AnsweredBy;
import io.oblix.chat.ChatRequest;
import io.oblix.chat.CompleteAnswer;
import io.oblix.chat.RequestListener;
import io.oblix.dialect.DialectRoutes;
import io.oblix.server.HttpListener;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.camel.Exchange;

/** {@code POST /api/chat} or {@code POST /api/generate}. */
public final class OllamaRoutes extends DialectRoutes {

    private final HttpListener server;
    private final OllamaDialect dialect;
    private final Predicate<ChatRequest> isForOllama;

    /**
     * @param callIds whether tool calls have an id
     * @param listeners receive the record of each request when it is over; they must not block
     * @param isForOllama whether a request names a model that Ollama can load
     */
    public OllamaRoutes(
            OllamaForm form,
            boolean callIds,
            HttpListener server,
            List<RequestListener> listeners,
            Predicate<ChatRequest> isForOllama) {
        this(new OllamaDialect(form, callIds), server, listeners, isForOllama);
    }

    private OllamaRoutes(
            OllamaDialect dialect,
            HttpListener server,
            List<RequestListener> listeners,
            Predicate<ChatRequest> isForOllama) {
        super(server, dialect, listeners);
        this.server = server;
        this.dialect = dialect;
        this.isForOllama = isForOllama;
    }

    @Override
    public void configure() {
        String id = OllamaDialect.NAME + "-" + dialect.form().name().toLowerCase(Locale.ROOT);
        server.posted(dialect.form().path(), dialect);
        post(dialect.form().path(), id)
                .description("Ollama's API: from its clients to whichever model should answer")
                .process(this::read)
                .id("read-" + id)
                .choice()
                .when(this::loadsNothing)
                .process(OllamaRoutes::loaded)
                .id("load-" + id)
                .otherwise()
                .to("direct:answer")
                .id("answer-" + id)
                .end()
                .process(this::write)
                .id("write-" + id);
    }

    /** A request that only loads a model says nothing to a model that is always there. */
    private boolean loadsNothing(Exchange exchange) {
        ChatRequest request = exchange.getProperty(REQUEST, ChatRequest.class);
        return OllamaMemo.of(request).isLoading() && !isForOllama.test(request);
    }

    private static void loaded(Exchange exchange) {
        ChatRequest request = exchange.getProperty(REQUEST, ChatRequest.class);
        String model = request.model();
        AnsweredBy noCall =
                new AnsweredBy("none", "", "none", model, "", "", "nothing-to-load", false, 0, List.of(), Map.of());
        exchange.getMessage().setBody(new CompleteAnswer(noCall, model, new ArrayDeque<>(List.of(END))));
    }

    private static final AnswerEvent END = new AnswerEvent.Finish("stop");
}
