package io.oblix.dialect.messages;

import com.fasterxml.jackson.databind.JsonNode;
import io.oblix.chat.Answer;
import io.oblix.chat.AnswerEvent;
import io.oblix.chat.Cancellation;
import io.oblix.chat.ChatRequest;
import io.oblix.dialect.Caller;
import io.oblix.dialect.Dialect;
import io.oblix.dialect.StreamWriter;
import io.oblix.server.HttpRequest;
import io.oblix.server.reply.EventFraming;
import io.oblix.server.reply.StreamFraming;
import io.oblix.settings.AnswerSettings;
import java.util.Map;
import java.util.function.Consumer;

/** Anthropic's Messages. */
public record MessagesDialect(AnswerSettings settings) implements Dialect, MessagesErrors {

    public static final String NAME = "messages";

    /** The header in which Anthropic's clients look for the id of a request. */
    static final String REQUEST_ID = "request-id";

    private static final StreamFraming FRAMING = new StreamFraming() {
        @Override
        public byte[] error(byte[] json) {
            // Without a name it is lost.
            return EventFraming.event("error", json);
        }
    };

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public ChatRequest read(HttpRequest http, Cancellation cancellation) {
        return MessagesReader.read(Caller.of(http), http.body(), http.headersBeginning("anthropic-"), cancellation);
    }

    @Override
    public boolean isOwn(JsonNode body) {
        return body.has("messages")
                && (body.has("system")
                        || body.has("stop_sequences")
                        || body.path("tools").path(0).has("input_schema")
                        || body.path("thinking").has("type"));
    }

    @Override
    public byte[] whole(ChatRequest request, Answer answer) {
        MessageAssembly assembly = new MessageAssembly(MessagesMemo.of(request));
        AnswerEvent event;
        while ((event = answer.next()) != null) {
            assembly.add(event);
        }
        return assembly.toJson(request, settings.model(answer));
    }

    @Override
    public StreamWriter stream(ChatRequest request, Answer answer, Consumer<byte[]> pieces) {
        MessageStream stream = new MessageStream(request, () -> settings.model(answer), pieces);
        return stream;
    }

    @Override
    public StreamFraming framing(ChatRequest request) {
        return FRAMING;
    }

    @Override
    public Map<String, String> answerHeaders(String requestId) {
        return Map.of(REQUEST_ID, requestId);
    }
}
