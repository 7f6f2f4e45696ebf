package io.oblix.provider.camel;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.Cancellation;
import io.oblix.chat.Place;
import io.oblix.json.Json;
import io.oblix.log.ThreadRequest;
import io.oblix.problem.ClientDisconnected;
import io.oblix.problem.FailureKind;
import io.oblix.problem.UpstreamProblem;
import io.oblix.upstream.Call;
import io.oblix.upstream.UpstreamHead;
import io.oblix.upstream.UpstreamRequest;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.ProducerTemplate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One request to a Camel endpoint, on a thread of its own, so that it can be given up like a call over HTTP. */
final class CamelCall implements Call {

    private static final Logger LOG = LoggerFactory.getLogger(CamelCall.class);

    private record Reply(UpstreamHead head, byte[] body) {}

    private final String requestId;
    private final Place place;
    private final Cancellation cancellation;
    private final CompletableFuture<Reply> reply = new CompletableFuture<>();
    private final Runnable onCancel;
    private final Future<?> run;
    private byte @Nullable [] body;

    CamelCall(
            ProducerTemplate producer,
            String uri,
            ExecutorService threads,
            String requestId,
            UpstreamRequest request,
            Place place,
            Cancellation cancellation) {
        this.requestId = requestId;
        this.place = place;
        this.cancellation = cancellation;
        this.onCancel = () -> reply.completeExceptionally(new ClientDisconnected());
        cancellation.onCancel(onCancel);
        try {
            run = threads.submit(ThreadRequest.carry(() -> ask(producer, uri, request)));
        } catch (RejectedExecutionException busy) {
            cancellation.forget(onCancel);
            throw problem(FailureKind.OVERLOADED, "has as many requests as it may have");
        }
    }

    private void ask(ProducerTemplate producer, String uri, UpstreamRequest request) {
        try {
            Exchange exchange = producer.send(uri, ExchangePattern.InOut, asked -> {
                asked.getMessage().setBody(new String(request.body(), StandardCharsets.UTF_8));
                asked.getMessage().setHeader("OblixRequestId", requestId);
                asked.getMessage().setHeader("OblixModel", place.model().name());
                asked.getMessage().setHeader(Exchange.CONTENT_TYPE, "application/json");
            });
            if (exchange.getException() != null) {
                throw exchange.getException();
            }
            reply.complete(read(exchange));
        } catch (Exception failed) {
            LOG.warn("request {}: the Camel endpoint of {} failed: {}", requestId, place.model(), SafeCause.of(failed));
            reply.completeExceptionally(
                    failed instanceof UpstreamProblem known
                            ? known
                            : problem(FailureKind.FAILED, "its Camel endpoint failed; see the server's log"));
        }
    }

    private Reply read(Exchange exchange) {
        int status = exchange.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE, 200, Integer.class);
        String text = exchange.getMessage().getBody(String.class);
        if (text == null || text.isBlank()) {
            throw problem(FailureKind.BROKEN_ANSWER, "its Camel endpoint gave no answer");
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        ObjectNode json = Json.objectOrNull(bytes);
        boolean inFormat = json != null && (json.has("choices") || json.has("error"));
        return new Reply(
                new UpstreamHead(status, Map.of("content-type", "application/json")),
                inFormat || status >= 400 ? bytes : Json.bytes(completion(text)));
    }

    private ObjectNode completion(String text) {
        ObjectNode completion = Json.object()
                .put("id", "chatcmpl-" + requestId)
                .put("object", "chat.completion")
                .put("created", TimeUnit.MILLISECONDS.toSeconds(System.currentTimeMillis()))
                .put("model", place.model().name());
        ObjectNode choice = completion.putArray("choices").addObject().put("index", 0);
        choice.putObject("message").put("role", "assistant").put("content", text);
        choice.put("finish_reason", "stop");
        return completion;
    }

    private UpstreamProblem problem(FailureKind kind, String text) {
        return new UpstreamProblem(kind, place.model().toString(), text);
    }

    @Override
    public UpstreamHead awaitHead(long timeoutNanos, Supplier<String> silence) {
        try {
            Reply came = reply.get(Math.max(0, timeoutNanos), TimeUnit.NANOSECONDS);
            body = came.body();
            return came.head();
        } catch (TimeoutException late) {
            throw problem(FailureKind.TIMED_OUT, silence.get());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new ClientDisconnected();
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof RuntimeException known ? known : new IllegalStateException(failed);
        }
    }

    @Override
    public byte @Nullable [] nextPiece(long timeoutNanos, Supplier<String> silence) {
        byte[] piece = body;
        body = null;
        return piece;
    }

    @Override
    public void close() {
        cancellation.forget(onCancel);
        run.cancel(true);
    }
}
