package io.oblix.facts;

import com.fasterxml.jackson.databind.JsonNode;
import io.oblix.chat.ChatRequest;
import io.oblix.chat.Original;
import io.oblix.facts.text.TokenBound;
import io.oblix.json.Json;
import io.oblix.json.TopLevelFields;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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

    /** Of which only the name is sent. */
    private static final int PER_FILE = 100_000;

    /** What a tool of the provider's brings in from elsewhere; nobody knows it before. */
    private static final int PER_HOSTED_TOOL = 20_000;

    /** The description of a tool that the model knows already, so that only its type is sent. */
    private static final int PER_KNOWN_TOOL = 1_000;

    /** What Claude is told about tools in general: 159 to 530 tokens. */
    private static final int AROUND_TOOLS = 600;

    /** Of a PDF, which providers read as a picture and as text; Claude takes 1,600 to 2,300, and 100 pages. */
    private static final int PER_PAGE = 3_000;

    private static final int MOST_PAGES = 100;

    private static final int FILE_CHARS_PER_TOKEN = 2;
    private static final int AUDIO_CHARS_PER_TOKEN = 500;

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

    private static final Pattern PAGE = Pattern.compile("/Type\\s*/Page(?![A-Za-z])");

    /** The beginning of one. */
    private static final String PDF_IN_BASE64 = "JVBERi";

    private static final Set<String> ENCRYPTED = Set.of("encrypted_content", "encrypted_index", "signature");

    private final Supplier<PictureTokens> pictures;
    private final TokenBound texts = new TokenBound();
    private long tokens;

    private PromptBound(Supplier<PictureTokens> pictures) {
        this.pictures = pictures;
    }

    /** @param pictures what a picture costs at most with the model that is asked; needed only where there is one */
    public static long of(ChatRequest request, Supplier<PictureTokens> pictures) {
        Original original = request.original();
        if (original == null) {
            return of(request.body(), pictures);
        }
        TopLevelFields sent = original.read();
        if (sent == null) {
            // Not in UTF-8, it is not known field by field; no byte is more than a token.
            return Math.max(original.body().length, of(request.body(), pictures));
        }
        PromptBound bound = new PromptBound(pictures);
        sent.forEach(bound::top);
        // What came before is in the body only.
        return sent.has("previous_response_id") ? Math.max(bound.total(), of(request.body(), pictures)) : bound.total();
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
        if (KEPT_ELSEWHERE.contains(name) || (name.equals("prompt") && value.isObject())) {
            tokens += PER_FILE;
        }
        if (name.equals("web_search_options")) {
            tokens += PER_HOSTED_TOOL;
        }
        if (name.equals("tools")) {
            tokens += value.isEmpty() ? 0 : AROUND_TOOLS;
            value.forEach(this::tool);
        } else if (value.isContainerNode() || value.isTextual()) {
            field(name, value);
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
            long media = media(node);
            if (media > 0) {
                tokens += media;
            } else {
                node.properties().forEach(field -> part(field.getKey(), field.getValue()));
            }
        } else {
            json(node);
        }
    }

    private void part(String name, JsonNode value) {
        boolean label =
                LABELS.contains(name) && value.isTextual() && value.textValue().length() <= LONGEST_LABEL;
        if (label || name.equals("cache_control")) {
            return;
        }
        if (value.isTextual() && ENCRYPTED.contains(name)) {
            tokens += 1 + value.textValue().length() / ENCRYPTED_CHARS_PER_TOKEN;
        } else if (name.equals("images") && value.isArray()) {
            tokens += (long) value.size() * pictures.get().of(null);
        } else if (WORDS.contains(name) && !(name.equals("input") && value.isObject())) {
            words(value);
        } else {
            json(name, value);
        }
    }

    /** A picture, a file or speech; 0 for anything else. */
    private long media(JsonNode part) {
        String type = String.valueOf(Json.text(part, "type"));
        JsonNode source = part.path("source");
        if (part.has("image_url") || type.startsWith("image") || type.equals("input_image")) {
            String detail = Json.text(part.path("image_url"), "detail");
            return pictures.get().of(detail == null ? Json.text(part, "detail") : detail);
        } else if (part.has("file")) {
            return file(Json.text(part.path("file"), "file_data"));
        } else if (type.equals("input_file")) {
            return file(Json.text(part, "file_data"));
        } else if (type.equals("container_upload")) {
            return PER_FILE;
        } else if (type.equals("document") && source.isObject()) {
            return switch (String.valueOf(Json.text(source, "type"))) {
                case "base64" -> file("data:" + Json.text(source, "media_type") + "," + Json.text(source, "data"));
                case "text", "content" -> 0;
                default -> PER_FILE;
            };
        }
        String audio = Json.text(part.path("input_audio"), "data");
        if (audio != null) {
            return 1L + audio.length() / AUDIO_CHARS_PER_TOKEN;
        }
        return isElsewhere(part, type) ? PER_FILE : 0;
    }

    /** Of a kind that is unknown here, such as {@code video_url}. */
    private static boolean isElsewhere(JsonNode part, String type) {
        return type.startsWith("video")
                || type.startsWith("audio")
                || type.endsWith("_url")
                || part.has("video_url")
                || part.has("audio_url")
                || part.has("file_url")
                || part.has("file_id");
    }

    /** @param data a data URI, or base64 alone; null where only a name is sent */
    private long file(@Nullable String data) {
        if (data == null) {
            return PER_FILE;
        }
        boolean text = data.startsWith("data:text/") || data.startsWith("data:application/json");
        boolean pdf = data.startsWith("data:application/pdf") || data.startsWith(PDF_IN_BASE64);
        long ofLength = 1L + data.length() / FILE_CHARS_PER_TOKEN;
        if (pdf) {
            return (long) pages(data) * Math.max(PER_PAGE, pictures.get().of(null));
        }
        // Any other may be packed, so that its length says little.
        return text ? ofLength : Math.max(PER_FILE, ofLength);
    }

    /** As many as can be seen; the most that providers take where they may be hidden in packed objects. */
    private static int pages(String data) {
        byte[] pdf;
        try {
            pdf = Base64.getMimeDecoder().decode(data.substring(data.indexOf(',') + 1));
        } catch (IllegalArgumentException notBase64) {
            return MOST_PAGES;
        }
        String seen = new String(pdf, StandardCharsets.ISO_8859_1);
        int pages = 0;
        Matcher page = PAGE.matcher(seen);
        while (pages < MOST_PAGES && page.find()) {
            pages++;
        }
        return pages == 0 || seen.contains("/ObjStm") ? MOST_PAGES : pages;
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
