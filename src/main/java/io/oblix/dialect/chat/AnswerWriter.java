package io.oblix.dialect.chat;

import io.oblix.chat.Answer;
import io.oblix.chat.AnswerEvent;
import io.oblix.chat.AnsweredBy;
import io.oblix.chat.ChatRequest;
import io.oblix.chat.RequestRecord;
import io.oblix.chat.Usage;
import io.oblix.problem.ClientDisconnected;
import io.oblix.problem.Problem;
import io.oblix.problem.ServerProblem;
import io.oblix.server.Client;
import io.oblix.server.reply.ErrorBody;
import io.oblix.server.reply.ErrorHeaders;
import io.oblix.server.reply.EventFraming;
import io.oblix.server.reply.OblixHeaders;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes one answer to its caller, whole or as a stream. What goes wrong after the first byte is told inside the
 * stream: an {@code error} event and no finish, which OpenAI's clients raise as an error; a made-up {@code stop}
 * would pass half an answer off as a whole one.
 */
final class AnswerWriter {

    private static final Logger LOG = LoggerFactory.getLogger(AnswerWriter.class);

    private final ChatRequest request;
    private final Client caller;
    private final Answer answer;
    private final boolean reasoningTwice;
    private final String answerId;

    private Usage usage = Usage.NONE;
    private long firstTokenNanos;
    private @Nullable Problem problem;

    AnswerWriter(ChatRequest request, Client caller, Answer answer, boolean reasoningTwice) {
        this.request = request;
        this.caller = caller;
        this.answer = answer;
        this.reasoningTwice = reasoningTwice;
        this.answerId = "chatcmpl-" + request.id();
    }

    /** Writes all of it, and tells what became of it. Whatever happens, the answer is closed. */
    RequestRecord write() {
        try (answer) {
            if (request.streaming()) {
                stream();
            } else {
                whole();
            }
        } catch (ClientDisconnected left) {
            problem = left;
        } catch (Problem broken) {
            fail(broken);
        } catch (RuntimeException bug) {
            LOG.error("request {} failed by a fault of this server", request.id(), bug);
            fail(ServerProblem.internal(bug));
        }
        return record(request, answer.by(), usage, firstTokenNanos, problem);
    }

    private void whole() {
        AnswerAssembly assembly = new AnswerAssembly(request.offersFunctions(), reasoningTwice);
        byte[] json = null;
        AnswerEvent event;
        while ((event = answer.next()) != null) {
            count(event);
            if (event instanceof AnswerEvent.Whole whole) {
                json = whole.json();
            } else {
                assembly.add(event);
            }
        }
        if (json == null) {
            long createdSeconds = TimeUnit.MILLISECONDS.toSeconds(System.currentTimeMillis());
            json = assembly.toJson(answerId, createdSeconds, answer.by().model());
        }
        caller.answer(200, headers(request.id(), answer.by()), json);
    }

    private void stream() {
        StreamedAnswer stream =
                new StreamedAnswer(request, answerId, answer.by().model(), reasoningTwice, caller::send);
        caller.startStream(headers(request.id(), answer.by()));
        if (caller.hasStarted()) {
            caller.send(EventFraming.comment("answered by " + answer.by().model()));
        }
        AnswerEvent event;
        while ((event = answer.next()) != null) {
            count(event);
            stream.write(event);
        }
        stream.end(usage);
    }

    private void count(AnswerEvent event) {
        if (firstTokenNanos == 0 && event.isContent()) {
            firstTokenNanos = System.nanoTime();
        }
        if (event instanceof AnswerEvent.Counted counted) {
            usage = counted.usage();
        }
    }

    private void fail(Problem what) {
        problem = what;
        try {
            Map<String, String> headers = headers(request.id(), answer.by());
            headers.putAll(ErrorHeaders.of(what));
            caller.answer(what.status(), headers, ErrorBody.of(what));
        } catch (ClientDisconnected left) {
            // Nobody to tell.
        }
    }

    static RequestRecord record(
            ChatRequest request,
            @Nullable AnsweredBy by,
            Usage usage,
            long firstTokenNanos,
            @Nullable Problem problem) {
        long received = request.receivedNanos();
        return new RequestRecord(
                request.id(),
                request.model().isEmpty() ? "auto" : request.model(),
                request.streaming(),
                by,
                usage,
                Duration.ofNanos(System.nanoTime() - received),
                firstTokenNanos == 0 ? null : Duration.ofNanos(firstTokenNanos - received),
                problem);
    }

    static Map<String, String> headers(String requestId, AnsweredBy by) {
        Map<String, String> headers = new LinkedHashMap<>(by.upstreamHeaders());
        headers.put(OblixHeaders.REQUEST_ID, requestId);
        headers.put(OblixHeaders.POLICY, by.policy());
        headers.put(OblixHeaders.TARGET, by.target());
        headers.put(OblixHeaders.MODEL, by.model());
        headers.put(OblixHeaders.REASON, by.reason());
        headers.put(OblixHeaders.FALLBACK, Boolean.toString(by.fallback()));
        headers.put(OblixHeaders.ATTEMPTS, Integer.toString(by.attempts()));
        if (!by.ignoredParams().isEmpty()) {
            headers.put(OblixHeaders.IGNORED_PARAMS, String.join(",", by.ignoredParams()));
        }
        return headers;
    }
}
