package io.oblix.dialect.ollama;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.Answer;
import io.oblix.chat.AnswerEvent;
import io.oblix.chat.Cancellation;
import io.oblix.chat.ChatRequest;
import io.oblix.chat.EmbeddingRequest;
import io.oblix.chat.Usage;
import io.oblix.dialect.Caller;
import io.oblix.dialect.Dialect;
import io.oblix.dialect.RequestJson;
import io.oblix.dialect.StreamWriter;
import io.oblix.dialect.embeddings.EmbeddingsReader;
import io.oblix.dialect.embeddings.VectorForm;
import io.oblix.json.Json;
import io.oblix.json.RawJson;
import io.oblix.problem.RequestProblem;
import io.oblix.server.HttpRequest;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;

/**
 * Ollama's embeddings: {@code /api/embed}, or the older {@code /api/embeddings} of a single text.
 *
 * @param single whether it is the older one
 */
record EmbedDialect(boolean single) implements Dialect, OllamaErrors {

    private static final List<String> KEPT = List.of("truncate", "dimensions", "options", "keep_alive");

    String path() {
        return single ? "/api/embeddings" : "/api/embed";
    }

    @Override
    public String name() {
        return OllamaDialect.NAME;
    }

    @Override
    public ChatRequest read(HttpRequest http, Cancellation cancellation) {
        return read(Caller.of(http), http.body(), cancellation);
    }

    ChatRequest read(Caller caller, byte[] bytes, Cancellation cancellation) {
        RequestJson json = RequestJson.read(bytes);
        String model = json.model();
        if (model.isEmpty()) {
            throw RequestProblem.invalid("model", null, "model is required");
        }
        ObjectNode fields = Json.object().put("encoding_format", "float");
        for (String field : KEPT) {
            if (json.object().hasNonNull(field)) {
                fields.set(field, json.object().get(field));
            }
        }
        check(fields);
        if (!fields.has("truncate")) {
            // Ollama's default, which its clients rely on.
            fields.put("truncate", true);
        }
        JsonNode input = json.object().path(single ? "prompt" : "input");
        boolean loadsOnly = asksForNone(input);
        ArrayNode inputs = loadsOnly ? Json.MAPPER.createArrayNode().add("") : inputs(input);
        EmbeddingRequest embeddings = new EmbeddingRequest(inputs, fields, false, loadsOnly);
        return EmbeddingsReader.request(caller, name(), model, embeddings, null, bytes.length, cancellation);
    }

    /** As Ollama does: it rejects other types, and cuts no vector to a length below 1. */
    private static void check(ObjectNode fields) {
        JsonNode dimensions = fields.path("dimensions");
        OllamaReader.require(
                dimensions.isMissingNode() || (dimensions.isIntegralNumber() && dimensions.canConvertToInt()),
                "dimensions",
                "an integer");
        if (dimensions.asInt(1) < 1) {
            fields.remove("dimensions");
        }
        OllamaReader.require(
                !fields.has("truncate") || fields.path("truncate").isBoolean(), "truncate", "true or false");
        OllamaReader.require(!fields.has("options") || fields.path("options").isObject(), "options", "an object");
    }

    /** Ollama answers it with no vector; clients load a model so. */
    private boolean asksForNone(JsonNode input) {
        return input.isMissingNode()
                || input.isNull()
                || (input.isTextual() && input.textValue().isEmpty())
                || (!single && input.isArray() && input.isEmpty());
    }

    private ArrayNode inputs(JsonNode input) {
        String field = single ? "prompt" : "input";
        ArrayNode inputs = Json.MAPPER.createArrayNode();
        if (input.isTextual()) {
            return inputs.add(input);
        }
        if (input.size() > EmbeddingsReader.MAX_INPUTS) {
            throw RequestProblem.invalid(
                    field,
                    "array_above_max_length",
                    "too many inputs: " + input.size() + ", at most " + EmbeddingsReader.MAX_INPUTS + " are taken");
        }
        boolean texts = !single && input.isArray();
        for (JsonNode text : input) {
            texts &= text.isTextual();
        }
        if (!texts) {
            throw RequestProblem.invalid(field, "invalid_type", "invalid input type");
        }
        return inputs.addAll((ArrayNode) input);
    }

    @Override
    public byte[] whole(ChatRequest request, Answer answer) {
        List<RawJson> vectors = List.of();
        Usage usage = Usage.NONE;
        AnswerEvent event;
        while ((event = answer.next()) != null) {
            if (event instanceof AnswerEvent.Vectors all) {
                vectors = all.vectors();
            } else if (event instanceof AnswerEvent.Counted counted) {
                usage = counted.usage();
            }
        }
        EmbeddingRequest embeddings = EmbeddingRequest.of(request);
        if (embeddings != null && embeddings.loadsOnly()) {
            vectors = List.of();
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream(1024);
        if (single && vectors.isEmpty()) {
            return utf8("{\"embedding\":[]}");
        } else if (single) {
            body.writeBytes(utf8("{\"embedding\":"));
            body.writeBytes(VectorForm.FLOATS.of(vectors.get(0), answer.by().model()));
            body.write('}');
            return body.toByteArray();
        }
        ObjectNode head = Json.object().put("model", request.model());
        byte[] model = Json.bytes(head);
        body.write(model, 0, model.length - 1);
        body.writeBytes(utf8(",\"embeddings\":["));
        String before = "";
        for (RawJson vector : vectors) {
            body.writeBytes(utf8(before));
            body.writeBytes(VectorForm.FLOATS.of(vector, answer.by().model()));
            before = ",";
        }
        body.writeBytes(utf8("],\"total_duration\":" + Math.max(1, System.nanoTime() - request.receivedNanos())
                + ",\"load_duration\":0,\"prompt_eval_count\":" + usage.promptTokens() + "}"));
        return body.toByteArray();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public StreamWriter stream(ChatRequest request, Answer answer, Consumer<byte[]> pieces) {
        throw new UnsupportedOperationException("embeddings are not streamed");
    }
}
