package io.oblix.provider.openai;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.ChatRequest;
import io.oblix.chat.EmbeddingRequest;
import io.oblix.chat.ModelName;
import io.oblix.chat.Original;
import io.oblix.json.Json;
import io.oblix.json.RawJson;
import io.oblix.provider.ErrorBody;
import io.oblix.provider.VectorsReader;
import java.io.IOException;
import java.util.Set;

/** OpenAI's {@code /embeddings}, both ways (https://platform.openai.com/docs/api-reference/embeddings). */
final class OpenAiEmbeddings extends VectorsReader {

    static final String PATH = "/embeddings";

    /** OpenAI takes 2,048 inputs and 300,000 tokens; the tokens are estimates. */
    private static final EmbeddingRequest.Batch BATCH = new EmbeddingRequest.Batch(2_048, 240_000);

    /** An answer in numbers is long: OpenAI writes each on a line of its own. */
    private static final EmbeddingRequest.Batch BATCH_IN_NUMBERS = new EmbeddingRequest.Batch(512, BATCH.tokens());

    /** Of Ollama's API only. */
    private static final Set<String> OLLAMAS = Set.of("truncate", "options", "keep_alive");

    OpenAiEmbeddings(ModelName model, int inputs) {
        super(model, inputs, true);
    }

    static EmbeddingRequest.Batch batch(EmbeddingRequest request) {
        return request.wantsBase64() ? BATCH : BATCH_IN_NUMBERS;
    }

    /**
     * The client's own bytes except the model, if all of it is sent.
     *
     * @param isOpenAi whether the server is OpenAI itself, which is asked for long lists in base64
     */
    static byte[] body(ChatRequest request, EmbeddingRequest embeddings, String model, boolean isOpenAi) {
        Original original = request.original();
        if (original != null && original.path().endsWith(PATH)) {
            return original.bodyFor(model);
        }
        ObjectNode body = Json.object().put("model", model);
        body.setAll(embeddings.fields());
        if (!request.dialect().equals("embeddings")) {
            body.remove(OLLAMAS);
        }
        if (embeddings.isPart() && isOpenAi) {
            body.put("encoding_format", "base64");
        }
        return Json.bytes(body.set("input", embeddings.inputs()));
    }

    @Override
    protected void field(String name, JsonParser parser) throws IOException {
        switch (name) {
            case "data" -> data(parser);
            case "usage" -> {
                JsonNode usage = value(parser);
                tokens(usage.path("prompt_tokens")
                        .asLong(usage.path("total_tokens").asLong(0)));
            }
            case "error" -> {
                ErrorBody error = ErrorBody.of(value(parser));
                if (error.words() != null) {
                    throw OpenAiErrors.inAnswer(model, error);
                }
            }
            default -> parser.skipChildren();
        }
    }

    private void data(JsonParser parser) throws IOException {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            throw broken();
        }
        for (int position = 0; parser.nextToken() == JsonToken.START_OBJECT; position++) {
            int index = position;
            RawJson vector = null;
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                if (name.equals("embedding")) {
                    vector = place(parser);
                } else if (name.equals("index") && value == JsonToken.VALUE_NUMBER_INT) {
                    index = parser.getIntValue();
                } else {
                    parser.skipChildren();
                }
            }
            if (vector == null) {
                throw broken();
            }
            vector(index, vector);
        }
        if (parser.currentToken() != JsonToken.END_ARRAY) {
            throw broken();
        }
    }
}
