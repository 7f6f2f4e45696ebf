package io.oblix.provider.openai;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.ChatRequest;
import io.oblix.chat.Json;

/**
 * The caller's request as it goes on: the model under the provider's name for it, and for a stream the usage, which we
 * must know; {@link OpenAiStreamReader} takes it out again where the caller did not ask.
 */
final class OpenAiRequest {

    private OpenAiRequest() {}

    static byte[] bytes(ChatRequest request, String model) {
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
        return Json.bytes(body);
    }
}
