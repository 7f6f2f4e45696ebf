package io.oblix.provider.camel;

import io.oblix.chat.Cancellation;
import io.oblix.chat.ChatRequest;
import io.oblix.chat.ModelName;
import io.oblix.chat.Place;
import io.oblix.provider.Carrier;
import io.oblix.provider.Endpoint;
import io.oblix.provider.Question;
import io.oblix.provider.openai.OpenAiProvider;
import io.oblix.upstream.Call;
import io.oblix.upstream.ProbeClient;
import io.oblix.upstream.UpstreamRequest;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.util.concurrent.CamelThreadFactory;
import org.jspecify.annotations.Nullable;

/**
 * A model behind a Camel endpoint: OpenAI's chat JSON goes in, a chat completion or a text comes out. Any model name is
 * passed on; there is nothing to look at, so it counts as up until its breaker says otherwise.
 */
public final class CamelProvider extends OpenAiProvider implements Carrier, CamelContextAware {

    /** Beyond these a call fails at once, and the next target is asked. */
    private static final int MAX_CALLS = 500;

    private final String uri;
    private @Nullable CamelContext context;
    private @Nullable ProducerTemplate producer;
    private @Nullable ExecutorService threads;

    CamelProvider(Endpoint endpoint, int contextTokens, String uri) {
        super(endpoint, contextTokens);
        // Without this, a call to a route that does not exist would wait for it for 30 s.
        this.uri = uri.startsWith("direct:") && !uri.contains("?") ? uri + "?block=false" : uri;
    }

    /** @throws org.apache.camel.ResolveEndpointFailedException when Camel knows no such endpoint */
    @Override
    public void setCamelContext(CamelContext context) {
        this.context = context;
        this.producer = context.createProducerTemplate();
        context.getEndpoint(uri);
        this.threads = threads("provider-" + name(), MAX_CALLS);
    }

    /**
     * Threads for routes of the operator's, made when they are needed. Beyond the limit a run is rejected. Camel's own pools
     * cannot do this: one without a queue has as many threads as its core size.
     */
    public static ExecutorService threads(String name, int most) {
        return new ThreadPoolExecutor(
                0,
                most,
                30,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                new CamelThreadFactory("#name# ##counter#", name, true));
    }

    @Override
    public @Nullable CamelContext getCamelContext() {
        return context;
    }

    @Override
    public Call carry(String requestId, UpstreamRequest request, Place place, Cancellation cancellation) {
        if (producer == null || threads == null) {
            throw new IllegalStateException("Camel has not started");
        }
        return new CamelCall(producer, uri, threads, requestId, request, place, cancellation);
    }

    /** The answer comes in one piece, also where the client wants a stream. */
    @Override
    public UpstreamRequest translate(Question question, Place place) {
        UpstreamRequest request = super.translate(question, place);
        return new UpstreamRequest(place.baseUrl(), request.headers(), request.body(), true, request.ignoredParams());
    }

    /** It takes a chat, and nothing else. */
    @Override
    public boolean speaks(ChatRequest request, ModelName model) {
        return false;
    }

    @Override
    public boolean beginsSlowly(Question question, Place place) {
        return false;
    }

    @Override
    public @Nullable String checkUrl() {
        return null;
    }

    @Override
    public boolean isProbed() {
        return true;
    }

    /** There is no list to be had. */
    @Override
    public @Nullable String whyUnlisted() {
        return null;
    }

    @Override
    public List<Consumer<ProbeClient>> looks() {
        return List.of();
    }
}
