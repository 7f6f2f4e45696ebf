package io.oblix.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.json.Json;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.Random;

/** Embeddings that depend on nothing but the input, so that a test knows which vector belongs to it. */
public final class SimulatedVectors {

    static final int DIMENSIONS = 8;

    private SimulatedVectors() {}

    /** Whether a model makes embeddings, by its name. */
    static boolean isMadeBy(SimulatedRequest request) {
        return request.body().path("model").asText().contains("embed");
    }

    /** The vector of a text or of a token array. */
    public static float[] of(JsonNode input, int dimensions) {
        Random random = new Random(input.toString().hashCode());
        float[] vector = new float[dimensions];
        for (int i = 0; i < dimensions; i++) {
            vector[i] = random.nextFloat() - 0.5f;
        }
        return vector;
    }

    /** The answer to a request of {@code /v1/embeddings}. */
    static String openAis(SimulatedRequest request, String model) {
        ObjectNode answer = Json.object().put("object", "list");
        ArrayNode data = answer.putArray("data");
        boolean base64 = request.body().path("encoding_format").asText().equals("base64");
        for (JsonNode input : inputs(request)) {
            ObjectNode one = data.addObject().put("object", "embedding").put("index", data.size() - 1);
            float[] vector = of(input, dimensions(request));
            if (base64) {
                ByteBuffer bytes =
                        ByteBuffer.allocate(Float.BYTES * vector.length).order(ByteOrder.LITTLE_ENDIAN);
                bytes.asFloatBuffer().put(vector);
                one.put("embedding", Base64.getEncoder().encodeToString(bytes.array()));
            } else {
                one.set("embedding", array(vector));
            }
        }
        int tokens = tokens(request);
        answer.put("model", model);
        answer.putObject("usage").put("prompt_tokens", tokens).put("total_tokens", tokens);
        return answer.toString();
    }

    /** The answer to a request of {@code /api/embed}. */
    static String ollamas(SimulatedRequest request, String model) {
        ObjectNode answer = Json.object().put("model", model);
        ArrayNode embeddings = answer.putArray("embeddings");
        inputs(request).forEach(input -> embeddings.add(array(of(input, dimensions(request)))));
        return answer.put("total_duration", 14_143_917L)
                .put("load_duration", 1_019_500L)
                .put("prompt_eval_count", tokens(request))
                .toString();
    }

    private static ArrayNode array(float[] vector) {
        ArrayNode array = Json.MAPPER.createArrayNode();
        for (float number : vector) {
            array.add(number);
        }
        return array;
    }

    private static ArrayNode inputs(SimulatedRequest request) {
        JsonNode input = request.body().path("input");
        return input.isArray() && !input.path(0).isNumber()
                ? (ArrayNode) input
                : Json.MAPPER.createArrayNode().add(input);
    }

    private static int dimensions(SimulatedRequest request) {
        // A real one refuses fewer than one.
        return Math.max(1, request.body().path("dimensions").asInt(DIMENSIONS));
    }

    /** One for each input. */
    private static int tokens(SimulatedRequest request) {
        return inputs(request).size();
    }
}
