package io.oblix.facts;

import com.fasterxml.jackson.databind.JsonNode;
import io.oblix.chat.ChatRequest;
import io.oblix.chat.EmbeddingRequest;
import io.oblix.chat.Original;
import io.oblix.facts.text.TokenBound;
import io.oblix.json.Json;
import io.oblix.json.TopLevelFields;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How many tokens a provider bills for a prompt at most, for money that is put aside. Whatever a request holds counts, in the
 * client's own dialect too, as fields that are unknown here may be words to the model; only what is known to be none does
 * not. All of it is read, so this takes longer than {@link TokenEstimate}.
 */
public final class PromptBound {

    /** Around a message, or a part of one. */
    private static final int PER_PART = 8;

    /** The punctuation of a field that the model sees as JSON. */
    private static final int PER_FIELD = 3;

    /** What a tool of the provider's brings in from elsewhere; nobody knows it before. */
    private static final int PER_HOSTED_TOOL = 20_000;

    /** The description of a tool that the model knows already, so that only its type is sent. */
    private static final int PER_KNOWN_TOOL = 1_000;

    /** The words about tools that Claude gets once any is there: 159 to 530 tokens. */
    private static final int AROUND_TOOLS = 600;

    /** Of words that only the provider can read. */
    private static final int ENCRYPTED_CHARS_PER_TOKEN = 3;

    /** At the top of a request: no words to the model. */
    private static final Set<String> SETTINGS = Set.of(
            "model",
            "metadata",
            "user",
            "safety_identifier",
            "prompt_cache_key",
            "logit_bias",
            "stop",
            "stop_sequences",
            "stream_options",
            "include");

    /** At the top of a request: names of what the provider keeps. */
    private static final Set<String> KEPT_ELSEWHERE = Set.of("conversation", "container", "mcp_servers");

    private static final Set<String> WORDS =
            Set.of("messages", "input", "system", "instructions", "content", "text", "source", "output", "summary");

    /** Names that providers do not show to the model, as long as they are no longer than names are. */
    private static final Set<String> LABELS =
            Set.of("role", "type", "id", "call_id", "tool_call_id", "tool_use_id", "media_type", "status", "detail");

    private static final int LONGEST_LABEL = 64;

    /** Pictures alone, in Ollama's APIs. */
    private static final String IMAGES = "images";

    private static final Set<String> ENCRYPTED = Set.of("encrypted_content", "encrypted_index", "signature");

    private final MediaBound media;
    private final TokenBound texts = new TokenBound();
    private long tokens;

    /** Whether some item is only named, so that what it says is in the body alone. */
    private boolean refers;

    private PromptBound(Supplier<PictureTokens> pictures) {
        this.media = new MediaBound(pictures);
    }

    /** @param pictures what a picture costs at most with the model that is asked; needed only where there is one */
    public static long of(ChatRequest request, Supplier<PictureTokens> pictures) {
        Original original = request.original();
        EmbeddingRequest embeddings = EmbeddingRequest.of(request);
        if (original == null) {
            return embeddings == null ? of(request.body(), pictures) : of(embeddings, pictures);
        }
        TopLevelFields sent = original.read();
        if (sent == null) {
            // Not in UTF-8, it is not known field by field; no byte is more than a token.
            return Math.max(original.body().length, of(request.body(), pictures));
        }
        PromptBound bound = new PromptBound(pictures);
        sent.forEach(bound::top);
        // What came before is in the body only.
        boolean isPart = bound.refers || sent.has("previous_response_id");
        return isPart ? Math.max(bound.total(), of(request.body(), pictures)) : bound.total();
    }

    /** Of one call of several only its own inputs are sent. */
    private static long of(EmbeddingRequest embeddings, Supplier<PictureTokens> pictures) {
        PromptBound bound = new PromptBound(pictures);
        embeddings.fields().properties().forEach(field -> bound.top(field.getKey(), field.getValue()));
        bound.inputs(embeddings.inputs());
        return bound.total();
    }

    private static long of(JsonNode body, Supplier<PictureTokens> pictures) {
        PromptBound bound = new PromptBound(pictures);
        body.properties().forEach(field -> bound.top(field.getKey(), field.getValue()));
        return bound.total();
    }

