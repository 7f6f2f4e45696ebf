package io.oblix.dialect.embeddings;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.Cancellation;
import io.oblix.chat.ChatRequest;
import io.oblix.chat.EmbeddingRequest;
import io.oblix.chat.Original;
import io.oblix.chat.PolicyName;
import io.oblix.chat.Rendering;
import io.oblix.dialect.Caller;
import io.oblix.dialect.RequestJson;
import io.oblix.json.Json;
import io.oblix.problem.RequestProblem;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Bytes to a request for embeddings. */
public final class EmbeddingsReader {

    /** Of one request, in each dialect: more than any provider takes in one call. */
    public static final int MAX_INPUTS = EmbeddingsCheck.MAX_INPUTS;

    private EmbeddingsReader() {}

    /** @throws RequestProblem when the body is not a request for embeddings */
    static ChatRequest read(Caller caller, byte[] bytes, Cancellation cancellation) {
        RequestJson json = RequestJson.read(bytes);
        ObjectNode fields = json.object();
        ArrayNode inputs = EmbeddingsCheck.inputs(fields);
        EmbeddingsCheck.options(fields);
        String model = json.model();
        fields.remove(List.of("input", "model"));
        EmbeddingRequest embeddings = new EmbeddingRequest(inputs, fields, false, false);
        Original original = new Original(EmbeddingsDialect.PATH, bytes, Map.of(), json.fields());
        return request(caller, EmbeddingsDialect.NAME, model, embeddings, original, bytes.length, cancellation);
    }

    /**
     * A request for embeddings, in whichever dialect.
     *
     * @param model as the client named it; empty for none
     * @param original null unless a provider may get it as it is
     */
    public static ChatRequest request(
            Caller caller,
            String dialect,
            String model,
            EmbeddingRequest embeddings,
            @Nullable Original original,
            int sizeBytes,
            Cancellation cancellation) {
        boolean isNamed = PolicyName.in(model) == null;
        RequestProblem untranslatable = RequestProblem.noEmbeddings(
                (isNamed ? "The model `" + model + "`" : "The model of oblix.embedding-model")
                        + " makes no embeddings.");
        return caller.request(body(embeddings), model, false, sizeBytes, cancellation)
                .in(dialect, original, new Rendering(Set.of(), List.of(), untranslatable, embeddings));
    }

    /** The texts as a conversation, in which all rooms measure a request. */
    private static ObjectNode body(EmbeddingRequest embeddings) {
        ObjectNode body = Json.object();
        ArrayNode content =
                body.putArray("messages").addObject().put("role", "user").putArray("content");
        embeddings.inputs().forEach(input -> {
            if (input.isTextual()) {
                content.addObject().put("type", "text").set("text", input);
            }
        });
        return body;
    }
}
