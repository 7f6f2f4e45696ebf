package io.oblix.dialect.responses.input;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.oblix.chat.FileUrl;
import io.oblix.dialect.responses.tools.Notes;
import io.oblix.json.Json;
import io.oblix.problem.RequestProblem;
import java.net.URLConnection;
import org.jspecify.annotations.Nullable;

/** The content of messages and of tools' results as that of a chat completion's messages. */
record ContentParts(Notes notes) {

    /** A string, or parts; a single text is a string. */
    JsonNode read(JsonNode content, String param) {
        if (!(content instanceof ArrayNode parts)) {
            return content;
        }
        ArrayNode read = Json.MAPPER.createArrayNode();
        for (int i = 0; i < parts.size(); i++) {
            add(parts.get(i), param + "[" + i + "]", read);
        }
        boolean oneText =
                read.size() == 1 && read.get(0).size() == 2 && read.get(0).has("text");
        return oneText ? read.get(0).get("text") : read.isEmpty() ? TextNode.valueOf("") : read;
    }

    private void add(JsonNode part, String param, ArrayNode out) {
        if (part.isTextual()) {
            out.addObject().put("type", "text").set("text", part);
            return;
        }
        int before = out.size();
        String type = Json.text(part, "type");
        switch (String.valueOf(type)) {
            case "input_text", "output_text", "text", "summary_text", "reasoning_text" ->
                out.addObject().put("type", "text").set("text", text(part, "text", param));
            case "refusal" -> out.addObject().put("type", "text").set("text", text(part, "refusal", param));
            case "input_image", "computer_screenshot" -> image(part, param, out);
            case "input_file" -> file(part, param, out);
            case "input_audio" ->
                out.addObject().put("type", "input_audio").set("input_audio", part.path("input_audio"));
            case "null" -> throw RequestProblem.missing(param + ".type");
            default -> {
                if (part.path("text").isTextual()) {
                    out.addObject().put("type", "text").set("text", part.path("text"));
                }
                notes.ignore("input[].content[].type");
            }
        }
        if (out.size() > before && part.path("prompt_cache_breakpoint").isObject()) {
            mark((ObjectNode) out.get(before), part.path("prompt_cache_breakpoint"));
        }
    }

    private static JsonNode text(JsonNode part, String field, String param) {
        JsonNode text = part.path(field);
        if (!text.isTextual()) {
            throw RequestProblem.missing(param + "." + field);
        }
        return text;
    }

    private void image(JsonNode part, String param, ArrayNode out) {
        JsonNode image = part.path("image_url");
        String url = image.isTextual() ? image.textValue() : Json.text(image, "url");
        if (url == null) {
            fileId(part, param, "image_url");
            return;
        }
        ObjectNode read =
                out.addObject().put("type", "image_url").putObject("image_url").put("url", url);
        String detail = Json.text(part, "detail");
        if (detail != null) {
            read.put("detail", detail.equals("original") ? "high" : detail);
        }
    }

    private void file(JsonNode part, String param, ArrayNode out) {
        String data = Json.text(part, "file_data");
        String name = Json.text(part, "filename");
        String url = Json.text(part, FileUrl.FIELD);
        if (data == null && url != null) {
            // Claude fetches it; the others refuse it.
            ObjectNode file = out.addObject().put("type", "file").putObject("file");
            file.put(FileUrl.FIELD, url);
            if (name != null && !name.isBlank()) {
                file.put("filename", name);
            }
            return;
        } else if (data == null) {
            fileId(part, param, "file_data");
            return;
        }
        String named = name == null || name.isBlank() ? "document.pdf" : name;
        out.addObject()
                .put("type", "file")
                .putObject("file")
                .put("filename", named)
                .put("file_data", data.startsWith("data:") ? data : "data:" + typeOf(named) + ";base64," + data);
    }

    private static String typeOf(String name) {
        @Nullable String type = URLConnection.guessContentTypeFromName(name);
        return type == null ? "application/pdf" : type;
    }

    private void fileId(JsonNode part, String param, String otherwise) {
        if (Json.text(part, "file_id") == null) {
            throw RequestProblem.missing(param + "." + otherwise);
        }
        notes.nativeOnly(param + ".file_id", "ids of files are");
    }

    /** In Anthropic's form, which other providers leave out. */
    private static void mark(ObjectNode part, JsonNode breakpoint) {
        ObjectNode mark = part.putObject("cache_control").put("type", "ephemeral");
        String ttl = Json.text(breakpoint, "ttl");
        if (ttl != null && !ttl.equals("5m")) {
            mark.put("ttl", "1h");
        }
    }
}