    private long total() {
        return tokens + texts.tokens();
    }

    private void top(String name, JsonNode value) {
        if (value.isNull() || (value.isArray() && value.isEmpty())) {
            // Some clients write down what they leave empty.
            return;
        }
        if (KEPT_ELSEWHERE.contains(name) || (name.equals("prompt") && value.isObject())) {
            tokens += MediaBound.PER_FILE;
        }
        if (name.equals("web_search_options")) {
            tokens += PER_HOSTED_TOOL;
        }
        if (name.equals("tools")) {
            tokens += AROUND_TOOLS;
            value.forEach(this::tool);
        } else if ((name.equals("input") || name.equals("prompt")) && value.isArray()) {
            inputs(value);
        } else if (name.equals(IMAGES) && value.isArray()) {
            tokens += media.pictures(value);
        } else if (value.isContainerNode() || value.isTextual()) {
            field(name, value);
        }
    }

    /** Texts, items, or a tokenizer's numbers, each of which is a token. */
    private void inputs(JsonNode inputs) {
        for (JsonNode input : inputs) {
            if (input.isIntegralNumber()) {
                tokens++;
            } else if (input.isArray()) {
                inputs(input);
            } else {
                words(input);
            }
        }
    }

    private void field(String name, JsonNode value) {
        if (SETTINGS.contains(name)) {
            return;
        }
        if (WORDS.contains(name)) {
            words(value);
        } else {
            json(name, value);
        }
    }

    private void tool(JsonNode tool) {
        String type = String.valueOf(Json.text(tool, "type"));
        boolean readsElsewhere = type.startsWith("web_")
                || type.startsWith("file_search")
                || type.startsWith("mcp")
                || type.startsWith("code_");
        boolean described = tool.has("function")
                || tool.has("input_schema")
                || tool.has("parameters")
                || type.equals("custom")
                || tool.has("tools");
        tokens += readsElsewhere ? PER_HOSTED_TOOL : described ? 0 : PER_KNOWN_TOOL;
        json(tool);
    }

    /** What a message, a part of it, or an item of a conversation says. */
    private void words(JsonNode node) {
        if (node.isTextual()) {
            texts.add(node.textValue());
        } else if (node.isArray()) {
            node.forEach(this::words);
        } else if (node.isObject()) {
            tokens += PER_PART;
            refers |= node.has("id") && Json.text(node, "role") == null && isReference(Json.text(node, "type"));
            long ofMedia = media.of(node);
            tokens += ofMedia;
            // Claude shows it to the model as the title.
            texts.add(node.path("file").path("filename").asText());
            node.properties().forEach(field -> {
                if (ofMedia == 0 || !MediaBound.isMedium(field.getKey(), field.getValue())) {
                    part(field.getKey(), field.getValue());
                }
            });
        } else {
            json(node);
        }
    }

    private static boolean isReference(@Nullable String type) {
        return type == null || type.equals("item_reference");
    }

    private void part(String name, JsonNode value) {
        boolean label =
                LABELS.contains(name) && value.isTextual() && value.textValue().length() <= LONGEST_LABEL;
        if (label || name.equals("cache_control")) {
            return;
        }
        if (value.isTextual() && ENCRYPTED.contains(name)) {
            tokens += 1 + value.textValue().length() / ENCRYPTED_CHARS_PER_TOKEN;
        } else if (name.equals(IMAGES) && value.isArray()) {
            tokens += media.pictures(value);
        } else if (WORDS.contains(name) && !(name.equals("input") && value.isObject())) {
            words(value);
        } else {
            json(name, value);
        }
    }

    private void json(String name, JsonNode value) {
        texts.add(name);
        tokens += PER_FIELD;
        json(value);
    }

    /** As the model sees it. */
    private void json(JsonNode node) {
        if (node.isObject()) {
            node.properties().forEach(field -> json(field.getKey(), field.getValue()));
        } else if (node.isArray()) {
            tokens += node.size();
            node.forEach(this::json);
        } else {
            texts.add(node.asText());
        }
    }
}
