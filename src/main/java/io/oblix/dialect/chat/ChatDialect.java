package io.oblix.dialect.chat;

import io.oblix.chat.Answer;
import io.oblix.chat.AnswerEvent;
import io.oblix.chat.Cancellation;
import io.oblix.chat.ChatRequest;
import io.oblix.dialect.Dialect;
import io.oblix.dialect.StreamWriter;
import io.oblix.problem.Problem;
import io.oblix.server.HttpRequest;
import io.oblix.server.reply.ErrorReply;
import io.oblix.settings.AnswerSettings;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** OpenAI's chat completions. */
public record ChatDialect(AnswerSettings settings) implements Dialect {

    @Override
    public String name() {
        return ChatRequest.CHAT;
    }

    @Override
    public boolean passesChunks() {
        return true;
    }

    @Override
    public ChatRequest read(HttpRequest http, Cancellation cancellation) {
        return ChatRequestReader.read(http, cancellation);
    }

    @Override
    public byte[] whole(ChatRequest request, Answer answer) {
        AnswerAssembly assembly = new AnswerAssembly(AnswerOptions.of(request, settings));
        byte[] complete = null;
        AnswerEvent event;
        while ((event = answer.next()) != null) {
            if (event instanceof AnswerEvent.Whole whole) {
                complete = whole.json();
            } else {
                assembly.add(event);
            }
        }
        if (complete == null) {
            return assembly.toJson(answerId(request), nowSeconds(), settings.model(answer));
        }
        return settings.named(complete, answer);
    }

    @Override
    public StreamWriter stream(ChatRequest request, Answer answer, Consumer<byte[]> pieces) {
        AnswerOptions options = AnswerOptions.of(request, settings);
        StreamedAnswer stream = new StreamedAnswer(
                answerId(request), () -> settings.model(answer), options, settings.qualifiedModel(), pieces);
        return stream;
    }

    @Override
    public byte[] error(Problem problem, String requestId) {
        return ErrorReply.body(problem);
    }

    private static String answerId(ChatRequest request) {
        return "chatcmpl-" + request.id();
    }

    private static long nowSeconds() {
        return TimeUnit.MILLISECONDS.toSeconds(System.currentTimeMillis());
    }
}
