package io.oblix.extension;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.ChatRequest;
import io.oblix.dialect.Caller;
import io.oblix.dialect.chat.ChatRequestReader;
import io.oblix.json.Json;
import io.oblix.log.ThreadRequest;
import io.oblix.policy.DecideEndpoint;
import io.oblix.policy.Verdict;
import io.oblix.problem.RequestProblem;
import io.oblix.problem.ServerProblem;
import io.oblix.provider.camel.SafeCause;
import io.oblix.telemetry.Metrics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.support.DefaultExchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A hook on a request's way: a route of the operator's, run on an exchange of its own. The body is the request as
 * OpenAI's chat JSON, the headers say what is known. The route may change the body, or refuse the request by {@code
 * decide:reject}.
 *
 * <p>It fails closed: an exception that the route does not handle itself, a body that is no chat request, or a run
 * beyond the time limit refuses the request. The cause is for the log only.
 */
final class Hook {

    private static final Logger LOG = LoggerFactory.getLogger(Hook.class);

    private final ProducerTemplate producer;
    private final String name;
    private final Duration timeout;
    private final ExecutorService threads;
    private final Metrics metrics;

    /** What no hook changes; the model not either once it is decided, so that the log has the one that was asked for. */
    private final List<String> clients;

    /**
     * @param name of the route's entry point without its scheme: {@code on-request}
     * @param timeout of one run
     * @param threads bounded; a run that it rejects refuses its request
     */
    Hook(ProducerTemplate producer, String name, Duration timeout, ExecutorService threads, Metrics metrics) {
        this.producer = producer;
        this.name = name;
        this.timeout = timeout;
        this.threads = threads;
        this.metrics = metrics;
        this.clients = name.equals("on-decision")
                ? List.of("stream", "stream_options", "model")
                : List.of("stream", "stream_options");
    }

    String name() {
        return name;
    }

    /**
     * Runs the hook.
     *
     * @param headers what the route may know beside the request
     * @return the request to go on with: the same one when the hook changed nothing
     * @throws RequestProblem when the hook refuses the request
     * @throws ServerProblem when the hook fails
     */
    ChatRequest run(ChatRequest request, Map<String, Object> headers) {
        Exchange exchange = new DefaultExchange(producer.getCamelContext());
        exchange.getIn().setHeaders(headers);
        exchange.getIn().setBody(request.body().deepCopy());
        DecideEndpoint.FirstVerdict decided = DecideEndpoint.FirstVerdict.of(exchange);
        await(exchange, request);
        if (exchange.getException() != null) {
            throw failed(request, exchange.getException());
        }
        Verdict verdict = decided.get();
        if (verdict != null && verdict.isRejection()) {
            metrics.countHook(name, "rejected");
            throw RequestProblem.rejectedByExtension(name, verdict.reason());
        }
        if (verdict != null) {
            throw failed(request, new IllegalStateException("a hook may decide:reject and nothing else"));
        }
        return changed(request, exchange);
    }

    private void await(Exchange exchange, ChatRequest request) {
        Future<?> run;
        try {
            run = threads.submit(ThreadRequest.carry(() -> producer.send("direct:" + name, exchange)));
        } catch (RejectedExecutionException busy) {
            metrics.countHook(name, "failed");
            throw ServerProblem.tooManyRequests();
        }
        try {
            run.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException late) {
            run.cancel(true);
            throw failed(request, new TimeoutException("it took longer than " + timeout.toMillis() + " ms"));
        } catch (ExecutionException broken) {
            throw failed(request, broken.getCause() == null ? broken : broken.getCause());
        } catch (InterruptedException interrupted) {
            run.cancel(true);
            Thread.currentThread().interrupt();
            throw failed(request, interrupted);
        }
    }

    private ChatRequest changed(ChatRequest request, Exchange exchange) {
        Object body = exchange.getMessage().getBody();
        if (request.body().equals(body)) {
            return request;
        }
        try {
            JsonNode json = exchange.getMessage().getMandatoryBody(JsonNode.class);
            if (!(json instanceof ObjectNode object)) {
                throw new IllegalStateException("it left a body that is no JSON object");
            }
            // How the answer is written is a matter between client and server.
            ObjectNode words = object.deepCopy();
            for (String field : clients) {
                words.remove(field);
                if (request.body().has(field)) {
                    words.set(field, request.body().get(field));
                }
            }
            if (request.body().equals(words)) {
                return request;
            }
            Caller caller = new Caller(
                    request.id(), request.localOnly(), request.conversation(), request.client(), request.task());
            return ChatRequestReader.read(caller, Json.bytes(words), request.cancellation())
                    .in(request.dialect(), null, request.rendering())
                    .by(request.use(), request.trace());
        } catch (Exception unusable) {
            throw failed(request, unusable);
        }
    }

    /** The log names the cause without the request: what a route makes of a prompt is in no message of ours. */
    private ServerProblem failed(ChatRequest request, Throwable cause) {
        LOG.error("request {}: the extension {} failed: {}", request.id(), name, SafeCause.of(cause));
        metrics.countHook(name, "failed");
        return ServerProblem.extensionFailed(name);
    }
}
