package io.oblix.provider.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.ChatRequest;
import io.oblix.chat.Json;

/**
 * The caller's request as it goes on: the model under the provider's name for it, and for a stream the usage, which we
 * must know; {@link OpenAiStreamReader} takes it out again where the caller did not ask. OpenAI itself gets the limit
 * of the answer under its newer name.
 */
final class OpenAiRequest {

    private static final String OPENAI = "https://api.openai.com/";

    private OpenAiRequest() {}

    static byte[] bytes(ChatRequest request, String model, String baseUrl) {
        // A shallow copy: the conversation itself is shared and not touched.
        ObjectNode body = Json.object();
        body.setAll(request.body());
        body.put("model", model);
        if (request.streaming()) {
            ObjectNode options = Json.object();
            if (request.body().get("stream_options") instanceof ObjectNode asked) {
                options.setAll(asked);
            }
            options.put("include_usage", true);
            body.set("stream_options", options);
        }
        if (baseUrl.startsWith(OPENAI)) {
            renameLimit(body);
        }
        return Json.bytes(body);
    }

    /** Its reasoning models refuse {@code max_tokens}; all its models take the newer name, other servers may not. */
    private static void renameLimit(ObjectNode body) {
        JsonNode limit = body.remove("max_tokens");
        if (limit != null && !body.hasNonNull("max_completion_tokens")) {
            body.set("max_completion_tokens", limit);
        }
    }
}
