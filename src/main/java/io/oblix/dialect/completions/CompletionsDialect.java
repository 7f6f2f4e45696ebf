package io.oblix.dialect.completions;

import com.fasterxml.jackson.databind.JsonNode;
import io.oblix.chat.Answer;
import io.oblix.chat.AnswerEvent;
import io.oblix.chat.Cancellation;
import io.oblix.chat.ChatRequest;
import io.oblix.dialect.Caller;
import io.oblix.dialect.Dialect;
import io.oblix.dialect.StreamWriter;
import io.oblix.problem.Problem;
import io.oblix.server.HttpRequest;
import io.oblix.server.reply.ErrorReply;
import io.oblix.settings.AnswerSettings;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** OpenAI's completions (https://platform.openai.com/docs/api-reference/completions). */
public record CompletionsDialect(AnswerSettings settings) implements Dialect {

    static final String NAME = "completions";
    static final String PATH = "/v1/completions";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public ChatRequest read(HttpRequest http, Cancellation cancellation) {
        return CompletionsReader.read(Caller.of(http), http.body(), cancellation);
    }

    @Override
    public boolean isOwn(JsonNode body) {
        return body.has("prompt") && !body.has("messages") && !body.has("input");
    }

    @Override
    public byte[] whole(ChatRequest request, Answer answer) {
        CompletionAssembly assembly = new CompletionAssembly(request);
        byte[] asSent = null;
        AnswerEvent event;
        while ((event = answer.next()) != null) {
            if (event instanceof AnswerEvent.Frame frame) {
                asSent = frame.bytes();
            } else {
                assembly.add(event);
            }
        }
        if (asSent == null) {
            return assembly.toJson(id(request), nowSeconds(), settings.model(answer));
        }
        return settings.named(asSent, answer);
    }

    @Override
    public StreamWriter stream(ChatRequest request, Answer answer, Consumer<byte[]> pieces) {
        return new CompletionStream(request, id(request), nowSeconds(), () -> settings.model(answer), pieces);
    }

    @Override
    public byte[] error(Problem problem, String requestId) {
        return ErrorReply.body(problem);
    }

    private static String id(ChatRequest request) {
        return "cmpl-" + request.id();
    }

    private static long nowSeconds() {
        return TimeUnit.MILLISECONDS.toSeconds(System.currentTimeMillis());
    }
}
