package io.oblix.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.oblix.json.Json;
import java.util.Arrays;
import java.util.Locale;

/** An API that clients speak: how a client asks a question, and where it finds the answer. */
public enum ClientApi {
    CHAT("/v1/chat/completions", Framing.EVENTS),
    MESSAGES("/v1/messages", Framing.EVENTS),
    RESPONSES("/v1/responses", Framing.EVENTS),
    COMPLETIONS("/v1/completions", Framing.EVENTS),
    OLLAMA_CHAT("/api/chat", Framing.LINES),
    OLLAMA_GENERATE("/api/generate", Framing.LINES),
    EMBEDDINGS("/v1/embeddings", Framing.NONE),
    OLLAMA_EMBED("/api/embed", Framing.NONE);

    /** How an answer is streamed. */
    enum Framing {
        EVENTS,
        LINES,
        NONE
    }

    private static final int MAX_TOKENS = 500;

    private final String path;
    private final Framing framing;

    ClientApi(String path, Framing framing) {
        this.path = path;
        this.framing = framing;
    }

    /** Its name in options and reports, such as {@code ollama-chat}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public String path() {
        return path;
    }

    /** Whether answers can be streamed; those without are vectors, not texts. */
    public boolean streams() {
        return framing != Framing.NONE;
    }

    boolean sendsLines() {
        return framing == Framing.LINES;
    }

    /** The body of a request. */
    public ObjectNode asking(String model, String question, boolean streamed) {
        ObjectNode body = Json.object().put("model", model);
        if (streams()) {
            body.put("stream", streamed);
        }
        switch (this) {
            case CHAT, OLLAMA_CHAT, MESSAGES ->
                body.putArray("messages").addObject().put("role", "user").put("content", question);
            case RESPONSES, EMBEDDINGS, OLLAMA_EMBED -> body.put("input", question);
            case COMPLETIONS, OLLAMA_GENERATE -> body.put("prompt", question);
        }
        return this == MESSAGES ? body.put("max_tokens", MAX_TOKENS) : body;
    }

    /** What stands for the answer to an embedding's question. */
    public static String vectorOf(String question) {
        return Arrays.toString(SimulatedVectors.of(TextNode.valueOf(question), SimulatedVectors.DIMENSIONS));
    }

    /** What a client reads in a reply. */
    public Heard heard(int status, byte[] body, boolean streamed) {
        return status == 200 && streamed ? Heard.stream(this, body) : Heard.whole(this, status, body);
    }

    /** The text of a whole answer, or of an event of a stream. */
    String text(ObjectNode json) {
        return switch (this) {
            case CHAT ->
                json.at("/choices/0/message/content").asText()
                        + json.at("/choices/0/delta/content").asText("");
            case COMPLETIONS -> json.at("/choices/0/text").asText();
            case MESSAGES ->
                texts(json.path("content")) + json.at("/delta/text").asText();
            case RESPONSES ->
                json.path("type").asText().equals("response.output_text.delta")
                        ? json.path("delta").asText()
                        : texts(json.at("/output/0/content"));
            case OLLAMA_CHAT -> json.at("/message/content").asText();
            case OLLAMA_GENERATE -> json.path("response").asText();
            case EMBEDDINGS -> vector(json.at("/data/0/embedding"));
            case OLLAMA_EMBED -> vector(json.at("/embeddings/0"));
        };
    }

    /** Whether an answer, or an event of a stream, says that the model has come to its end. */
    boolean isFinished(ObjectNode json) {
        return switch (this) {
            case CHAT, COMPLETIONS -> json.at("/choices/0/finish_reason").isTextual();
            case MESSAGES ->
                json.path("stop_reason").isTextual()
                        || json.at("/delta/stop_reason").isTextual();
            case RESPONSES ->
                (json.path("status").asText() + json.at("/response/status").asText()).equals("completed");
            case OLLAMA_CHAT, OLLAMA_GENERATE -> json.path("done").asBoolean();
            case EMBEDDINGS, OLLAMA_EMBED -> true;
        };
    }

    /** Whether this event is the last of a stream. */
    boolean isLast(ObjectNode event) {
        return switch (this) {
            case MESSAGES -> event.path("type").asText().equals("message_stop");
            case RESPONSES, OLLAMA_CHAT, OLLAMA_GENERATE -> isFinished(event);
            default -> false;
        };
    }

    /** The model that an answer or an event names; empty without one. */
    String model(ObjectNode json) {
        return json.path(this == OLLAMA_CHAT || this == OLLAMA_GENERATE ? "remote_model" : "model")
                        .asText()
                + json.at(this == MESSAGES ? "/message/model" : "/response/model")
                        .asText();
    }

    /** The message of an error in this API's shape; empty when it has another shape. */
    String error(ObjectNode json) {
        return switch (this) {
            case OLLAMA_CHAT, OLLAMA_GENERATE, OLLAMA_EMBED ->
                json.path("error").isTextual() ? json.path("error").asText() : "";
            case MESSAGES ->
                json.path("type").asText().equals("error")
                        ? json.at("/error/message").asText()
                        : "";
            default -> json.at("/error/message").asText();
        };
    }

    /** What an error's kind is called; empty where this API has no such word. */
    String code(ObjectNode error) {
        return error.at(this == MESSAGES ? "/error/type" : "/error/code").asText("");
    }

    private static String texts(JsonNode parts) {
        StringBuilder all = new StringBuilder();
        parts.forEach(part -> all.append(part.path("text").asText()));
        return all.toString();
    }

    private static String vector(JsonNode numbers) {
        float[] vector = new float[numbers.size()];
        for (int i = 0; i < vector.length; i++) {
            vector[i] = numbers.path(i).floatValue();
        }
        return Arrays.toString(vector);
    }
}
