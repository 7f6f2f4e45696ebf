package io.oblix;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.Json;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A streamed answer as its caller reads it. */
final class StreamedReply {

    final StringBuilder content = new StringBuilder();
    final StringBuilder reasoning = new StringBuilder();
    final List<String> finishReasons = new ArrayList<>();
    final List<String> comments = new ArrayList<>();
    final List<String> models = new ArrayList<>();

    /** Each id with its time. */
    final Set<String> identities = new LinkedHashSet<>();

    int roles;
    boolean done;

    @Nullable JsonNode usage;

    @Nullable JsonNode error;

    private StreamedReply() {}

    static StreamedReply of(HttpResponse<String> response) {
        StreamedReply reply = new StreamedReply();
        for (String line : response.body().split("\n")) {
            if (line.startsWith(": ")) {
                reply.comments.add(line.substring(2));
            } else if (line.equals("data: [DONE]")) {
                reply.done = true;
            } else if (line.startsWith("data: ")) {
                ObjectNode event = Json.objectOrNull(line.substring(6).getBytes(StandardCharsets.UTF_8));
                if (event == null) {
                    throw new AssertionError("no JSON: " + line);
                }
                reply.read(event);
            }
        }
        return reply;
    }

    private void read(ObjectNode event) {
        if (event.has("error")) {
            error = event.get("error");
            return;
        }
        identities.add(event.path("id").asText() + " " + event.path("created").asText());
        String model = event.path("model").asText();
        if (models.isEmpty() || !models.get(models.size() - 1).equals(model)) {
            models.add(model);
        }
        if (event.path("usage").isObject()) {
            usage = event.get("usage");
        }
        JsonNode choice = event.path("choices").path(0);
        roles += choice.path("delta").has("role") ? 1 : 0;
        content.append(choice.path("delta").path("content").asText(""));
        reasoning.append(choice.path("delta").path("reasoning_content").asText(""));
        if (choice.path("finish_reason").isTextual()) {
            finishReasons.add(choice.path("finish_reason").textValue());
        }
    }

    String text() {
        return content.toString();
    }

    /** Whether the caller takes it for a whole answer. */
    boolean isWhole() {
        return done && error == null && finishReasons.size() == 1;
    }

    String errorText() {
        return error == null ? "" : error.path("message").asText();
    }

    @Override
    public String toString() {
        return models + " " + content + " " + finishReasons + (done ? " [DONE]" : "") + " " + error + " " + comments;
    }
}
