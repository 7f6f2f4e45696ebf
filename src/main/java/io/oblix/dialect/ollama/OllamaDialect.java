package io.oblix.dialect.ollama;

import com.fasterxml.jackson.databind.JsonNode;
import io.oblix.chat.Answer;
import io.oblix.chat.AnswerEvent;
import io.oblix.chat.Cancellation;
import io.oblix.chat.ChatRequest;
import io.oblix.dialect.Caller;
import io.oblix.dialect.Dialect;
import io.oblix.dialect.StreamWriter;
import io.oblix.server.HttpRequest;
import io.oblix.server.reply.StreamFraming;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Ollama's API: each piece of a stream is a line of JSON.
 *
 * @param callIds whether tool calls have an id
 */
public record OllamaDialect(OllamaForm form, boolean callIds) implements Dialect, OllamaErrors {

    public static final String NAME = "ollama";

    /** What OpenAI's completions of a prompt do not have. */
    private static final List<String> OWN_OF_PROMPTS =
            List.of("options", "system", "template", "context", "raw", "images", "format", "think", "keep_alive");

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public ChatRequest read(HttpRequest http, Cancellation cancellation) {
        return OllamaReader.read(form, Caller.of(http), http.body(), cancellation);
    }

    @Override
    public boolean isOwn(JsonNode body) {
        if (form == OllamaForm.GENERATE) {
            return body.has("prompt")
                    && !body.has("messages")
                    && OWN_OF_PROMPTS.stream().anyMatch(body::has);
        }
        boolean own = false;
        for (JsonNode message : body.path("messages")) {
            own |= message.has("images");
            for (JsonNode call : message.path("tool_calls")) {
                own |= call.path("function").path("arguments").isObject();
            }
        }
        return own;
    }

    @Override
    public byte[] whole(ChatRequest request, Answer answer) {
        OllamaAnswer whole = new OllamaAnswer(request, callIds);
        AnswerEvent event;
        while ((event = answer.next()) != null) {
            whole.add(event);
        }
        return whole.toJson(answer.by().model());
    }

    @Override
    public StreamWriter stream(ChatRequest request, Answer answer, Consumer<byte[]> pieces) {
        AnswerLines lines = new AnswerLines(request, callIds, pieces);
        return new StreamWriter() {
            @Override
            public void write(AnswerEvent event) {
                lines.write(event);
            }

            @Override
            public void end() {
                lines.end(answer.by().model());
            }
        };
    }

    @Override
    public StreamFraming framing(ChatRequest request) {
        return new Lines(request);
    }

    /** Clients read each line as JSON, so there are no comments and no empty lines. */
    private record Lines(ChatRequest request) implements StreamFraming {

        @Override
        public String contentType() {
            return "application/x-ndjson";
        }

        /** An empty piece of text, which is not sent before the head: from then on an error would have no status. */
        @Override
        public byte @Nullable [] keepAlive(boolean begun) {
            return begun ? LineJson.line(LineJson.of(request).said("", "").json()) : null;
        }

        @Override
        public byte @Nullable [] comment(String text) {
            return null;
        }

        @Override
        public byte[] error(byte[] json) {
            return LineJson.withEnd(json);
        }
    }
}
