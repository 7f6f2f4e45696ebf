package io.oblix.dialect.ollama;

import io.oblix.chat.ChatRequest;
import io.oblix.chat.RequestListener;
import io.oblix.dialect.AtOnce;
import io.oblix.dialect.DialectRoutes;
import io.oblix.server.HttpListener;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/** {@code POST /api/chat} or {@code POST /api/generate}. */
public final class OllamaRoutes extends DialectRoutes {

    private final OllamaForm form;
    private final Predicate<ChatRequest> isForOthers;

    /**
     * @param callIds whether tool calls have an id
     * @param listeners receive the record of each request when it is over; they must not block
     * @param isForOthers whether a request names a policy, or a model that is not Ollama's
     */
    public OllamaRoutes(
            OllamaForm form,
            boolean callIds,
            HttpListener server,
            List<RequestListener> listeners,
            Predicate<ChatRequest> isForOthers) {
        super(server, new OllamaDialect(form, callIds), listeners);
        this.form = form;
        this.isForOthers = isForOthers;
    }

    @Override
    public void configure() {
        answered(
                form.path(),
                OllamaDialect.NAME + "-" + form.name().toLowerCase(Locale.ROOT),
                "Ollama's API: from its clients to whichever model should answer",
                new AtOnce(this::loadsNothing, "nothing-to-load", "stop"));
    }

    /** A request that only loads a model says nothing to a model that is always there. */
    private boolean loadsNothing(ChatRequest request) {
        return OllamaMemo.of(request).isLoading() && isForOthers.test(request);
    }
}
