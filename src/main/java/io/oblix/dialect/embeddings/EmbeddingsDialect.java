package io.oblix.dialect.embeddings;

import io.oblix.chat.Answer;
import io.oblix.chat.AnswerEvent;
import io.oblix.chat.Cancellation;
import io.oblix.chat.ChatRequest;
import io.oblix.chat.EmbeddingRequest;
import io.oblix.chat.Usage;
import io.oblix.dialect.Caller;
import io.oblix.dialect.Dialect;
import io.oblix.dialect.StreamWriter;
import io.oblix.json.RawJson;
import io.oblix.problem.Problem;
import io.oblix.server.HttpRequest;
import io.oblix.server.reply.ErrorReply;
import io.oblix.settings.AnswerSettings;
import java.util.List;
import java.util.function.Consumer;

/** OpenAI's embeddings. An answer is never streamed. */
record EmbeddingsDialect(AnswerSettings settings) implements Dialect {

    static final String NAME = "embeddings";
    static final String PATH = "/v1/embeddings";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public ChatRequest read(HttpRequest http, Cancellation cancellation) {
        return EmbeddingsReader.read(Caller.of(http), http.body(), cancellation);
    }

    @Override
    public byte[] whole(ChatRequest request, Answer answer) {
        AnswerEvent.Vectors vectors = new AnswerEvent.Vectors(List.of(), false);
        Usage usage = Usage.NONE;
        AnswerEvent event;
        while ((event = answer.next()) != null) {
            if (event instanceof AnswerEvent.Vectors all) {
                vectors = all;
            } else if (event instanceof AnswerEvent.Counted counted) {
                usage = counted.usage();
            }
        }
        EmbeddingRequest embeddings = EmbeddingRequest.of(request);
        VectorForm form = embeddings != null && embeddings.wantsBase64() ? VectorForm.BASE64 : VectorForm.FLOATS;
        if (vectors.isOpenAis() && vectors.vectors().stream().allMatch(form::isOf)) {
            return settings.named(vectors.vectors().get(0).bytes(), answer);
        }
        return EmbeddingsWriter.write(written(vectors.vectors(), form, answer), settings.model(answer), usage);
    }

    private static List<byte[]> written(List<RawJson> vectors, VectorForm form, Answer answer) {
        return vectors.stream()
                .map(vector -> form.of(vector, answer.by().model()))
                .toList();
    }

    @Override
    public StreamWriter stream(ChatRequest request, Answer answer, Consumer<byte[]> pieces) {
        throw new UnsupportedOperationException("embeddings are not streamed");
    }

    @Override
    public byte[] error(Problem problem, String requestId) {
        return ErrorReply.body(problem);
    }
}
