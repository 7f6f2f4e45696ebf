package io.oblix;

import io.oblix.ask.KeptAnswers;
import io.oblix.ask.ModelNames;
import io.oblix.ask.TokenCounts;
import io.oblix.chat.RequestListener;
import io.oblix.dialect.Dialect;
import io.oblix.dialect.chat.ChatRoutes;
import io.oblix.dialect.completions.CompletionsDialect;
import io.oblix.dialect.completions.CompletionsRoutes;
import io.oblix.dialect.embeddings.EmbeddingsRoutes;
import io.oblix.dialect.messages.MessagesDialect;
import io.oblix.dialect.messages.MessagesRoutes;
import io.oblix.dialect.ollama.EmbedRoutes;
import io.oblix.dialect.ollama.OllamaDialect;
import io.oblix.dialect.ollama.OllamaForm;
import io.oblix.dialect.ollama.OllamaRoutes;
import io.oblix.dialect.responses.ResponsesDialect;
import io.oblix.dialect.responses.ResponsesRoutes;
import io.oblix.dialect.responses.StoredResponsesRoutes;
import io.oblix.server.HttpListener;
import io.oblix.settings.OblixSettings;
import io.oblix.settings.ServerSettings;
import java.util.List;
import org.apache.camel.CamelContext;

/** The APIs that clients speak: OpenAI's, Anthropic's and Ollama's. */
final class DialectWiring {

    private final HttpListener http;
    private final ServerSettings settings;
    private final ModelNames names;
    private final TokenCounts tokens;
    private final KeptAnswers kept;
    private final ResponsesDialect responses;

    DialectWiring(OblixSettings settings, HttpListener http, AskWiring ask, ModelNames names) {
        this.http = http;
        this.settings = settings.server();
        this.names = names;
        this.tokens = new TokenCounts(names, ask.upstream, settings.timeouts());
        this.kept = new KeptAnswers(ask.providers, ask.upstream, settings.timeouts());
        this.responses = new ResponsesDialect(settings.server());
    }

    /** @param listeners receive the record of each request */
    void addRoutes(CamelContext context, List<RequestListener> listeners) throws Exception {
        context.addRoutes(new ChatRoutes(http, settings, listeners));
        context.addRoutes(new CompletionsRoutes(http, settings, listeners));
        context.addRoutes(new EmbeddingsRoutes(http, settings, listeners));
        context.addRoutes(new MessagesRoutes(http, settings, listeners, tokens::of, names::isForOthersThanClaude));
        context.addRoutes(new EmbedRoutes(false, http, listeners));
        context.addRoutes(new EmbedRoutes(true, http, listeners));
        for (OllamaForm form : OllamaForm.values()) {
            boolean ids = settings.ollamaApi().callIds();
            context.addRoutes(new OllamaRoutes(form, ids, http, listeners, names::isForOthersThanOllama));
        }
        context.addRoutes(new ResponsesRoutes(http, responses, listeners));
        context.addRoutes(new ResponsesRoutes(http, responses.compacting(), listeners));
        context.addRoutes(new StoredResponsesRoutes(http, responses, tokens::of, kept));
    }

    /** Those that the explanation of a decision reads, beside chat completions. */
    List<Dialect> explained() {
        boolean ids = settings.ollamaApi().callIds();
        return List.of(
                new MessagesDialect(settings.answers()),
                responses,
                new OllamaDialect(OllamaForm.CHAT, ids),
                new OllamaDialect(OllamaForm.GENERATE, ids),
                new CompletionsDialect(settings.answers()));
    }
}
