package io.oblix.dialect.embeddings;

import io.oblix.chat.RequestListener;
import io.oblix.dialect.DialectRoutes;
import io.oblix.server.HttpListener;
import io.oblix.settings.ServerSettings;
import java.util.List;

/** {@code POST /v1/embeddings}. */
public final class EmbeddingsRoutes extends DialectRoutes {

    /** @param listeners receive the record of each request when it is over; they must not block */
    public EmbeddingsRoutes(HttpListener server, ServerSettings settings, List<RequestListener> listeners) {
        super(server, new EmbeddingsDialect(settings.answers()), listeners);
    }

    @Override
    public void configure() {
        answered(
                EmbeddingsDialect.PATH,
                EmbeddingsDialect.NAME,
                "OpenAI's embeddings: from any client to the embedding model that it names");
    }
}
