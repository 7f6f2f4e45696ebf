package io.oblix.dialect.ollama;

import io.oblix.chat.RequestListener;
import io.oblix.dialect.DialectRoutes;
import io.oblix.server.HttpListener;
import java.util.List;

/** {@code POST /api/embed} or {@code POST /api/embeddings}. */
public final class EmbedRoutes extends DialectRoutes {

    private final EmbedDialect dialect;

    /**
     * @param single whether it is the older path, for a single text
     * @param listeners receive the record of each request when it is over; they must not block
     */
    public EmbedRoutes(boolean single, HttpListener server, List<RequestListener> listeners) {
        this(new EmbedDialect(single), server, listeners);
    }

    private EmbedRoutes(EmbedDialect dialect, HttpListener server, List<RequestListener> listeners) {
        super(server, dialect, listeners);
        this.dialect = dialect;
    }

    @Override
    public void configure() {
        answered(
                dialect.path(),
                dialect.path().substring(1).replace('/', '-'),
                "Ollama's embeddings: from its clients to the embedding model that they name");
    }
}
