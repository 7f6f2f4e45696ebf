package io.oblix.provider.ollama;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.EmbeddingRequest;
import io.oblix.chat.IgnoredParams;
import io.oblix.chat.ModelName;
import io.oblix.facts.text.TokenCount;
import io.oblix.json.Json;
import io.oblix.json.RawJson;
import io.oblix.problem.RequestProblem;
import io.oblix.provider.Timing;
import io.oblix.provider.VectorsReader;
import io.oblix.provider.Work;
import io.oblix.upstream.UpstreamRequest;
import io.oblix.upstream.UpstreamText;
import java.io.IOException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Ollama's {@code /api/embed}, both ways (https://github.com/ollama/ollama/blob/main/docs/api.md#generate-embeddings). */
final class OllamaEmbeddings extends VectorsReader {

    /** Ollama takes any number; so many keep a call, which holds a place of its host's queue, within seconds. */
    static final EmbeddingRequest.Batch BATCH = new EmbeddingRequest.Batch(256, 100_000);

    private static final Set<String> KNOWN =
            Set.of("dimensions", "encoding_format", "user", "truncate", "options", "keep_alive");

    private long loadNanos;
    private long promptTokens;
    private @Nullable Timing timing;

    OllamaEmbeddings(ModelName model, int inputs) {
        super(model, inputs, false);
    }

    /** @throws RequestProblem when the inputs are a tokenizer's numbers, which Ollama takes nowhere, or its time is none */
    static UpstreamRequest translate(EmbeddingRequest request, HostedModel model) {
        String name = OllamaProvider.NAME + ":" + model.name();
        if (request.hasTokens()) {
            throw RequestProblem.invalid(
                    "input",
                    "unsupported_value",
                    "Token arrays are not supported by " + name
                            + ": send the texts themselves (in LangChain, OpenAIEmbeddings(check_embedding_ctx_length=False)).");
        }
        ObjectNode fields = request.fields();
        ObjectNode body = Json.object().put("model", model.name());
        body.set("input", request.inputs());
        // OpenAI refuses what is too long, so nothing is cut off in silence unless the client asks for it.
        body.put("truncate", fields.path("truncate").asBoolean(false));
        if (fields.hasNonNull("dimensions")) {
            body.set("dimensions", fields.path("dimensions"));
        }
        KeepAlive keepAlive = model.settings().keepAlive(fields.get("keep_alive"));
        if (keepAlive != null) {
            body.set("keep_alive", keepAlive.json());
        }
        options(body, fields, request, model);
        IgnoredParams ignored = new IgnoredParams();
        ignored.addOthers(fields, KNOWN);
        return new UpstreamRequest(
                model.host().baseUrl() + "/api/embed",
                model.settings().headers(),
                Json.bytes(body),
                true,
                ignored.list());
    }

    /** The window must hold the longest text, and not all of them together; a client's own holds within the limit. */
    private static void options(ObjectNode body, ObjectNode fields, EmbeddingRequest request, HostedModel model) {
        ObjectNode options = Json.object();
        if (fields.path("options") instanceof ObjectNode clients) {
            options.setAll(clients);
        }
        JsonNode asked = options.path("num_ctx");
        int wanted = asked.canConvertToInt() ? Math.max(0, asked.intValue()) : 0;
        int numCtx = model.window(false).numCtx(new Work(longest(request), 1, false), wanted);
        if (numCtx > 0) {
            options.put("num_ctx", numCtx);
        }
        if (!options.isEmpty()) {
            body.set("options", options);
        }
    }

    private static int longest(EmbeddingRequest request) {
        String longest = "";
        for (JsonNode input : request.inputs()) {
            String text = input.asText();
            longest = text.length() > longest.length() ? text : longest;
        }
        TokenCount count = new TokenCount();
        count.add(longest);
        return (int) Math.min(Integer.MAX_VALUE, count.tokens());
    }

    @Override
    protected void field(String name, JsonParser parser) throws IOException {
        switch (name) {
            case "embeddings" -> {
                if (parser.currentToken() != JsonToken.START_ARRAY) {
                    throw broken();
                }
                for (int index = 0; parser.nextToken() == JsonToken.START_ARRAY; index++) {
                    RawJson vector = place(parser);
                    if (vector != null) {
                        vector(index, vector);
                    }
                }
                if (parser.currentToken() != JsonToken.END_ARRAY) {
                    throw broken();
                }
            }
            case "prompt_eval_count" -> {
                promptTokens = value(parser).asLong(0);
                tokens(promptTokens);
            }
            case "load_duration" -> loadNanos = value(parser).asLong(0);
            case "error" -> {
                String said = value(parser).asText("");
                throw OllamaErrors.inAnswer(
                        model, said.isBlank() ? "reported an error" : UpstreamText.clean(said), null);
            }
            default -> parser.skipChildren();
        }
        timing = new Timing(loadNanos, promptTokens, 0, 0, 0, 0);
    }

    /** How long the load took, by which the next one is expected. */
    @Override
    public @Nullable Timing timing() {
        return timing;
    }
}
